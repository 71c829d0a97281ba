"""Which frames of a shot are meant. Plain arithmetic over fractions: no float ever decides about a frame.

Every original is read on an even grid of frames, at the standard rate nearest to its own, counted from its beginning.
The proxy an editor looks at has the same grid, so a point chosen there means the same frame here.
"""

from dataclasses import dataclass
from fractions import Fraction

from mediadesk.errors import Misasked
from mediadesk.model.rendition import Shot
from mediadesk.model.timecode import frame_at, standard_rate

LONGEST_SECONDS = 86_400  # a header may say anything, and every second of it would be made

SAMPLE_RATE = 48_000  # of all sound we make

# read before an in point: the grid needs a frame on both sides of it, the sound some room; and where a file has no
# index of its key frames, reading may begin between two of them
_LEAD_SECONDS = 2
_LEAD_SECONDS_UNINDEXED = 10
_INDEXED = ("mov", "matroska", "mxf", "avi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A stretch of a shot's grid. Without `frames` it goes up to the end, wherever that is."""

    rate: Fraction  # frames a second of the grid
    skip: Fraction  # seconds of the file that are not read: whole frames, and whole microseconds
    first: int  # frame of the grid, counted from `skip`
    frames: int | None

    @property
    def in_point(self) -> Fraction:
        """Seconds after `skip`."""
        return self.first / self.rate

    @property
    def seconds(self) -> Fraction | None:
        """How long it is."""
        return None if self.frames is None else self.frames / self.rate


def cut(shot: Shot) -> Cut:
    """The frames a shot takes: the in point inclusive, the out point exclusive, both snapped to the nearest frame.

    Raises Misasked when nothing is left between them.
    """
    rate = standard_rate(shot.facts.frame.fps if shot.facts.frame else None)
    if shot.facts.frame is None and shot.in_point is None and shot.out_point is None:
        return Cut(rate=rate, skip=Fraction(0), first=0, frames=None)  # sound alone has no frames to be cut at
    begin = frame_at(shot.in_point or Fraction(0), rate)
    end = _end(shot, rate)
    if end is not None and end <= begin:
        if shot.in_point is None and shot.out_point is None:
            end = begin + 1  # a clip of less than half a frame still has one
        else:
            raise Misasked("nothing lies between the in point and the out point", hint="trim the pick")
    if end is not None and end - begin > LONGEST_SECONDS * rate:
        raise Misasked("it says that it lasts longer than a day", hint="take a part of it: set an in and an out point")
    skip = _skip(begin, rate, shot.facts.container)
    return Cut(rate=rate, skip=skip, first=begin - int(skip * rate), frames=None if end is None else end - begin)


def shortened(whole: Cut, frames: int) -> Cut:
    """The same cut for a file that turned out to hold `frames` frames only."""
    return Cut(rate=whole.rate, skip=whole.skip, first=whole.first, frames=frames)


def film_frames(one: Cut, rate: Fraction) -> int:
    """How many frames a cut takes in a film of another rate. Raises Misasked when nobody knows how long it is."""
    if one.seconds is None:
        raise Misasked("the length of a clip is not known", hint="give its pick an out point")
    return max(1, round(one.seconds * rate))


def samples_at(frame: int, rate: Fraction) -> int:
    """The sound sample that plays when a frame begins. Rounded from the film's beginning, so that nothing adds up."""
    return round(frame * SAMPLE_RATE / rate)


def _end(shot: Shot, rate: Fraction) -> int | None:
    known = None if shot.facts.seconds is None else frame_at(shot.facts.seconds, rate)
    if shot.out_point is None:
        return known
    asked = frame_at(shot.out_point, rate)
    return asked if known is None else min(asked, known)


def _skip(begin: int, rate: Fraction, container: str) -> Fraction:
    """The latest good place to start reading. A second, or 1.001 of it, is whole frames at every standard rate."""
    lead = _LEAD_SECONDS if container.startswith(_INDEXED) else _LEAD_SECONDS_UNINDEXED
    unit = Fraction(rate.denominator, 1000 if rate.denominator > 1 else 1)
    return max(0, int(begin / rate / unit) - lead) * unit
