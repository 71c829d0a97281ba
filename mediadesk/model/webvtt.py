"""Cues as text: WebVTT (https://www.w3.org/TR/webvtt1/) for readers, WebVTT and SubRip for who edits them.

What goes out holds times and text alone: no notes, no names of cues, no settings, so that nothing else can be in it.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from html import escape

from mediadesk.model.caption import Caption, Chapter, Cue
from mediadesk.model.languages import direction
from mediadesk.model.plain import one_line
from mediadesk.model.subtitles import plain_lines, timing_like

_RIGHT_TO_LEFT_MARK = "\N{RIGHT-TO-LEFT MARK}"


def vtt(caption: Caption, seconds: Fraction | float) -> str:
    """The captions of a film that is `seconds` long, for readers: every cue ends with it at the latest.

    A line of a language that runs from right to left keeps running so where it begins with a number or a name: players
    go by its first letter.
    """
    rtl = direction(caption.language) == "rtl"
    shown = ((cue, [_turned(line) if rtl else line for line in _lines(cue.text)]) for cue in caption.cues)
    return _file((cue, [escape(line, quote=False) for line in lines]) for cue, lines in _within(shown, seconds))


def chapters_vtt(chapters: Sequence[Chapter], seconds: Fraction | float) -> str:
    """The chapters of a film that is `seconds` long: each up to the next one, the last to the end."""
    last = math.floor(seconds * 1000)
    ends = [*(chapter.start_ms for chapter in chapters[1:]), last]
    cues = (
        Cue(start_ms=chapter.start_ms, end_ms=end, text=one_line(chapter.title) or "")
        for chapter, end in zip(chapters, ends, strict=True)
    )
    shown = ((cue, [cue.text] if cue.text else []) for cue in cues)
    return _file((cue, [escape(line, quote=False) for line in lines]) for cue, lines in _within(shown, seconds))


def as_vtt(cues: Iterable[Cue]) -> str:
    """Cues for who edits them: `subtitles` reads back exactly these."""
    return _file((cue, [_kept(escape(line, quote=False)) for line in _lines(cue.text)]) for cue in cues)


def as_srt(cues: Iterable[Cue]) -> str:
    """The same as SubRip, which has no escapes of its own: they stand only where text would be taken for markup."""
    blocks = (
        f"{number}\n{stamp(cue.start_ms, ',')} --> {stamp(cue.end_ms, ',')}\n"
        + "".join(f"{line if _is_safe(line) else _kept(escape(line, quote=False))}\n" for line in _lines(cue.text))
        for number, cue in enumerate(cues, 1)
    )
    return "\n".join(blocks)


def stamp(ms: int, point: str = ".") -> str:
    """`00:01:04.250`."""
    seconds = ms // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms % 1000:03}"


def _file(cues: Iterable[tuple[Cue, list[str]]]) -> str:
    blocks = ("\n".join([f"{stamp(cue.start_ms)} --> {stamp(cue.end_ms)}", *lines]) for cue, lines in cues)
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _within(shown: Iterable[tuple[Cue, list[str]]], seconds: Fraction | float) -> Iterator[tuple[Cue, list[str]]]:
    """Those that have a word and begin before the end, none of them longer than the film."""
    last = math.floor(seconds * 1000)
    for cue, lines in shown:
        if lines and cue.start_ms < min(cue.end_ms, last):
            yield Cue(start_ms=cue.start_ms, end_ms=min(cue.end_ms, last), text=cue.text), lines


def _lines(text: str) -> list[str]:
    return [calm for line in text.split("\n") if (calm := one_line(line))]


def _turned(line: str) -> str:
    first = next((kind for char in line if (kind := unicodedata.bidirectional(char)) in {"L", "R", "AL"}), "L")
    return line if first != "L" else _RIGHT_TO_LEFT_MARK + line


def _is_safe(line: str) -> bool:
    return plain_lines([line]) == line and not timing_like(line)


def _kept(line: str) -> str:
    """With what is no markup in WebVTT, but would be left out by a reader of both."""
    line = re.sub(r"\{(?=\\)", "&#123;", line)
    return line.replace(":", "&#58;") if timing_like(line) else line
