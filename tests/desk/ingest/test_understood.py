"""What a file is, by its bytes: the name only decides what is worth a word."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mediadesk.desk.ingest.understood import Reader
from mediadesk.media.answer import read_back, written
from mediadesk.media.facts import facts_from
from mediadesk.media.probe import Unreadable
from mediadesk.model.clip import Facts
from mediadesk.model.moment import instant
from tests.desk.world import Desk
from tests.media.test_srt import AIR_2
from tests.media.test_srt import file as srt

NOTHING_KNOWN = Facts(container="avi")
XML = (
    b'<?xml version="1.0"?><NonRealTimeMeta><CreationDate value="2016-01-03T06:10:57-04:00"/>'
    b'<Device manufacturer="Sony" modelName="FDR-AX100" serialNo="1"/></NonRealTimeMeta>'
)
MOMENT = datetime(2022, 5, 7, 11, tzinfo=UTC)


@pytest.fixture
def reader(desk: Desk) -> Reader:
    """With the real programs and places."""
    return Reader(programs=desk.programs, gazetteer=desk.gazetteer)


def test_a_place_has_its_name_and_gives_the_clock_its_zone(reader, tmp_path, half_a_second):
    (tmp_path / "clip").write_bytes(half_a_second)
    facts, _ = reader.look(tmp_path / "clip", b"clip")

    assert facts.place
    assert facts.place.name == "Kharkiv"
    assert (facts.captured.zone, facts.captured.offset) == ("Europe/Kyiv", timedelta(hours=3))


def test_a_clip_under_another_name_is_one_and_a_camera_preview_is_none(reader, tmp_path, half_a_second):
    (tmp_path / "clip").write_bytes(half_a_second)
    (tmp_path / "text").write_bytes(b"Tuesday")

    assert reader.look_if_clip(b"CLIP.BIN", tmp_path / "clip")
    assert reader.look_if_clip(b"CLIP.LRV", tmp_path / "clip") is None
    assert reader.look_if_clip(b"CLIP.BIN", tmp_path / "text") is None


def test_text_is_not_read_as_a_video(reader, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"#EXTM3U\nother.mp4\n")
    with pytest.raises(Unreadable, match="it is text"):
        reader.look(tmp_path / "clip.mp4", b"clip.mp4")


def test_a_name_tells_the_wall_clock_where_the_file_tells_nothing(reader, tmp_path, silent_avi):
    (tmp_path / "clip").write_bytes(silent_avi)
    facts, _ = reader.look(tmp_path / "clip", b"VID_20220507_140307.avi")

    assert (facts.captured.local, facts.captured.at) == (datetime(2022, 5, 7, 14, 3, 7), None)


def test_a_film_that_a_messenger_saved_has_its_day_and_is_doubted(reader, tmp_path, silent_avi):
    """By its name alone: nothing in it says so."""
    (tmp_path / "clip").write_bytes(silent_avi)
    facts, _ = reader.look(tmp_path / "clip", b"VID-20220507-WA0003.avi")

    assert (facts.captured.day, facts.captured.at, facts.captured.local) == (date(2022, 5, 7), None, None)
    assert any("WhatsApp" in each for each in facts.trouble)
    plain, _ = reader.look(tmp_path / "clip", b"MVI_0042.AVI")
    assert not any("WhatsApp" in each for each in plain.trouble)


def test_what_is_kept_of_a_look_gives_the_same_facts(reader, tmp_path, half_a_second):
    """But for the names of places, and the zone."""
    (tmp_path / "clip").write_bytes(half_a_second)
    facts, answer = reader.look(tmp_path / "clip", b"clip")
    kept = read_back(written(answer))

    assert kept
    again = facts_from(kept, datetime.now(UTC))
    assert (again.frame, again.seconds, again.captured.at) == (facts.frame, facts.seconds, facts.captured.at)


def test_a_drones_subtitles_tell_the_place_and_it_has_its_name(reader):
    """And its wall clock gets the zone of the place, as one that is not sure."""
    beside = reader.beside(b"DJI_0001.SRT", srt(AIR_2), None)
    facts = reader.with_beside(NOTHING_KNOWN, beside)

    assert facts.place
    assert (facts.place.source, facts.place.country) == ("srt", "ES")
    assert facts.captured.local == datetime(2022, 5, 1, 15, 1, 58, 531_716)
    assert (facts.captured.zone, facts.captured.confidence) == ("Europe/Madrid", "low")
    assert reader.with_beside(facts, beside) is facts


def test_xml_beside_a_clip_tells_what_that_does_not_know(reader):
    beside = reader.beside(b"C0001M01.XML", XML, None)
    facts = reader.with_beside(NOTHING_KNOWN, beside)

    assert facts.captured.at == datetime(2016, 1, 3, 10, 10, 57, tzinfo=UTC)
    assert facts.camera
    assert (facts.camera.make, facts.camera.model) == ("Sony", "FDR-AX100")
    sure = replace(NOTHING_KNOWN, captured=instant(MOMENT, source="gpmf:gps", confidence="high"))
    assert reader.with_beside(sure, beside).captured == sure.captured


@pytest.mark.parametrize(
    ("name", "tells"), [(b"A.SRT", True), (b"a.gpx", True), (b"A.GPS", True), (b"A.XML", True), (b"A.LRV", False)]
)
def test_only_what_may_tell_something_is_read(reader, name, tells):
    assert reader.tells(name) is tells


def test_facts_read_again_are_what_they_were(reader, tmp_path, half_a_second):
    """With the track of its drone, the camera of its XML, and what the card told against it."""
    (tmp_path / "clip").write_bytes(half_a_second)
    facts, answer = reader.look(tmp_path / "clip", b"DJI_0001.MP4")
    for name, data in ((b"DJI_0001.SRT", srt(AIR_2)), (b"DJI_0001.XML", XML)):
        facts = reader.with_beside(facts, reader.beside(name, data, None))
    facts = replace(facts, trouble=(*facts.trouble, "chapter 1 of this recording is not here"))

    assert facts.camera
    assert facts.place
    assert facts.captured.source == "sony:xml"
    assert reader.again(answer, b"DJI_0001.MP4", facts) == facts
