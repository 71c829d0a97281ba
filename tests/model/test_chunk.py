"""Where a long job is cut."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mediadesk.model.chunk import Chunk, Cutting, can_be_cut, chunks_of
from mediadesk.model.recipe import Film, Ladder, Poster, Proxy, Small, Sound
from mediadesk.model.rendition import Job
from tests.media.shots import a_job, a_shot

RATE = Fraction(25)


def cut(seconds: int, cutting: Cutting, rate: Fraction = RATE, job: Job | None = None) -> tuple[Chunk, ...]:
    return chunks_of(job or a_job([Ladder()], a_shot(seconds=Fraction(seconds))), round(seconds * rate), rate, cutting)


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(24000, 1001)])
@pytest.mark.parametrize("seconds", [601, 1234, 7200])
def test_every_frame_is_in_one_chunk_and_each_begins_with_a_segment(rate: Fraction, seconds: int):
    """Segments of four seconds are cut at the same frames in one piece and in chunks."""
    chunks = cut(seconds, Cutting(workers=4), rate)

    assert len(chunks) >= 2
    assert [chunk.begin for chunk in chunks] == [0, *(chunk.begin + chunk.frames for chunk in chunks[:-1])]
    assert sum(chunk.frames for chunk in chunks) == round(seconds * rate)
    assert {chunk.begin % (4 * round(rate)) for chunk in chunks} == {0}
    assert [chunk.end for chunk in chunks] == [*(chunk.begin for chunk in chunks[1:]), None]


def test_many_workers_get_short_chunks_and_few_get_long_ones():
    """Between one minute and five, but for the last one."""
    few, many = cut(7200, Cutting(workers=1)), cut(7200, Cutting(workers=500))

    assert {chunk.seconds for chunk in few} == {300.0}
    assert {chunk.seconds for chunk in many} == {60.0}


def test_what_is_short_is_not_cut():
    """Ten minutes, where nobody asked; two chunks, where somebody did."""
    assert cut(600, Cutting(workers=8)) == ()
    assert len(cut(120, Cutting(workers=8, longer_than=0))) == 2
    assert cut(119, Cutting(workers=8, longer_than=0)) == ()


@pytest.mark.parametrize(
    ("job", "can"),
    [
        (a_job([Ladder(), Sound()], a_shot()), True),
        (a_job([Proxy()], a_shot(points=(Fraction(1), None))), False),
        (a_job([Sound()], a_shot()), False),
        (a_job([Poster()], a_shot()), False),
        (a_job([Film()], a_shot(), a_shot()), False),
    ],
    ids=["a whole clip", "a part of one", "sound alone", "stills", "a film of picks"],
)
def test_only_moving_pictures_of_a_whole_clip_are_cut(job: Job, can: bool):
    assert can_be_cut(job) is can


def test_frames_that_come_as_they_like_are_not_cut():
    """Which of them is seen at a cut is known by those before it alone."""
    job = a_job([Proxy()], a_shot())
    (shot,) = job.shots
    assert shot.facts.frame
    uneven = replace(shot, facts=replace(shot.facts, frame=replace(shot.facts.frame, vfr=True)))

    assert not can_be_cut(replace(job, shots=(uneven,)))


def test_a_stretch_is_silent_and_only_the_last_one_goes_to_the_end():
    """What codes sound looks ahead and behind: it is coded when the pictures are joined."""
    first, *_, last = cut(700, Cutting(workers=1), job=a_job([Ladder(), Small(), Sound()], a_shot()))

    (shot,) = first.stretch.shots
    assert (shot.in_point, shot.out_point, shot.facts.audio) == (0, 176, ())
    assert last.stretch.shots[0].out_point is None
    assert [want.recipe.name for want in first.stretch.wants] == ["ladder", "small"]
    assert (first.name, first.task) == ("0000", f"{first.job.task} 1")
