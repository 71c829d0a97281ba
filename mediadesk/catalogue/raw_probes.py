"""The shelf of raw probes: what programs printed of clips, so that it can be read better without the file."""

import gzip
from collections.abc import Iterator

from sqlmodel import Session, col, select

from mediadesk.catalogue.rows import RawProbeRow
from mediadesk.model.clip import ClipId, RawProbe

_AT_ONCE = 500  # of all, as many as are in memory together


class RawProbes:
    """What each program printed of a clip, the last time it was asked. They are compressed here."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, clip: ClipId, program: str, version: str, printed: bytes) -> None:
        """Keeps what a program of this version printed, instead of what it printed before."""
        packed = gzip.compress(printed, mtime=0)
        self._session.merge(RawProbeRow(clip=clip, program=program, version=version, printed=packed))
        self._session.flush()

    def of(self, clip: ClipId) -> list[RawProbe]:
        """What is kept of a clip, by program."""
        ask = select(RawProbeRow).where(col(RawProbeRow.clip) == clip).order_by(col(RawProbeRow.program))
        return [_value(row) for row in self._session.exec(ask)]

    def all(self) -> Iterator[RawProbe]:
        """What is kept of every clip, by the clips' ids, a few at a time."""
        ask = select(RawProbeRow).order_by(col(RawProbeRow.clip), col(RawProbeRow.program))
        for row in self._session.exec(ask.execution_options(yield_per=_AT_ONCE)):
            yield _value(row)


def _value(row: RawProbeRow) -> RawProbe:
    return RawProbe(
        clip=ClipId(row.clip), program=row.program, version=row.version, printed=gzip.decompress(row.printed)
    )
