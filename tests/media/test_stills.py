"""Pictures are painted afresh: of their size, not too heavy, nothing but a picture inside."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from mediadesk.errors import ToolFailed
from mediadesk.media import leaks, stills
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import probe
from mediadesk.media.render import render
from mediadesk.model.recipe import Poster, Storyboard, Thumbnail
from mediadesk.model.rendition import Job, Shot, wants
from tests.media.conftest import Make
from tests.parts import ROOT


def a_frame(folder: Path, name: str, *, light: int | None = None, size: tuple[int, int] = (320, 180), **saved) -> Path:
    """A frame as ffmpeg leaves it: of one tone, or full of detail that compresses badly."""
    if light is None:
        picture = Image.frombytes("RGB", size, random.Random(7).randbytes(size[0] * size[1] * 3))
    else:
        picture = Image.new("RGB", size, (light, light, light))
    picture.save(folder / name, "JPEG", quality=95, **saved)
    return folder / name


def a_scene() -> Image.Image:
    """Houses, so to speak: grey squares with edges."""
    scene, chance = Image.new("RGB", (640, 360), (120, 120, 120)), random.Random(7)
    for _ in range(60):
        left, top, side, grey = (chance.randrange(each) for each in (600, 330, 120, 255))
        scene.paste((grey, grey, grey), (left, top, left + side, top + side))
    return scene


def test_the_frame_that_shows_most_is_chosen(tmp_path):
    """Neither the black before the first cut nor a white-out; of equals the earliest."""
    black, white, grey = (a_frame(tmp_path, f"{light}.jpg", light=light) for light in (0, 255, 128))
    scene = a_frame(tmp_path, "scene.jpg")

    assert stills.ranked([black, white, grey, scene])[0] == scene
    assert stills.ranked([black, white])[0] == black
    assert stills.interest(scene) > 10 * stills.interest(grey)


def test_a_full_frame_is_chosen_before_one_with_black_bars(tmp_path):
    """A tall clip in a wide film: the same picture with more black beside it shows less."""
    full = a_frame(tmp_path, "full.jpg")
    with Image.open(full) as picture:
        barred = Image.new("RGB", picture.size)
        barred.paste(picture.resize((101, 180)), (109, 0))
        barred.save(tmp_path / "barred.jpg", "JPEG", quality=95)

    assert stills.ranked([tmp_path / "barred.jpg", full])[0] == full


def test_a_blurred_frame_is_not_chosen_for_its_contrast(tmp_path):
    """Sharpness tells: of the small picture alone the blurred one, which has more light and dark, shows more."""
    scene = a_scene()
    scene.point(lambda light: 90 + light // 4).save(tmp_path / "sharp.jpg", "JPEG", quality=95)
    scene.filter(ImageFilter.GaussianBlur(5)).save(tmp_path / "blurred.jpg", "JPEG", quality=95)
    blurred, sharp = tmp_path / "blurred.jpg", tmp_path / "sharp.jpg"

    assert stills.interest(blurred) > stills.interest(sharp)
    assert stills.sharpness(sharp) > 0.5 > 0.3 > stills.sharpness(blurred)
    assert stills.ranked([blurred, sharp]) == [sharp, blurred]


def test_two_moments_are_told_apart_and_two_frames_are_not(tmp_path):
    """A camera moves a little from one frame to the next."""
    scene = a_scene()
    for name, picture in (
        ("a", scene),
        ("b", ImageChops.offset(scene, 3, 2)),
        ("c", scene.rotate(180).point(lambda light: light // 3)),
    ):
        picture.save(tmp_path / f"{name}.jpg", "JPEG", quality=95)

    assert stills.difference(tmp_path / "a.jpg", tmp_path / "b.jpg") < 15
    assert stills.difference(tmp_path / "a.jpg", tmp_path / "c.jpg") > 45


def test_a_poster_weighs_no_more_than_allowed(tmp_path):
    """Quality goes first, then size; the worst picture there is, noise, still fits."""
    frame = a_frame(tmp_path, "noise.jpg", size=(960, 540))
    target = tmp_path / "poster.jpg"

    size = stills.save(frame, target, (960, 540), 60_000)

    assert target.stat().st_size <= 60_000
    assert stills.picture_size(target) == size
    assert size[0] < 960
    assert abs(size[0] / size[1] - 16 / 9) < 0.05


def test_a_light_picture_keeps_its_size(tmp_path):
    """Nothing is made worse than it has to be."""
    frame = a_frame(tmp_path, "grey.jpg", light=90, size=(960, 540))

    assert stills.save(frame, tmp_path / "poster.jpg", (960, 540), 60_000) == (960, 540)


def test_a_sprite_holds_every_tile_in_its_place(tmp_path):
    """Row by row, ten in a row; a frame shown twice is painted twice."""
    frames = [a_frame(tmp_path, f"{number}.jpg", light=20 * number) for number in range(12)]

    stills.sprite([*frames, frames[3]], tmp_path / "sprite.jpg", (32, 18))

    with Image.open(tmp_path / "sprite.jpg") as sprite:
        assert sprite.size == (320, 36)
        grey = sprite.convert("L")
        seen = [grey.getpixel((number % 10 * 32 + 16, number // 10 * 18 + 9)) for number in range(13)]
    assert seen == pytest.approx([*(20 * number for number in range(12)), 60], abs=3)


def test_nothing_of_the_frame_goes_along(tmp_path):
    """A comment, Exif with a place, a colour profile: none of it is in what we save. Sabotage: it is in the frame."""
    exif = Image.Exif()
    exif[0x010F] = "CAM-MAKE"
    frame = a_frame(tmp_path, "f.jpg", light=90, comment=b"KOFI", exif=exif, icc_profile=b"PROFILE")
    target = tmp_path / "t.jpg"

    stills.save(frame, target, (160, 90))

    before = {found.what for found in leaks.jpeg_findings(frame, "f")}
    assert before == {"JPEG segment FE", "JPEG segment E1", "JPEG segment E2"}
    assert leaks.jpeg_findings(target, "t") == []
    assert not any(secret in target.read_bytes() for secret in (b"KOFI", b"CAM-MAKE", b"PROFILE"))


@pytest.mark.parametrize("content", [b"", b"GIF89a" + b"\0" * 50, b"\xff\xd8\xff\xe0\0\x10JFIF"])
def test_what_is_no_whole_jpeg_is_an_error(tmp_path, content):
    """Pillow may open nothing but JPEGs here, and none that is cut off."""
    (tmp_path / "x.jpg").write_bytes(content)

    with pytest.raises(ToolFailed, match="no whole JPEG"):
        stills.picture_size(tmp_path / "x.jpg")


def test_a_huge_picture_is_not_opened(tmp_path):
    """The size is read before a single pixel is unpacked."""
    frame = a_frame(tmp_path, "huge.jpg", light=1, size=(8000, 4000))

    with pytest.raises(ToolFailed, match="far larger"):
        stills.picture_size(frame)


def test_pillow_is_loaded_only_here():
    """A command that shows a list must not wait for it."""
    code = "import sys, mediadesk.media.storyboard, mediadesk.media.boxes; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.needs("ffmpeg")
def test_pillow_opens_what_we_made_and_nothing_that_came_on_a_card(
    make: Make, programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a clip with a cover picture of its own, too: it sees JPEGs in the folder of the job alone."""
    opened: list[Path] = []
    real = stills.Image.open

    def watching(path: Path, **how: object) -> Image.Image:
        assert how == {"formats": ["JPEG"]}
        opened.append(Path(path))
        return real(path, **how)

    monkeypatch.setattr(stills.Image, "open", watching)
    cover = make("cover.jpg", "-f", "lavfi", "-i", "color=red:s=64x48", "-frames:v", "1", "-update", "1")
    attached = ("-map", "0", "-map", "1", "-c:v:1", "mjpeg", "-disposition:v:1", "attached_pic")
    clip = make("clip.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=10", "-i", str(cover), *attached)
    (tmp_path / "job").mkdir()
    opened.clear()
    facts = probe(clip, programs=programs)
    job = Job(
        subject="clip", shots=(Shot(paths=(clip,), facts=facts),), wants=wants([Thumbnail(), Poster(), Storyboard()])
    )

    render(job, tmp_path / "job", programs=programs)

    assert opened
    assert all(path.is_relative_to(tmp_path / "job") for path in opened)


def test_no_other_room_knows_pillow() -> None:
    """The import contract says so; here for the reader."""
    users = {path.name for path in (ROOT / "mediadesk").rglob("*.py") if "PIL" in path.read_text("utf-8").split()}
    assert users == {"contact.py", "lettering.py", "marks.py", "posters.py", "stills.py", "waveform.py"}
