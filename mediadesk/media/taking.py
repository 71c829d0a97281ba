"""Frames taken out of a shot, as cheaply as they can be had: key frames where they will do, all of it where not."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import grabs, spans, stills, storyboard
from mediadesk.media.binaries import Programs
from mediadesk.media.grabs import Size
from mediadesk.media.graphs import frame_of
from mediadesk.media.making import Tick, cell_of, work
from mediadesk.model.recipe import fit_long
from mediadesk.model.rendition import Shot
from mediadesk.model.timecode import standard_rate

_HOP_SECONDS = 2  # apart: where frames lie closer, reading on is as quick as seeking
_SEEKS_WELL = ("mov", "matroska")  # finds any moment at once, and counts its time from zero
_END_SECONDS = 1  # a picture that ends so little before its sound is whole
_GLIMPSE_SECONDS = Fraction(2, 5)  # what must stand so long is no flash
_GLIMPSE_SIZE = 64  # pixels of the long side
_MOST_ONWARD = 3_000  # frames from the last one that is known to the end
_FLASH = 36  # of 255, how far a picture may be from the one after it on the mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Grab:
    """A command that writes frames of a piece of a shot."""

    argv: list[str]
    piece: Shot
    begin: Fraction  # seconds into the shot from which its times count
    time: Callable[[int], Fraction]  # of a frame, by the milliseconds that are its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Frames of a shot."""

    frames: Mapping[Fraction, Path]  # JPEGs, by their time in seconds
    seconds: Fraction  # how long the picture really is: a file may be cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Takes frames out of one shot into a folder that is thrown away."""

    shot: Shot
    room: Path
    programs: Programs
    tick: Tick

    def spread(self, size: Size, apart: Fraction, *, exact: bool) -> Taken:
        """A frame about `apart` so many seconds, from beginning to end; `exact` asks where the picture really ends.

        Raises ToolFailed when no picture can be decoded.
        """
        found, seconds = dict[Fraction, Path](), self.shot.facts.seconds
        for take in (self._hops, self._key_frames, self._all):
            found |= take(size, apart)
            if not found:
                continue
            seconds = self._end(max(found)) if exact or seconds is None else seconds
            if storyboard.dense(sorted(found), seconds, math.ceil(apart)):
                break
        if not found or seconds is None:
            raise ToolFailed(f"no picture of {self.shot.name} could be decoded")
        return Taken(frames=found, seconds=seconds)

    def moment(self, size: Size, moment: Fraction) -> Path:
        """The frame that somebody chose. Raises ToolFailed when there is none so late."""
        late = f"{self.shot.name} has no picture at {float(moment):.2f} s"
        try:
            argv = grabs.moment_argv(self.shot, self.programs.ffmpeg, size=size, moment=moment, pattern="%d.jpg")
        except Misasked as error:
            raise ToolFailed(late, hint='choose an earlier moment, or with --poster "" none') from error
        folder = self._folder(f"at-{moment.numerator}-{moment.denominator}")
        work(argv, cell_of(self.shot, folder), self.tick)
        frame = next(folder.glob("*.jpg"), None)
        if frame is None:
            raise ToolFailed(late, hint='it may be cut off; choose an earlier moment, or with --poster "" none')
        return frame

    def stands(self, moment: Fraction) -> bool:
        """Whether what is seen at a moment can still be seen a little later: it is no flash and no stray frame."""
        frames = self._onward(moment, _GLIMPSE_SECONDS, grabs.MOST_STILLS)
        if len(frames) < 3:
            return True  # nothing comes after it that could tell
        seen = [frames[each] for each in sorted(frames)]
        return stills.difference(seen[0], seen[len(seen) // 2]) <= _FLASH

    def _hops(self, size: Size, apart: Fraction) -> dict[Fraction, Path]:
        return self._taken("hops", hops(self.shot, self.programs.ffmpeg, size, apart))

    def _key_frames(self, size: Size, apart: Fraction) -> dict[Fraction, Path]:
        return self._taken("keys", reads(self.shot, self.programs.ffmpeg, size, apart))

    def _all(self, size: Size, apart: Fraction) -> dict[Fraction, Path]:
        return self._taken("all", reads(self.shot, self.programs.ffmpeg, size, apart, key_frames=False))

    def _end(self, last: Fraction) -> Fraction:
        """When the picture ends: as its header says, or as it turns out."""
        said = self.shot.facts.seconds
        if said is not None and (said - last <= _END_SECONDS or self._onward(said - _END_SECONDS, None, 1)):
            return said
        frame = self.shot.facts.frame
        further = self._onward(last, None, _MOST_ONWARD)
        ends = max([last, *further]) + 1 / standard_rate(frame.fps if frame else None)
        return ends if said is None or ends < said - _END_SECONDS else said

    def _onward(self, begin: Fraction, seconds: Fraction | None, most: int) -> dict[Fraction, Path]:
        """Small frames from a moment on, by their time."""
        start, piece = max((each for each in spans.pieces(self.shot) if each[0] <= begin), key=lambda each: each[0])
        argv = grabs.onward_argv(
            piece,
            self.programs.ffmpeg,
            size=fit_long(frame_of(piece).display, _GLIMPSE_SIZE),
            begin=begin - start,
            seconds=seconds,
            most=most,
            pattern="%d.jpg",
        )
        grab = Grab(argv=argv, piece=piece, begin=begin, time=_seconds)
        return self._taken(f"on-{begin.numerator}-{begin.denominator}-{most}", [grab])

    def _taken(self, name: str, grabbed: Iterable[Grab]) -> dict[Fraction, Path]:
        found: dict[Fraction, Path] = {}
        for number, grab in enumerate(grabbed):
            folder = self._folder(f"{name}-{number}")
            work(grab.argv, cell_of(grab.piece, folder), partial(self._ticked, grab))
            found |= {grab.begin + grab.time(int(path.stem)): path for path in folder.glob("*.jpg")}
        return found

    def _ticked(self, grab: Grab, done: float) -> None:
        """Progress in seconds of the shot: the clock of a command that hops is another."""
        self.tick(float(grab.begin + grab.time(round(1000 * done))))

    def _folder(self, name: str) -> Path:
        folder = self.room / name
        folder.mkdir(exist_ok=True)
        return folder


def hops(shot: Shot, ffmpeg_path: str, size: Size, apart: Fraction) -> Iterator[Grab]:
    """The key frame before each moment, where a file is long and finds them at once; else nothing."""
    seconds = shot.facts.seconds
    if seconds is None or apart < _HOP_SECONDS or not shot.facts.container.startswith(_SEEKS_WELL):
        return
    # the key frame before a moment lies half a group of pictures before it, on the mean
    every = [min(each + apart / 4, seconds) for each in storyboard.moments(seconds, math.ceil(apart))]
    for begin, piece in spans.pieces(shot):
        ends = begin + (piece.facts.seconds or 0)
        inside = [each - begin for each in every if begin <= each < ends or each == ends == seconds]
        if inside:
            argv = grabs.hops_argv(piece, ffmpeg_path, size=size, moments=inside, pattern="%d.jpg")
            yield Grab(argv=argv, piece=piece, begin=begin, time=partial(grabs.hopped, moments=inside))


def reads(shot: Shot, ffmpeg_path: str, size: Size, apart: Fraction, *, key_frames: bool = True) -> Iterator[Grab]:
    """A frame about `apart` so many seconds. Part by part: a list of parts would be read whole, key frames are not."""
    for begin, piece in spans.pieces(shot):
        argv = grabs.spread_argv(piece, ffmpeg_path, size=size, every=apart, pattern="%d.jpg", key_frames=key_frames)
        yield Grab(argv=argv, piece=piece, begin=begin, time=_seconds)


def _seconds(milliseconds: int) -> Fraction:
    return Fraction(milliseconds, 1000)
