"""What an AVCHD card says itself of its files: which one goes on in which.

A recording of more than 2 or 4 GB lies in several files, and their numbers alone do not tell it. The playlists name the
files in order and how each is connected to the one before: 1 is the first, 5 a new recording, 6 goes on in one stream.
Not every camera writes the 6 (JVC does not), so the absence of it says nothing.

Format: Blu-ray's movie playlist, en.wikibooks.org/wiki/User:Bdinfo/mpls. As AVCHD uses it: knotless.com, "AVCHD MPL
File Format", and wiki.multimedia.cx/index.php/MPL.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mediadesk.cards.listing import opened
from mediadesk.errors import DeskError
from mediadesk.model.card import MediaFile
from mediadesk.model.names import ending, stem
from mediadesk.model.structure import Parts

_MOST_BYTES = 1 << 20  # a playlist of 2000 recordings has 300 KB
_MOST_PLAYLISTS = 2000  # Blu-ray's limit
_GOES_ON = 6


class NotUnderstood(ValueError):
    """These bytes are no playlist that we can read: no evidence of anything."""


def seamless(source: Path, files: Iterable[MediaFile]) -> frozenset[tuple[Parts, Parts]]:
    """The pairs of paths of which the card says that the second goes on where the first ends.

    Never raises: a playlist that cannot be read or understood is no evidence, and copying it will tell its trouble.
    """
    streams: dict[tuple[Parts, bytes], Parts] = {}
    playlists: list[tuple[MediaFile, Parts]] = []
    for file in files:
        folder, kind = file.path[-2:-1], ending(file.name)
        if kind in ("mts", "m2ts") and folder and folder[0].upper() == b"STREAM":
            streams[_capitals(file.path[:-2]), stem(file.name)] = file.path
        elif kind in ("mpl", "mpls") and folder and folder[0].upper() == b"PLAYLIST" and file.size_bytes <= _MOST_BYTES:
            playlists.append((file, _capitals(file.path[:-2])))
    found = set()
    for file, bdmv in playlists[:_MOST_PLAYLISTS]:
        for one, other in _pairs(source, file):
            if (bdmv, one) in streams and (bdmv, other) in streams:
                found.add((streams[bdmv, one], streams[bdmv, other]))
    return frozenset(found)


def _capitals(path: Parts) -> Parts:
    return tuple(part.upper() for part in path)


def going_on(playlist: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """The names (five digits) of the files that a playlist joins, in pairs. Raises NotUnderstood."""
    if playlist[:4] != b"MPLS":
        raise NotUnderstood("it does not begin as a playlist does")
    return tuple(_joined(playlist, _number(playlist, 8, 4)))


def _joined(playlist: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    """Length (4), reserved (2), count (2), sub paths (2); then items, each with its own length (2) before it."""
    items, at, before = _number(playlist, at + 6, 2), at + 10, None
    for _ in range(items):
        length, name = _number(playlist, at, 2), playlist[at + 2 : at + 7].upper()
        connected = _number(playlist, at + 11, 2) & 0x0F  # 11 bits reserved, 1 of angles, 4 of how it is connected
        if length < 11:
            raise NotUnderstood("an item is too short")
        if before is not None and connected == _GOES_ON:
            yield before, name
        before, at = name, at + 2 + length


def _number(playlist: bytes, at: int, size: int) -> int:
    found = playlist[at : at + size]
    if len(found) < size:
        raise NotUnderstood("it is cut off")
    return int.from_bytes(found, "big")


def _pairs(source: Path, file: MediaFile) -> tuple[tuple[bytes, bytes], ...]:
    try:
        with opened(source, file) as descriptor, os.fdopen(descriptor, "rb", closefd=False) as bytes_of:
            return going_on(bytes_of.read(_MOST_BYTES))
    except (NotUnderstood, DeskError, OSError):
        return ()
