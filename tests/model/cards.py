"""Made cards, and what sort_out says of them."""

from mediadesk.model.card import Contents, MediaFile

GIB = 1 << 30
FULL = 4 * GIB - 3_000_000  # FAT32's largest file, less what a camera leaves
MINUTE = 60_000_000_000  # ns


def a_card(*paths: str | bytes) -> list[MediaFile]:
    """Files by their paths."""
    raw = (each if isinstance(each, bytes) else each.encode() for each in paths)
    return [MediaFile(path=tuple(path.split(b"/")), size_bytes=1, modified_ns=0) for path in raw]


def filmed(*files: tuple[str, int, int]) -> list[MediaFile]:
    """Files by path, size and when they were closed, in minutes."""
    return [
        MediaFile(path=tuple(path.encode().split(b"/")), size_bytes=size, modified_ns=minute * MINUTE)
        for path, size, minute in files
    ]


def told(contents: Contents) -> dict[str, list[str]]:
    """Each clip with what goes along, and what is kept under `kept`."""
    said = {path(each.main): [path(file) for file in each.sidecars] for each in contents.recordings}
    return said | {"kept": [path(each.file) for each in contents.kept]}


def parts(contents: Contents) -> list[list[str]]:
    """The names of the files of each clip, in order."""
    return [[file.name.decode() for file in (each.main, *each.parts)] for each in contents.recordings]


def whys(contents: Contents) -> list[str | None]:
    """What is said of each clip."""
    return [each.why for each in contents.recordings]


def everything(contents: Contents) -> list[MediaFile]:
    """Every file of a card, wherever it was put."""
    out = [file for each in contents.recordings for file in (each.main, *each.parts, *each.sidecars)]
    return out + [each.file for each in contents.kept]


def path(file: MediaFile) -> str:
    return b"/".join(file.path).decode()
