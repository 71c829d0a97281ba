"""Values as JSON and back, exactly: fractions `a/b`, instants and days ISO 8601, durations microseconds, sets sorted.

A key that is absent takes its field's default, so that a value may grow a field without a migration.
"""

import json
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from mediadesk.model.strict import canonical

T = TypeVar("T")
Reader = Callable[[Any], Any]

_PLAIN = (str, int, float, bool, NoneType)


def encode(value: object) -> str:
    """The value as JSON. Raises TypeError for a type the codec does not know."""
    return canonical(value)


def decode(kind: type[T], text: str) -> T:
    """The value of type `kind` that `encode` made `text` of."""
    value: T = _reader(cast("Hashable", kind))(json.loads(text))
    return value


def decode_all(kind: type[T], text: str) -> tuple[T, ...]:
    """The tuple of values of type `kind` that `encode` made `text` of."""
    return tuple(map(_reader(cast("Hashable", kind)), json.loads(text)))


@cache
def _reader(kind: Any) -> Reader:
    origin = get_origin(kind)
    if kind in _PLAIN or origin is Literal:
        return _as_is
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    if kind is Fraction:
        return Fraction
    if kind is datetime:
        return datetime.fromisoformat
    if kind is date:
        return date.fromisoformat
    if kind is timedelta:
        return _duration
    if origin in (Union, UnionType):
        return _optional(_reader(next(each for each in get_args(kind) if each is not NoneType)))
    if origin in (tuple, frozenset):
        return _many(origin, _reader(get_args(kind)[0]))
    if is_dataclass(kind):
        return _fields(kind)
    raise TypeError(f"no reader for {kind}")


def _as_is(data: Any) -> Any:
    return data


def _duration(data: int) -> timedelta:
    return timedelta(microseconds=data)


def _optional(read: Reader) -> Reader:
    return lambda data: None if data is None else read(data)


def _many(kind: type, read: Reader) -> Reader:
    return lambda data: kind(map(read, data))


def _fields(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    return lambda data: kind(**{name: read(data[name]) for name, read in readers.items() if name in data})
