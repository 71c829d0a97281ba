"""What sound alone looks like."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import waveform
from mediadesk.media.binaries import Programs
from mediadesk.media.leaks import jpeg_findings
from mediadesk.media.render import render
from mediadesk.model.clip import Audio
from mediadesk.model.recipe import Thumbnail, Waveform
from tests.media.conftest import Make
from tests.media.shots import a_job, a_shot, probed

WIDTH, HEIGHT = Waveform().size

Draw = Callable[..., Image.Image]


@pytest.fixture
def draw(make: Make, programs: Programs, tmp_path: Path) -> Draw:
    """The picture of a sound, as grey."""

    def drawn(name: str, expression: str, *options: str) -> Image.Image:
        clip = make(name, "-f", "lavfi", "-i", expression, *options)
        out = tmp_path / f"of {name}"
        out.mkdir()
        (made,) = render(a_job([Waveform()], probed(clip, programs)), out, programs=programs)
        assert not jpeg_findings(out / made.path, made.path)
        assert [path.name for path in out.iterdir()] == [made.path]  # nothing of the measuring is left
        assert (made.width, made.height) == Waveform().size
        with Image.open(out / made.path) as picture:
            return picture.convert("L")

    return drawn


def height(picture: Image.Image, share: float) -> int:
    """How many pixels above the ground are lit in a column, so far from the left."""
    column = min(WIDTH - 1, round(share * WIDTH))
    return sum(picture.getpixel((column, line)) > 48 for line in range(HEIGHT))


def test_loud_is_high_and_quiet_is_low_where_it_is_heard(draw: Draw):
    """Silence, then a tone at -40 dB, then one at -6 dB, each a third of the time: three steps."""
    steps = "aevalsrc='0.01*sin(2*PI*440*t)*between(t,1,2)+0.5*sin(2*PI*440*t)*gte(t,2)':s=48000:d=3"
    picture = draw("a.wav", steps)

    silent, quiet, loud = (height(picture, share) for share in (1 / 6, 3 / 6, 5 / 6))
    assert silent <= 6
    assert quiet == pytest.approx(HEIGHT * 5 / 6 * 20 / 60, abs=8)
    assert loud == pytest.approx(HEIGHT * 5 / 6 * 54 / 60, abs=8)
    assert height(picture, 0.32) <= 6 < height(picture, 0.35)  # the step is where it is heard, to a hundredth


def test_every_kind_of_sound_has_one(draw: Draw):
    """Sound in a browser's WebM that does not say how long it is, six channels, and a twentieth of a second."""
    live = draw("live.webm", "sine=d=2", "-c:a", "libopus", "-live", "1", "-f", "webm")
    short = draw("short.wav", "sine=d=0.05")
    around = draw("around.m4a", "aevalsrc=0|0|0.5*sin(2*PI*440*t)|0|0|0:d=1:c=5.1", "-c:a", "ac3")

    assert all(height(picture, 0.5) > HEIGHT / 3 for picture in (live, short, around))


def test_silence_is_a_thin_line(draw: Draw):
    """Not an error, and not a wall of noise."""
    picture = draw("a.wav", "anullsrc=d=1")

    assert max(height(picture, share) for share in (0.1, 0.5, 0.9)) <= 6


def test_what_cannot_be_heard_is_an_error(make: Make, programs: Programs, tmp_path: Path):
    """An empty picture would be a lie."""
    shot = probed(make("a.wav", "-f", "lavfi", "-i", "sine=d=1"), programs)
    (tmp_path / "b.wav").write_bytes((tmp_path / "a.wav").read_bytes()[:44])
    (tmp_path / "out").mkdir()

    with pytest.raises(ToolFailed):
        render(a_job([Waveform()], replace(shot, paths=(tmp_path / "b.wav",))), tmp_path / "out", programs=programs)
    with pytest.raises(Misasked):
        render(a_job([Thumbnail()], shot), tmp_path / "out", programs=programs)


def test_columns_are_as_many_as_there_is_room_for():
    """Many measurements share a column and the highest is seen; few are drawn more than once."""
    many = [(float(-number), float(-number - 10)) for number in range(100)]

    assert waveform.columns(many, 4) == [(0, -10), (-25, -35), (-50, -60), (-75, -85)]
    assert waveform.columns(many[:2], 4) == [(0, -10), (0, -10), (-1, -11), (-1, -11)]


def test_a_measurement_is_about_a_column():
    """Of ten hours as of a second; of a clip whose length nobody knows, a twentieth of a second."""
    assert waveform.samples_of(Fraction(640), 640) == 48_000
    assert waveform.samples_of(Fraction(1, 100), 640) == 64
    assert waveform.samples_of(None, 640) == 2250


def test_the_command_can_be_shown(programs: Programs):
    """One, and it decodes no picture."""
    sound = replace(a_shot().facts, frame=None, audio=(Audio(stream=0, codec="pcm_s16le", channels=2),))
    (words,) = waveform.commands(a_job([Waveform()], replace(a_shot(), facts=sound)), programs)

    assert "wave.txt" in " ".join(words)
    assert "-c:v" not in words
