"""`mediadesk travel`: a desk for the road, from the first question to the picks, with real films."""

import subprocess

import pytest

from mediadesk.cli.app import run
from tests.cli.world import asker, pictured

pytestmark = pytest.mark.needs("ffmpeg")
NAMES = (b"IMG_0042", b"DJI_0007", b"IMG_0043", b"iPhone", b"49.9935", b"36.2304", b"Ghostwriter", b"10:21:51")


@pytest.fixture
def road(live, ask, tmp_path):
    """A travel copy of a desk with a dispatch online."""
    clip, *_ = pictured(live)
    assert ask("log", clip, "--title", "The tram depot", "--tag", "tram", "--note", "Ghostwriter was here").code == 0
    assert run(["--desk", str(live), "travel", str(tmp_path / "road"), "--quiet"]) == 0
    return tmp_path / "road"


def test_it_is_a_desk_that_finds_shows_and_picks(live, road, tmp_path):
    there = asker(road)
    (clip,) = there("find", "depot", "--json").of("clip")

    assert clip["id"] in pictured(live)
    assert (clip["name"], clip["tags"], clip["notes"], clip["path"], clip["camera"]) == (
        clip["id"],
        ["tram"],
        [],
        None,
        None,
    )
    assert (clip["captured"]["at"], clip["captured"]["local"], clip["captured"]["day"]) == (None, None, "2022-05-07")
    assert clip["place"]["name"] == "Kharkiv"
    assert there("find", "--near", "Kharkiv", "--from", "2022-05-07", "--to", "2022-05-07").out.count("\n") == 1
    assert {each["recipe"] for each in there("show", clip["id"], "--json").of("rendition")} == {
        "thumbnail",
        "poster",
        "storyboard",
        "proxy",
    }
    assert there("find", "--sheet", tmp_path / "sheet.html").code == 0
    assert b"data:image/jpeg" in (tmp_path / "sheet.html").read_bytes()
    assert there("dispatch", "new", "trams", "--title", "Trams").code == 0
    assert there("dispatch", "pick", "trams", clip["id"], "--in", "0", "--out", "1").code == 0
    assert there("dispatch", "show", "trams", "--json").of("dispatch")[0]["picks"][0]["clip"] == clip["id"]
    assert there("dispatch", "list", "--json").of("dispatch")[0]["slug"] == "trams"
    assert there("check").code == 0


@pytest.mark.parametrize("words", [("derive",), ("publish", "x"), ("ingest", "/tmp"), ("rebuild",), ("travel", "/x")])
def test_what_needs_originals_says_where_to_do_it(road, words):
    said = asker(road)(*words, "--json")

    assert said.code == 5
    assert "travel copy" in said.trouble["what"]
    assert "at home" in said.trouble["try"]


def test_no_name_place_or_device_is_in_any_byte_of_it(live, road):
    """Films and pictures, too; nothing of the dispatch, nothing of the public folder."""
    files = [each for each in road.rglob("*") if each.is_file()]

    for each in files:
        data = each.read_bytes()
        assert [name for name in NAMES if name in data or name.decode().encode("utf-16-le") in data] == [], each
    assert {each.suffix for each in files} == {".db", ".txt", ".jpg", ".vtt", ".mp4"}
    assert [each for each in (road, *road.rglob("*")) if each.stat().st_mode & 0o077] == []


@pytest.mark.needs("exiftool")
def test_exiftool_finds_no_time_place_or_device_in_it(road):
    """A reader of somebody else."""
    command = ["exiftool", "-r", "-G", "-a", "-ext", "jpg", "-ext", "mp4", str(road)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    named = {line.partition("]")[2].partition(":")[0].strip() for line in said.splitlines() if "]" in line}

    assert not {each for each in named if any(word in each for word in ("GPS", "Make", "Model", "Serial", "Title"))}


def test_it_tells_what_it_would_do_and_does_nothing(live, ask, tmp_path):
    clip, *_ = pictured(live)
    assert ask("log", clip, "--label", "do-not-publish").code == 0

    said = ask("travel", tmp_path / "road", "--dry-run", "--json").of("travel")[0]
    assert (said["dry_run"], said["kept_home"], said["renditions_kept_home"]) == (True, {"labels": 1}, None)
    assert not (tmp_path / "road").exists()
    told = ask("travel", tmp_path / "road", "--dry-run").out
    assert "1 stay at home: with a label that asks for care" in told
    with_it = ask("travel", tmp_path / "road", "--dry-run", "--with", clip, "--json").of("travel")[0]
    assert with_it["clips"] == said["clips"] + 1


def test_a_folder_with_something_in_it_is_refused(live, ask, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter").touch()

    assert ask("travel", tmp_path / "full", "--json").code == 5
    assert ask("travel", live / "road", "--json").code == 5
    assert ask("travel", tmp_path / "no/such/folder", "--json").code == 4
