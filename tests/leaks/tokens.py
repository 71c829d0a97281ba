"""Canaries: words that stand nowhere else in the world, one for each place where an original can tell something.

Whoever publishes bytes asks `told` which of them can be read there, in whatever way bytes can say a word.
"""

import base64
import hashlib
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

BEGINNING = "CNRY"
# each has words of its own: what another plants at the same time is seen by who lists the processes of the machine
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")

Point = tuple[float, float]  # latitude, longitude


@dataclass(slots=True)
class Slots:
    """The places of one original that hold a token: `slots("title")` plants one there, and remembers it."""

    original: str
    words: dict[str, str] = field(default_factory=dict)  # the slot, as `phone.mov: title` → its token
    points: dict[str, Point] = field(default_factory=dict)

    def __call__(self, slot: str) -> str:
        """The token of a slot."""
        name = f"{self.original}: {slot}"
        return self.words.setdefault(name, token(name))

    def point(self, slot: str) -> Point:
        """The coordinates of a slot: near Kherson, where no other test goes."""
        name = f"{self.original}: {slot}"
        far = int.from_bytes(_hash(name)[:4])
        return self.points.setdefault(name, (46 + far % 65_521 / 65_537, 32 + far // 65_521 / 65_537))

    def inside(self, what: str) -> "Slots":
        """Those of a file within this one: what is planted there counts here, too."""
        return Slots(f"{self.original}: {what}", self.words, self.points)


def token(slot: str) -> str:
    """`CNRY` and eight letters that only this slot has."""
    return BEGINNING + base64.b32encode(_hash(slot)).decode()[:8]


def told(content: bytes, *planted: Slots) -> set[str]:
    """The slots whose token or place can be read in some bytes, whatever is between them and a reader."""
    words = {name: word for slots in planted for name, word in slots.words.items()}
    points = {name: point for slots in planted for name, point in slots.points.items()}
    return {name for view in _views(content) for name in _said(view, words) | _located(view, points)}


def in_bits(content: bytes, *planted: Slots) -> set[str]:
    """The same for words that begin within a byte, as a codec's own data may."""
    words = {name: word for slots in planted for name, word in slots.words.items()}
    if not words:
        return set()
    number = int.from_bytes(content)
    shifted = ((number << bits).to_bytes(len(content) + 1) for bits in range(1, 8))
    needles = {word.lower().encode(): name for name, word in words.items()}
    return {name for view in shifted for name in _found(view.lower(), needles)}


def _plain(word: bytes) -> bytes:
    return word


def _wide(encoding: str) -> Callable[[bytes], bytes]:
    return lambda word: word.decode().encode(encoding)


def _in_words_of(size: int) -> Callable[[bytes], bytes]:
    """As somebody writes it who takes `size` bytes for one number, the other way round."""
    return lambda word: b"".join(word[place : place + size][::-1] for place in range(0, len(word), size))


def _base64(before: int) -> Callable[[bytes], bytes]:
    """What is the same whatever `before` bytes stand before the word: only the letters that hold nothing else."""

    def spelled(word: bytes) -> bytes:
        coded = base64.b64encode(bytes(before) + word + bytes(-(before + len(word)) % 3))
        return coded[-(-before * 8 // 6) : (before + len(word)) * 8 // 6]

    return spelled


def _captions(word: bytes) -> bytes:
    """CEA-608: two letters in each triple of bytes, with odd parity in their high bits (CTA-708, cc_data)."""
    odd = bytes(each | (0 if each.bit_count() % 2 else 0x80) for each in word)
    return b"\xfc".join(odd[place : place + 2] for place in range(0, len(odd), 2))


def _escaped(pattern: str) -> Callable[[bytes], bytes]:
    return lambda word: b"".join(pattern.format(each).encode() for each in word)


# how a word can stand in bytes → what it looks like then
FORMS: Mapping[str, Callable[[bytes], bytes]] = {
    "text": _plain,
    "utf-16, little": _wide("utf-16-le"),
    "utf-16, big": _wide("utf-16-be"),
    "utf-32, little": _wide("utf-32-le"),
    "utf-32, big": _wide("utf-32-be"),
    "backwards": lambda word: word[::-1],
    "swapped in twos": _in_words_of(2),
    "swapped in twos, one on": lambda word: _in_words_of(2)(word[1:-1]),
    "swapped in fours": _in_words_of(4),
    "hexadecimal": lambda word: word.hex().encode(),
    "base64": _base64(0),
    "base64, one on": _base64(1),
    "base64, two on": _base64(2),
    "captions": _captions,
    "markup": _escaped("&#{};"),
    "address": _escaped("%{:02x}"),
    "script": _escaped("\\u{:04x}"),
}
_EXACT = frozenset({"base64", "base64, one on", "base64, two on", "captions"})  # a small letter changes all of it


def _said(content: bytes, words: Mapping[str, str]) -> set[str]:
    lowered = content.lower()
    found = set[str]()
    for form, spell in FORMS.items():
        for cased in (str.upper, str.lower):
            needles = {spell(cased(word).encode()): name for name, word in words.items()}
            if form in _EXACT:
                found |= _found(content, needles)
            else:
                found |= _found(lowered, {each.lower(): name for each, name in needles.items()})
    return found


def _found(content: bytes, needles: Mapping[bytes, str]) -> set[str]:
    """The slots of the needles that are there. What all needles share is looked for first: that is quick."""
    if not needles:
        return set()
    first, last = _beginning(needles), _beginning(each[::-1] for each in needles)[::-1]
    shared = max(first, last, key=len)
    sizes = {len(each) for each in needles}
    found, place = set[str](), content.find(shared)
    while place >= 0:
        for size in sizes:
            start = place if shared == first else place + len(shared) - size
            found |= {needles[each] for each in (content[max(0, start) : start + size],) if each in needles}
        place = content.find(shared, place + 1)
    return found


def _beginning(words: Iterable[bytes]) -> bytes:
    """What all of them begin with: the first and the last in order differ most."""
    first, last = min(words := list(words)), max(words)
    return first[: next((place for place, pair in enumerate(zip(first, last, strict=False)) if len({*pair}) > 1), None)]


def _located(content: bytes, points: Mapping[str, Point]) -> set[str]:
    """The slots whose latitude or longitude stands there in digits, or both as numbers of a machine."""
    return {name for name, point in points.items() if any(word in content for word in _written(*point))}


def _written(lat: float, lon: float) -> Iterator[bytes]:
    for degrees in (lat, lon):
        digits = f"{degrees:.6f}"[:7]  # to four decimals: 11 m
        minutes = degrees % 1 * 60
        for written in (
            digits,
            f"{degrees:.4f}",
            digits.replace(".", ","),
            f"{int(degrees)}{minutes:07.4f}"[:7],  # NMEA, and ISO 6709 with minutes
            f"{int(degrees)},{minutes:.4f}"[:7],  # XMP
        ):
            yield written.encode()
            yield written.encode("utf-16-le")
    for order in "<>":
        for first, second in ((lat, lon), (lon, lat)):
            yield struct.pack(f"{order}2d", first, second)
            yield struct.pack(f"{order}2f", first, second)
            yield struct.pack(f"{order}2i", round(first * 1e7), round(second * 1e7))  # GPMF
            yield struct.pack(f"{order}2i", round(first * 1e6), round(second * 1e6))


_DEFLATED = re.compile(rb"\x1f\x8b\x08|[\x58\x68\x78][\x01\x5e\x9c\xda]")


def _views(content: bytes) -> Iterator[bytes]:
    """The bytes, and every stream packed in them, also one packed in another."""
    yield content
    for start in _DEFLATED.finditer(content):
        wbits = 31 if content[start.start()] == 0x1F else 15
        try:
            inside = zlib.decompressobj(wbits).decompress(memoryview(content)[start.start() :], 1 << 24)
        except zlib.error:
            continue
        if len(inside) > 8:
            yield from _views(inside)


def _hash(name: str) -> bytes:
    return hashlib.sha256(f"{_WORKER}{name}".encode()).digest()


def slots_of(originals: Iterable["Original"]) -> list[Slots]:
    """All that was planted."""
    return [each.slots for each in originals]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file as it lies on a card, and what was planted in it."""

    path: str  # on the card
    content: bytes
    slots: Slots
    is_clip: bool = True
