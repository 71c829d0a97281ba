"""Where the picture of a clip ends that was cut off: its file says one thing, what was made of it another."""

from collections.abc import Iterable
from fractions import Fraction

from mediadesk.errors import Misasked
from mediadesk.model.clip import Clip
from mediadesk.model.recipe import Proxy, Storyboard
from mediadesk.model.rendition import Rendition, made_of, shot_of, source_of

PAD_SECONDS = 1  # a picture that ends this much before its sound stands still for the rest
EARLY_SECONDS = 1  # what ends so little before it says is whole

_STANDS_STILL = {Storyboard.name: 0, Proxy.name: PAD_SECONDS}  # what every clip has, and how long its last picture


def picture_ends(clip: Clip, made: Iterable[Rendition]) -> Fraction | None:
    """Seconds into a clip that is cut off; None where it is whole, or nothing was made of it that could tell."""
    source = source_of((shot_of(clip, ()),))
    told = [
        (each.seconds, _STANDS_STILL[each.recipe])
        for each in made
        if each.recipe in _STANDS_STILL and each.seconds is not None and made_of(each, source)
    ]
    early = [got - still for got, still in told if clip.seconds is not None and clip.seconds - got >= EARLY_SECONDS]
    return max(Fraction(0), min(early)) if early else None


def check_there(in_point: Fraction | None, out_point: Fraction | None, clip: Clip, ends: Fraction | None) -> None:
    """Raises Misasked for a stretch that goes on after the picture `ends`: no film can be made of it."""
    if ends is None or clip.seconds is None:
        return
    start, stop = in_point or Fraction(0), clip.seconds if out_point is None else min(out_point, clip.seconds)
    if stop <= ends + PAD_SECONDS and start < ends:
        return
    raise Misasked(
        f"{clip.id} is cut off: its picture ends at {float(ends):.2f} s",
        hint=f"--out {float(ends):.2f}" if start < ends else "give an earlier --in",
    )
