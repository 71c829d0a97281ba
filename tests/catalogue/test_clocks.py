"""What is known of a body's clock moves its clips, those of before and those that come."""

from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.catalogue.clocks import profile
from mediadesk.model.body import Body, Timed
from mediadesk.model.clip import Camera, Clip, Facts, Log
from mediadesk.model.clock import NO_PROFILE, ClockProfile, ClockSpan
from mediadesk.model.moment import Captured, instant, wall_clock
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, shelve

CANON, SONY = Camera(make="Canon", model="EOS R5"), Camera(make="Sony", model="ILCE-7M4")
KYIV = ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))
AT_22 = wall_clock(datetime(2022, 5, 7, 22, 30), source="quicktime:clock")
TYPED = Captured(at=datetime(2022, 5, 1, tzinfo=UTC), source="typed", confidence="high")


def shot(word: str, captured: Captured = AT_22, camera: Camera | None = CANON, log: Log | None = None) -> Clip:
    """A clip of a camera."""
    facts = Facts(container="mov", captured=captured, camera=camera)
    return a_clip(word, facts=facts, log=log or Log())


def found(catalogue, **asked) -> list[str]:
    with catalogue.read() as shelves:
        return [clip.name.decode().removesuffix(".MOV") for clip in shelves.clips.find(Query(**asked))]


@pytest.fixture
def kyiv(catalogue):
    """A Canon's clips, one of a Sony and one of nobody knows what; then the Canon's clock is known."""
    shelve(catalogue, shot("before"), shot("typed", log=Log(captured=TYPED)))
    shelve(catalogue, shot("sony", camera=SONY), shot("nobody", camera=None))
    with catalogue.write() as shelves:
        shelves.clocks.put(CANON, KYIV)
    return catalogue


def test_a_profile_is_of_clips_before_and_after_and_of_no_other_body(kyiv):
    shelve(kyiv, shot("after"))
    at = datetime(2022, 5, 7, 19, 30, tzinfo=UTC)
    assert found(kyiv, start=at, end=at + timedelta(seconds=1)) == ["after", "before"]
    with kyiv.read() as shelves:
        times = {each.name: each.captured for each in shelves.clips.find(Query(limit=0))}
    assert times[b"before.MOV"].at == times[b"after.MOV"].at == at
    assert times[b"typed.MOV"] == TYPED
    assert times[b"sony.MOV"] == times[b"nobody.MOV"] == AT_22
    assert kyiv.integrity() == []


def test_a_profile_that_is_taken_away_leaves_all_as_it_was(kyiv):
    with kyiv.write() as shelves:
        shelves.clocks.put(CANON, NO_PROFILE)
        assert shelves.clocks.of(CANON) == NO_PROFILE
    assert found(kyiv, start=datetime(2022, 5, 7, tzinfo=UTC)) == []
    with kyiv.read() as shelves:
        assert shot("before") in shelves.clips.find(Query())
    assert kyiv.integrity() == []


def test_sabotage_a_profile_without_the_list_of_clips_is_found_out(kyiv):
    """What `find` compares must be made anew with the profile."""
    with kyiv.write() as shelves:
        shelves.clocks._session.connection().exec_driver_sql("DELETE FROM clock")
    assert "is not found by what is said of it" in str(kyiv.integrity())


def test_bodies_are_listed_with_their_clips_and_what_is_known(kyiv):
    with kyiv.write() as shelves:
        shelves.clocks.put(Camera(make="Zoom"), KYIV)
    with kyiv.read() as shelves:
        assert shelves.clocks.bodies() == [
            Body(camera=CANON, clips=2, profile=KYIV),
            Body(camera=SONY, clips=1, profile=NO_PROFILE),
            Body(camera=Camera(make="Zoom"), clips=0, profile=KYIV),
        ]


def test_two_bodies_of_one_model_are_told_apart_by_their_serial_numbers(catalogue):
    first, second = (Camera(make="GoPro", model="HERO9", serial_hash=each) for each in ("a3f9", "77c0"))
    shelve(catalogue, shot("first", camera=first), shot("second", camera=second))
    with catalogue.write() as shelves:
        shelves.clocks.put(first, KYIV)
        assert {each.camera: len(each.profile.spans) for each in shelves.clocks.bodies()} == {first: 1, second: 0}
    assert found(catalogue, start=datetime(2022, 5, 7, tzinfo=UTC)) == ["first"]


def test_what_has_no_name_has_no_clock(kyiv):
    with kyiv.write() as shelves:
        shelves.clocks.put(Camera(), KYIV)
        assert shelves.clocks.of(Camera()) == NO_PROFILE
    assert profile(None) == NO_PROFILE


def test_the_clips_of_a_body_come_as_their_files_tell_them(kyiv):
    late = instant(datetime(2022, 5, 8, tzinfo=UTC), source="quicktime:mvhd", confidence="medium")
    shelve(kyiv, shot("late", captured=late))
    with kyiv.read() as shelves:
        assert shelves.clocks.clips(CANON) == [
            Timed(clip=a_clip("typed").id, name="typed.mov", told=AT_22, is_typed=True),
            Timed(clip=a_clip("before").id, name="before.mov", told=AT_22, is_typed=False),
            Timed(clip=a_clip("late").id, name="late.mov", told=late, is_typed=False),
        ]


def test_facts_that_are_read_anew_are_read_by_the_clock_of_the_body_they_tell(kyiv):
    with kyiv.write() as shelves:
        shelves.clips.facts(a_clip("sony").id, shot("sony").facts)
        assert shelves.clips.get(a_clip("sony").id).clock == KYIV
    assert "sony" in found(kyiv, start=datetime(2022, 5, 7, 19, tzinfo=UTC))
    assert kyiv.integrity() == []
