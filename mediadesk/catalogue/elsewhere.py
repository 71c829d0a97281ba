"""The shelf of what lies on other desks: of clips that came with a bundle, who has the original."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.bundle_rows import ElsewhereRow
from mediadesk.model.clip import ClipId


class Elsewhere:
    """Desks by alias, of the clips whose originals they have. No copy there ever counts as one of ours."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, clip: ClipId, desk: str, at: datetime) -> bool:
        """Notes that a desk has the original of a catalogued clip. Says whether that is news."""
        if self._session.get(ElsewhereRow, (clip, desk)):
            return False
        self._session.add(ElsewhereRow(clip=clip, desk=desk, at=at.isoformat()))
        self._session.flush()
        return True

    def of(self, clips: Iterable[ClipId]) -> dict[ClipId, tuple[str, ...]]:
        """The desks that have the original of each of these clips, by name; of a clip of ours, mostly none."""
        wanted = list(clips)
        found: dict[str, list[str]] = defaultdict(list)
        rows = select(ElsewhereRow).where(among(col(ElsewhereRow.clip), wanted))
        for row in self._session.exec(rows.order_by(col(ElsewhereRow.clip), col(ElsewhereRow.desk))):
            found[row.clip].append(row.desk)
        return {clip: tuple(found[clip]) for clip in wanted}
