"""What a media hash list tells of a folder: which files were there, and their hashes.

Two kinds are met on drives: ASC MHL v2.0 (https://ascmhl.com), a history in a folder `ascmhl` with one list for each
generation, and MHL 1.x (https://mediahashlist.org), one list beside the files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

HashFormat = Literal["xxh128", "xxh3", "xxh64", "sha1", "md5", "c4", "xxh32"]

# by which one a file is compared, where it has several: ours first, a mere 32 bits last
FORMATS: tuple[HashFormat, ...] = ("xxh128", "xxh3", "xxh64", "sha1", "md5", "c4", "xxh32")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What lists say of one file."""

    path: bytes  # below the folder, with /
    hashes: Mapping[HashFormat, str]  # that were not found wrong; small hexadecimal digits, c4 in its own letters
    size_bytes: int | None = None
    previous: bytes | None = None  # what it was called before: on the card, say
    failed: bool = False  # the newest list that names it found other bytes than an older one

    @property
    def check_by(self) -> HashFormat | None:
        """The hash to compare it by. None: it was listed without one."""
        return next((each for each in FORMATS if each in self.hashes), None)

    def agrees(self, found: Mapping[HashFormat, str]) -> bool | None:
        """Whether hashes of a file are those on record. None: there is none in common, so nothing was compared."""
        common = self.hashes.keys() & found.keys()
        return all(self.hashes[each] == found[each] for each in common) if common else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HashList:
    """One list: a generation of a history, or one that lies alone."""

    name: str  # of its file
    files: tuple[Recorded, ...]
    number: int = 0  # of the generation
    made_at: datetime | None = None
    trouble: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A list of a history, without its files."""

    name: str
    number: int
    c4: str  # of the list's own bytes
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All lists of one folder together. What cannot be believed is left out, and `trouble` says so."""

    generations: tuple[Generation, ...] = ()  # oldest first
    files: Mapping[bytes, Recorded] = field(default_factory=dict)
    trouble: tuple[str, ...] = ()

    def known(self, path: bytes) -> Recorded | None:
        """What is on record of the file at this path below the folder."""
        return self.files.get(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file whose bytes were read back and compared, to be written down."""

    path: bytes  # below the folder, with /; UTF-8, as every name on our drives is
    size_bytes: int
    xxh128: str  # 32 small hexadecimal digits
    modified_at: datetime | None = None  # aware
    card_path: bytes | None = None  # what it was called on the card, with /


def together(lists: Iterable[HashList]) -> tuple[dict[bytes, Recorded], list[str]]:
    """What lists say together, oldest first, and where they contradict each other: the first hash on record stands."""
    files: dict[bytes, Recorded] = {}
    trouble: list[str] = []
    for each in lists:
        trouble += each.trouble
        changed = 0
        for newer in each.files:
            older = files.get(newer.path)
            files[newer.path] = _joined(older, newer) if older else newer
            changed += older is not None and older.agrees(newer.hashes) is False
        if changed:
            trouble.append(f"{each.name} gives {changed} files another hash than an older list; the older one counts")
    return files, trouble


def is_below(path: str) -> bool:
    """Whether a path in a list leads to something below the folder. Others are not followed."""
    return bool(path) and "\0" not in path and not {"", ".", ".."} & set(path.split("/"))


def _joined(older: Recorded, newer: Recorded) -> Recorded:
    """A new kind of hash is believed when it stands beside one that agrees."""
    believed = not older.hashes or older.agrees(newer.hashes)
    return Recorded(
        path=older.path,
        hashes={**newer.hashes, **older.hashes} if believed else older.hashes,
        size_bytes=older.size_bytes if older.size_bytes is not None else newer.size_bytes,
        previous=older.previous or newer.previous,
        failed=newer.failed,
    )
