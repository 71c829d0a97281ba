"""A clip made light for a pack: small, whole, bare, and with its id, its time code and the mark in its pixels."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from mediadesk.errors import ToolFailed
from mediadesk.events import Ended, Moved, ignore
from mediadesk.media import boxes, leaks, marks, packing
from mediadesk.media.binaries import Programs
from mediadesk.media.packing import Light, pack
from mediadesk.model.clip import ClipId
from mediadesk.model.pack import BEST, LEAST, Pictures
from tests.media.conftest import Make
from tests.media.test_stills import a_frame

LIGHT = Light(
    clip=ClipId("7QK2MW3ZTA"),
    mark="abcdefgh",
    proxy=None,
    still=None,
    board=None,
    display=(320, 240),
    seconds=Fraction(1),
    rates=BEST,
    most_tiles=60,
)
COLOURS = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")


def a_proxy(make: Make, rate: str, frames: int, *, sound: bool = True, picture: bool = True) -> Path:
    """A grey picture, on which letters are easily read, and a tone, as the desk keeps them."""
    seconds = frames / Fraction(rate)
    words = ["-f", "lavfi", "-i", f"color=gray:s=320x240:r={rate}"] if picture else []
    words += ["-f", "lavfi", "-i", "sine=f=440:r=48000"] if sound else []
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", *COLOURS] if picture else []
    return make("proxy.mp4", *words, "-t", f"{float(seconds):.6f}", *coded, "-c:a", "aac", "-ac", "2")


def made(light: Light, folder: Path, programs: Programs) -> Pictures:
    (folder / "pack/clips").mkdir(parents=True)
    return pack(light, ignore, folder=folder / "pack", programs=programs)


def read(file: Path, frame: int, make: Make, folder: Path) -> str:
    """The time code that stands in the corner of a frame: of each place the number that is most like it."""
    make("frame.png", "-i", str(file), "-vf", f"select=eq(n\\,{frame})", "-frames:v", "1")
    drawn = marks.letters(folder / "again.png", (LIGHT.clip, LIGHT.mark), 234)
    with Image.open(folder / "frame.png") as picture, Image.open(folder / "again.png") as sheet:
        corner = picture.convert("L").crop((0, picture.height - drawn.row, drawn.clock, picture.height))
        rows = [sheet.crop((0, row * drawn.row, drawn.last, (row + 1) * drawn.row)) for row in range(60)]
    places = [corner.crop((left, 0, left + drawn.last, drawn.row)) for left in range(0, drawn.clock, drawn.number)]
    return ":".join(f"{min(range(60), key=lambda row: apart(rows[row], seen)):02}" for seen in places)


def apart(one: Image.Image, other: Image.Image) -> int:
    return sum(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True))


@pytest.mark.parametrize(
    ("rate", "frames", "looked_at", "shown", "fps"),
    [
        ("25", 30, 27, "00:00:01:02", (25, 1)),
        ("60000/1001", 66, 32, "00:00:01:04", (30000, 1001)),  # frame 64 of the clip: each second one is left out
    ],
)
def test_the_time_code_runs_frame_by_frame(programs: Programs, make, tmp_path, rate, frames, looked_at, shown, fps):
    """Of the grid of the clip: what an editor writes down is true for the original."""
    found = made(replace(LIGHT, proxy=a_proxy(make, rate, frames)), tmp_path, programs)

    assert found.fps == Fraction(*fps)
    assert read(tmp_path / "pack" / str(found.video), looked_at, make, tmp_path) == shown


def test_a_clip_has_a_still_a_storyboard_and_a_proxy_that_tell_nothing_else(programs: Programs, make, tmp_path):
    (tmp_path / "storyboard").mkdir()
    a_frame(tmp_path / "storyboard", "sprite.jpg", size=(160, 120), light=90, comment=b"IMG_0042")
    still = a_frame(tmp_path, "still.jpg", light=90, comment=b"IMG_0042")
    light = replace(LIGHT, proxy=a_proxy(make, "25", 25), still=still, board=tmp_path / "storyboard")
    found = made(light, tmp_path, programs)

    below = tmp_path / "pack"
    names = ("clips/7QK2MW3ZTA.jpg", "clips/7QK2MW3ZTA-board.jpg", "clips/7QK2MW3ZTA.mp4")
    assert found.names == names
    assert {str(each.relative_to(below)) for each in below.rglob("*") if each.is_file()} == {*names}
    assert (found.size, found.board and (found.board.tiles, found.board.every_ms)) == ((312, 234), (1, 1000))
    for name in names:
        assert leaks.findings(below / name, name, programs=programs) == []
    picture, sound = boxes.tracks(tmp_path / "pack" / names[2])
    assert (picture.size, picture.samples, sound.shown_seconds) == ((312, 234), 25, picture.shown_seconds)


def test_sound_alone_stays_sound(programs: Programs, make, tmp_path):
    proxy = a_proxy(make, "25", 25 * 12, picture=False)  # long enough that its weight is its rate
    found = made(replace(LIGHT, proxy=proxy, display=None, rates=LEAST), tmp_path, programs)

    assert (found.names, found.fps, found.size) == (("clips/7QK2MW3ZTA.mp4",), None, None)
    assert [each.handler for each in boxes.tracks(tmp_path / "pack/clips/7QK2MW3ZTA.mp4")] == ["soun"]


def test_without_the_strict_encode_it_would_tell(programs: Programs, make, tmp_path, monkeypatch):
    """The sabotage: the options that leave tags away are left away, and the proof stops it."""
    monkeypatch.setattr(packing, "BARE", {})
    monkeypatch.setattr(packing.coding, "BARE", {})
    with pytest.raises(ToolFailed, match="tells more"):
        made(replace(LIGHT, proxy=a_proxy(make, "25", 5)), tmp_path, programs)


def test_it_says_how_far_it_is_and_that_it_ended(programs: Programs, make, tmp_path):
    (tmp_path / "clips").mkdir()
    heard = list[object]()
    pack(replace(LIGHT, proxy=a_proxy(make, "25", 5)), heard.append, folder=tmp_path, programs=programs)

    assert any(isinstance(each, Moved) for each in heard)
    assert heard[-1] == Ended("7QK2MW3ZTA pack")
