"""Frames are had cheaply: of a long clip only those that are shown are read."""

import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import grabs, jail, stills, storyboard, taking
from mediadesk.media.binaries import Programs
from mediadesk.media.making import Tick, cell_of, work
from mediadesk.media.taking import Taken, Taker
from tests.media.shots import a_counted_clip, number_of, probed


@pytest.fixture(scope="module")
def long(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four minutes at four frames a second, a key frame in two seconds."""
    return a_counted_clip(tmp_path_factory.mktemp("long") / "a.mov", programs, "-g", "8", seconds=240, rate=4)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that ran."""
    commands: list[list[str]] = []
    real = taking.work

    def watched(argv, cell, tick):
        commands.append(argv)
        real(argv, cell, tick)

    monkeypatch.setattr(taking, "work", watched)
    return commands


def take(clip: Path, programs: Programs, room: Path, tick: Tick = lambda _: None) -> Taken:
    room.mkdir()
    taker = Taker(shot=probed(clip, programs), room=room, programs=programs, tick=tick)
    return taker.spread((64, 64), Fraction(storyboard.step(Fraction(240), 100, 1)), exact=True)


def shown(path: Path) -> int:
    grey = stills.opened(path).convert("L")
    return number_of([grey.getpixel((x, 32)) for x in (10, 31, 52)])


def test_of_a_long_clip_one_key_frame_a_tile_is_read(long, programs, tmp_path, ran):
    """One program hops from moment to moment, and each frame is what its time says."""
    done: list[float] = []
    taken = take(long, programs, tmp_path / "room", done.append)

    assert done
    assert all(0 <= each <= 241 for each in done)  # seconds of the clip, whatever clock the hops have
    assert [("concat" in argv, "nokey" in argv) for argv in ran] == [(True, True), (False, False)]  # and the end
    assert len(taken.frames) == 80
    assert taken.seconds == 240
    assert {moment * 4 for moment in taken.frames} == {shown(path) for path in taken.frames.values()}
    moments = storyboard.moments(Fraction(240), 3)
    assert max(min(abs(each - moment) for each in taken.frames) for moment in moments) <= Fraction(3, 2)


@pytest.mark.parametrize("suffix", [".mov", ".mkv"])
def test_what_the_first_opening_told_is_not_asked_again(suffix, long, programs, tmp_path, monkeypatch):
    """The same pictures at the same moments as when a frame is decoded at each opening to find out what it is."""
    clip = tmp_path / f"a{suffix}"
    copied = [programs.ffmpeg, "-v", "error", "-i", str(long), "-map", "0:v:0", "-c", "copy", str(clip)]
    subprocess.run(copied, check=True)

    quick = take(clip, programs, tmp_path / "quick")
    known = jail._KNOWN
    monkeypatch.setattr(jail, "_KNOWN", ())
    thorough = take(clip, programs, tmp_path / "thorough")

    assert "option codec_whitelist none" in known
    assert len(quick.frames) == 80
    assert {moment: path.read_bytes() for moment, path in quick.frames.items()} == {
        moment: path.read_bytes() for moment, path in thorough.frames.items()
    }


def test_what_hopping_asks_for_is_no_trouble(long, programs, tmp_path):
    """ffmpeg complains at each opening that no codec may look for itself. Of what fails, the cause is told alone."""
    shot, nowhere = probed(long, programs), "no-such-folder/%d.jpg"
    argv = grabs.hops_argv(shot, programs.ffmpeg, size=(64, 64), moments=[Fraction(3), Fraction(9)], pattern=nowhere)
    said = subprocess.run(argv, capture_output=True, check=False).stderr

    with pytest.raises(ToolFailed) as failed:
        work(argv, cell_of(shot, tmp_path), lambda _: None)

    assert b"not on whitelist 'none'" in said  # the sabotage: it does say so
    assert "not on whitelist" not in failed.value.tail
    assert "No such file or directory" in failed.value.tail


def test_where_hopping_finds_too_little_it_is_read_on(long, programs, tmp_path, monkeypatch, ran):
    """Sabotage: half of the moments are not read; the key frames in a row are."""
    real = grabs.hops_argv
    monkeypatch.setattr(grabs, "hops_argv", lambda *a, moments, **b: real(*a, moments=moments[:40], **b))

    taken = take(long, programs, tmp_path / "room")

    assert any("nokey" in argv and "concat" not in argv for argv in ran)
    assert max(taken.frames) > 235


def test_times_survive_the_hops():
    """A key frame 1.2 seconds before its moment, the second of three."""
    moments = [Fraction(3), Fraction(9), Fraction(15)]

    assert grabs.hopped(2 * 1000 * grabs.HOP_SECONDS - 1200, moments) == Fraction("7.8")
    assert grabs.hopped(1000 * grabs.HOP_SECONDS + 1, moments) == Fraction("3.001")
    assert grabs.hopped(0, moments) == 0
    assert grabs.hopped(3 * 1000 * grabs.HOP_SECONDS + 600_000, moments) == Fraction(615)
