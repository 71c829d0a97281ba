"""The programs and the disk of this machine."""

import pytest

from mediadesk.desk import check
from mediadesk.desk.check import Checked, machine
from mediadesk.media import runner
from tests.catalogue.keys import keys
from tests.desk.world import Desk


def test_a_desk_is_swept_and_its_room_told(desk: Desk):
    desk.assets.path("assets/originals").mkdir(parents=True)
    desk.assets.path("assets/originals/.part-1").write_bytes(b"half")
    first, second = (list(check.disk(desk.assets)) for _ in range(2))

    assert first[0] == Checked(what="1 half-written files of stopped runs", result="good", why="removed")
    assert "GB free" in second[0].what
    assert len(second) == 1


def test_the_programs_are_told_with_their_versions(desk: Desk):
    ffmpeg, ffprobe = check.programs("", "")
    assert (ffmpeg.result, ffprobe.result) == ("good", "good")
    assert ffmpeg.what.split()[1][0].isdigit()


@pytest.mark.parametrize(
    ("wall", "asked", "result", "words"),
    [
        ("bubblewrap", "auto", "good", ""),
        ("landlock", "required", "good", "apt install bubblewrap"),
        ("none", "auto", "bad", "a hostile file may read others"),
        ("none", "required", "bad", "footage is not read"),
    ],
)
def test_the_jail_is_told(wall: str, asked: str, result: str, words: str, monkeypatch):
    monkeypatch.setattr(runner, "wall", lambda: wall)
    monkeypatch.setattr(machine.sys, "platform", "linux")
    told = check.jail(asked)
    assert (told.result, words in (told.why or "")) == (result, True)


def test_where_no_kernel_has_a_jail_nobody_is_sent_for_one(monkeypatch):
    """On macOS the options are all there is."""
    monkeypatch.setattr(runner, "wall", lambda: "none")
    monkeypatch.setattr(machine.sys, "platform", "darwin")
    assert check.jail("auto").result == "unknown"


def test_an_ffmpeg_that_lacks_something_is_bad(desk: Desk, tmp_path, monkeypatch):
    """One that was built without libx264 and was named in the settings; here it is a script that calls another one."""
    monkeypatch.setattr(runner, "wall", lambda: "none")
    poor = tmp_path / "ffmpeg"
    poor.write_text(f'#!/bin/sh\n"{desk.programs.ffmpeg}" "$@" | grep -v -e libx264 -e zscale\n')
    poor.chmod(0o755)
    found = list(check.programs(str(poor), desk.programs.ffprobe))

    assert (found[0].result, found[0].why) == ("bad", "it lacks libx264, zscale")


def test_a_missing_program_is_bad(tmp_path):
    (told,) = check.programs(str(tmp_path / "nothing"), "")
    assert told.result == "bad"
    assert "try: " in (told.why or "")


def test_what_a_seized_laptop_would_tell_is_advice_and_never_bad(desk: Desk):
    """A plain catalogue is named, with the command; an encrypted one is good."""
    plain, disk = check.at_rest(desk.catalogue, desk.assets)
    assert plain.result == "unknown"
    assert "mediadesk encrypt" in (plain.why or "")
    assert disk.result in {"good", "unknown"}
    desk.catalogue.encrypt(keys())
    assert next(iter(check.at_rest(desk.catalogue, desk.assets))).result == "good"
