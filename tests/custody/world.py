"""A volume to copy to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediadesk.custody.cold import Hashes
from mediadesk.custody.copying import one_copy
from mediadesk.custody.originals import Originals


@contextmanager
def copy_of(originals: Originals, content: bytes) -> Iterator[tuple[Path, Hashes]]:
    """A verified copy of these bytes."""
    source = originals.root.parent / "source"
    source.write_bytes(content)
    with source.open("rb") as file, one_copy(file.fileno(), originals, lambda _: None) as copied:
        yield copied


def keep(originals: Originals, content: bytes, path: str) -> str:
    """Keeps these bytes as an original, and says under which name."""
    with copy_of(originals, content) as (part, hashes):
        return originals.keep(part, hashes, path)


def files(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(each.relative_to(root)): each.read_bytes() for each in root.rglob("*") if each.is_file()}
