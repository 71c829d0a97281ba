"""Nothing is shown before its time, and what has no time waits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.clip import Facts, Log
from mediadesk.model.embargo import RULES, Embargo, not_yet, over_at, rule_named
from mediadesk.model.moment import UNKNOWN, Captured, instant, wall_clock
from tests.catalogue.world import a_clip

SHOT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
MINUTE = Fraction(60)
HOUR = timedelta(hours=1)


def a_minute(word: str = "market", captured: Captured | None = None, *labels: str):
    """A clip of a minute that began at SHOT."""
    told = captured or instant(SHOT, source="quicktime:creationdate", confidence="high")
    facts = Facts(container="mov", seconds=MINUTE, captured=told)
    return a_clip(word, facts=facts, log=Log(labels=frozenset(labels)))


def said(clips, now, *embargoes, slug="recovery"):
    return list(not_yet(slug, clips, embargoes, now))


def on(target, **what):
    return Embargo(target=target, at=SHOT, **what)


def test_it_survives_being_kept():
    embargo = Embargo(target="7QK2MW3ZTA", until=SHOT, reason="the convoy is still on the road", at=SHOT)
    assert decode(Embargo, encode(embargo)) == embargo


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_dated_and_sourced(rule):
    """Who must follow it can read it, and see how old it is."""
    assert rule.source.startswith("https://")
    assert date(2022, 2, 24) <= rule.as_of <= date(2026, 11, 22)
    assert len(rule.country) == 2
    assert rule.after is None or timedelta(0) < rule.after
    assert rule_named(rule.name) is rule


def test_a_clip_waits_until_the_instant_and_not_longer():
    clip, until = a_minute(), SHOT + 5 * HOUR
    (why,) = said([clip], until - timedelta(microseconds=1), on(clip.id, until=until, reason="the convoy"))
    assert clip.id in why
    assert "2026-11-02 15:30 UTC" in why
    assert "the convoy" in why
    assert said([clip], until, on(clip.id, until=until)) == []


def test_an_embargo_on_what_is_not_in_it_keeps_nothing():
    clip, later = a_minute(), SHOT + 5 * HOUR
    assert said([clip], SHOT, on(a_clip("other").id, until=later), on("another-slug", until=later)) == []


@pytest.mark.parametrize(("rule", "hours"), [("civilian", 3), ("military", 12)])
def test_a_rule_counts_from_the_end_of_the_clip(rule, hours):
    clip = a_minute()
    lifted = SHOT + timedelta(minutes=1) + hours * HOUR
    (why,) = said([clip], lifted - timedelta(seconds=1), on(clip.id, rule=rule))
    assert "check locally" in why
    assert f"{lifted:%H:%M} UTC" in why
    assert said([clip], lifted, on(clip.id, rule=rule)) == []


@pytest.mark.parametrize(
    ("label", "hours"),
    [("military-position", 12), ("shelter-interior", 3), ("hospital-interior", 3)],
)
def test_a_label_asks_for_its_rule(label, hours):
    clip, lifted = a_minute("market", None, label), SHOT + timedelta(minutes=1) + hours * HOUR
    (why,) = said([clip], lifted - timedelta(seconds=1))
    assert label in why
    assert said([clip], lifted) == []


def test_air_defence_has_no_hour_after_which_it_may_be_shown():
    clip = a_minute("market", None, "air-defence")
    (why,) = said([clip], SHOT + timedelta(days=3650))
    assert "no hour is known" in why
    assert "check locally" in why
    assert f"mediadesk clear lift {clip.id} --label air-defence" in why


@pytest.mark.parametrize(
    ("captured", "mend"),
    [
        (UNKNOWN, "--time"),
        (wall_clock(SHOT, source="filename", confidence="high"), "--time"),
        (Captured(day=SHOT.date(), source="filename", confidence="low"), "--time"),
        (instant(SHOT, source="mov:creation_time", confidence="low"), "--time"),
        (instant(SHOT, source="guessed", confidence="none"), "--time"),
    ],
    ids=["nothing", "wall clock", "day", "unsure", "guessed"],
)
def test_a_clip_without_a_sure_instant_waits_for_ever(captured, mend):
    """Nobody shows a position because a camera's clock had no zone."""
    clip = a_minute("market", captured)
    (why,) = said([clip], SHOT + timedelta(days=3650), on(clip.id, rule="civilian"))
    assert clip.id in why
    assert mend in why
    typed = replace(clip, log=replace(clip.log, captured=instant(SHOT, source="typed", confidence="high")))
    assert said([typed], SHOT + timedelta(days=1), on(clip.id, rule="civilian")) == []


def test_a_clip_of_unknown_length_has_no_end():
    clip = a_clip(facts=Facts(container="mov", captured=instant(SHOT, source="gps", confidence="high")))
    assert over_at(clip) is None
    (why,) = said([clip], SHOT + timedelta(days=3650), on(clip.id, rule="civilian"))
    assert "how long" in why


def test_a_dispatch_waits_for_its_latest_clip():
    early = a_minute("early")
    late = a_minute("late", instant(SHOT + 5 * HOUR, source="gps", confidence="medium"))
    rule = on("recovery", rule="civilian")
    lifted = SHOT + 8 * HOUR + timedelta(minutes=1)
    assert len(said([early, late], lifted - timedelta(seconds=1), rule)) == 1
    assert said([early, late], lifted, rule) == []
    (why,) = said([early, late, a_minute("naive", UNKNOWN)], lifted, rule)
    assert a_clip("naive").id in why


def test_a_dispatch_without_clips_waits_for_ever():
    """Of a film that was cut elsewhere nobody knows when anything was."""
    (why,) = said([], SHOT + timedelta(days=3650), on("recovery", rule="civilian"))
    assert "no clip" in why


def test_the_latest_of_several_embargoes_counts():
    clip = a_minute()
    both = (on(clip.id, until=SHOT + 2 * HOUR), on("recovery", until=SHOT + 9 * HOUR))
    assert [len(said([clip], SHOT + hours * HOUR, *both)) for hours in (1, 5, 9)] == [2, 1, 0]


@pytest.mark.parametrize("what", [{"rule": "no-such-rule"}, {}, {"rule": "no-such-rule", "until": SHOT}])
def test_an_embargo_that_says_nothing_that_is_known_holds(what):
    """It was meant, whatever it was."""
    clip = a_minute()
    (why,) = said([clip], SHOT + timedelta(days=3650), on(clip.id, **what))
    assert "no rule that is known" in why
    assert f"mediadesk clear lift {clip.id} --embargo" in why


def test_an_embargo_that_says_both_ends_with_the_later():
    clip = a_minute()
    both = on(clip.id, rule="civilian", until=SHOT + 9 * HOUR)
    assert [len(said([clip], SHOT + hours * HOUR, both)) for hours in (1, 5, 9)] == [2, 1, 0]


def test_an_instant_at_the_end_of_time_is_none():
    assert over_at(a_minute("x", instant(datetime.max.replace(tzinfo=UTC), source="typed", confidence="high"))) is None
