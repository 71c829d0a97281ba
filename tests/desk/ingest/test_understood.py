"""What a file is, by its bytes: the name only decides what is worth a word."""

from datetime import timedelta

import pytest

from mediadesk.desk.ingest.understood import Reader
from mediadesk.media.probe import Unreadable
from mediadesk.model.moment import NO_CLOCK, Clock
from tests.desk.world import Desk


@pytest.fixture
def reader(desk: Desk) -> Reader:
    """With the real programs and places."""
    return Reader(programs=desk.programs, gazetteer=desk.gazetteer, clock=NO_CLOCK)


def test_a_place_has_its_name_and_gives_the_clock_its_zone(reader, tmp_path, half_a_second):
    (tmp_path / "clip").write_bytes(half_a_second)
    facts = reader.facts(tmp_path / "clip")

    assert facts.place
    assert facts.place.name == "Kharkiv"
    assert (facts.captured.zone, facts.captured.offset) == ("Europe/Kyiv", timedelta(hours=3))


def test_a_clock_that_was_set_otherwise_is_understood(desk, tmp_path, silent_avi):
    """It was 41 seconds behind; a file without a clock stays without one."""
    reader = Reader(programs=desk.programs, gazetteer=desk.gazetteer, clock=Clock(behind=timedelta(seconds=41)))
    (tmp_path / "clip").write_bytes(silent_avi)

    assert reader.facts(tmp_path / "clip").captured.at is None


def test_a_clip_under_another_name_is_one_and_a_camera_preview_is_none(reader, tmp_path, half_a_second):
    (tmp_path / "clip").write_bytes(half_a_second)
    (tmp_path / "text").write_bytes(b"Tuesday")

    assert reader.facts_if_clip(b"CLIP.BIN", tmp_path / "clip")
    assert reader.facts_if_clip(b"CLIP.LRV", tmp_path / "clip") is None
    assert reader.facts_if_clip(b"CLIP.BIN", tmp_path / "text") is None


def test_text_is_not_read_as_a_video(reader, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"#EXTM3U\nother.mp4\n")
    with pytest.raises(Unreadable, match="it is text"):
        reader.facts(tmp_path / "clip.mp4")
