"""Which camera is meant, and what becomes of its clips."""

from datetime import UTC, datetime

from mediadesk.model.body import Body, Timed, effect, meant
from mediadesk.model.clip import Camera, ClipId
from mediadesk.model.clock import NO_PROFILE, ClockProfile, ClockSpan
from mediadesk.model.moment import instant, wall_clock

KYIV = ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))
R5, R5C = Camera(make="Canon", model="Canon EOS R5"), Camera(make="Canon", model="Canon EOS R5 C")
FIRST, SECOND = (Camera(make="GoPro", model="HERO9", serial_hash=each * 16) for each in ("a3f9", "77c0"))
BODIES = [Body(camera=each, clips=1, profile=NO_PROFILE) for each in (R5, R5C, FIRST, SECOND)]


def cameras(text: str) -> list[Camera]:
    return [each.camera for each in meant(BODIES, text)]


def test_a_body_is_meant_by_any_part_of_its_name_that_no_other_has():
    assert cameras("r5 c") == [R5C]
    assert cameras("HERO9 #77") == [SECOND]
    assert cameras("hero9") == [FIRST, SECOND]
    assert cameras("nikon") == []


def test_a_whole_name_means_its_body_also_when_others_begin_so():
    assert cameras("canon  canon eos r5") == [R5]
    assert cameras("eos r5") == [R5, R5C]


def test_the_effect_tells_what_changes_and_spares_what_people_typed():
    clocks = [wall_clock(datetime(2022, 10, 30, hour, 30), source="c") for hour in (1, 3)]
    known = instant(datetime(2022, 5, 7, tzinfo=UTC), source="gpmf:gps", confidence="high")
    told = [("A", clocks[0], False), ("B", clocks[1], False), ("C", clocks[0], True), ("D", known, False)]
    clips = [Timed(clip=ClipId(clip), name=clip, told=time, is_typed=typed) for clip, time, typed in told]

    found = effect(R5, NO_PROFILE, KYIV, clips)

    assert (found.clips, found.instants_before, found.instants_after) == (4, 1, 3)
    assert [each.clip for each in found.moved] == ["A", "B"]
    assert [each.doubt is None for each in found.moved] == [True, False]
    assert (found.moved[0].before, found.moved[0].after.at) == (clocks[0], datetime(2022, 10, 29, 22, 30, tzinfo=UTC))


def test_taking_it_back_is_the_same_the_other_way_round():
    clips = [Timed(clip=ClipId("A"), name="a", told=wall_clock(datetime(2022, 5, 7), source="c"), is_typed=False)]
    (there,), (back,) = effect(R5, NO_PROFILE, KYIV, clips).moved, effect(R5, KYIV, NO_PROFILE, clips).moved
    assert (back.before, back.after) == (there.after, there.before)
    assert effect(R5, KYIV, KYIV, clips).moved == ()
