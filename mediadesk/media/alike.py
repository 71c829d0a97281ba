"""Are the frames of an excerpt those of its original, and do they come when they came there? Every one is decoded.

Both are opened as they are opened when a film is made of them: the original from a little before the excerpt, the
excerpt from its beginning. What is compared are the hashes of decoded frames, with their times.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import dropwhile

from mediadesk.errors import ToolFailed
from mediadesk.media import jail
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.cuts import cut
from mediadesk.media.graphs import frame_of
from mediadesk.media.runner import QUIET, read
from mediadesk.media.sounds import played
from mediadesk.model.clip import Audio, Frame
from mediadesk.model.excerpt import ROOM
from mediadesk.model.rendition import Shot

_BYTES_ANYWAY, _BYTES_A_SECOND = 1 << 20, 200_000  # of hashes: a thousand frames a second, and sound
_PAST_SECONDS = Fraction(3, 2)
_BLOCK = 1024  # samples that are hashed together
_STREAMS = ("mpegts", "mpeg")
_LAST_BLOCKS = 2
_SAMPLES_OFF = (0, 1, -1, 2, -2)  # the same
_RATE = 48_000
_SOUND_OFF = Fraction(2, 1000)  # seconds: clocks of containers round
_HOUR = Fraction(3600)
_CLOCK = 90_000  # ticks a second, at least
_MOST_OFF = Fraction(1, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One decoded frame: when, and what."""

    time: Fraction
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What an original shows in a stretch of it."""

    original: Shot
    begins: Fraction  # seconds into it
    until: Fraction | None  # the time of the last frame that matters; None is the end
    tick: Fraction  # of its clock
    frames: tuple[Shown, ...]
    sounds: tuple[tuple[Shown, ...], ...] = ()  # the packets of each track

    @property
    def skip(self) -> Fraction:
        """Seconds that are not read of it, as when a film is made."""
        return cut(replace(self.original, in_point=self.begins, out_point=None)).skip


def reference(
    original: Shot, *, begins: Fraction, until: Fraction | None, tick: Fraction, programs: Programs
) -> Reference:
    """The frames of an original from `begins` to `until`. Raises ToolFailed when there are none."""
    empty = Reference(original=original, begins=begins, until=until, tick=tick, frames=())
    seconds = None if until is None else until + _PAST_SECONDS - empty.skip
    there, *sounds = _seen(original, empty.skip, seconds, _fine(tick), programs)
    off, first = _off(tick), begins + ROOM if begins else None
    frames = [each for each in there if _within(each, begins - off if begins else None, until, off)]
    _require(frames, "its original shows nothing there")
    heard = (tuple(each for each in row if _within(each, first, until, off)) for row in sounds)
    return replace(empty, frames=tuple(frames), sounds=tuple(heard))


def _within(each: Shown, first: Fraction | None, last: Fraction | None, off: Fraction) -> bool:
    return (first is None or first <= each.time) and (last is None or each.time <= last + off)


def proved(there: Reference, file: Shot, *, programs: Programs) -> tuple[str, ...]:
    """What is proved of an excerpt of this. Raises ToolFailed for the first thing that is otherwise."""
    _require_same_kind(frame_of(there.original), frame_of(file))
    _require(len(carried(there.original)) == len(file.facts.audio), "a track of its sound is lost")
    wanted, off = there.frames, _off(there.tick)
    here, *sounds = _seen(file, Fraction(0), None, _fine(there.tick), programs)
    shown = list(here)
    if there.begins:
        shown = _from(Fraction(0), shown, off)
        first = bool(shown) and shown[0].time <= off and shown[0].what == wanted[0].what
        _require(first, "it does not begin with the frame that it should begin with")
    _require(_same_row(shown, wanted), "it shows other frames")
    _require(_in_time(shown, wanted, there.begins, off), "its frames come at other times")
    for number, row in enumerate(sounds):
        same = _same_sound(there, file, number, row, programs)
        _require(same, "its sound is not that of the original")
    return (
        f"{len(wanted)} frames as in the original",
        "at the same times",
        *(["sound as in the original"] * bool(sounds)),
    )


def carried(shot: Shot) -> tuple[Audio, ...]:
    """The tracks of sound that an excerpt has. Of a transport stream those that are heard in a film: where its clock
    begins depends on what of it is opened."""
    return tuple(played(shot)) if shot.facts.container in _STREAMS else shot.facts.heard


def _from(when: Fraction, row: Sequence[Shown], off: Fraction) -> list[Shown]:
    """By its time: silence is the same everywhere, and so is a picture that stands still."""
    return list(dropwhile(lambda each: each.time < when - off, row))


def _same_row(shown: Sequence[Shown], wanted: Sequence[Shown]) -> bool:
    return [each.what for each in shown[: len(wanted)]] == [each.what for each in wanted]


def _in_time(shown: Sequence[Shown], wanted: Sequence[Shown], begins: Fraction, off: Fraction) -> bool:
    pairs = zip(shown, wanted, strict=False)
    return all(abs(mine.time + begins - yours.time) <= off for mine, yours in pairs)


def _require_same_kind(there: Frame, here: Frame) -> None:
    names = "width height rotation codec bit_depth hdr interlaced sample_aspect mirrored".split()
    for name in names:
        asked, got = getattr(there, name), getattr(here, name)
        _require(asked == got, f"its picture says {got} of its {name}, and that of the original {asked}")


def _seen(
    shot: Shot, skip: Fraction, seconds: Fraction | None, clock: Fraction, programs: Programs
) -> list[tuple[Shown, ...]]:
    """The frames of a shot by its own zero, decoded; then the packets of each track of sound, as they are."""
    how = ["-map", f"0:{frame_of(shot).stream}"]
    for track in carried(shot):
        how += ["-map", f"0:{track.stream}"]
    how += ["-c:a", "copy", "-fps_mode", "passthrough", "-enc_time_base:v", str(clock)]
    ticks, rows = dict[str, Fraction](), dict[str, list[Shown]]()
    for line in _hashed(shot, skip, seconds, how, programs, ["-noautorotate"]):
        if told := re.match(r"#tb (\d+): (\d+/\d+)", line):
            ticks[told[1]], rows[told[1]] = Fraction(told[2]), []
        elif not line.startswith("#"):
            number, _, time, _, _, what = (word.strip() for word in line.split(",")[:6])
            rows[number].append(Shown(time=int(time) * ticks[number] + skip, what=what))
    return [tuple(row) for row in rows.values()]


def _fine(tick: Fraction) -> Fraction:
    """A clock in which all times of a file are whole, and none of another is rounded far."""
    return Fraction(1, tick.denominator * math.ceil(_CLOCK / tick.denominator))


def _off(tick: Fraction) -> Fraction:
    """How far two times may be apart and still be the same."""
    return min(tick, _MOST_OFF)


def _same_sound(there: Reference, file: Shot, number: int, row: Sequence[Shown], programs: Programs) -> bool:
    """Whether a track of sound has the same coded packets at the same times, or if it is uncoded the same samples.

    A decoder of coded sound makes up some of it by chance, and never twice the same.
    """
    theirs, ours = carried(there.original)[number], file.facts.audio[number]
    if theirs.codec.startswith("pcm_"):
        return _same_samples(there, file, theirs, ours, programs)
    wanted = there.sounds[number]
    shown = _from(wanted[0].time - there.begins, row, _SOUND_OFF) if wanted else []
    return _same_row(shown, wanted) and _in_time(shown, wanted, there.begins, _SOUND_OFF)


def _same_samples(there: Reference, file: Shot, theirs: Audio, ours: Audio, programs: Programs) -> bool:
    rate = ours.rate or _RATE
    first = round(ROOM * rate) if there.begins else 0
    count = None if there.until is None else round((there.until - there.begins) * rate) - first
    here = _samples(file, ours.stream, first, count and first + count, Fraction(0), programs)
    at = round((there.begins - there.skip) * rate) + first
    ends = [(at + off, None if count is None else at + off + count) for off in _SAMPLES_OFF]
    rows = (_samples(there.original, theirs.stream, begin, end, there.skip, programs) for begin, end in ends)
    return any(_same(here, each, to_end=count is None) for each in rows)


def _same(here: Sequence[str], there: Sequence[str], *, to_end: bool) -> bool:
    """Whether two rows of hashes are the same; at the end of a clip, but for what a container cuts off there."""
    if not to_end:
        return here == there
    most = max(0, max(len(here), len(there)) - _LAST_BLOCKS)
    return min(len(here), len(there)) >= most and here[:most] == there[:most]


def _samples(
    shot: Shot, stream: int, first: int, end: int | None, skip: Fraction, programs: Programs
) -> tuple[str, ...]:
    """Hashes of the samples of a track, a block each."""
    trim = f"atrim=start_pts={first}" + ("" if end is None else f":end_pts={end}")
    how = ["-map", f"0:{stream}", "-af", f"{trim},asetnsamples={_BLOCK}:p=0", "-vn"]
    seconds = None if end is None else Fraction(end, 8_000)
    said = _hashed(shot, skip, seconds, how, programs, [])
    return tuple(line.rsplit(",", 1)[1].strip() for line in said if not line.startswith("#"))


def _hashed(
    shot: Shot, skip: Fraction, seconds: Fraction | None, how: Sequence[str], programs: Programs, opens: Sequence[str]
) -> Iterator[str]:
    opened = jail.span_options(shot.facts.container, shot.paths, shot.part_seconds)
    begin = ["-ss", f"{float(skip):.6f}"] if skip else []
    lasts = [] if seconds is None else ["-t", f"{float(seconds):.6f}"]
    argv = [programs.ffmpeg, *QUIET, *opens, *begin, *lasts, *opened, *how, "-f", "framemd5", "-"]
    lasting = shot.facts.seconds or _HOUR
    most, limits = int(_BYTES_ANYWAY + _BYTES_A_SECOND * (seconds or lasting)), jail.decoding(lasting)
    cell = Cell(reads=shot.paths, limits=limits)
    said = read(argv, cell=cell, most_bytes=most, wall_seconds=float(limits.cpu_seconds or _HOUR))
    yield from said.decode("ascii", "replace").splitlines()


def _require(holds: object, otherwise: str) -> None:
    if not holds:
        raise ToolFailed(otherwise)
