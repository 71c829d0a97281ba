"""Which frames a shot takes: fractions only, snapped to the clip's own grid, in inclusive, out exclusive."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.errors import Misasked
from mediadesk.media.cuts import cut, film_frames, samples_at, shortened
from mediadesk.model.timecode import STANDARD_RATES
from tests.media.shots import a_shot

times = st.fractions(0, 3600, max_denominator=90_000)


def test_a_whole_clip_is_all_its_frames():
    """Ten seconds at 25 are 250 frames from the first, and reading starts at the beginning."""
    one = cut(a_shot())

    assert (one.rate, one.skip, one.first, one.frames) == (25, 0, 0, 250)
    assert one.seconds == 10


def test_points_snap_to_the_nearest_frame():
    """12.49 s at 25 fps means frame 312; the out point's own frame is not shown."""
    one = cut(a_shot(seconds=Fraction(60), points=(Fraction("12.49"), Fraction("12.81"))))

    assert one.skip * one.rate + one.first == 312
    assert one.frames == 320 - 312


@pytest.mark.parametrize("fps", ["28.03", "29.97", "30000/1001", "31.5"])
def test_uneven_clips_get_an_even_grid(fps):
    """A phone's 28.03 becomes 30 or 30000/1001, whichever is nearer."""
    assert cut(a_shot(fps=Fraction(fps))).rate in {Fraction(30), Fraction(30000, 1001)}


@given(st.sampled_from(STANDARD_RATES), times, times)
def test_what_is_skipped_is_whole_frames_and_whole_microseconds(fps, one_time, other_time):
    """ffmpeg seeks in microseconds: a rounded one would shift the grid against the frames."""
    points = (min(one_time, other_time), max(one_time, other_time) + 1)
    one = cut(a_shot(fps=fps, seconds=Fraction(4000), points=points))

    assert (one.skip * one.rate).denominator == 1
    assert (one.skip * 1_000_000).denominator == 1
    assert one.skip * one.rate + one.first == round(points[0] * fps)
    assert one.frames == round(points[1] * fps) - round(points[0] * fps)
    assert one.first >= 0
    assert one.in_point <= 4  # little is read in vain


def test_reading_starts_earlier_where_key_frames_are_not_indexed():
    """In a transport stream ffmpeg may land between two key frames, and shows nothing until the next one."""
    late = (Fraction(30), Fraction(32))

    assert cut(a_shot(seconds=Fraction(60), points=late)).skip == 28
    assert cut(a_shot(seconds=Fraction(60), points=late, container="mpegts")).skip == 20


def test_an_out_point_beyond_the_end_is_the_end():
    """The catalogue knows how long a clip is; nobody means more than that."""
    assert cut(a_shot(points=(Fraction(8), Fraction(99)))).frames == 50


def test_nothing_between_the_points_is_said():
    """In and out on the same frame, or in at the very end."""
    for points in ((Fraction(3), Fraction(3)), (Fraction(3), Fraction("3.01")), (Fraction(10), None)):
        with pytest.raises(Misasked, match="nothing lies between"):
            cut(a_shot(points=points))


def test_nothing_is_made_of_a_year_of_video():
    """Four kilobytes may say that they last until the next century; a part of a long recording is fine."""
    with pytest.raises(Misasked, match="longer than a day"):
        cut(a_shot(seconds=Fraction(10**9)))
    assert cut(a_shot(seconds=Fraction(10**9), points=(Fraction(0), Fraction(60)))).frames == 1500


def test_a_clip_of_a_few_milliseconds_is_one_frame():
    """Motion photos can be that short."""
    assert cut(a_shot(seconds=Fraction(1, 100))).frames == 1


def test_an_unknown_length_stays_unknown():
    """A browser's recording may have none; what comes out is counted then."""
    one = cut(a_shot(seconds=None))

    assert (one.frames, one.seconds) == (None, None)
    assert shortened(one, 77).frames == 77


@given(st.sampled_from(STANDARD_RATES), st.lists(st.integers(1, 5000), min_size=1, max_size=30))
def test_sound_never_drifts_from_the_picture(rate, lengths):
    """However many shots: each boundary of sound is within half a sample of its frame."""
    frame = 0
    for length in lengths:
        frame += length
        assert abs(samples_at(frame, rate) - frame * 48_000 / rate) <= Fraction(1, 2)


def test_a_shot_of_another_rate_keeps_its_length_in_a_film():
    """50 frames at 25 are 60 frames of a film at 30."""
    one = cut(a_shot(points=(Fraction(2), Fraction(4))))

    assert film_frames(one, Fraction(30)) == 60
    assert film_frames(one, Fraction(25)) == 50
    with pytest.raises(Misasked, match="length of a clip is not known"):
        film_frames(cut(a_shot(seconds=None)), Fraction(25))
