"""What every maker shares."""

from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media.binaries import Programs
from mediadesk.media.making import cell_of, later, work
from tests.media.shots import a_shot


def test_progress_of_a_part_counts_from_the_beginning_of_the_whole():
    """The second part of a film begins where the first one ends."""
    told: list[float] = []

    later(told.append, Fraction(5, 2))(1.5)
    later(told.append, Fraction(5, 2), Fraction(3))(1.5)

    assert told == [4.0, 3.0]


def test_a_program_writes_the_folder_of_its_job_alone(programs: Programs, tmp_path: Path):
    """A picture for the folder comes; one for the folder beside it does not, where a wall holds."""
    shot = a_shot(str(tmp_path / "a.mov"))
    (tmp_path / "a.mov").touch()
    (tmp_path / "out").mkdir()
    argv = [programs.ffmpeg, "-v", "error", "-f", "lavfi", "-i", "color=s=16x16:d=0.1", "-frames:v", "1"]

    work([*argv, "a.jpg"], cell_of(shot, tmp_path / "out"), lambda _: None)

    assert (tmp_path / "out" / "a.jpg").is_file()
    with pytest.raises(ToolFailed):
        work([*argv, "../b.jpg"], cell_of(shot, tmp_path / "out"), lambda _: None)
    assert not (tmp_path / "b.jpg").exists()


def test_a_filter_that_is_not_there_is_named_with_the_way_out(programs: Programs, tmp_path: Path):
    """HDR without zscale would be grey: nothing is made, and somebody is told what to do."""
    argv = [programs.ffmpeg, *"-v error -f lavfi -i color=s=16x16:d=0.1 -vf zscale_of_another_build".split()]
    (tmp_path / "a.mov").touch()
    cell = cell_of(a_shot(str(tmp_path / "a.mov")), tmp_path)

    with pytest.raises(ToolFailed, match="no filter zscale_of_another_build") as failed:
        work([*argv, "-f", "null", "-"], cell, lambda _: None)
    assert failed.value.hint == 'unset MEDIADESK_FFMPEG, then pip install "mediadesk[ffmpeg]"'
