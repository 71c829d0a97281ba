"""SubRip and WebVTT as programs and people write them → cues. Text is text: what marks it up is left out, and told.

WebVTT: https://www.w3.org/TR/webvtt1/. SubRip has no specification: what players take is taken. What would be lost
or shown at another time is refused, with its line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise

from mediadesk.errors import Refused
from mediadesk.model.caption import Cue
from mediadesk.model.plain import one_line

MOST_CUES = 20_000
_MOST_LETTERS = 2_000  # of one cue
_LONGEST_MS = 100 * 3_600_000
_FLASH_MS = 1_000  # how long a cue of no length is shown: programs that listen write such for a short word

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"{_STAMP}\s*-->\s*{_STAMP}(?:\s+(\S.*))?")
# what somebody may have meant as times: two stamps around an arrow as word processors make it
_ALMOST = re.compile(r"\s{0,9}\d+:\d+[:.,]\d\S{0,9}\s{0,9}(?:[-–—=]{1,3}>|[→⇒])\s{0,9}\d+:\d")
_TAG = re.compile(
    r"</?(?:(?:b|i|u|s|c|rt|ruby|em|strong)(?:\.[^\s<>]{0,200})?\s{0,9}/?"
    r"|(?:v|lang|font|span|p|div)(?:[\s.][^<>]{0,1000})?)>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_INNER = re.compile(r"<(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}>")  # when the next word is said
_PLACED = re.compile(r"\{\\[^{}]{0,1000}\}")  # as in SubStation: {\an8}
_NAMED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BY_MACHINE = re.compile(
    r"whisper|vosk|deepspeech|auto[- ]?(?:generated|caption|sub)|speech[- ]to[- ]text", re.IGNORECASE
)

# what is left out → how it is told
_TOLD = {
    "voice": "who speaks, in voice tags <v …>: {n} (write a name into the text if readers are to see it)",
    "tag": "tags that style text: {n}",
    "inner": "times of single words: {n}",
    "placed": "places in the picture: {n}",
    "turning": "cues with marks that turn the direction of text: {n}",
    "empty": "cues without a word: {n}",
    "note": "notes, which no reader sees: {n}",
    "style": "blocks of styles and regions: {n}",
    "id": "names of cues: {n}",
    "head": "lines of the head: {n}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtitles:
    """What a file of cues says."""

    cues: tuple[Cue, ...]  # by their starts
    left_out: tuple[str, ...]  # in words, what is not text, and was not kept
    moved: int  # cues that stood after a later one
    lengthened: int  # cues that ended as they began, and are shown for a second now
    by_machine: bool  # it says itself that a program has listened, or looks like that


@dataclass(slots=True, kw_only=True)
class _Block:
    """A cue as it stands in a file."""

    line: int  # of its times, from 1
    start_ms: int
    end_ms: int
    settings: str
    lines: list[str] = field(default_factory=list)


def subtitles(text: str) -> Subtitles:
    """The cues of a file. Raises Refused with the line that cannot be read, or where it holds no cue."""
    lines, left = text.split("\n"), Counter[str]()
    is_vtt = re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]) is not None
    cues: list[Cue] = []
    for block in _webvtt(lines, left) if is_vtt else _subrip(lines):
        if said := _said(block, left):
            is_flash = block.end_ms == block.start_ms  # no player would show it, and its words would be lost
            left["lengthened"] += is_flash
            end_ms = block.start_ms + _FLASH_MS if is_flash else block.end_ms
            cues.append(Cue(start_ms=block.start_ms, end_ms=end_ms, text=said))
        if len(cues) > MOST_CUES:
            raise _refused(block.line, f"there are more than {MOST_CUES} cues", "are these captions?")
    if not cues:
        raise Refused("there is no cue in it", hint="a file of captions: SubRip (.srt) or WebVTT (.vtt)")
    return Subtitles(
        cues=tuple(sorted(cues, key=lambda cue: cue.start_ms)),
        left_out=tuple(_TOLD[what].format(n=left[what]) for what in _TOLD if left[what]),
        lengthened=left["lengthened"],
        moved=sum(after.start_ms < before.start_ms for before, after in pairwise(cues)),
        by_machine=bool(left["inner"] or left["machine"]),
    )


def plain_lines(lines: Sequence[str], left: Counter[str] | None = None) -> str:
    """The words of a cue as a reader sees them, on as many lines, without empty ones. `left` counts what is no text."""
    left = Counter() if left is None else left
    text = "\n".join(lines)
    left["voice"] += len(re.findall(r"<v[\s.][^<>]", text, re.IGNORECASE))
    text, tags = _TAG.subn("", _BREAK.sub("\n", text))
    text, inner = _INNER.subn("", text)
    text, placed = _PLACED.subn("", text)
    text = _NAMED.sub(lambda match: unescape(match[0]).replace("\n", " "), text)
    left["turning"] += bool(_TURNING.search(text))
    left.update({"tag": tags, "inner": inner, "placed": placed})
    return "\n".join(filter(None, (one_line(line) for line in text.split("\n"))))


def timing_like(line: str) -> bool:
    """Whether a line of text would be taken for a timing, or for a broken one."""
    return bool(_ALMOST.match(line)) or "-->" in line


def _said(block: _Block, left: Counter[str]) -> str:
    said = plain_lines(block.lines, left)
    left["placed"] += bool(block.settings)
    left["empty"] += not said
    if len(said) > _MOST_LETTERS:
        raise _refused(block.line, f"a cue has more than {_MOST_LETTERS} letters", "part it")
    return said


def _webvtt(lines: Sequence[str], left: Counter[str]) -> Iterator[_Block]:
    """Blocks are parted by empty lines; the first one is the head."""
    (_, head), *blocks = _parted(lines)
    if any(line.startswith("X-TIMESTAMP-MAP") and not re.search(r"MPEGTS:0(?!\d)", line) for line in head):
        raise _refused(2, "it is a piece of a stream, whose times count from elsewhere", "take the whole captions")
    left["head"] += len(head) - 1 + (head[0].strip() != "WEBVTT")
    left["machine"] += bool(_BY_MACHINE.search("\n".join(head)))
    for first, block in blocks:
        times = [(at, found) for at, line in enumerate(block) if (found := _timing(line, first + at, strict=True))]
        if re.match(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)", block[0]):
            if times:
                raise _refused(first + times[0][0], "there is a time in a note", "part the two by an empty line")
            left["note" if block[0].startswith("NOTE") else "style"] += 1
            left["machine"] += bool(_BY_MACHINE.search("\n".join(block)))
            continue
        if not times or times[0][0] > 1:
            raise _refused(first, "this belongs to no cue", "an empty line ends a cue: take out the one before it")
        if len(times) > 1:
            raise _refused(first + times[1][0], "a cue begins within another one", "put an empty line before it")
        at, found = times[0]
        left["id"] += at and not block[0].strip().isdecimal()
        found.lines = block[at + 1 :]
        yield found


def _parted(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """What stands between empty lines, each with the number of its first line, from 1. Raises Refused for a cue in it
    that begins in the head."""
    blocks: list[tuple[int, list[str]]] = []
    before = ""
    for number, line in enumerate(lines, 1):
        if line.strip():
            if before.strip():
                blocks[-1][1].append(line)
            else:
                blocks.append((number, [line]))
        before = line
    first, head = blocks[0]
    if cue := next((at for at, line in enumerate(head) if "-->" in line), None):
        raise _refused(first + cue, "a cue begins in the head", "put an empty line after WEBVTT")
    return blocks


def _subrip(lines: Sequence[str]) -> Iterator[_Block]:
    """A cue lasts until the times of the next one: an empty line in its text loses nothing."""
    block: _Block | None = None
    held: list[str] = []
    count = 0
    for number, line in enumerate([*lines, None], 1):
        found = _timing(line, number) if line is not None else None
        if found is None and line is not None:
            held.append(line)
            continue
        held = _without_number(held, count + 1, last=found is None)
        if block:
            block.lines = held
            yield block
        elif stray := next((at for at, each in enumerate(held, 1) if each.strip()), None):
            hint = "a cue begins with its times: 00:00:01,000 --> 00:00:02,500"
            raise _refused(stray, "this belongs to no cue", hint)
        block, held, count = found, [], count + 1


def _without_number(held: list[str], number: int, *, last: bool) -> list[str]:
    """The text before a timing, without the number of the next cue. Digits may be words, too: 2022."""
    while held and not held[-1].strip():
        held.pop()
    if not held or not held[-1].strip().isdecimal():
        return held
    *lines, digits = held
    apart = not lines[-1].strip() if lines else number == 1
    counted = digits.strip().lstrip("0") == str(number)
    return lines if (apart and counted if last else apart or counted) else held


def _timing(line: str, number: int, *, strict: bool = False) -> _Block | None:
    """The times on a line, None when it has none. Raises Refused for times that are none; with `strict`, which is as
    WebVTT has it, for any arrow."""
    match = _TIMING.fullmatch(line.strip()) if "-->" in line else None
    if match:
        start, end = _ms(match.groups()[:4], number), _ms(match.groups()[4:8], number)
        if end < start:
            raise _refused(number, "a cue ends before it begins", "give it a later end")
        return _Block(line=number, start_ms=start, end_ms=end, settings=match[9] or "")
    if "-->" in line and (strict or re.search(r"\d:\d", line)) or _ALMOST.match(line):
        raise _refused(number, "these are no times", "write them as 00:00:01,000 --> 00:00:02,500")
    return None


def _ms(parts: Sequence[str | None], number: int) -> int:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    if minutes > 59 or seconds > 59:
        raise _refused(number, "there is a time of more than 59 minutes or seconds", "write hours: 01:15:00,000")
    ms = (hours * 3600 + minutes * 60 + seconds) * 1000 + int(((parts[3] or "") + "000")[:3])
    if ms >= _LONGEST_MS:
        raise _refused(number, "there is a time after a hundred hours", "are these captions?")
    return ms


def _refused(line: int, what: str, hint: str) -> Refused:
    return Refused(f"line {line}: {what}", hint=hint)
