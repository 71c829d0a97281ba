"""An excerpt that is not frame for frame, packet for packet, moment for moment its original is seen through."""

import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import alike
from mediadesk.media.binaries import Programs
from mediadesk.media.packets import packets
from mediadesk.media.probe import probe
from mediadesk.model.clip import Audio
from mediadesk.model.excerpt import Stretch
from mediadesk.model.rendition import Shot
from tests.media.shots import a_clip, a_shot, probed
from tests.media.test_excerpts import OPEN

pytestmark = pytest.mark.needs("ffmpeg")

WANTED = Stretch(begin=Fraction(3), end=Fraction(5))


@pytest.fixture
def there(tmp_path: Path, programs: Programs) -> alike.Reference:
    """What a clip shows from its key frame at two seconds on, up to five."""
    shot = probed(a_clip(tmp_path / "a.mp4", programs, *OPEN, seconds=8), programs)
    told = packets(shot, WANTED, programs=programs)
    return alike.reference(shot, begins=Fraction(2), until=Fraction(5), tick=told.tick, programs=programs)


WRONG = {
    "from the key frame before": ("-ss 1 -i {} -c copy", "does not begin with the frame"),
    "from the key frame after": ("-ss 3 -i {} -c copy", "does not begin with the frame"),
    "coded anew": ("-ss 2 -i {} -c:v libx264 -qp 1 -c:a copy", "does not begin with the frame"),
    "played faster": ("-ss 2 -itsscale 0.99 -i {} -c copy", "other times|sound"),
    "without a frame": ("-ss 2 -i {} -c copy -bsf:v noise=drop=eq(n\\,20)", "shows other frames|other times"),
    "without its sound": ("-ss 2 -i {} -c copy -an", "a track of its sound is lost"),
    "with its sound too late": ("-ss 2 -i {0} -ss 1.5 -i {0} -map 0:v -map 1:a -c copy", "its sound is not that"),
    "turned": ("-display_rotation 90 -ss 2 -i {} -c copy", "says 72 of its width"),
}


@pytest.mark.parametrize("how", WRONG)
def test_sabotage_what_is_not_the_same_is_no_excerpt(
    how: str, there: alike.Reference, tmp_path: Path, programs: Programs
):
    words, why = WRONG[how]
    path, original = tmp_path / "x.mp4", str(there.original.paths[0])
    argv = [programs.ffmpeg, "-v", "error", *words.format(original).split(), str(path)]
    subprocess.run(argv, check=True)

    with pytest.raises(ToolFailed, match=why):
        alike.proved(there, Shot(paths=(path,), facts=probe(path, programs=programs)), programs=programs)


def test_what_is_the_same_says_what_was_compared(there: alike.Reference, tmp_path: Path, programs: Programs):
    path, original = tmp_path / "x.mp4", str(there.original.paths[0])
    subprocess.run([programs.ffmpeg, "-v", "error", "-ss", "2", "-i", original, "-c", "copy", str(path)], check=True)

    proofs = alike.proved(there, Shot(paths=(path,), facts=probe(path, programs=programs)), programs=programs)

    assert proofs == ("76 frames as in the original", "at the same times", "sound as in the original")


def test_of_a_stream_only_what_a_film_plays_is_carried():
    three = tuple(Audio(stream=number, codec="ac3", channels=1, rate=48_000) for number in (1, 2, 3))
    assert alike.carried(a_shot(audio=three)) == three
    assert alike.carried(a_shot(audio=three, container="mpegts")) == three[:2]
