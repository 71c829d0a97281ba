"""Playlists as short as a page can carry them, so that a player need not ask for them on a slow line.

Two hours in four-second segments are 1,800 lines for each rung, and nearly all alike: what repeats is told once.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_LONGEST_UNIT = 100  # segments: 29.97 frames a second on a grid of whole seconds repeat after 91
_MOST_TIMES = 1_000_000
_SEGMENT = re.compile(r"#EXTINF:(\d+\.\d{6}),\n(\S*?)(\d{5})(\.\w+)\n")
_END = "#EXT-X-ENDLIST\n"

# [address, text], or [address, head, name of a segment with * for its number, [[times, seconds, …], …]]
Packed = list[Any]


def pack(playlists: Mapping[str, str]) -> list[Packed]:
    """The playlists by their addresses, each as short as it goes; `unpack` gives the same texts, letter for letter."""
    return [[address, *_short(text)] for address, text in playlists.items()]


def unpack(said: object) -> dict[str, str]:
    """What was packed. Raises ValueError for anything that `pack` does not make."""
    if not isinstance(said, list):
        raise ValueError("no list of playlists")  # noqa: TRY004 - one error for whatever is wrong with it
    return dict(_long(each) for each in said)


def _short(text: str) -> Packed:
    first = _SEGMENT.search(text)
    if not first:
        return [text]
    segments = _SEGMENT.findall(text)
    head, name = text[: first.start()], f"{first[2]}*{first[4]}"
    runs = _runs([float(seconds) for seconds, *_ in segments])
    return [head, name, runs] if _text(head, name, runs) == text else [text]


def _long(packed: object) -> tuple[str, str]:
    match packed:
        case [str(address), str(text)]:
            return address, text
        case [str(address), str(head), str(name), [*runs]]:
            return address, _text(head, name, [_run(each) for each in runs])
    raise ValueError("no packed playlist")


def _run(said: object) -> list[float]:
    match said:
        case [int(times), *unit] if 0 < times < _MOST_TIMES:
            seconds = [each for each in unit if isinstance(each, int | float)]
            if len(seconds) == len(unit):
                return [times, *seconds]
    raise ValueError("no run of segments in a packed playlist")


def _text(head: str, name: str, runs: Sequence[Sequence[float]]) -> str:
    lengths = [seconds for times, *unit in runs for _ in range(int(times)) for seconds in unit]
    lines = [f"#EXTINF:{each:.6f},\n{name.replace('*', f'{at:05}', 1)}\n" for at, each in enumerate(lengths)]
    return head + "".join(lines) + _END


def _runs(lengths: Sequence[float]) -> list[list[float]]:
    """Each with how often it comes: the unit that repeats for longest, one after the other."""
    runs: list[list[float]] = []
    at = 0
    while at < len(lengths):
        unit = max(range(1, _LONGEST_UNIT + 1), key=lambda size: (_reach(lengths, at, size) - size, -size))
        times = _reach(lengths, at, unit) // unit
        runs.append([times, *(int(each) if each.is_integer() else each for each in lengths[at : at + unit])])
        at += times * unit
    return runs


def _reach(lengths: Sequence[float], at: int, size: int) -> int:
    """How many segments from `at` on are a repeated unit of this size, at least the unit itself."""
    end = at + size
    if end > len(lengths):
        return 0
    while end < len(lengths) and lengths[end] == lengths[end - size]:
        end += 1
    return end - at
