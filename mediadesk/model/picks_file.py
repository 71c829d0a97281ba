"""The picks file: one small JSON object, foreign input from its first byte to its last. docs/json.md shows it."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, get_args

from mediadesk.errors import Misasked
from mediadesk.model.clip import ClipId, Flag, is_whole_id
from mediadesk.model.dispatch import Pick
from mediadesk.model.picking import Choice, Picks, is_mark
from mediadesk.model.plain import some_lines

MOST_BYTES = 1 << 20
MOST_CLIPS = 10_000
MOST_NOTE = 2_000  # characters
_LAST_MS = 10**9  # eleven days
_BEST = 5
_VERSION = 1
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")

_CHOICE = frozenset({"clip", "flag", "rating", "note", "in_ms", "out_ms"})
_PLACED = frozenset({"clip", "in_ms", "out_ms"})
_WHOLE = frozenset({"kind", "version", "pack", "saved", "clips", "order"})


def read_picks(data: bytes) -> Picks:
    """What a picks file says. Raises Misasked for anything that a page of a pack does not write."""
    if len(data) > MOST_BYTES:
        raise _none(f"it is larger than {MOST_BYTES >> 20} MB")
    try:
        said = json.loads(data.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise _none("it is no JSON, or was cut off") from error
    if not isinstance(said, dict) or said.get("kind") != "picks":
        raise _none("it says something else")
    if said.get("version") != _VERSION or said["version"] is True:
        raise Misasked("this picks file is of another version of mediadesk", hint="use that mediadesk, or a new pack")
    _keys(said, _WHOLE)
    choices = tuple(map(_choice, _several(said["clips"])))
    if len({each.clip for each in choices}) < len(choices):
        raise _none("it says two things of one clip")
    return Picks(
        mark=_checked(said["pack"], lambda mark: isinstance(mark, str) and is_mark(mark), "the mark"),
        saved=_instant(said["saved"]),
        choices=choices,
        order=tuple(map(_placed, _several(said["order"]))),
    )


def written_picks(picks: Picks) -> bytes:
    """The file that says this. Times are whole milliseconds."""
    clips = [
        {"clip": each.clip, "flag": each.flag, "rating": each.rating, "note": each.note, **_points(each)}
        for each in picks.choices
    ]
    order = [{"clip": each.clip, **_points(each)} for each in picks.order]
    saved = picks.saved.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    whole = {"kind": "picks", "version": _VERSION, "pack": picks.mark, "saved": saved, "clips": clips, "order": order}
    return json.dumps(whole, ensure_ascii=False).encode()


def _choice(said: Any) -> Choice:
    _keys(said, _CHOICE)
    in_point, out_point = _stretch(said)
    note = _checked(said["note"], lambda text: text is None or isinstance(text, str), "a note")
    if note and len(note) > MOST_NOTE:
        raise _none(f"a note is longer than {MOST_NOTE} letters")
    return Choice(
        clip=_clip(said["clip"]),
        flag=_checked(said["flag"], lambda flag: flag is None or flag in get_args(Flag), "a flag"),
        rating=_checked(said["rating"], lambda stars: stars is None or _count(stars, _BEST), "a rating"),
        note=some_lines(note),
        in_point=in_point,
        out_point=out_point,
    )


def _placed(said: Any) -> Pick:
    _keys(said, _PLACED)
    in_point, out_point = _stretch(said)
    return Pick(clip=_clip(said["clip"]), in_point=in_point, out_point=out_point)


def _stretch(said: Mapping[str, Any]) -> tuple[Fraction | None, Fraction | None]:
    start, end = (
        _checked(said[name], lambda ms: ms is None or _count(ms, _LAST_MS), "a time") for name in ("in_ms", "out_ms")
    )
    if end is not None and end <= (start or 0):
        raise _none("an out point is not after its in point")
    return _seconds(start), _seconds(end)


def _seconds(ms: int | None) -> Fraction | None:
    return None if ms is None else Fraction(ms, 1000)


def _points(stretch: Choice | Pick) -> dict[str, int | None]:
    ends = {"in_ms": stretch.in_point, "out_ms": stretch.out_point}
    return {name: None if point is None else round(point * 1000) for name, point in ends.items()}


def _clip(said: Any) -> ClipId:
    return ClipId(_checked(said, lambda text: isinstance(text, str) and is_whole_id(text), "the id of a clip"))


def _instant(said: Any) -> datetime:
    _checked(said, lambda text: isinstance(text, str) and _INSTANT.fullmatch(text), "the time it was saved at")
    try:
        return datetime.fromisoformat(said)
    except ValueError as error:
        raise _none("it was saved on no day of the calendar") from error


def _several(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise _none("a list is missing")
    if len(said) > MOST_CLIPS:
        raise _none(f"it speaks of more than {MOST_CLIPS} clips")
    return said


def _keys(said: Any, expected: frozenset[str]) -> None:
    if not isinstance(said, dict) or set(said) != expected:
        raise _none("it says more or less than a page of a pack does")


def _checked(said: Any, good: Callable[[Any], object], what: str) -> Any:
    if not good(said):
        raise _none(f"{what} in it makes no sense")
    return said


def _count(said: Any, most: int) -> bool:
    return type(said) is int and 0 <= said <= most  # True is an int, too


def _no_float(_: str) -> None:
    raise ValueError


def _none(why: str) -> Misasked:
    return Misasked(
        f"this is no picks file: {why}", hint='press "Save picks" in the page of the pack, and take that file'
    )
