"""How outputs are coded, in figures that somebody's line has to carry."""

from fractions import Fraction

from mediadesk.media import coding
from mediadesk.media.options import BARE, BARE_H264, BARE_MP4
from mediadesk.model.recipe import Ladder, Mp4, Small

FIFTY = Fraction(50)


def test_a_small_file_shows_every_second_frame_of_a_fast_clip():
    """A thin line carries 25 good pictures a second rather than 50 bad ones; others show them all."""
    assert [coding.file_rate(Small(), rate) for rate in (FIFTY, Fraction(24), Fraction(120))] == [25, 24, 30]
    assert coding.file_rate(Mp4(), FIFTY) == 50
    assert coding.mp4(Small(), FIFTY)["g"] == 50  # two seconds, as everywhere


def test_picture_and_sound_of_the_small_file_fit_into_its_promise():
    """550 kb/s, with 6 % left for the index and for what holds the samples."""
    assert Small().kbps + Small().audio_kbps <= 0.96 * 550


def test_each_rung_is_coded_at_its_own_speed():
    ladder = Ladder()
    said = [coding.rung(ladder, rung, (416, 234), FIFTY)["preset"] for rung in ladder.rungs]

    assert said == [rung.preset for rung in ladder.rungs]
    assert len(set(said)) > 1


def test_every_file_is_bare():
    said = coding.mp4(Mp4(), FIFTY)
    assert {**BARE, **BARE_H264, **BARE_MP4}.items() <= said.items()
    assert said["movflags"] == "+faststart"


def test_segments_are_cut_at_whole_frames():
    """Of the clip's own grid: at 29.97 they last a little more than four seconds."""
    said = coding.segments("ladder-x/v234", Ladder(), Fraction(30000, 1001))

    assert said["hls_time"] == "4.004000"
    assert said["hls_fmp4_init_filename"] == "v234/init.mp4"
