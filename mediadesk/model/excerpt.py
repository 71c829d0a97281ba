"""An excerpt: a stretch of a clip, cut out without coding it anew, that goes to a desk where the clip is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from mediadesk.model.clip import Clip, ClipId, Facts
from mediadesk.model.dispatch import Pick
from mediadesk.model.rendition import Shot, shot_of

HANDLES = Fraction(2)  # seconds before and after what was picked
# read before what is shown: sound needs some to begin with, a deinterlacer one frame; and after it, for the frame
# that comes next says when the last one ends
ROOM = Fraction(1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a clip that is wanted, in seconds; without an end it is all that follows."""

    begin: Fraction
    end: Fraction | None

    def meets(self, other: "Stretch") -> bool:
        """Whether two stretches, this one first, are one: neither a gap nor a frame between them."""
        return self.end is None or other.begin <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A file in which a stretch of a clip lies, frame for frame as in the original."""

    clip: ClipId
    begins: Fraction  # seconds into the clip, of the file's first frame
    seconds: Fraction  # of the clip, from there on, that can be shown
    sha256: str
    size_bytes: int
    path: str  # below the desk
    facts: Facts  # of the file: its container, and the numbers of its streams

    @property
    def ends(self) -> Fraction:
        """Seconds into the clip."""
        return self.begins + self.seconds

    def covers(self, wanted: Stretch, clip: Clip) -> bool:
        """Whether all that is wanted can be shown."""
        begins = self.begins + ROOM if self.begins else Fraction(0)
        end = _end(wanted, clip)
        return begins <= wanted.begin and (end is not None and end <= self.ends)


def stretches(
    picks: Iterable[Pick], clips: Mapping[ClipId, Clip], handles: Fraction
) -> dict[ClipId, tuple[Stretch, ...]]:
    """What of each clip is picked, with handles: stretches that touch or overlap are one."""
    wanted: dict[ClipId, list[Stretch]] = {}
    for pick in picks:
        wanted.setdefault(pick.clip, []).append(_with_handles(picked(pick), clips[pick.clip], handles))
    return {clip: _joined(each) for clip, each in wanted.items()}


def picked(pick: Pick) -> Stretch:
    """What a pick shows."""
    return Stretch(begin=pick.in_point or Fraction(0), end=pick.out_point)


def excerpt_shot(clip: Clip, excerpt: Excerpt, path: Path) -> Shot:
    """The clip as its excerpt shows it: with the same points and on the same grid of frames as the original."""
    shot, file = shot_of(clip, (path,)), excerpt.facts
    numbers = [track.stream for track in file.audio]
    facts = replace(
        shot.facts,
        container=file.container,
        frame=clip.facts.frame and file.frame and replace(clip.facts.frame, stream=file.frame.stream),
        audio=tuple(replace(track, stream=number) for track, number in zip(clip.facts.heard, numbers, strict=False)),
    )
    return replace(shot, facts=facts, contents=(excerpt.sha256,), stands_for=shot.contents, begins=excerpt.begins)


def covering(excerpts: Iterable[Excerpt], pick: Pick, clip: Clip) -> Excerpt | None:
    """The excerpt that shows all of a pick; of several the shortest."""
    found = [each for each in excerpts if each.clip == clip.id and each.covers(picked(pick), clip)]
    return min(found, key=lambda each: each.seconds, default=None)


def _with_handles(wanted: Stretch, clip: Clip, handles: Fraction) -> Stretch:
    end = None if wanted.end is None else wanted.end + handles
    past = end is not None and clip.seconds is not None and end >= clip.seconds
    return Stretch(begin=max(Fraction(0), wanted.begin - handles), end=None if past else end)


def _joined(wanted: Sequence[Stretch]) -> tuple[Stretch, ...]:
    joined = list[Stretch]()
    for each in sorted(wanted, key=lambda one: one.begin):
        if joined and joined[-1].meets(each):
            joined.append(_both(joined.pop(), each))
        else:
            joined.append(each)
    return tuple(joined)


def _both(one: Stretch, other: Stretch) -> Stretch:
    end = None if one.end is None or other.end is None else max(one.end, other.end)
    return Stretch(begin=one.begin, end=end)


def _end(wanted: Stretch, clip: Clip) -> Fraction | None:
    """Seconds into the clip; None when nobody knows."""
    known = [end for end in (wanted.end, clip.seconds) if end is not None]
    return min(known, default=None)
