"""What became of a file, and of all."""

from mediadesk.model.ingested import Ingested, Tally


def test_a_file_is_called_by_the_last_part_of_its_path():
    assert Ingested(path=(b"DCIM", b"A.MP4"), result="added").name == b"A.MP4"


def test_only_failed_files_stand_against_a_card():
    assert Tally(results={"added": 2, "set-aside": 1}, size_bytes=1, seconds=1).failed == 0
    assert Tally(results={"failed": 3}, size_bytes=1, seconds=1).failed == 3
