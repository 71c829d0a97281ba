"""Frames are taken out of a shot by commands that read no more of it than they must."""

from fractions import Fraction

from mediadesk.media import grabs
from tests.media.shots import a_shot


def test_stills_look_at_key_frames_and_name_them_by_time():
    """The demuxer skips the rest: a long clip is not read whole."""
    argv = grabs.spread_argv(a_shot(), "ffmpeg", size=(960, 540), every=Fraction(2), pattern="%d.jpg", key_frames=True)

    assert argv[argv.index("-skip_frame") + 1] == argv[argv.index("-discard") + 1] == "nokey"
    assert "select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,1.000000)" in argv[argv.index("-filter_complex") + 1]
    assert "-frame_pts" in argv
    assert "nokey" not in grabs.spread_argv(
        a_shot(), "ffmpeg", size=(960, 540), every=Fraction(2), pattern="%d.jpg", key_frames=False
    )


def test_a_file_cannot_make_pictures_for_ever():
    """A header that says a second may stand before hours."""
    argv = grabs.spread_argv(a_shot(), "f", size=(8, 8), every=Fraction(1), pattern="%d", key_frames=True)
    assert argv[argv.index("-frames:v") + 1] == "500"
