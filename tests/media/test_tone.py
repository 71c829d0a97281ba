"""HDR becomes a picture that every screen shows, neither grey nor burnt; colours keep their place."""

import subprocess

import ffmpeg
import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import tone
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.runner import run

SIZE = (32, 32)


def pixel(programs: Programs, made: str, hdr: str | None, **options) -> tuple[int, int, int]:
    """Y, Cb and Cr in the middle of a picture that ffmpeg makes and we turn into SDR."""
    picture = tone.sdr(ffmpeg.input(made, f="lavfi")["0"], hdr, SIZE, **options)
    argv = picture.output("-", f="rawvideo", **{"frames:v": 1}).get_args()
    planes = subprocess.run([programs.ffmpeg, "-v", "error", *argv], capture_output=True, check=True).stdout
    luma = SIZE[0] * SIZE[1]
    chroma = (len(planes) - luma) // 2
    return planes[luma // 2 + 16], planes[luma + chroma // 2 + 4], planes[luma + chroma + chroma // 2 + 4]


def hdr_grey(percent: int, transfer: str) -> str:
    code = round(64 + 876 * percent / 100)
    return (
        f"color=black:s=32x32:d=1,format=yuv420p10le,geq=lum={code}:cb=512:cr=512,"
        f"setparams=colorspace=bt2020nc:color_primaries=bt2020:color_trc={transfer}:range=tv"
    )


@pytest.mark.parametrize(("hdr", "transfer", "white"), [("hlg", "arib-std-b67", 75), ("pq", "smpte2084", 58)])
def test_hdr_white_is_bright_and_grey_is_grey(programs, hdr, transfer, white):
    """Paper white (203 cd/m2) comes out light but not burnt, an 18 % grey as a grey, black black, no colour cast."""
    assert 190 <= pixel(programs, hdr_grey(white, transfer), hdr)[0] <= 215
    assert 95 <= pixel(programs, hdr_grey(38, transfer), hdr)[0] <= 125
    assert pixel(programs, hdr_grey(0, transfer), hdr) == (16, 128, 128)


def test_untouched_hdr_would_be_wrong(programs):
    """Sabotage: a PQ white shown as if it were SDR is a dull grey; the check above turns red."""
    assert not 190 <= pixel(programs, hdr_grey(58, "smpte2084"), None)[0] <= 215


def test_tone_mapping_needs_no_labels_in_the_file(programs):
    """A clip whose header leaves its colours out is mapped by what the probe found."""
    bare = hdr_grey(75, "arib-std-b67").split(",setparams")[0]

    assert pixel(programs, bare, "hlg") == pixel(programs, hdr_grey(75, "arib-std-b67"), "hlg")


def test_a_missing_filter_is_an_error(programs, tmp_path):
    """Never a grey picture instead: an ffmpeg without the tone mapper fails, and says which filter it lacks."""
    argv = tone.sdr(ffmpeg.input(hdr_grey(75, "arib-std-b67"), f="lavfi")["0"], "hlg", SIZE).output("-", f="null")
    words = [word.replace("tonemap=", "tonemap_of_another_build=") for word in argv.get_args()]

    with pytest.raises(ToolFailed) as failed:
        run([programs.ffmpeg, "-v", "error", *words], cell=Cell(writes=tmp_path))
    assert "tonemap_of_another_build" in failed.value.tail


def test_full_range_and_old_matrices_become_bt709(programs):
    """A phone's full-range BT.601 red is the same red in limited BT.709."""
    red = "color=red:s=32x32:d=1,format=rgb24,scale=out_color_matrix=bt601:out_range=full,format=yuvj420p"

    assert pixel(programs, red, None) == pytest.approx((63, 102, 240), abs=2)


def test_jpegs_get_the_matrix_that_jpeg_means(programs):
    """Full range, BT.601: what every reader of a JPEG assumes."""
    red = "color=red:s=32x32:d=1,format=rgb24,scale=out_color_matrix=bt709,format=yuv420p"
    luma, blue, _ = pixel(programs, red, None, matrix="bt601", full_range=True)

    assert (luma, blue) == pytest.approx((76, 85), abs=2)
