"""What outgoing bytes must not tell, and what was found in them. Plain: texts and bytes in, findings out.

A finding says where and of what kind, and never repeats the secret: it goes into logs and onto screens.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from mediadesk.model.clip import Clip
from mediadesk.model.markup import said_by
from mediadesk.model.place import LatLon, parse_iso6709

Kind = Literal["location", "device", "author", "date", "name", "tool", "field"]

# nobody may wave these through: they can cost somebody's safety
NEVER_OVERRIDDEN: frozenset[Kind] = frozenset({"location", "author", "name"})

_NEAR_DEGREES = 0.0011  # a coordinate cut or rounded to three decimals, about 100 m
_PAIR_CHARS = 160  # between a latitude and its longitude
_LOOK_BYTES = 1 << 16  # in which bytes that are no text have a zero
_AROUND = 200  # bytes
_SURE_BYTES = 6  # of a word that no gigabyte of noise holds by chance
_SURE_RUN = 20  # readable bytes in a row, likewise
_UNREADABLE = re.compile(rb"[^ -~]")
_HALF = re.compile("[\udc80-\udcff]")  # how Python keeps a byte of a name that is no UTF-8
_ZERO = (b"\0", b"")  # or the end
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

_DECIMALS = (
    re.compile(r"(?<![\d.])[+-]?(\d{1,3}\.\d{3,})(?!\d)"),
    re.compile(r"(?<![\d.,])[+-]?(\d{1,3},\d{3,})(?![\d.])"),
)
_DEGREES = re.compile(
    r"""(?<![\d.])(\d{1,3})\s*(?:°|º|\bdeg\b|&deg;)\s*
        (\d{1,2}(?:\.\d+)?)\s*(?:'|′|’|&\#39;|&prime;)\s*
        (?:(\d{1,2}(?:\.\d+)?)(?![\d.]|\s*(?:°|º|deg|&deg;)))?""",
    re.VERBOSE,
)
# where a coordinate may stand in bytes that are no text
_HINTS = (re.compile(rb"[0-9][.,][0-9]{3}"), re.compile(rb"[0-9] ?(?:\xc2\xb0|&?deg)"), re.compile(rb"[+-][0-9]{6}"))
_ISO6709 = re.compile(r"[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?")


_POINT: tuple[str, Kind] = ("the coordinates of a clip", "location")


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
    people: frozenset[str] = frozenset()  # shooters, by alias
    cameras: frozenset[str] = frozenset()  # model names
    machine: frozenset[str] = frozenset()  # the desk's folder, this host, this user


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
        machine=frozenset(each for each in machine if each),
    )


def text_findings(content: str | bytes, name: str, secrets: Secrets) -> list[Finding]:
    """The secrets in a text, or in the raw bytes of any file. `name` is the outgoing one."""
    if isinstance(content, bytes) and b"\0" in content[:_LOOK_BYTES]:
        told = dict(_told_by_bytes(content, secrets))
    else:
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        told = dict(_told(said_by(text), secrets))
    return [Finding(where=name, what=what, kind=kind) for what, kind in told.items()]


def _told(text: str, secrets: Secrets) -> Iterator[tuple[str, Kind]]:
    folded = _folded(text)
    if secrets.points and _tells_a_point(text, secrets.points):
        yield _POINT
    for what, kind, words in _looked_for(secrets):
        if any(_tells(folded, _folded(word)) for word in words):
            yield what, kind


def _told_by_bytes(content: bytes, secrets: Secrets) -> Iterator[tuple[str, Kind]]:
    """The same of what is no text. Only the surroundings of what may be a secret are read: a film is a gigabyte."""
    places = (match.start() for hint in _HINTS for match in hint.finditer(content)) if secrets.points else ()
    if any(_tells_a_point(_around(content, place), secrets.points) for place in places):
        yield _POINT
    lowered = content.lower()  # ASCII alone; another alphabet is looked for as it was written, too
    for what, kind, words in _looked_for(secrets):
        if any(_stands_in(content, lowered, word) for word in words):
            yield what, kind


def _looked_for(secrets: Secrets) -> Iterator[tuple[str, Kind, list[str]]]:
    """The words worth looking for, and what it means when one of them is found."""
    yield "the name of an original file", "name", list(_names(secrets.names))
    yield "the alias of a shooter", "author", list(_words(secrets.people, _SHORTEST_WORD))
    yield "the model of a camera", "device", list(_words(secrets.cameras, _SHORTEST_NAME))
    machine = list(_words(secrets.machine, _SHORTEST_WORD))
    yield "the name of this machine, its user, or a folder on it", "name", machine


def _stands_in(content: bytes, lowered: bytes, word: str) -> bool:
    folded = _folded(word)
    for spelling in {each.lower() for each in _spellings(word)}:
        place = lowered.find(spelling)
        while place >= 0:
            sure = len(spelling) >= _SURE_BYTES or _is_readable(content, place, place + len(spelling))
            if sure and _tells(_folded(_around(content, place)), folded):
                return True
            place = lowered.find(spelling, place + 1)
    return False


def _is_readable(content: bytes, start: int, stop: int) -> bool:
    """Whether a short word stands in a text: a long one, or one between zeros. Every film has `max` in its noise."""
    before = _UNREADABLE.split(content[max(0, start - _AROUND) : start])[-1]
    after = _UNREADABLE.split(content[stop : stop + _AROUND], maxsplit=1)[0]
    first, last = start - len(before), stop + len(after)
    between_zeros = content[max(0, first - 1) : first] in _ZERO and content[last : last + 1] in _ZERO
    return last - first >= _SURE_RUN or between_zeros


def _around(content: bytes, place: int) -> str:
    return content[max(0, place - _AROUND) : place + 2 * _AROUND].decode("utf-8", "replace")


def _tells_a_point(text: str, points: tuple[LatLon, ...]) -> bool:
    numbers = sorted(_numbers(text))
    for point in points:
        if any(_same(point.lat, lat) and _same(point.lon, lon) for lat, lon in _pairs(numbers)):
            return True
    stated = (parse_iso6709(match[0]) for match in _ISO6709.finditer(text))
    return any(_same(point.lat, each.lat) and _same(point.lon, each.lon) for each in stated if each for point in points)


def _numbers(text: str) -> Iterator[tuple[int, float]]:
    """Everything that may be a coordinate: where it stands, and its size in degrees, without its sign."""
    for notation in _DECIMALS:
        for match in notation.finditer(text):
            yield match.start(), float(match[1].replace(",", "."))
    for match in _DEGREES.finditer(text):
        yield match.start(), float(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600


def _pairs(numbers: list[tuple[int, float]]) -> Iterator[tuple[float, float]]:
    """Numbers that stand near each other, in both orders: GeoJSON and some cameras put the longitude first."""
    for index, (start, value) in enumerate(numbers):
        for other_start, other in numbers[index + 1 : index + 5]:
            if other_start - start > _PAIR_CHARS:
                break
            yield value, other
            yield other, value


def _same(degrees: float, other: float) -> bool:
    return abs(abs(degrees) - abs(other)) < _NEAR_DEGREES


def _names(names: frozenset[bytes]) -> Iterator[str]:
    """The stems worth looking for: `00012` is in every ladder, `IMG_0042` in none."""
    for name in names:
        stem = (name.rpartition(b".")[0] or name).decode("utf-8", "surrogateescape")
        folded = _folded(stem)
        if len(folded) >= _SHORTEST_NAME and folded not in _OUR_WORDS and not (folded.isdigit() and len(folded) < 8):
            yield stem


def _words(words: Iterable[str], shortest: int) -> Iterator[str]:
    for word in words:
        folded = _folded(word).strip()
        if len(folded) >= shortest and folded not in _EVERYWHERE:
            yield word.strip()


def _folded(text: str) -> str:
    """One case, one spelling: macOS writes the й of a file's name as two characters, a keyboard as one."""
    return unicodedata.normalize("NFC", _HALF.sub("\N{REPLACEMENT CHARACTER}", text).casefold())


def _spellings(word: str) -> set[bytes]:
    """How a word may stand in bytes that are no text. A folder's name need not be UTF-8."""
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    written = (unicodedata.normalize(form, each) for form in forms for each in (word, word.casefold()))
    return {each.encode("utf-8", "surrogateescape") for each in written}


def _tells(folded: str, word: str) -> bool:
    """Whether the word is there as a word of its own: not within a longer one."""
    start = folded.find(word)
    while start >= 0:
        before, after = folded[start - 1 : start], folded[start + len(word) : start + len(word) + 1]
        if not (before.isalnum() or after.isalnum()):
            return True
        start = folded.find(word, start + 1)
    return False
