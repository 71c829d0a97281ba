"""The shelf of posts: where dispatches are embedded, as far as this desk was told."""

from datetime import datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.rows import PostRow
from mediadesk.model.online import Post


class Posts:
    """Posts by dispatch: one at each address."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, post: Post) -> None:
        """Keeps a post, instead of what was kept of the same dispatch and address."""
        self._session.merge(PostRow(slug=post.slug, url=post.url, at=post.at.isoformat()))
        self._session.flush()

    def of(self, slug: str) -> list[Post]:
        """The posts that embed a dispatch, the oldest first."""
        rows = select(PostRow).where(col(PostRow.slug) == slug).order_by(col(PostRow.at), col(PostRow.url))
        return [Post(slug=row.slug, url=row.url, at=datetime.fromisoformat(row.at)) for row in self._session.exec(rows)]
