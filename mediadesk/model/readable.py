"""What can be read in bytes that are no text: a film is a gigabyte of noise with, perhaps, a tag in it.

The bytes are turned into a map of classes (readable, zero, parts of UTF-8) in one go, and the map is searched for the
beginnings of texts: both are done by the machine's fastest loops, so that a film is read at the speed of its disk.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

_SURE_RUN = 24  # readable bytes in a row: once in 25 GB of noise
_AROUND = 400  # bytes; a text that is longer is found by its beginning


def _class_of(byte: int) -> int:
    """`a`: readable ASCII, `z`: zero; of UTF-8 `b`, `c`, `e`: the first of two to four bytes, `d`: the others."""
    ranges = (
        (0, 0, "z"),
        (0x20, 0x7E, "a"),
        (0x80, 0xBF, "d"),
        (0xC2, 0xDF, "b"),
        (0xE0, 0xEF, "c"),
        (0xF0, 0xF4, "e"),
    )
    return ord(next((letter for first, last, letter in ranges if first <= byte <= last), "x"))


_CLASSES = bytes(map(_class_of, range(256)))
_RUN = re.compile(rb"a*(?:(?:bd|cdd|eddd)+a*)*")
_BACK = re.compile(rb"(?:a|db|ddc|ddde)+")  # the same, from its end
_WIDE_RUN = re.compile(rb"(?:az)+a?")
# readable anywhere; readable after a zero
_SEEDS = (b"aaaaaaa", b"zaaa")
_SEED_OF = {2: b"bdbdbd", 3: b"cddcdd"}  # some letters of so many bytes


class Read(NamedTuple):
    """All that can be read in some bytes, a line for each piece."""

    sure: str  # a long text, or one between zeros: as it would stand in a tag
    all: str  # also what may be chance


def read(content: bytes, *, widths: Collection[int] = (), highs: Collection[int] = ()) -> Read:
    """What can be read. `widths` are the bytes that the letters of other alphabets take in UTF-8, where they are looked
    for; `highs` the first bytes that they have in UTF-16."""
    classes = content.translate(_CLASSES)
    seeds = [*_SEEDS, *(_SEED_OF[each] for each in widths if each in _SEED_OF)]
    spans = sorted({span for seed in seeds for span in _runs(classes, seed)})
    wide = [*_wide(content, classes), *(text for high in highs for text in _of_alphabet(content, high))]
    sure = [content[start:stop] for start, stop in spans if _is_sure(content, start, stop)]
    runs = [content[start:stop] for start, stop in spans]
    return Read(*("\n".join([b"\n".join(each).decode("utf-8", "replace"), *wide]) for each in (sure, runs)))


def _runs(classes: bytes, seed: bytes) -> Iterator[tuple[int, int]]:
    """Where readable runs begin and end that hold the seed."""
    place = classes.find(seed)
    while place >= 0:
        start = place + (seed[0] == ord("z"))
        if start and classes[start - 1] in b"ad" and seed[0] != ord("z"):
            start -= len(found[0]) if (found := _BACK.match(classes[max(0, start - _AROUND) : start][::-1])) else 0
        run = _RUN.match(classes, start)
        stop = max(run.end() if run else 0, place + 1)
        yield start, stop
        place = classes.find(seed, stop)


def _is_sure(content: bytes, start: int, stop: int) -> bool:
    """Whether a run is a text and no chance: long, or between zeros (three at least, or the end of everything)."""
    if stop - start >= _SURE_RUN:
        return True
    if start and content[start - 1]:
        return False  # nearly all
    before = len(content[max(0, start - 2) : start]) - len(content[max(0, start - 2) : start].rstrip(b"\0"))
    after = len(content[stop : stop + 2]) - len(content[stop : stop + 2].lstrip(b"\0"))
    at_start, at_end = before == start, stop + after == len(content)
    zeros = (before or at_start) and (after or at_end)
    return bool(zeros) and (at_start or at_end or before + after >= 3)


def _wide(content: bytes, classes: bytes) -> Iterator[str]:
    """Latin texts in UTF-16: every second byte is zero."""
    place = classes.find(b"azazaz")
    while place >= 0:
        run = _WIDE_RUN.match(classes, place)
        stop = run.end() if run else place + 1
        yield content[place:stop:2].decode("ascii", "replace")
        place = classes.find(b"azazaz", stop)


def _of_alphabet(content: bytes, high: int) -> Iterator[str]:
    """Texts of another alphabet in UTF-16: every second byte is the number of that alphabet."""
    row = bytes([high]) * 3
    for side in (0, 1):
        half = content[side::2]
        place = half.find(row)
        while place >= 0:
            first = side + 2 * max(0, place - _AROUND // 4)
            last = 2 * (place + _AROUND) + side
            yield _only(content[first:last].decode("utf-16-be", "replace"), high)
            yield _only(content[first - 1 if first else 1 : last].decode("utf-16-le", "replace"), high)
            place = half.find(row, place + _AROUND // 2)


def _only(text: str, high: int) -> str:
    """The letters of one alphabet and of ASCII: what stands beside a text in noise is letters of any other."""
    return "".join(char if ord(char) < 0x7F or ord(char) >> 8 == high else "\n" for char in text)
