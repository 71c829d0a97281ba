"""Which stretches of which clips are wanted, and what an excerpt of one can show."""

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.clip import Audio, Clip, ClipId, Facts, Frame
from mediadesk.model.dispatch import Pick
from mediadesk.model.excerpt import ROOM, Excerpt, Stretch, covering, excerpt_shot, stretches
from mediadesk.model.rendition import shot_of, source_of

FRAME = Frame(stream=1, width=1080, height=1920, rotation=90, codec="hevc", fps=Fraction(30), vfr=True, hdr="hlg")
SOUND = Audio(stream=2, codec="aac", channels=1, rate=44_100)
CLIP = Clip(
    id=ClipId("7QK2MW3ZTA"), name=b"IMG_0042.MOV", path=None, sha256="ab" * 32, size_bytes=9,
    facts=Facts(container="mov", seconds=Fraction(60), frame=FRAME, audio=(SOUND,)),
)  # fmt: skip
CUT = Excerpt(
    clip=CLIP.id, begins=Fraction(10), seconds=Fraction(20), sha256="cd" * 32, size_bytes=7,
    path="assets/excerpts/7Q/7QK2MW3ZTA/cdcd.mov",
    facts=Facts(
        container="mpegts", seconds=Fraction(20), frame=replace(FRAME, stream=0, fps=Fraction(29)),
        audio=(replace(SOUND, stream=1),),
    ),
)  # fmt: skip
TIMES = st.one_of(st.none(), st.fractions(min_value=0, max_value=70, max_denominator=30))


def a_pick(begin: object = None, end: object = None) -> Pick:
    points = (None if each is None else Fraction(str(each)) for each in (begin, end))
    return Pick(clip=CLIP.id, **dict(zip(("in_point", "out_point"), points, strict=True)))


def of(*picks: Pick, handles: int = 2) -> tuple[Stretch, ...]:
    return stretches(picks, {CLIP.id: CLIP}, Fraction(handles))[CLIP.id]


def between(begin: object, end: object) -> Stretch:
    return Stretch(begin=Fraction(str(begin)), end=None if end is None else Fraction(str(end)))


def test_a_pick_goes_with_its_handles_and_never_beyond_its_clip():
    assert of(a_pick(10, 12)) == (between(8, 14),)
    assert of(a_pick(1, 12)) == (between(0, 14),)
    assert of(a_pick(50, 59)) == (between(48, None),)
    assert of(a_pick()) == (between(0, None),)
    assert of(a_pick(10, 12), handles=0) == (between(10, 12),)


def test_stretches_that_touch_or_overlap_are_one():
    assert of(a_pick(10, 12), a_pick(30, 31)) == (between(8, 14), between(28, 33))
    assert of(a_pick(16, 17), a_pick(10, 12)) == (between(8, 19),)
    assert of(a_pick(10, 30), a_pick(12, 14)) == (between(8, 32),)
    assert of(a_pick(10), a_pick(12, 14)) == (between(8, None),)


@given(st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=8), st.integers(0, 10))
def test_all_that_is_picked_lies_in_one_stretch_and_no_two_of_them_meet(points, handles):
    picks = [Pick(clip=CLIP.id, in_point=begin, out_point=end) for begin, end in points]
    found = of(*picks, handles=handles)
    for pick in picks:
        begin, end = pick.in_point or 0, pick.out_point
        assert any(
            each.begin <= begin and (each.end is None or (end is not None and end <= each.end)) for each in found
        )
    assert all(one.end is not None and one.end < other.begin for one, other in itertools.pairwise(found))


def test_an_excerpt_shows_what_lies_in_it_with_some_room_before_it():
    assert CUT.covers(between(11, 30), CLIP)
    assert CUT.covers(between(10 + ROOM, 30), CLIP)
    assert not CUT.covers(between(10, 30), CLIP)  # the sound of its first moment is not whole
    assert not CUT.covers(between(11, "30.1"), CLIP)
    assert not CUT.covers(between(11, None), CLIP)
    whole = replace(CUT, begins=Fraction(0), seconds=Fraction(60))
    assert whole.covers(between(0, None), CLIP)
    assert whole.covers(between(0, 70), CLIP)  # a pick may say more than there is
    unknown = replace(CLIP, facts=replace(CLIP.facts, seconds=None))
    assert not whole.covers(between(0, None), unknown)


def test_of_several_the_shortest_that_shows_a_pick_is_taken():
    longer = replace(CUT, begins=Fraction(5), seconds=Fraction(40), sha256="ef" * 32)
    other = replace(CUT, clip=ClipId("AAAAAAAAAA"))
    assert covering([other, longer, CUT], a_pick(12, 14), CLIP) == CUT
    assert covering([other, longer, CUT], a_pick(12, 40), CLIP) == longer
    assert covering([other, longer, CUT], a_pick(4, 40), CLIP) is None


def test_the_shot_of_an_excerpt_is_that_of_its_clip_read_from_another_file():
    shot, original = excerpt_shot(CLIP, CUT, Path("cd.ts")), shot_of(CLIP, (Path("IMG_0042.MOV"),))
    assert shot.facts.frame == replace(FRAME, stream=0)
    assert shot.facts.audio == (replace(SOUND, stream=1),)
    assert (shot.facts.container, shot.facts.seconds, shot.begins) == ("mpegts", original.facts.seconds, 10)
    assert shot.contents == (CUT.sha256,)  # whoever reads it elsewhere gets these bytes


def test_what_is_made_of_an_excerpt_counts_as_made_of_its_original():
    for points in ({}, {"in_point": Fraction(12), "out_point": Fraction(14)}):
        shot, original = excerpt_shot(CLIP, CUT, Path("cd.ts")), shot_of(CLIP, (Path("IMG_0042.MOV"),))
        assert source_of([replace(shot, **points)]) == source_of([replace(original, **points)])
