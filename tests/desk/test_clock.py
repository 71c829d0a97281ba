"""What people say of a camera's clock changes its clips, is shown before, and is taken back whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.catalogue import Catalogue
from mediadesk.desk.clock import bodies, calibrate, forget, said_of, tell
from mediadesk.desk.log import Said, log, undo
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.clip import Camera, Clip, Facts
from mediadesk.model.clock import NO_PROFILE, ClockSpan
from mediadesk.model.moment import Captured, instant, wall_clock
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, shelve

R5, R6 = Camera(make="Canon", model="EOS R5"), Camera(make="Canon", model="EOS R6")
KYIV = ClockSpan(zone="Europe/Kyiv")
LATE = ClockSpan(behind=timedelta(seconds=41))
ALWAYS = ClockSpan()


def shot(word: str, captured: Captured, camera: Camera | None = R5) -> Clip:
    return a_clip(word, facts=Facts(container="mov", captured=captured, camera=camera))


def clock(day: int, hour: int = 12) -> Captured:
    return wall_clock(datetime(2022, 5, day, hour), source="quicktime:clock")


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Catalogue]:
    """Two clips of one Canon, one of another, one of nobody knows which, and one by GPS."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    by_gps = instant(datetime(2022, 5, 9, tzinfo=UTC), source="gpmf:gps", confidence="high")
    shelve(catalogue, shot("first", clock(7)), shot("second", clock(8)), shot("gps", by_gps))
    shelve(catalogue, shot("other", clock(7), R6), shot("nameless", clock(7), None))
    yield catalogue
    catalogue.close()


def clips(catalogue: Catalogue) -> dict[str, Clip]:
    with catalogue.read() as shelves:
        return {each.name.decode()[:-4]: each for each in shelves.clips.find(Query(limit=0))}


def instants(catalogue: Catalogue) -> dict[str, datetime]:
    return {name: each.captured.at for name, each in clips(catalogue).items() if each.captured.at}


def test_a_zone_is_said_once_for_all_clips_of_a_body(trip):
    told = tell("r5", [KYIV], catalogue=trip)
    assert (told.clips, told.instants_before, told.instants_after, len(told.moved)) == (3, 1, 3, 2)
    assert instants(trip).keys() == {"first", "second", "gps"}
    shelve(trip, shot("later", clock(20)))
    assert instants(trip)["later"] == datetime(2022, 5, 20, 9, tzinfo=UTC)
    assert trip.integrity() == []


def test_a_rehearsal_tells_the_same_and_changes_nothing(trip):
    before = clips(trip)
    rehearsed = tell("r5", [KYIV, LATE], catalogue=trip, dry_run=True)
    assert clips(trip) == before
    with pytest.raises(NotFound):
        undo(catalogue=trip)
    assert tell("r5", [KYIV, LATE], catalogue=trip) == rehearsed


def test_one_undo_takes_back_one_command_of_either_kind(trip):
    before = clips(trip)
    tell("r5", [KYIV, LATE], catalogue=trip)
    log([before["first"]], Said(title="Queue"), catalogue=trip)
    tell("r5", [replace(KYIV, zone="Europe/Warsaw")], catalogue=trip)
    warsaw = clips(trip)

    (effect,) = undo(catalogue=trip).clocks
    assert (effect.camera, len(effect.moved)) == (R5, 2)
    assert clips(trip)["first"].captured.zone == "Europe/Kyiv" != warsaw["first"].captured.zone
    assert [clip.log.title for clip in undo(catalogue=trip).clips] == [None]
    undo(catalogue=trip)
    assert clips(trip) == before
    assert trip.integrity() == []


SPANS = st.builds(
    ClockSpan,
    zone=st.sampled_from(("Europe/Kyiv", "America/New_York", "+05:45")),
    start=st.none() | st.just(datetime(2022, 5, 8)),
) | st.builds(ClockSpan, behind=st.integers(-9000, 9000).map(lambda seconds: timedelta(seconds=seconds)))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(("eos r5", "eos r6")), SPANS), min_size=1, max_size=5))
def test_undo_restores_exactly_whatever_was_said(trip, said):
    states = []
    for body, span in said:
        before = clips(trip)
        if tell(body, [span], catalogue=trip).before != _profile(trip, body):
            states.append(before)
    for before in reversed(states):
        undo(catalogue=trip)
        assert clips(trip) == before
    assert trip.integrity() == []


def _profile(catalogue: Catalogue, body: str):
    return next(each.profile for each in bodies(catalogue=catalogue) if each.camera.called.lower().endswith(body))


def test_who_is_meant_must_be_clear(trip):
    with pytest.raises(Misasked, match="Canon EOS R5; Canon EOS R6"):
        tell("eos", [KYIV], catalogue=trip)
    with pytest.raises(NotFound):
        tell("Nikon", [KYIV], catalogue=trip)
    assert {each.camera: each.clips for each in bodies(catalogue=trip)} == {R5: 3, R6: 1}


def test_a_clip_that_films_a_clock_puts_its_camera_right(trip):
    shown = datetime(2022, 5, 7, 12, 0, 44, tzinfo=timezone(timedelta(hours=3)))
    calibrate(clips(trip)["first"].id, shown, timedelta(seconds=3), ALWAYS, catalogue=trip)
    assert instants(trip)["first"] == datetime(2022, 5, 7, 9, 0, 41, tzinfo=UTC)
    assert instants(trip)["second"] == datetime(2022, 5, 8, 9, 0, 41, tzinfo=UTC)


def test_a_second_one_tells_the_drift(trip):
    for name, day, wrong in (("first", 7, 40), ("second", 8, 44)):
        shown = datetime(2022, 5, day, 9, 0, wrong, tzinfo=UTC)
        calibrate(clips(trip)[name].id, shown, timedelta(), ALWAYS, catalogue=trip)
    shelve(trip, shot("later", clock(9)))
    assert instants(trip)["first"] == datetime(2022, 5, 7, 9, 0, 40, tzinfo=UTC)
    assert instants(trip)["second"] == datetime(2022, 5, 8, 9, 0, 44, tzinfo=UTC)
    assert instants(trip)["later"] == datetime(2022, 5, 9, 9, 0, 48, tzinfo=UTC)


def test_what_cannot_be_calibrated_is_said(trip):
    shown = datetime(2022, 5, 7, 9, tzinfo=UTC)
    for name, why in (("nameless", "which camera"), ("gps", "by GPS")):
        with pytest.raises(Refused, match=why):
            calibrate(clips(trip)[name].id, shown, timedelta(), ALWAYS, catalogue=trip)
    utc = instant(datetime(2022, 5, 7, 9, tzinfo=UTC), source="quicktime:mvhd", confidence="medium")
    shelve(trip, shot("utc", utc, R6))
    with pytest.raises(Misasked, match="its offset from UTC"):
        calibrate(clips(trip)["utc"].id, datetime(2022, 5, 7, 12), timedelta(), ALWAYS, catalogue=trip)
    with pytest.raises(NotFound):
        calibrate("ZZZZ", shown, timedelta(), ALWAYS, catalogue=trip)


def test_all_that_was_said_is_forgotten_at_once(trip):
    before = clips(trip)
    tell("r5", [KYIV], catalogue=trip)
    tell("r5", [LATE], catalogue=trip)
    assert forget("r5", catalogue=trip).after == NO_PROFILE
    assert clips(trip) == before
    undo(catalogue=trip)
    assert instants(trip)["first"] == datetime(2022, 5, 7, 9, 0, 41, tzinfo=UTC)


def test_what_is_said_of_a_card_is_said_of_its_bodies_for_its_days(trip):
    """A card of the 7th and the 8th: the same camera on the 9th was elsewhere, perhaps. Clips of no camera are told."""
    shelve(trip, shot("elsewhere", clock(9)))
    taken_in = [clips(trip)[name] for name in ("first", "second", "gps", "nameless")]
    before = clips(trip)

    (effect,) = said_of(taken_in, KYIV, catalogue=trip)

    assert (effect.camera, [each.name for each in effect.moved]) == (R5, ["first.mov", "second.mov"])
    assert instants(trip).keys() == {"first", "second", "gps", "nameless"}
    (again,) = said_of(taken_in, KYIV, catalogue=trip)
    assert again.before == again.after
    assert trip.integrity() == []
    undo(catalogue=trip)
    assert clips(trip) == before
    with pytest.raises(NotFound):
        undo(catalogue=trip)
