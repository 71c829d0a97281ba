"""Copies outside of the desk: whole or not there, read back, nothing replaced."""

import hashlib
from pathlib import Path

import pytest

from mediadesk.custody import carrying
from mediadesk.custody.carrying import carried, check_new, files_in, new_folder, take_back
from mediadesk.errors import DeskError, NotFound, Refused


def test_a_folder_gets_its_name_when_all_went_well(tmp_path):
    with new_folder(tmp_path / "desk") as room:
        assert room.stat().st_mode & 0o777 == 0o700
        (room / "a").write_text("x")
        assert not (tmp_path / "desk").exists()

    assert (tmp_path / "desk/a").read_text() == "x"
    assert [each.name for each in tmp_path.iterdir()] == ["desk"]


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), OSError(28, "No space left on device"), Refused("no")])
def test_nothing_stays_when_something_went_wrong(tmp_path, raised):
    def stopped() -> None:
        with new_folder(tmp_path / "desk") as room:
            (room / "a").write_text("x")
            raise raised

    with pytest.raises((KeyboardInterrupt, DeskError)):
        stopped()

    assert [each.name for each in tmp_path.iterdir()] == []


def test_what_a_killed_run_left_is_begun_anew(tmp_path):
    (tmp_path / ".part-desk").mkdir()
    (tmp_path / ".part-desk/half").touch()

    with new_folder(tmp_path / "desk"):
        pass
    assert [each.name for each in (tmp_path / "desk").iterdir()] == []


def test_an_empty_folder_will_do_and_no_other(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "full/x").mkdir(parents=True)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "empty")

    with new_folder(tmp_path / "empty") as room:
        (room / "a").touch()
    assert [each.name for each in (tmp_path / "empty").iterdir()] == ["a"]
    for name in ("full", "file", "link"):
        with pytest.raises(Refused, match="no empty folder"):
            check_new(tmp_path / name)
    with pytest.raises(Refused, match="whole disk"):
        check_new(Path("/"))
    with pytest.raises(NotFound):
        check_new(tmp_path / "none/desk")


def test_a_file_and_a_folder_are_hashed_as_renditions_are(tmp_path):
    """Of a folder, over its sorted lines `<sha256>  <relative path>`."""
    (tmp_path / "story").mkdir()
    (tmp_path / "story/b.jpg").write_bytes(b"b")
    (tmp_path / "story/a.vtt").write_bytes(b"a")

    a, b = hashlib.sha256(b"a").hexdigest(), hashlib.sha256(b"b").hexdigest()
    lines = "".join(sorted([f"{a}  a.vtt\n", f"{b}  b.jpg\n"]))

    assert carried(tmp_path / "story/a.vtt", tmp_path / "to/x/a.vtt") == a
    assert carried(tmp_path / "story", tmp_path / "to/story") == hashlib.sha256(lines.encode()).hexdigest()
    assert [each.name for each in files_in(tmp_path / "to/story")] == ["a.vtt", "b.jpg"]
    assert files_in(tmp_path / "to/x/a.vtt") == [tmp_path / "to/x/a.vtt"]
    assert (tmp_path / "to/x/a.vtt").stat().st_mode & 0o777 == 0o600
    take_back(tmp_path / "to/story")
    take_back(tmp_path / "to/x/a.vtt")
    assert [each for each in (tmp_path / "to").rglob("*") if each.is_file()] == []


def test_a_bit_that_turned_on_the_way_is_in_the_hash(tmp_path, monkeypatch):
    """The sabotage: the copy is hashed, not what was meant to be copied."""
    (tmp_path / "a").write_bytes(b"a" * 5000)
    good = carried(tmp_path / "a", tmp_path / "b")
    real = carrying.sync_path

    def turned(path):
        with path.open("r+b") as file:
            file.write(b"X")
        real(path)

    monkeypatch.setattr(carrying, "sync_path", turned)
    assert carried(tmp_path / "a", tmp_path / "c") != good
