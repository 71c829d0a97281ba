"""HDR becomes a picture that every screen shows, neither grey nor burnt; colours keep their place."""

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import ffmpeg
import pytest
from PIL import Image

from mediadesk.errors import ToolFailed
from mediadesk.media import tone
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.render import render
from mediadesk.media.runner import run
from mediadesk.model.recipe import Poster, Proxy, Storyboard, fit_long
from tests.media.shots import a_job, probed

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


@pytest.mark.parametrize("threads", [2, 5])
def test_the_number_of_cores_changes_nothing(programs, threads):
    """A rung that is made anew on another machine is the same file, and nothing is sent again."""
    noise = "nullsrc=s=64x64:d=1,format=yuv420p10le,geq=lum='random(1)*876+64':cb='random(2)*896+64':cr=512"
    picture = tone.sdr(ffmpeg.input(noise, f="lavfi")["0"], "hlg", (48, 64))
    words = picture.output("-", f="rawvideo", **{"frames:v": 2}).get_args()

    def made(count: int) -> bytes:
        argv = [programs.ffmpeg, "-v", "error", "-filter_complex_threads", str(count), *words]
        return subprocess.run(argv, capture_output=True, check=True).stdout

    assert made(1) == made(threads)


# Real HDR: the mean colours of 3 x 4 fields of a frame (row by row, red green blue of 255) of stills that were looked
# at on 2026-11-23. White blinds and grey glass stay white and grey, highlights keep their shape; the roofs of steel are
# neutral, the sky blue, the brick orange and not burnt, the toy's red and yellow apart.
GOLDEN = {
    ("apple_iphone12promax_2021_dolbyvision84_hlg10_rot90_gps.mp4", 0): (
        (228, 224, 225), (209, 202, 196), (199, 197, 188), (172, 182, 180), (179, 187, 179), (164, 174, 166),
        (160, 171, 174), (148, 157, 153), (155, 164, 157), (211, 218, 230), (182, 193, 194), (158, 165, 161),
    ),
    ("apple_iphone_2024_hlg10_dv_rot90_editlist.mp4", 1): (
        (199, 208, 196), (215, 216, 191), (227, 226, 192), (131, 147, 149), (119, 133, 136), (163, 164, 153),
        (131, 148, 152), (123, 137, 140), (113, 123, 125), (102, 120, 123), (105, 120, 120), (111, 123, 121),
    ),
    ("colour_hdr10-bitstream_no-colr.mp4", 0): (
        (134, 188, 246), (65, 157, 243), (118, 163, 195), (119, 133, 154), (146, 172, 187), (201, 184, 157),
        (114, 115, 119), (172, 169, 153), (214, 176, 123), (84, 76, 71), (50, 48, 39), (158, 120, 65),
    ),
    ("colour_hdr10_mdcv-clli_rot90.mkv", 0): (
        (78, 50, 22), (116, 82, 44), (143, 109, 69), (75, 50, 25), (130, 75, 23), (159, 83, 43),
        (55, 41, 27), (137, 69, 26), (135, 86, 45), (52, 31, 11), (98, 66, 34), (127, 92, 57),
    ),
}  # fmt: skip
SAMPLE = "colour_hdr10_mdcv-clli_rot90.mkv"  # the smallest; the others are long proofs
NEAR = 6  # of 255, for another ffmpeg and for what a JPEG and x264 lose


def fields(picture: Image.Image) -> list[tuple[int, ...]]:
    small = picture.convert("RGB").resize((3, 4), Image.Resampling.BOX)
    return [small.getpixel((x, y)) for y in range(4) for x in range(3)]


def apart(one: Sequence[tuple[int, ...]], other: Sequence[tuple[int, ...]]) -> int:
    return max(abs(a - b) for mine, yours in zip(one, other, strict=True) for a, b in zip(mine, yours, strict=True))


@pytest.mark.needs("footage")
@pytest.mark.parametrize(
    ("name", "at"), [pytest.param(*each, marks=[] if each[0] == SAMPLE else [pytest.mark.prove]) for each in GOLDEN]
)
def test_real_hdr_looks_as_it_did_when_somebody_looked(footage: Path, programs, tmp_path: Path, name: str, at: int):
    """HLG, PQ and Dolby Vision 8.4: poster, storyboard and what moves have the same colours, those of the reference."""
    (poster, board) = render(
        a_job([Poster(at=Fraction(at)), Storyboard()], probed(footage / name, programs)), tmp_path, programs=programs
    )
    (proxy,) = render(a_job([Proxy()], probed(footage / name, programs)), tmp_path, programs=programs)
    frame = tmp_path / "frame.png"
    argv = [
        programs.ffmpeg,
        "-v",
        "error",
        "-ss",
        str(at),
        "-i",
        str(tmp_path / proxy.path),
        "-frames:v",
        "1",
        str(frame),
    ]
    subprocess.run(argv, check=True)

    with Image.open(tmp_path / poster.path) as still, Image.open(frame) as moving:
        assert apart(fields(still), GOLDEN[name, at]) <= NEAR
        assert apart(fields(moving), GOLDEN[name, at]) <= NEAR
        grey = [tuple(sum(each) // 3 for _ in each) for each in fields(still)]
    assert apart(grey, GOLDEN[name, at]) > NEAR  # a still without its colours would be found
    with Image.open(tmp_path / board.path / "sprite.jpg") as sprite:
        wide, high = fit_long((poster.width or 0, poster.height or 0), 160)
        left = wide * at
        tile = sprite.crop((left, 0, left + wide, high))
        assert apart([fields(tile)[5]], [GOLDEN[name, at][5]]) <= 8 * NEAR  # another moment of the same scene
