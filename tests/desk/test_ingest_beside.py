"""What lies beside a clip tells where and when it was shot, whichever of the two comes first."""

from datetime import datetime

import pytest

from mediadesk.media.answer import PROGRAM, read_back
from mediadesk.model.clip import Clip
from mediadesk.model.place import Place
from tests.desk.world import Desk
from tests.media.test_srt import AIR_2
from tests.media.test_srt import file as srt

DRONE = srt(AIR_2, AIR_2)
BARCELONA = (41.420684, 2.162162)
TYPED = Place(lat=49.9935, lon=36.2304, radius_m=5_000, source="typed", name="Kharkiv")


def shot(desk: Desk) -> Clip:
    (clip,) = desk.clips()
    return clip


def is_in_barcelona(clip: Clip) -> bool:
    return bool(clip.place and (clip.place.lat, clip.place.lon, clip.place.source) == (*BARCELONA, "srt"))


def test_a_clip_gets_its_track_and_its_place_and_its_clock(desk, card_with, silent_avi):
    desk.take_in(card_with({"DJI_0001.AVI": silent_avi, "DJI_0001.SRT": DRONE}))
    clip = shot(desk)

    assert is_in_barcelona(clip)
    assert clip.place
    assert clip.place.country == "ES"
    assert clip.facts.track
    assert len(clip.facts.track.whole.fixes) == 2
    assert clip.captured.local == datetime(2022, 5, 1, 15, 1, 58, 531_716)
    assert desk.catalogue.integrity() == []


def test_it_may_come_at_a_later_ingest(desk, card_with, silent_avi):
    desk.take_in(card_with({"DJI_0001.AVI": silent_avi}))
    assert shot(desk).place is None
    done = desk.take_in(card_with({"DJI_0001.SRT": DRONE}))

    assert done[b"DJI_0001.SRT"].result == "sidecar"
    assert is_in_barcelona(shot(desk))


def test_it_may_have_come_before_its_clip(desk, card_with, silent_avi):
    desk.take_in(card_with({"DJI_0001.SRT": DRONE}))
    done = desk.take_in(card_with({"DJI_0001.AVI": silent_avi}))

    assert done[b"DJI_0001.SRT"].result == "known"
    assert is_in_barcelona(shot(desk))


def test_on_a_drive_that_is_catalogued_as_it_is_too(desk, card_with, silent_avi):
    desk.adopt(card_with({"DJI_0001.AVI": silent_avi, "DJI_0001.SRT": DRONE}))

    assert is_in_barcelona(shot(desk))


def test_the_place_typed_for_a_whole_card_is_of_clips_that_do_not_know_theirs(desk, card_with, silent_avi):
    desk.take_in(card_with({"DJI_0001.AVI": silent_avi, "DJI_0001.SRT": DRONE}), place=TYPED)

    assert is_in_barcelona(shot(desk))


def test_two_places_far_apart_are_told(desk, card_with, half_a_second):
    """The clip says Kharkiv; the drone's own receiver is believed."""
    desk.take_in(card_with({"DJI_0001.MP4": half_a_second, "DJI_0001.SRT": DRONE}))
    clip = shot(desk)

    assert is_in_barcelona(clip)
    assert "49.9935,36.2304 (quicktime:udta)" in "; ".join(clip.facts.trouble)


def test_the_subtitles_of_a_further_part_say_nothing_of_the_beginning(desk, card_with, clip_of):
    files = {"GX010001.MP4": clip_of("a"), "GX020001.MP4": clip_of("b")}
    desk.take_in(card_with(files | {"GX020001.SRT": DRONE}))
    clip = shot(desk)

    assert [each.name for each in clip.sidecars] == [b"GX020001.SRT"]
    assert clip.facts.track is None


@pytest.mark.parametrize(
    "rubbish", [b"", b"\xff" * 1000, b"1\n00:00:00,000 --> "], ids=["empty", "bytes", "broken off"]
)
def test_one_that_tells_nothing_is_a_sidecar_all_the_same(desk, card_with, silent_avi, rubbish):
    done = desk.take_in(card_with({"DJI_0001.AVI": silent_avi, "DJI_0001.SRT": rubbish}))

    assert done[b"DJI_0001.SRT"].result == "sidecar"
    assert shot(desk).facts.track is None


def test_what_the_programs_printed_is_kept_with_a_clip(desk, card_with, half_a_second):
    desk.take_in(card_with({"a.mp4": half_a_second}))
    with desk.catalogue.read() as shelves:
        (kept,) = shelves.raw_probes.of(shot(desk).id)

    answer = read_back(kept.printed)
    assert answer
    assert kept.program == PROGRAM
    assert answer.said["format"]["tags"]["location"] == "+49.9935+036.2304/"
