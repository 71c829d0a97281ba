"""The shelf of copies: which content lies on which volume, and what is known of it there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import text
from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.rows import CopyRow, VolumeRow
from mediadesk.catalogue.volumes import DESK
from mediadesk.model.volume import CopyState, MediaCopy, VolumeId

_ADD = "INSERT INTO copy (volume, sha256, path, state, verified_at) VALUES (:volume, :sha256, :path, :state, :at)"
_NOTE = text(
    f"""
    {_ADD} ON CONFLICT (volume, sha256)
    DO UPDATE SET path = excluded.path, state = excluded.state, verified_at = excluded.verified_at
    """
)
# a path holds one content: what was there before is there no more
_GONE = text(
    """
    UPDATE copy SET state = 'missing'
    WHERE volume = :volume AND path = :path AND state <> 'missing' AND sha256 <> :sha256 AND :state <> 'missing'
    """
)


class Copies:
    """Copies by their content and by their volume: one of each content on each volume."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, copy: MediaCopy) -> None:
        """Notes a copy that is new. Raises CatalogueTrouble when its content or its path is taken on its volume."""
        self._execute(text(_ADD), [_parameters(copy)])

    def note(self, copies: Iterable[MediaCopy]) -> None:
        """Notes what is known of copies now, instead of what was known. Their files and volumes are catalogued.

        Another content that was noted at the same path becomes missing there.
        """
        if parameters := [_parameters(copy) for copy in copies]:
            self._execute(_GONE, parameters)
            self._execute(_NOTE, parameters)

    def of(self, sha256s: Iterable[str]) -> dict[str, list[MediaCopy]]:
        """The copies of each content, the desk's first, then by the name of their volume; of one without, none."""
        found: dict[str, list[MediaCopy]] = {sha256: [] for sha256 in sha256s}
        rows = self._session.exec(
            select(CopyRow)
            .join(VolumeRow, col(VolumeRow.id) == col(CopyRow.volume))
            .where(among(col(CopyRow.sha256), found))
            .order_by((col(VolumeRow.name) == DESK).desc(), col(VolumeRow.name))
        )
        for row in rows:
            found[row.sha256].append(_value(row))
        return found

    def on(self, volume: VolumeId) -> list[MediaCopy]:
        """Every copy on a volume, in the order of their paths."""
        rows = select(CopyRow).where(col(CopyRow.volume) == volume).order_by(col(CopyRow.path))
        return [_value(row) for row in self._session.exec(rows)]

    def _execute(self, statement: Any, parameters: Sequence[dict[str, Any]]) -> None:
        self._session.flush()
        self._session.connection().execute(statement, parameters)
        self._session.expire_all()  # rows that were read before say what was


def _parameters(copy: MediaCopy) -> dict[str, Any]:
    at = copy.verified_at.isoformat() if copy.verified_at else None
    return {"volume": copy.volume, "sha256": copy.sha256, "path": copy.path, "state": copy.state, "at": at}


def _value(row: CopyRow) -> MediaCopy:
    return MediaCopy(
        sha256=row.sha256,
        volume=VolumeId(row.volume),
        path=row.path,
        state=cast("CopyState", row.state),
        verified_at=datetime.fromisoformat(row.verified_at) if row.verified_at else None,
    )
