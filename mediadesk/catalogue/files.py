"""The shelf of files: everything on the desk whose copy was verified."""

from collections.abc import Iterable
from typing import cast

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.rows import FileRow
from mediadesk.model.clip import ClipId
from mediadesk.model.holding import HeldFile, Role


class Files:
    """Verified files by their content."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, file: HeldFile) -> None:
        """Notes a file that was just verified. Ask `known` first: content is noted once."""
        self._session.add(FileRow(**{name: getattr(file, name) for name in _COLUMNS}))
        self._session.flush()

    def known(self, sha256s: Iterable[str]) -> dict[str, HeldFile]:
        """Those of these contents that are on the desk."""
        rows = self._session.exec(select(FileRow).where(among(col(FileRow.sha256), sha256s)))
        return {row.sha256: _value(row) for row in rows}

    def names_and_sizes(self) -> set[tuple[bytes, int]]:
        """The name on its card and the size of every file: what has both is probably known."""
        return {(name, size) for name, size in self._session.exec(select(FileRow.name, FileRow.size_bytes))}

    def all(self) -> list[HeldFile]:
        """Every file, in the order of their paths."""
        return [_value(row) for row in self._session.exec(select(FileRow).order_by(col(FileRow.path)))]


_COLUMNS = tuple(FileRow.model_fields)


def _value(row: FileRow) -> HeldFile:
    return HeldFile(
        sha256=row.sha256,
        xxh3=row.xxh3,
        size_bytes=row.size_bytes,
        name=row.name,
        path=row.path,
        role=cast("Role", row.role),
        clip=ClipId(row.clip) if row.clip else None,
        why=row.why,
    )
