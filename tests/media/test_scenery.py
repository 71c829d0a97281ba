"""Made landscapes: graphs of ffmpeg that draw, move and sound."""

import hashlib
import subprocess

import pytest

from mediadesk.media.binaries import Programs
from mediadesk.media.runner import QUIET
from mediadesk.media.scenery import DOWN, Layer, Scene, chance, clouds, crowns, disc, graph, ground, roofs, some_windows

pytestmark = pytest.mark.needs("ffmpeg")

SIZE = (64, 32)
PICTURE = ("-map", "[v]", "-f", "rawvideo")
SOUND = ("-map", "[a]", "-f", "s16le", "-ac", "1")


def a_scene(*layers: Layer, sound: str | None = None) -> Scene:
    return Scene(size=SIZE, rate=10, seconds=0.5, layers=(Layer(colour="#000000"), *layers), sound=sound)


@pytest.fixture
def drawn(programs: Programs):
    """`drawn(scene)` gives its frames as lists of rows of grey, 0 to 255."""

    def frames(scene: Scene, *, lying: bool = False) -> list[list[bytes]]:
        width, height = SIZE[::-1] if lying else SIZE
        said = subprocess.run(
            [programs.ffmpeg, *QUIET, "-filter_complex", graph(scene, lying=lying), *PICTURE, "-pix_fmt", "gray", "-"],
            check=True,
            capture_output=True,
        ).stdout
        assert len(said) % (width * height) == 0
        pictures = [said[at : at + width * height] for at in range(0, len(said), width * height)]
        return [[each[row * width : (row + 1) * width] for row in range(height)] for each in pictures]

    return frames


def middle_of_light(row: bytes) -> float:
    return sum(at * value for at, value in enumerate(row)) / sum(row)


def test_a_scene_has_the_frames_it_should(drawn):
    """Half a second at 10 a second is five frames, all of the scene's size."""
    assert len(drawn(a_scene())) == 5


def test_ground_is_below_its_line(drawn):
    """White ground from half the height on."""
    (first, *_) = drawn(a_scene(Layer(colour="#ffffff", mask=ground("0.5"))))

    assert max(first[10]) < 20
    assert min(first[22]) > 235


def test_a_coat_covers_in_part(drawn):
    """A coat of black that grows downward makes white grey, and then dark."""
    (first, *_) = drawn(a_scene(Layer(colour="#ffffff", coats=(("#000000", DOWN),))))

    assert first[1][32] > first[16][32] > first[30][32]


@pytest.mark.parametrize(("step", "begins"), [((1, 0), 0.25), ((-1, 0), 0.75)])
def test_a_layer_moves_by_its_step(drawn, step: tuple[int, int], begins: float):
    """A step is in pixels of the half-size drawing: two pixels of the clip in each frame."""
    post = Layer(colour="#ffffff", step=step, part=(0.1, 1), begins=(begins, 0))
    middles = [middle_of_light(frame[16]) for frame in drawn(a_scene(post))]

    assert middles[4] - middles[0] == pytest.approx(8 * step[0], abs=0.5)


@pytest.mark.parametrize("step", [(3, 0), (-3, 0), (0, 2), (0, -2)])
def test_a_moving_layer_has_no_end(drawn, step: tuple[int, int]):
    """It is drawn for its whole way: no frame shows what lies beyond its edge."""
    for frame in drawn(a_scene(Layer(colour="#ffffff", step=step))):
        assert min(min(row) for row in frame) > 200


def test_a_layer_waits_for_its_second(drawn):
    """A window that is lit later is dark before."""
    lights = [max(frame[16]) for frame in drawn(a_scene(Layer(colour="#ffffff", since=0.25)))]

    # ffmpeg's overlay looks one frame ahead, so the one at the border may be either
    assert [light > 200 for light in lights[:3] + lights[4:]] == [False, False, False, True]


def test_a_lying_picture_is_turned_to_the_left(drawn):
    """What was above is at the left."""
    (first, *_) = drawn(a_scene(Layer(colour="#ffffff", mask=ground("0.5"))), lying=True)

    assert len(first) == SIZE[0]
    assert max(first[20][:10]) < 20
    assert min(first[20][22:]) > 235


@pytest.mark.parametrize(
    "mask",
    [
        clouds(0.4, 0.9, 0.2, 1),
        crowns(0.8, 0.5, 0.2, 1),
        disc(1, 0.5, 0.3),
        roofs(0.8, 0.2, 0.06, 1),
        some_windows(0.3, 0.3, 1, 3),
    ],
)
def test_each_thing_has_a_shape(drawn, mask: str):
    """Some of the picture is of it, some is not."""
    (first, *_) = drawn(a_scene(Layer(colour="#ffffff", mask=mask)))
    light = sum(sum(row) for row in first) / (255 * SIZE[0] * SIZE[1])

    assert 0.02 < light < 0.9


def test_chance_throws_every_number_and_always_the_same(drawn):
    """Five in a hundred houses of one height would look like a fence."""
    scene = a_scene(Layer(colour="#ffffff", mask=f"{chance(3, 5, 'X', 'Y')}/4"))
    (first, *_) = drawn(scene)
    (again, *_) = drawn(scene)

    assert first == again
    assert len({value for row in first for value in row}) >= 5


def test_sound_is_as_long_as_the_picture(programs: Programs):
    """A quiet end, and not one sample more than the frames need."""
    scene = a_scene(sound="sine=f=440:r=48000")
    said = subprocess.run(
        [programs.ffmpeg, *QUIET, "-filter_complex", graph(scene), *SOUND, "-", "-map", "[v]", "-f", "null", "-"],
        check=True,
        capture_output=True,
    ).stdout

    assert len(said) / 2 == 24_000
    assert hashlib.sha256(said).digest() != hashlib.sha256(bytes(len(said))).digest()


def test_a_silent_scene_has_no_sound():
    """No output is promised that a command could map."""
    assert "[a]" not in graph(a_scene())
