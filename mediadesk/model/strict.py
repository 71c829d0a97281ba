"""Values as JSON for other desks, and back from anybody: nothing is taken that is not exactly what the type says.

What is written here is as the catalogue keeps it: fractions `a/b`, instants and days ISO 8601, durations microseconds,
sets sorted, bytes of a name as text. What is read may come from anywhere.
"""

import json
import math
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from mediadesk.model.timecode import format_fraction

T = TypeVar("T")
Reader = Callable[[Any], Any]

MOST_TEXT = 1 << 16  # characters
MOST_OF_A_LIST = 10_000
_MOST_NUMBER = 1 << 62
_MOST_SECONDS = 10**9  # of a fraction: thirty years
_MOST_DIGITS = 20
_MICROSECOND = timedelta(microseconds=1)
_FRACTION = re.compile(rf"-?[0-9]{{1,{_MOST_DIGITS}}}/[1-9][0-9]{{0,{_MOST_DIGITS}}}")
# what steers a terminal, what turns the text around it, halves of characters
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PLAIN = (str, int, float, bool, NoneType)


class NotSo(ValueError):
    """It is not what it should be. Says what, for people."""


def calm(text: str) -> str:
    """The text without what no bundle may hold."""
    return _NO_TEXT.sub("", text)


def plain(value: Any) -> Any:
    """A value as JSON has it. Raises TypeError for a type that has no JSON."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Fraction):
        return format_fraction(value)
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(plain(each) for each in value)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no JSON for {type(value).__name__}")


def canonical(value: object) -> str:
    """The one text of a value: equal values have the same on every desk."""
    return json.dumps(plain(value), separators=(",", ":"))


def calmed(data: Any) -> Any:
    """JSON with all its texts calm."""
    if isinstance(data, str):
        return calm(data)
    if isinstance(data, list):
        return [calmed(each) for each in data]
    return {name: calmed(each) for name, each in data.items()} if isinstance(data, dict) else data


def loaded(data: bytes) -> Any:
    """What JSON says. Raises NotSo for none, for one that says a key twice, or a number that is no number."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotSo("it is no JSON, or was cut off") from error


def strictly(kind: type[T], data: Any) -> T:
    """The value of type `kind` that `data` says, whole and nothing else. Raises NotSo."""
    value: T = reader(cast("Hashable", kind))(data)
    return value


@cache
def reader(kind: Any) -> Reader:
    """What reads a value of a type."""
    origin = get_origin(kind)
    if kind in _READERS:
        return _READERS[kind]
    if origin is Literal:
        return _one_of(get_args(kind))
    if isinstance(kind, NewType):
        return reader(kind.__supertype__)
    if origin in (Union, UnionType):
        return _optional(reader(next(each for each in get_args(kind) if each is not NoneType)))
    if origin is tuple:
        return _tuple(reader(get_args(kind)[0]))
    if origin is frozenset:
        return _set(reader(get_args(kind)[0]))
    if is_dataclass(kind):
        return _fields(kind)
    raise TypeError(f"no reader for {kind}")


def keyed(data: Any, *names: str) -> Mapping[str, Any]:
    """The object, when it has these keys and no other. Raises NotSo."""
    if not isinstance(data, dict) or set(data) != set(names):
        raise NotSo("it says more or less than it should")
    return data


def listed(data: Any, most: int = MOST_OF_A_LIST) -> Sequence[Any]:
    """The list, when it is one and not too long. Raises NotSo."""
    if not isinstance(data, list):
        raise NotSo("a list is missing")
    if len(data) > most:
        raise NotSo(f"a list is longer than {most}")
    return data


def matching(data: Any, pattern: "re.Pattern[str]", what: str) -> str:
    """The text, when all of it is as it should be. Raises NotSo."""
    if not isinstance(data, str) or not pattern.fullmatch(data):
        raise NotSo(f"{what} makes no sense")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        raise NotSo("it says a thing twice")
    return said


def _no_number(text: str) -> Any:
    raise NotSo(f"{text} is no number")


def _text(data: Any) -> str:
    if not isinstance(data, str) or len(data) > MOST_TEXT or _NO_TEXT.search(data):
        raise NotSo("a text is none, is far too long, or holds what steers a screen")
    return data


def _whole(data: Any) -> int:
    if isinstance(data, bool) or not isinstance(data, int) or abs(data) > _MOST_NUMBER:
        raise NotSo("a number makes no sense")
    return data


def _number(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or abs(data) > _MOST_NUMBER:
        raise NotSo("a number makes no sense")
    if not math.isfinite(data):
        raise NotSo("a number is none")
    return float(data)


def _yes_or_no(data: Any) -> bool:
    if not isinstance(data, bool):
        raise NotSo("neither yes nor no")
    return data


def _fraction(data: Any) -> Fraction:
    value = Fraction(matching(data, _FRACTION, "a time"))
    if abs(value) > _MOST_SECONDS:
        raise NotSo("a time makes no sense")
    return value


def _instant(data: Any) -> datetime:
    try:
        return datetime.fromisoformat(_text(data))
    except ValueError as error:
        raise NotSo("an instant is none") from error


def _day(data: Any) -> date:
    try:
        return date.fromisoformat(_text(data))
    except ValueError as error:
        raise NotSo("a day is none") from error


def _duration(data: Any) -> timedelta:
    try:
        return _whole(data) * _MICROSECOND
    except OverflowError as error:
        raise NotSo("a length of time makes no sense") from error


_READERS: dict[Any, Reader] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _yes_or_no,
    Fraction: _fraction,
    datetime: _instant,
    date: _day,
    timedelta: _duration,
}


def _one_of(words: tuple[Any, ...]) -> Reader:
    def read(data: Any) -> Any:
        if not isinstance(data, str) or data not in words:
            raise NotSo("a word is none that is known")
        return data

    return read


def _optional(read: Reader) -> Reader:
    return lambda data: None if data is None else read(data)


def _tuple(read: Reader) -> Reader:
    return lambda data: tuple(read(each) for each in listed(data))


def _set(read: Reader) -> Reader:
    def whole(data: Any) -> frozenset[Any]:
        found = frozenset(read(each) for each in listed(data))
        if len(found) < len(data):
            raise NotSo("a set says a thing twice")
        return found

    return whole


def _fields(kind: Any) -> Reader:
    """A field that is absent takes its default: a desk of before may not know it yet."""
    hints = get_type_hints(kind)
    readers = {field.name: reader(hints[field.name]) for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}

    def read(data: Any) -> Any:
        if not isinstance(data, dict) or not needed <= set(data) <= set(readers):
            raise NotSo("it says more or less than it should")
        return kind(**{name: readers[name](each) for name, each in data.items()})

    return read
