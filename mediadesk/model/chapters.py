"""Chapters as people and programs write them: a time and a title on a line, cues, or ffmpeg's metadata → `Chapter`s."""

import re
from collections.abc import Iterator
from fractions import Fraction

from mediadesk.errors import Refused
from mediadesk.model.caption import Chapter
from mediadesk.model.plain import one_line
from mediadesk.model.subtitles import subtitles
from mediadesk.model.timecode import parse_time

_MOST = 500
_MOST_LETTERS = 200  # of a title
_LINE = re.compile(r"[\[(]?(\d[\d:.,]{0,20})[\])]?(?:\s{0,9}[-–—:|]\s{1,9}|\s{1,9})(\S.*)")  # dashes of word processors
_HINT = "a time and a title on each line: 1:04 The square"

Marked = tuple[int, int, str]  # the line, the start in milliseconds, the title


def chapters(text: str) -> tuple[Chapter, ...]:
    """The chapters that a text names, by their starts. Raises Refused with the line that is none."""
    found = list(_marked(text))
    if not found:
        raise Refused("there is no chapter in it", hint=_HINT)
    made: list[Chapter] = []
    for line, start_ms, title in sorted(found, key=lambda each: each[1]):
        calm = one_line(title)
        if not calm or len(calm) > _MOST_LETTERS:
            raise Refused(f"line {line}: a title has 1 to {_MOST_LETTERS} letters", hint=_HINT)
        if made and made[-1].start_ms == start_ms:
            raise Refused(f"line {line}: two chapters begin at the same time", hint="give one of them another time")
        made.append(Chapter(start_ms=start_ms, title=calm))
    if len(made) > _MOST:
        raise Refused(f"there are more than {_MOST} chapters", hint="is it a file of captions?")
    return tuple(made)


def as_lines(chapters: tuple[Chapter, ...]) -> str:
    """Chapters for who edits them: `chapters` reads back exactly these."""
    return "".join(f"{_clock(each.start_ms)} {each.title}\n" for each in chapters)


def _marked(text: str) -> Iterator[Marked]:
    if text.startswith(";FFMETADATA"):
        return _of_ffmpeg(text)
    if text.startswith("WEBVTT") or re.search(r"^[\d:.,]+\s*-->", text, re.MULTILINE):
        return ((number, cue.start_ms, cue.text) for number, cue in enumerate(subtitles(text).cues, 1))
    return _of_lines(text)


def _of_lines(text: str) -> Iterator[Marked]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        time = parse_time(match[1].rstrip(":").replace(",", ".")) if match else None
        if match is None or time is None:
            raise Refused(f"line {number}: this is no chapter", hint=_HINT)
        yield number, round(time * 1000), match[2]


def _of_ffmpeg(text: str) -> Iterator[Marked]:
    """As https://ffmpeg.org/ffmpeg-formats.html#Metadata-2 has it: times in units of TIMEBASE, or in billionths."""
    at, said = 0, dict[str, str]()
    for number, line in enumerate([*text.split("\n"), "[]"], 1):
        if re.match(r"\[.*\]", line):
            if at:
                yield at, _start(at, said), said.get("title", "")
            at, said = (number if line.strip() == "[CHAPTER]" else 0), {}
        elif at and line.strip() and line[0] not in ";#":
            name, _, value = line.partition("=")
            said[name.strip().lower()] = re.sub(r"\\([=;#\\])", r"\1", value)


def _start(line: int, said: dict[str, str]) -> int:
    base = re.fullmatch(r"(\d{1,9})/([1-9]\d{0,11})", said.get("timebase", "1/1000000000").strip())
    start = re.fullmatch(r"\d{1,18}", said.get("start", "").strip())
    if not base or not start:
        raise Refused(f"line {line}: a chapter without its time", hint="TIMEBASE=1/1000, START=64000")
    return round(int(start[0]) * Fraction(int(base[1]), int(base[2])) * 1000)


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
