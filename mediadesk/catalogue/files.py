"""The shelf of files: everything of which a copy was verified."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import and_
from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.copies import Copies
from mediadesk.catalogue.rows import CopyRow, FileRow
from mediadesk.catalogue.volumes import Volumes, desk_id
from mediadesk.model.clip import ClipId
from mediadesk.model.holding import HeldFile, Role
from mediadesk.model.volume import MediaCopy

ON_DESK = and_(col(CopyRow.sha256) == col(FileRow.sha256), col(CopyRow.volume) == desk_id())
_FILES = select(FileRow, col(CopyRow.path)).outerjoin(CopyRow, ON_DESK)


class Files:
    """Verified files by their content."""

    def __init__(self, session: Session, copies: Copies) -> None:
        self._session = session
        self._copies = copies

    def add(self, file: HeldFile) -> None:
        """Notes a file that was just verified, and its copy on the desk when it has a path.

        Ask `known` first: content is noted once.
        """
        self._session.add(FileRow(**{name: getattr(file, name) for name in _COLUMNS}))
        self._session.flush()
        if file.path is not None:
            desk = Volumes(self._session).desk().id
            path, now = os.fsencode(file.path), datetime.now(UTC)
            copy = MediaCopy(sha256=file.sha256, volume=desk, path=path, state="verified", verified_at=now)
            self._copies.add(copy)

    def known(self, sha256s: Iterable[str]) -> dict[str, HeldFile]:
        """Those of these contents that are catalogued."""
        rows = self._session.exec(_FILES.where(among(col(FileRow.sha256), sha256s)))
        return {row.sha256: _value(row, path) for row, path in rows}

    def at(self, path: str) -> HeldFile | None:
        """The file of which a copy lies at a path on the desk; None when nothing is known to lie there."""
        row = self._session.exec(_FILES.where(col(CopyRow.path) == os.fsencode(path))).first()
        return _value(*row) if row else None

    def names_and_sizes(self) -> set[tuple[bytes, int]]:
        """The name on its card and the size of every file: what has both is probably known."""
        return {(name, size) for name, size in self._session.exec(select(FileRow.name, FileRow.size_bytes))}

    def all(self) -> list[HeldFile]:
        """Every file, in the order of their paths on the desk; those on drives alone come last."""
        rows = _FILES.order_by(col(CopyRow.path).nulls_last(), col(FileRow.sha256))
        return [_value(row, path) for row, path in self._session.exec(rows)]


_COLUMNS = tuple(FileRow.model_fields)


def desk_path(path: bytes | None) -> str | None:
    """The path of a copy on the desk as values have it."""
    return None if path is None else os.fsdecode(path)


def _value(row: FileRow, path: bytes | None) -> HeldFile:
    return HeldFile(
        sha256=row.sha256,
        xxh3=row.xxh3,
        size_bytes=row.size_bytes,
        name=row.name,
        path=desk_path(path),
        role=cast("Role", row.role),
        clip=ClipId(row.clip) if row.clip else None,
        why=row.why,
    )
