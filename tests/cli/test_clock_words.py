"""What is known of clocks, for people and for programs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mediadesk.cli import clock_words
from mediadesk.model.body import Body, Effect, Moved
from mediadesk.model.clip import Camera, ClipId
from mediadesk.model.clock import NO_PROFILE, Calibration, ClockProfile, ClockSpan
from mediadesk.model.moment import Captured, wall_clock

CANON = Camera(make="Canon", model="EOS R5")
MAY = datetime(2022, 5, 1)


def calibrated(*seconds: float) -> ClockProfile:
    """A profile of a clock that was behind by so much on the days from 1 May on."""
    known = tuple(
        Calibration(clip="7QK2MW3ZTA", camera=MAY + timedelta(days=day), behind=timedelta(seconds=each))
        for day, each in enumerate(seconds)
    )
    return ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv", end=MAY), ClockSpan(calibrations=known)))


def an_effect(count: int) -> Effect:
    moved = Moved(
        clip=ClipId("7QK2MW3ZTA"),
        name="mvi_0042.mov",
        before=wall_clock(MAY, source="c"),
        after=Captured(at=MAY.replace(tzinfo=UTC), source="c"),
        doubt="it came twice",
    )
    return Effect(
        camera=CANON,
        before=NO_PROFILE,
        after=NO_PROFILE,
        clips=count + 1,
        instants_before=0,
        instants_after=count,
        moved=(moved,) * count,
    )


def test_a_camera_is_listed_with_all_that_was_said_of_its_clock():
    assert list(clock_words.body_lines(Body(camera=CANON, clips=1, profile=calibrated(41, -2)))) == [
        "Canon EOS R5  (1 clip)",
        "  set to Europe/Kyiv, to 2022-04-30",
        (
            "  0:00:41 behind at 2022-05-01 00:00:00 (clip 7QK2MW3ZTA); "
            "0:00:02 ahead at 2022-05-02 00:00:00 (clip 7QK2MW3ZTA); it gains 43.00 s a day"
        ),
    ]


def test_a_few_examples_stand_for_thousands_of_clips():
    told = list(clock_words.change_lines(an_effect(3000)))
    assert len(told) < 20
    assert "clips that get another time: 3000 of 3001" in told
    assert "  7QK2MW3ZTA  2022-05-01 00:00:00 (no zone)  ->  2022-05-01 00:00:00Z  mvi_0042.mov" in told
    record = clock_words.change(an_effect(3000), dry_run=True)
    assert (len(record["examples"]), record["changed"], record["doubts"]) == (5, 3000, 3000)


def test_one_line_tells_what_was_said_of_a_card():
    told = replace(an_effect(2), after=ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),)))
    assert clock_words.said_line(told) == (
        "the clock of Canon EOS R5 is set to Europe/Kyiv; clips that get another time: 2"
    )


def test_a_drift_that_no_clock_has_is_said():
    assert clock_words.drift_warning(calibrated(41, 46)) is None
    assert clock_words.drift_warning(NO_PROFILE) is None
    assert "100 s a day" in str(clock_words.drift_warning(calibrated(0, -100)))
