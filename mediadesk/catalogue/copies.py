"""The shelf of copies: which content lies on which volume, what is known of it there. Custody is told what changes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.rows import CopyRow, VolumeRow
from mediadesk.catalogue.volumes import DESK
from mediadesk.model.custody import What
from mediadesk.model.volume import CopyState, MediaCopy, VolumeId

_ADD = "INSERT INTO copy (volume, sha256, path, state, verified_at) VALUES (:volume, :sha256, :path, :state, :at)"
_NOTE = f"""
    {_ADD} ON CONFLICT (volume, sha256)
    DO UPDATE SET path = excluded.path, state = excluded.state, verified_at = excluded.verified_at
"""
# a path holds one content: what was there before is there no more
_GONE = """
    UPDATE copy SET state = 'missing'
    WHERE volume = :volume AND path = :path AND state <> 'missing' AND sha256 <> :sha256 AND :state <> 'missing'
    RETURNING sha256
"""
# a copy that is asked for again, as `ask_again` leaves it, was as good as it is found
_BEFORE = """
    SELECT volume, CASE WHEN state = 'copied' AND verified_at IS NULL THEN 'asked' ELSE state END
    FROM copy WHERE sha256 = ?
"""
_ASK_AGAIN = "UPDATE copy SET state = 'copied', verified_at = NULL WHERE volume = ? AND state = 'verified'"


class Copies:
    """Copies by their content and by their volume: one of each content on each volume."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def add(self, copy: MediaCopy) -> None:
        """Notes a copy that is new. Raises CatalogueTrouble when its content or its path is taken on its volume."""
        before = self._before([copy])
        self._ask(_ADD, _parameters(copy))
        self._tell([copy], before, None)

    def note(self, copies: Iterable[MediaCopy], *, who: str | None = None) -> None:
        """Notes what is known of copies now, instead of what was known. Their files and volumes are catalogued.

        Another content that was noted at the same path becomes missing there. `who` did it, for custody.
        """
        if not (noted := list(copies)):
            return
        before = self._before(noted)
        gone = {(copy.volume, sha256) for copy in noted for (sha256,) in self._ask(_GONE, _parameters(copy))}
        self._ask(_NOTE, [_parameters(copy) for copy in noted])
        self._tell(noted, before, who)
        for volume, sha256 in sorted(gone - {(copy.volume, copy.sha256) for copy in noted}):
            self._custody.add(what="missing", at=datetime.now(UTC), who=who, sha256=sha256, about=volume)

    def ask_again(self, volume: VolumeId) -> None:
        """Takes nothing on a volume for verified until it is found again; what is, custody is not told of."""
        self._ask(_ASK_AGAIN, (volume,))
        self._session.expire_all()

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

    def _ask(self, statement: str, parameters: Any) -> Any:
        self._session.flush()
        return self._session.connection().exec_driver_sql(statement, parameters)

    def _before(self, copies: Iterable[MediaCopy]) -> dict[str, dict[str, str]]:
        """The state of every copy of these contents by volume, by content."""
        return {copy.sha256: dict(map(tuple, self._ask(_BEFORE, (copy.sha256,)))) for copy in copies}

    def _tell(self, copies: Iterable[MediaCopy], before: Mapping[str, dict[str, str]], who: str | None) -> None:
        self._session.expire_all()  # rows that were read before say what was
        for copy in copies:
            if deed := self._deed(copy, before[copy.sha256]):
                self._custody.add(what=deed, at=datetime.now(UTC), who=who, sha256=copy.sha256, about=copy.volume)
            before[copy.sha256][copy.volume] = copy.state

    def _deed(self, copy: MediaCopy, before: Mapping[str, str]) -> What | None:
        """What has come of a copy; None when nothing has."""
        was = before.get(copy.volume)
        if copy.state == was or copy.state == "copied":
            return None
        if copy.state != "verified":
            return copy.state
        if was:
            return None if was == "asked" else "recovered"
        volume = self._session.get(VolumeRow, copy.volume)
        if volume and volume.in_place:
            return "adopted"
        return "copied" if before else "ingested"


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
