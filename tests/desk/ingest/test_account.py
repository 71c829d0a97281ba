"""What is told afterwards: each file once, with its hashes; each volume with its room."""

from pathlib import Path

from mediadesk.desk.ingest import plan
from mediadesk.desk.ingest.account import lines, rooms
from tests.desk.world import Desk


def test_each_file_has_its_line_and_each_clip_is_with_its_own(desk: Desk, story: Path, drives):
    done = list(desk.begin(story, copy_to=drives))
    planned = plan(story, desk.destinations(*drives), catalogue=desk.catalogue)
    told = lines(planned, done, catalogue=desk.catalogue)
    held = {each.name: each for each in desk.held()}

    assert [each.file.name for each in told] == sorted(held)
    assert {each.file.name: each.xxh3 for each in told} == {name: each.xxh3 for name, each in held.items()}
    assert {each.file.name for each in told if each.clip} == {b"DJI_0001.MP4"}
    again = list(desk.begin(story, copy_to=drives))
    assert [each.sha256 for each in lines(planned, again, catalogue=desk.catalogue)] == [each.sha256 for each in told]


def test_volumes_come_with_what_still_fits(desk: Desk, drives):
    told = rooms(desk.destinations(*drives))

    assert [each.volume.name for each in told] == ["desk", "T7-A", "T7-B"]
    assert all(each.free_bytes for each in told)
