"""The shelf of stamps: what was ever said of each field of a clip's log, and of a camera's clock. Only added to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.bundle_rows import StampRow
from mediadesk.catalogue.findable import body_key
from mediadesk.model.clip import Camera, ClipId
from mediadesk.model.stamps import CLOCK, Stamp

_NO_CLIP = ""
_ADD = "INSERT OR IGNORE INTO stamp (clip, field, at, value) VALUES (?, ?, ?, ?)"


class Stamps:
    """Stamps of clips, and of the clocks of bodies."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, clip: ClipId) -> frozenset[Stamp]:
        """All that was ever said of a clip with a stamp."""
        return self.of_each([clip])[clip]

    def of_each(self, clips: Iterable[ClipId]) -> dict[ClipId, frozenset[Stamp]]:
        """The same of several clips."""
        found: dict[str, set[Stamp]] = defaultdict(set)
        wanted = list(clips)
        for row in self._session.exec(select(StampRow).where(among(col(StampRow.clip), wanted))):
            found[row.clip].add(_value(row, row.field))
        return {clip: frozenset(found[clip]) for clip in wanted}

    def of_clock(self, camera: Camera) -> frozenset[Stamp]:
        """All that was ever said of the clock of a body with a stamp."""
        mine = select(StampRow).where(col(StampRow.clip) == _NO_CLIP, col(StampRow.field) == _of(camera))
        return frozenset(_value(row, CLOCK) for row in self._session.exec(mine))

    def add(self, clip: ClipId, stamps: Iterable[Stamp]) -> None:
        """Keeps stamps of a clip; those that are there stay as they are."""
        self._add((clip, each.field, _written(each.at), each.value) for each in stamps)

    def add_clock(self, camera: Camera, stamps: Iterable[Stamp]) -> None:
        """The same of the clock of a body."""
        self._add((_NO_CLIP, _of(camera), _written(each.at), each.value) for each in stamps)

    def _add(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        if written := list(rows):
            self._session.flush()
            self._session.connection().exec_driver_sql(_ADD, written)


def _of(camera: Camera) -> str:
    return f"{CLOCK}:{body_key(camera) or ''}"


def _written(at: datetime) -> str:
    """A text of one length, so that texts sort as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _value(row: StampRow, field: str) -> Stamp:
    return Stamp(field=field, at=datetime.fromisoformat(row.at), value=row.value)
