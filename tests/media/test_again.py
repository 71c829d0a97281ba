"""What others made, looked at again. Whole jobs and their sabotage: tests/desk/derive/test_errand.py."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from mediadesk.errors import ToolFailed
from mediadesk.events import ignore
from mediadesk.media.again import looked_at
from mediadesk.media.binaries import Programs
from mediadesk.media.render import measured, render
from mediadesk.model.recipe import Film, Poster, Sound, Stills, Storyboard, Thumbnail, Waveform
from mediadesk.model.rendition import Job, Rendition, Shot
from tests.media.shots import a_clip, a_job, probed

pytestmark = pytest.mark.needs("ffmpeg")


@pytest.fixture(scope="module")
def shot(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Shot:
    """A clip of ours."""
    return probed(a_clip(tmp_path_factory.mktemp("card") / "a.mp4", programs, seconds=1), programs)


def test_the_picture_of_sound_alone_is_looked_at_too(programs, make, tmp_path):
    sound = probed(make("a.wav", "-f", "lavfi", "-i", "sine=d=1"), programs)
    (tmp_path / "out").mkdir()
    job = a_job([Waveform()], sound)
    told = render(job, tmp_path / "out", programs=programs)
    (found,) = looked_at(job, tmp_path / "out", told, programs=programs, report=ignore)
    assert replace(found, proofs=()) == replace(told[0], proofs=())


def told_anew(told: tuple[Rendition, ...], folder: Path) -> tuple[Rendition, ...]:
    """As whoever alters a file would: the hash fits."""
    return tuple(replace(each, sha256=measured(folder / each.path)[1]) for each in told)


@pytest.mark.parametrize("recipes", [[Thumbnail(), Poster(), Stills(), Storyboard()], [Sound()], [Film()]])
def test_what_is_good_is_found_as_its_maker_found_it(recipes, shot, programs, tmp_path):
    job = a_job(recipes, shot)
    told = render(job, tmp_path, programs=programs)

    found = looked_at(job, tmp_path, told, programs=programs, report=ignore)

    for here, there in zip(found, told, strict=True):
        assert here.proofs[-1] == "made on another machine, verified here"
        assert here.proofs[:-1] == there.proofs
        assert replace(here, proofs=()) == replace(there, proofs=())


def test_a_sound_that_was_left_as_loud_as_it_came_is_refused(shot, programs, tmp_path, monkeypatch):
    """Whatever its maker tells of it: the original is heard here, too."""
    job = a_job([Sound()], shot)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("mediadesk.media.loudness.settle", lambda *_: None)
        told = render(job, tmp_path, programs=programs)

    with pytest.raises(ToolFailed, match="not as loud as it should be"):
        looked_at(job, tmp_path, told, programs=programs, report=ignore)


def _another_size(path: Path) -> None:
    with Image.open(path) as picture:
        picture.resize((64, 64)).save(path, "JPEG")


def _a_comment(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xfe\x00\x06Olha" + data[2:])


def _no_picture(path: Path) -> None:
    path.write_bytes(b"\xff\xd8\xff" + bytes(2000))


@pytest.mark.parametrize("harm", [_another_size, _a_comment, _no_picture])
def test_a_picture_that_is_not_what_it_should_be_is_refused(harm: Callable[[Path], None], shot, programs, tmp_path):
    """Though its hash fits. Without harm it is taken: that is the test above."""
    job = a_job([Thumbnail()], shot)
    told = render(job, tmp_path, programs=programs)
    harm(tmp_path / told[0].path)
    with pytest.raises(ToolFailed):
        looked_at(job, tmp_path, told_anew(told, tmp_path), programs=programs, report=ignore)


def test_what_was_asked_here_counts_and_not_what_was_told(shot, programs, tmp_path):
    """The subject, the recipe and what it was made of are those of the job at home."""
    job: Job = a_job([Thumbnail()], shot)
    told = tuple(
        replace(each, subject="somebody", source="00", recipe="film", width=9, proofs=("is good",))
        for each in render(job, tmp_path, programs=programs)
    )
    (found,) = looked_at(job, tmp_path, told, programs=programs, report=ignore)
    assert (found.subject, found.recipe, found.width) == (job.subject, "thumbnail", 128)
    assert "is good" not in found.proofs
    assert found.source != "00"
