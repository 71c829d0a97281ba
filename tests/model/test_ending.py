"""Where the picture of a clip ends that was cut off."""

from fractions import Fraction

import pytest

from mediadesk.errors import Misasked
from mediadesk.model.clip import Clip, Facts, clip_id
from mediadesk.model.ending import check_there, picture_ends
from mediadesk.model.rendition import Rendition

SHA256 = "ab" * 32
CLIP = Clip(
    id=clip_id(SHA256),
    name=b"A.MOV",
    path=None,
    sha256=SHA256,
    size_bytes=1,
    facts=Facts(container="mov", seconds=Fraction(10)),
)


def made(recipe: str, seconds: float | None, source: str = SHA256) -> Rendition:
    return Rendition(
        subject=CLIP.id,
        recipe=recipe,
        digest="d",
        path="p",
        size_bytes=1,
        sha256="s",
        source=source,
        seconds=None if seconds is None else Fraction(seconds),
    )


@pytest.mark.parametrize(
    ("renditions", "ends"),
    [
        ([], None),
        ([made("thumbnail", None), made("ladder", 4)], None),
        ([made("storyboard", 10), made("proxy", 9.5)], None),  # whole
        ([made("storyboard", 4)], 4),
        ([made("proxy", 5)], 4),  # whose last picture stands still for a second
        ([made("proxy", 0.5)], 0),
        ([made("proxy", 5, "cd" * 32)], None),  # of other bytes
    ],
)
def test_what_was_made_of_a_clip_tells_where_it_ends(renditions, ends):
    assert picture_ends(CLIP, renditions) == ends


@pytest.mark.parametrize(("start", "stop"), [(None, 4), (None, 5), (3, 4), (3, 5)])
def test_what_is_there_may_be_picked(start, stop):
    check_there(start and Fraction(start), Fraction(stop), CLIP, Fraction(4))
    check_there(None, None, CLIP, None)


@pytest.mark.parametrize(
    ("start", "stop", "hint"),
    [(None, None, "--out 4.00"), (3, None, "--out 4.00"), (None, 6, "--out 4.00"), (4, 5, "give an earlier --in")],
)
def test_what_is_missing_may_not(start, stop, hint):
    with pytest.raises(Misasked, match=r"is cut off: its picture ends at 4\.00 s") as refused:
        check_there(start and Fraction(start), stop and Fraction(stop), CLIP, Fraction(4))
    assert refused.value.hint == hint
