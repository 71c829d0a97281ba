"""A time code is the same moment for whoever counts other frames, and nothing is made up."""

from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.media import timecodes
from mediadesk.media.binaries import Programs

NTSC, FAST_NTSC = Fraction(30000, 1001), Fraction(60000, 1001)


@pytest.mark.parametrize(
    ("code", "at", "rate", "counted"),
    [
        ("10:31:06:01", Fraction(25), Fraction(25), "10:31:06:01"),
        ("01:02:03;04", NTSC, NTSC, "01:02:03;04"),
        ("01:02:03.04", NTSC, NTSC, "01:02:03;04"),  # two spellings of the same
        ("13:47:52:42", Fraction(120), Fraction(60), "13:47:52:21"),  # every second frame of a fast clip
        ("13:47:52:12", Fraction(25), Fraction(50), "13:47:52:24"),  # a camera of 50 frames that counts 25
        ("00:10:00;02", NTSC, FAST_NTSC, "00:10:00;04"),
        ("01:02:03;04", Fraction(25), Fraction(25), "01:02:03:04"),  # at 25 no number is ever dropped
        ("23:59:59:119", Fraction(120), Fraction(60), "23:59:59:59"),
    ],
)
def test_the_same_moment_is_counted_at_another_rate(code, at, rate, counted):
    assert timecodes.counted(code, at, rate) == counted


@pytest.mark.parametrize("code", ["", "10:31", "24:00:00:00", "10:60:00:00", "10:31:06:25", "1:2:3:4", "10:31:06:01 x"])
def test_what_is_no_time_code_is_none(code):
    assert timecodes.counted(code, Fraction(25), Fraction(25)) is None


@pytest.mark.needs("ffmpeg")
def test_it_is_read_of_the_track_that_counts(make, programs: Programs):
    """A QuickTime file with a time code, one without, and one that cannot be read."""
    how = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=30000/1001", "-pix_fmt", "yuv420p")
    told = make("told.mov", *how, "-timecode", "01:02:03;04")

    assert timecodes.first("mov", (told,), NTSC, NTSC, programs) == "01:02:03;04"
    assert timecodes.first("mov", (told,), None, FAST_NTSC, programs) == "01:02:03;08"
    assert timecodes.first("mov", (make("none.mov", *how),), NTSC, NTSC, programs) is None
    assert timecodes.first("mov", (Path(__file__),), NTSC, NTSC, programs) is None
