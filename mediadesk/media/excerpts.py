"""A stretch of an original, cut out of it without coding anything anew: the same frames, at the same times.

An excerpt begins with a key frame and holds every packet from there to the end of the stretch, in the order in which
they are decoded. What is asked for is not what is believed: each excerpt is decoded beside its original, and every
frame and every time must be the same (`alike`). A container that cannot keep them is tried in turn with another one;
where none does, it begins one key frame earlier; and where nothing helps, there is no excerpt.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import alike, jail, spans
from mediadesk.media.alike import Reference
from mediadesk.media.binaries import Programs
from mediadesk.media.boxes import blank_tags
from mediadesk.media.coding import MOVIE_TIMESCALE
from mediadesk.media.graphs import frame_of
from mediadesk.media.making import Tick, cell_of, work
from mediadesk.media.options import BARE
from mediadesk.media.packets import Packet, Packets, packets
from mediadesk.media.probe import probe
from mediadesk.media.runner import QUIET
from mediadesk.model.clip import Facts
from mediadesk.model.excerpt import ROOM, Stretch
from mediadesk.model.rendition import Shot

_EARLIEST = 3  # key frames that are tried, each before the last
_LEAD_SECONDS = 3  # read before the first packet: a demuxer may land a little late
_PAST_SECONDS = 1  # of sound after the last picture
_PRIMING = Fraction(1, 10)  # seconds of sound before the picture
_ENDINGS: Final = {"mov": ".mov", "mp4": ".mp4", "mpegts": ".ts", "matroska": ".mkv"}
# by what an original is: into what it is cut, the first that keeps it
_INTO: Final[dict[str, tuple[str, ...]]] = {
    "mov": ("mov", "mp4", "matroska"),
    "mpegts": ("mpegts", "mov", "matroska"),
    "matroska": ("matroska", "mov", "mp4"),
}
_OTHERS: Final = ("mov", "mp4", "matroska")
_HINT = "send the whole clip: it cannot be cut without changing its picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """Which packets of the picture an excerpt holds; None is from the beginning, or to the end."""

    first: Packet | None
    last: Packet | None
    until: Fraction | None  # the time up to which every frame is there, by the file's own clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """An excerpt as it lies in a folder."""

    path: Path
    begins: Fraction  # seconds into the clip, of its first frame
    seconds: Fraction  # of the clip that can be shown, from there on
    facts: Facts
    proofs: tuple[str, ...]


def excerpt(
    shot: Shot, wanted: Stretch, folder: Path, name: str, *, programs: Programs, tick: Tick = lambda _: None
) -> Cut:
    """Cut a stretch out of a shot into an empty folder, as `name` with the ending of its container.

    Raises Misasked where there is no picture or nothing is left between its ends, ToolFailed where no container keeps
    every frame, or a program fails.
    """
    if wanted.end is not None and wanted.end <= wanted.begin:
        raise Misasked("nothing lies between the in point and the out point", hint="trim the pick")
    if shot.facts.frame is None:
        raise Misasked(f"{shot.name} has no picture that could be cut", hint="send it whole")
    shot = spans.measured(shot, programs)
    told = packets(shot, wanted, programs=programs)
    tried = list[str]()
    for cutting in cuttings(told, wanted):
        there = alike.reference(
            shot,
            begins=Fraction(0) if cutting.first is None else (cutting.first.time or Fraction(0)) - told.start,
            until=None if cutting.until is None else cutting.until - told.start,
            tick=told.tick,
            programs=programs,
        )
        for muxer in _INTO.get(shot.facts.container, _OTHERS):
            path = folder / f"{name}{_ENDINGS[muxer]}"
            try:
                return _cut(there, told, cutting, wanted, path, programs, tick)
            except ToolFailed as failed:
                begins = "its beginning" if cutting.first is None else f"{float(cutting.first.time or 0):.3f}"
                tried.append(f"{muxer} from {begins}: {failed.what} {failed.tail}".strip())
                path.unlink(missing_ok=True)
    what = f"no excerpt of {shot.name} has the same frames as it"
    raise ToolFailed(what, hint=_HINT, tail="\n".join(tried))


def cuttings(told: Packets, wanted: Stretch) -> Iterator[Cutting]:
    """From which key frame to which packet, the latest beginning first."""
    last, until = _last(told, wanted)
    begin = told.start + wanted.begin - ROOM
    keys = [each for each in told.row if each.key and each.time is not None and each.time <= begin]
    if told.from_start:
        keys = [each for each in keys if each is not told.row[0] and each.time is not None and each.time > told.start]
    for first in list(reversed(keys))[:_EARLIEST]:
        yield Cutting(first=first, last=last, until=until)
    yield Cutting(first=None, last=last, until=until)


def _last(told: Packets, wanted: Stretch) -> tuple[Packet | None, Fraction | None]:
    """The packet after which no frame of the stretch is decoded, with the time of the last frame that it must show.

    A packet may be a field: more than one goes along after what must be shown.
    """
    if wanted.end is None:
        return None, None
    end = told.start + wanted.end
    times = [each.time for each in told.row if each.time is not None]
    if not any(each >= end + 2 * ROOM for each in times):
        return None, None
    until = min(each for each in times if each >= end)  # of uneven frames it may be seconds later
    past = max(until, end + 2 * ROOM)
    return next(each for each in reversed(told.row) if each.time is not None and each.time <= past), until


def argv(shot: Shot, told: Packets, cutting: Cutting, ffmpeg_path: str, path: Path) -> list[str]:
    """The command that copies the packets of a cutting, and no others."""
    muxer = next(name for name, ending in _ENDINGS.items() if ending == path.suffix)
    begin = told.start if cutting.first is None else cutting.first.time or told.start
    skip = begin - told.start - _LEAD_SECONDS
    words = [ffmpeg_path, *QUIET, "-y", "-copyts", *(["-ss", _decimal(skip)] if cutting.first and skip > 0 else [])]
    words += jail.span_options(shot.facts.container, shot.paths, shot.part_seconds)
    words += ["-map", f"0:{frame_of(shot).stream}"]
    for track in alike.carried(shot):
        words += ["-map", f"0:{track.stream}"]
    if cutting.last and cutting.last.time is not None and cutting.last.time > 0:
        words += ["-to", _decimal(cutting.last.time + _PAST_SECONDS)]
    words += ["-c", "copy", *_bare(), "-output_ts_offset", _decimal(-begin)]
    words += ["-bsf:v", f"noise=drop='{_picture(cutting, told, hides=muxer in ('mov', 'mp4'))}'"]
    if alike.carried(shot):
        words += ["-bsf:a", f"noise=drop='{_sound(cutting, hides=muxer in ('mov', 'mp4'))}'"]
    if muxer in ("mov", "mp4"):
        words += ["-movflags", "+faststart", "-movie_timescale", str(MOVIE_TIMESCALE)]
        words += ["-write_tmcd", "0", "-empty_hdlr_name", "1"]
        words += ["-tag:v", "hvc1"] if frame_of(shot).codec == "hevc" else []
    return [*words, "-f", muxer, path.name]


def _bare() -> Iterator[str]:
    for option, value in BARE.items():
        if not option.startswith("flags"):
            yield from (f"-{option}", *(() if value is None else (str(value),)))


def _picture(cutting: Cutting, told: Packets, *, hides: bool) -> str:
    """What is dropped of the picture, as the filter of packets reads it: variable 0 is that the first one has come,
    variable 1 that the last one has.

    Pictures that come after the first key frame and are shown before it need one that is not there. A MOV hides them;
    elsewhere they are dropped.
    """
    begins = "0" if cutting.first is None else f"if(ld(0),0,if({_is(cutting.first, told)},0*st(0,1),1))"
    if cutting.first and not hides:
        begins = f"if(lt(pts*tb,{_exact(cutting.first, told, -1)}),1,{begins})"
    return begins if cutting.last is None else f"if(ld(1),1,if({_is(cutting.last, told)},0*st(1,1),{begins}))"


def _sound(cutting: Cutting, *, hides: bool) -> str:
    """What is dropped of the sound: all before the picture; but for a MOV, which hides what it begins with."""
    words = ["0"]
    if cutting.first and cutting.first.time is not None:
        words.append(f"lt(pts*tb,{_decimal(cutting.first.time - (_PRIMING if hides else 0))})")
    if cutting.until is not None:
        words.append(f"gt(pts*tb,{_decimal(cutting.until + _PAST_SECONDS)})")
    return "+".join(words)


def _is(packet: Packet, told: Packets) -> str:
    return f"between(pts*tb,{_exact(packet, told, -1)},{_exact(packet, told, 1)})"


def _exact(packet: Packet, told: Packets, side: int) -> str:
    """Half a tick of the clock before or after a packet: no other one has its time."""
    return f"{float((packet.time or Fraction(0)) + side * told.tick / 2):.9f}"


def _decimal(time: Fraction) -> str:
    return f"{float(time):.6f}"


def _cut(
    there: Reference, told: Packets, cutting: Cutting, wanted: Stretch, path: Path, programs: Programs, tick: Tick
) -> Cut:
    shot = there.original
    work(argv(shot, told, cutting, programs.ffmpeg, path), cell_of(shot, path.parent), tick)
    if path.suffix == ".mp4":
        blank_tags(path)
    facts = probe(path, programs=programs)
    file = replace(shot, paths=(path,), facts=facts, part_seconds=())
    proofs = alike.proved(there, file, programs=programs)
    whole = shot.facts.seconds or Fraction(0)
    ends = whole if cutting.last is None else wanted.end or whole
    return Cut(path=path, begins=there.begins, seconds=ends - there.begins, facts=facts, proofs=proofs)
