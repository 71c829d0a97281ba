"""What outgoing bytes must not tell, and what was found in them. Plain: texts and bytes in, findings out.

A finding says where and of what kind, and never repeats the secret: it goes into logs and onto screens.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from mediadesk.model.clip import Clip
from mediadesk.model.looked_for import Kind, Sought, Words, folded
from mediadesk.model.markup import said_by
from mediadesk.model.notations import Near, tells_a_point
from mediadesk.model.paired import Pairs
from mediadesk.model.place import LatLon
from mediadesk.model.readable import Read, read
from mediadesk.model.unwrapped import escaped, inflated, plain, readings, wrapped_in

__all__ = ["NEVER_OVERRIDDEN", "Finding", "Kind", "Secrets", "secrets_of", "text_findings"]

# nobody may wave these through: they can cost somebody's safety
NEVER_OVERRIDDEN: frozenset[Kind] = frozenset({"location", "author", "name"})

_DEEPEST = 3  # base 64 in a compressed stream in base 64
_MOST_UNWRAPPED = 64 << 20  # bytes of all that is found wrapped into one piece
_SHORTEST_NAME = 5
_SHORTEST_WORD = 3
# names of our own files and of every second clip: finding them says nothing
_OUR_WORDS = frozenset(
    "video clip movie master poster index oembed manifest storyboard sprite image sound audio untitled"
    " download player".split()
)
_EVERYWHERE = frozenset(
    "root user home admin guest localhost local ubuntu debian laptop desktop video media demo".split()
)
_ORDINARY = re.compile(r"[^\W\d_]+(?:[ '’ʼ-][^\W\d_]+)*")  # letters alone: a word that means something by itself
_SERIAL = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z-]*\d)[A-Za-z0-9][A-Za-z0-9-]{4,23}(?![A-Za-z0-9])")
_NO_TEXT = re.compile(r"[^\S\t\n\r\f ]|[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = frozenset({b"\xff\xfe", b"\xfe\xff"})  # of UTF-16
_FIRST = 1 << 12  # bytes that show what the others are
_EDGES = 4  # bytes of a letter that may be cut off where a block begins or ends

_POINT: tuple[str, Kind] = ("the coordinates of a clip", "location")
_SERIAL_NUMBER: tuple[str, Kind] = ("the serial number of a camera", "device")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One hit."""

    where: str  # the outgoing name, never a path on this machine
    what: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What this desk knows and readers must not learn."""

    points: tuple[LatLon, ...] = ()
    names: frozenset[bytes] = frozenset()  # of originals, as they were on the card
    people: frozenset[str] = frozenset()  # shooters, senders, subjects, by alias
    real: frozenset[str] = frozenset()  # real names, of subjects and of whoever works on this machine
    cameras: frozenset[str] = frozenset()  # model names
    serials: frozenset[str] = frozenset()  # hashes of serial numbers, as `Camera.serial_hash` has them
    machine: frozenset[str] = frozenset()  # the desk's folder, this host, this user
    cards: frozenset[str] = frozenset()  # what cards, drives and the folders on them are called
    # texts that are there by choice: what the editor typed, the player's own words
    typed: tuple[str, ...] = ()
    signed: frozenset[str] = (
        frozenset()
    )  # of `people`, `real` and `machine`, those who sign: the byline and the credits


def secrets_of(clips: Iterable[Clip], machine: Iterable[str] = ()) -> Secrets:
    """Everything secret about some clips, and about the machine they lie on."""
    clips = list(clips)
    places = [place for clip in clips for place in (clip.facts.place, clip.log.place) if place is not None]
    cameras = [clip.facts.camera for clip in clips if clip.facts.camera is not None]
    attached = [each for clip in clips for each in (*clip.parts, *clip.sidecars)]
    return Secrets(
        points=tuple(place.point for place in places),
        names=frozenset([*(clip.name for clip in clips), *(each.name for each in attached)]),
        people=frozenset(each for clip in clips for each in (clip.log.shooter, clip.log.received_from) if each),
        cameras=frozenset(camera.model for camera in cameras if camera.model),
        serials=frozenset(camera.serial_hash for camera in cameras if camera.serial_hash),
        machine=frozenset(each for each in machine if each),
    )


def text_findings(content: str | bytes, name: str, secrets: Secrets) -> list[Finding]:
    """The secrets in a text, or in the raw bytes of any file. `name` is the outgoing one."""
    told = dict(_search(secrets).told_by(content))
    return [Finding(where=name, what=what, kind=kind) for what, kind in told.items()]


class _Search:
    """All that is looked for, worked out once."""

    def __init__(self, secrets: Secrets) -> None:
        self._near = Near(secrets.points)
        self._pairs = Pairs(self._near)
        self._words = Words(_looked_for(secrets))
        self._serials = secrets.serials
        self._broken = [
            each for each in map(_stem, secrets.names) if not _is_utf8(each) and len(each) >= _SHORTEST_NAME
        ]
        # of all that was typed, only what holds such a word can be why it stands there
        chosen = (each for each in secrets.typed if any(word.by_choice for word in self._words.told(_spelt(each))))
        self._typed = _typed(chosen)
        letters = {char for word in self._words for char in word if ord(char) > 0x7F}
        self._widths = {len(char.encode("utf-8", "replace")) for char in letters} - {1}
        self._highs = {ord(char) >> 8 for char in letters if 0x250 < ord(char) < 0x1100}  # no Latin, no ideographs
        self._mixed = [word for word in self._words if _is_mixed(word)]

    def told_by(self, content: str | bytes, depth: int = 0) -> Iterator[tuple[str, Kind]]:
        """What some content tells, and what is wrapped into it."""
        if isinstance(content, bytes):
            if content[:2] in _MARKS:  # which anybody may put before anything
                yield from self._by_text(content.decode("utf-16", "replace"))
            text = _text(content)
            if text is None:
                yield from self._by_bytes(content, depth)
                return
            content = text
        yield from self._by_text(content)
        if depth < _DEEPEST:
            yield from self._wrapped(wrapped_in(content), depth)

    def _by_text(self, text: str) -> Iterator[tuple[str, Kind]]:
        said = said_by(text)
        for reading in {said, *chain.from_iterable((one, *readings(one)) for one in readings(said))}:
            spelt = folded(reading)
            yield from ((each.what, each.kind) for each in self._words.told(spelt) if not each.by_choice)
            yield from self._by_value(reading)
        rest = self._typed.sub("\n", _spelt(said))
        yield from ((each.what, each.kind) for each in self._words.told(rest) if each.by_choice)

    def _by_value(self, text: str) -> Iterator[tuple[str, Kind]]:
        if tells_a_point(text, self._near):
            yield _POINT
        if self._serials and any(_hash(match[0]) in self._serials for match in _SERIAL.finditer(text)):
            yield _SERIAL_NUMBER

    def _by_bytes(self, content: bytes, depth: int) -> Iterator[tuple[str, Kind]]:
        """The same of what is no text. Only what can be read in it is looked at: a film is a gigabyte."""
        found = read(content, widths=self._widths, highs=self._highs)
        yield from self._by_readable(found)
        if self._pairs.told_by(content):
            yield _POINT
        if self._broken or self._mixed:
            yield from self._by_spelling(content)
        if depth < _DEEPEST:
            yield from self._wrapped(chain(inflated(content), wrapped_in(found.all)), depth)

    def _by_readable(self, found: Read) -> Iterator[tuple[str, Kind]]:
        for text, in_noise in ((found.sure, False), (found.all, True)):
            for reading in (text, *readings(escaped(text))):
                yield from ((each.what, each.kind) for each in self._words.told(folded(reading), in_noise=in_noise))
                if in_noise:  # all, that is
                    yield from self._by_value(reading)

    def _by_spelling(self, content: bytes) -> Iterator[tuple[str, Kind]]:
        """Names that no text can hold, and short words of letters with accents: few enough to look for one by one."""
        lowered = content.lower()
        if any(each.lower() in lowered for each in self._broken):
            yield _NAME.what, _NAME.kind
        for word in self._mixed:
            for spelling in {word.encode(), word.title().encode()}:
                place = content.find(spelling)
                while place >= 0:
                    around = content[max(0, place - 8) : place + len(spelling) + 8].decode("utf-8", "replace")
                    yield from ((each.what, each.kind) for each in self._words.told(folded(around), in_noise=True))
                    place = content.find(spelling, place + 1)

    def _wrapped(self, inner: Iterable[bytes], depth: int) -> Iterator[tuple[str, Kind]]:
        left = _MOST_UNWRAPPED
        for each in dict.fromkeys(inner):
            left -= len(each)
            if left < 0:
                return
            yield from self.told_by(each, depth + 1)


_search = lru_cache(maxsize=8)(_Search)
_NAME = Sought("the name of an original file", "name")


def _looked_for(secrets: Secrets) -> Iterator[tuple[str, Sought]]:
    """The words worth looking for, and what it means when one of them is found.

    A name of letters alone, `Kharkiv.mp4`, may stand where an editor typed it: it means something by itself.
    """
    signed = {folded(each).strip() for each in secrets.signed}
    for stem in _names(secrets.names):
        yield stem, _NAME._replace(by_choice=bool(_ORDINARY.fullmatch(stem)))
    rows: tuple[tuple[str, Kind, frozenset[str], int, bool], ...] = (
        ("the alias of a person", "author", secrets.people, _SHORTEST_WORD, False),
        ("the real name of a person", "author", secrets.real, _SHORTEST_WORD, False),
        ("the model of a camera", "device", secrets.cameras, _SHORTEST_NAME, False),
        ("the name of this machine, its user, or a folder on it", "name", secrets.machine, _SHORTEST_WORD, True),
        ("the name of a card, a drive, or a folder on it", "name", secrets.cards, _SHORTEST_NAME, True),
    )
    for what, kind, words, shortest, is_name in rows:
        for word in _worth(words, shortest):
            by_choice = folded(word) in signed or is_name and bool(_ORDINARY.fullmatch(word))
            yield word, Sought(what, kind, by_choice)


def _names(names: frozenset[bytes]) -> Iterator[str]:
    """The stems worth looking for: `00012` is in every ladder, `IMG_0042` in none."""
    for name in names:
        stem = _stem(name).decode("utf-8", "surrogateescape")
        spelt = folded(stem)
        if len(spelt) >= _SHORTEST_NAME and spelt not in _OUR_WORDS and not (spelt.isdigit() and len(spelt) < 8):
            yield stem


def _worth(words: Iterable[str], shortest: int) -> Iterator[str]:
    for word in words:
        spelt = folded(word).strip()
        if len(spelt) >= shortest and spelt not in _EVERYWHERE:
            yield word.strip()


def _stem(name: bytes) -> bytes:
    return name.rpartition(b".")[0] or name


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_mixed(word: str) -> bool:
    """Whether a word may stand in bytes without seven letters of ASCII or three of another alphabet in a row."""
    return not word.isascii() and not re.search(r"[^\x00-\x7f]{3}|[\x20-\x7e]{7}", word)


def _text(content: bytes) -> str | None:
    """The content as the text that it is, None when it is none: no control stands in it, and its bytes are UTF-8."""
    if len(content) > _FIRST and _text(content[:_FIRST]) is None:
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError as trouble:
        if _EDGES <= trouble.start < len(content) - _EDGES:
            return None
        text = content.decode("utf-8", "replace")
        if text[_EDGES:-_EDGES].count("\N{REPLACEMENT CHARACTER}"):
            return None
    return None if _NO_TEXT.search(text) else text


def _typed(texts: Iterable[str]) -> re.Pattern[str]:
    """What editors typed, as it stands in a text with its escapes undone; the longest first, each as a whole."""
    spelt = {_spelt(each).strip() for each in texts} - {""}
    longest_first = sorted(spelt, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])" if spelt else "(?!)")


def _spelt(text: str) -> str:
    return folded(_one_line(plain(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _hash(serial: str) -> str:
    """As `Camera.serial_hash` is made (`media.makers`)."""
    return hashlib.sha256(serial.encode("utf-8", "replace")).hexdigest()[:16]
