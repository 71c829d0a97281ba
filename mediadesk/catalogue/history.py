"""The shelf of edits: what was changed in the log and of clocks, so that it can be taken back.

What changes when or where a clip was shot, or its labels, goes to custody: the fact that it was said, never the place.
"""

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.codec import decode_all, encode
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.rows import ClipRow, EditRow
from mediadesk.errors import NotFound
from mediadesk.model.edit import Change, ClockChange, Edit, deeds


class History:
    """Edits, in the order they were made."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def record(self, edit: Edit, who: str | None = None) -> None:
        """Notes an edit and whose it is. Changing the clips and clocks is the business of their own shelves."""
        row = EditRow(at=edit.at.isoformat(), changes=encode(edit.changes), clocks=encode(edit.clocks))
        self._session.add(row)
        self._session.flush()
        self._tell(edit, edit.at, who)

    def undo_last(self) -> Edit:
        """The last edit that was not taken back, noting that it is now. Raises NotFound when there is none.

        Putting what was before back is the business of the shelves of clips and of clocks.
        """
        standing = select(EditRow).where(col(EditRow.taken_back) == 0).order_by(col(EditRow.number).desc()).limit(1)
        row = self._session.exec(standing).first()
        if row is None:
            raise NotFound("there is no edit to take back", hint="mediadesk log CLIP --title T makes one")
        row.taken_back = 1
        self._session.flush()
        edit = Edit(
            at=datetime.fromisoformat(row.at),
            changes=decode_all(Change, row.changes),
            clocks=decode_all(ClockChange, row.clocks),
        )
        self._tell(edit, datetime.now(UTC), undone=True)
        return edit

    def _tell(self, edit: Edit, at: datetime, who: str | None = None, *, undone: bool = False) -> None:
        """What custody is told of an edit, or of its being taken back."""
        ids = {change.clip for change in edit.changes}
        rows = self._session.exec(select(ClipRow.id, ClipRow.sha256).where(among(col(ClipRow.id), ids)))
        sha256s = dict(rows.all())
        for change in edit.changes:
            of = {"sha256": sha256s.get(change.clip), "about": change.clip}
            for what, why in deeds(change):
                if undone:
                    self._custody.add(what="undone", at=at, why=f"{what}: {why}", **of)
                else:
                    self._custody.add(what=what, at=at, who=who, why=why, **of)
        for clock in edit.clocks:
            self._custody.add(what="undone" if undone else "edited", at=at, about=clock.body.called, why="clock")
