"""What people type, as values; and what cannot be meant, with an example of what could."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from mediadesk.cli import typed
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.clock import ClockSpan


def test_a_date_is_a_day_where_the_clip_was_shot():
    """From its first moment to the first after it, by the clock of the place; a month is a month."""
    assert typed.beginning("2022-05-07") == datetime(2022, 5, 7)
    assert typed.end("2022-05-09") == datetime(2022, 5, 10)
    assert (typed.beginning("2022-02"), typed.end("2022-02")) == (datetime(2022, 2, 1), datetime(2022, 3, 1))
    assert typed.end("yesterday") - typed.beginning("yesterday") == timedelta(days=1)


def test_an_instant_is_itself_both_ways():
    """With the offset that was typed."""
    at = typed.beginning("2022-05-07T14:03:00+03:00")

    assert at == typed.end("2022-05-07T14:03:00+03:00") == datetime(2022, 5, 7, 11, 3, tzinfo=UTC)


def test_a_capture_is_an_instant_or_a_wall_clock():
    """What was not typed is not known."""
    assert typed.captured("2022-05-07T14:03+03:00").at == datetime(2022, 5, 7, 11, 3, tzinfo=UTC)
    assert typed.captured("2022-05-07T14:03").at is None
    assert typed.captured("2022-05-07T14:03").local == datetime(2022, 5, 7, 14, 3)


def test_a_clock_is_a_zone_an_offset_or_a_lag():
    """Seconds make it a lag: nobody's zone has them."""
    assert typed.clock("Europe/Kyiv") == ClockSpan(zone="Europe/Kyiv")
    assert typed.clock("+03:00") == ClockSpan(zone="+03:00")
    assert typed.clock("-0:00:41") == ClockSpan(behind=-timedelta(seconds=41))


def test_how_far_a_clock_is_behind_may_be_years():
    """A camera whose battery was out begins anew, in 2015 perhaps."""
    assert typed.behind("+0:00:41") == typed.behind("0:00:41") == timedelta(seconds=41)
    assert typed.behind("-1d 2:03:04") == -timedelta(days=1, hours=2, minutes=3, seconds=4)
    assert typed.behind("365d") == timedelta(days=365)
    assert (typed.zone_name("Europe/Kyiv"), typed.zone_name("+03:00")) == ("Europe/Kyiv", "+03:00")


def test_a_clock_is_told_of_for_whole_days_of_its_own():
    span = typed.clock_span("2022-05-01", "2022-05-20")
    assert (span.start, span.end) == (datetime(2022, 5, 1), datetime(2022, 5, 21))
    assert typed.clock_span(None, None) == ClockSpan()
    assert typed.shown_time("2022-05-07T14:03:07Z") == datetime(2022, 5, 7, 14, 3, 7, tzinfo=UTC)


def test_points_and_distances_are_exact():
    """Fractions of a second; metres."""
    assert typed.point_in_time("25/2", "--in") == typed.point_in_time("0:12.5", "--in") == Fraction(25, 2)
    assert (typed.distance_m("500m"), typed.distance_m("20km")) == (500, 20_000)


def test_a_place_is_a_name_or_a_point(gazetteer):
    """Either way it knows the bigger places around it, and that a person said so."""
    for text in ("Салтівка", "50.0221,36.3490"):
        place = typed.place(text, gazetteer)
        assert (place.source, place.country, place.within[-1].name) == ("typed", "UA", "Ukraine")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Tokmak", 'Tokmak, Zaporizhzhia Oblast, UA is meant; for another one say "Tokmok, KG"'),
        ("Tokmak, UA", None),
        ("Харків", None),
    ],
)
def test_of_several_places_it_is_told_which_is_meant_and_how_to_say_another(gazetteer, text, told):
    """And what is told works: another place is meant by it."""
    said = []
    meant = typed.place(text, gazetteer, said.append)

    assert said == ([told] if told else [])
    for other in (line.split('"')[1] for line in said):
        assert typed.place(other, gazetteer).point != meant.point


def test_a_slip_is_mended_for_whoever_only_looks(gazetteer):
    """What is written down is never guessed."""
    assert typed.place("Kharkvi", gazetteer, loosely=True).name == "Kharkiv"
    with pytest.raises(NotFound):
        typed.place("Kharkvi", gazetteer)


def test_an_own_place_has_a_name_and_a_radius():
    """Metres if nothing else is said."""
    assert typed.own_name("  Nea  Smyrni ") == "Nea Smyrni"
    assert [typed.radius_m(text) for text in ("600", "600m", "2km")] == [600, 600, 2000]


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (typed.beginning, "soon"),
        (typed.end, "2022-13"),
        (typed.captured, "2022-05-07"),
        (typed.captured, "noon"),
        (typed.clock, "Atlantis/Capital"),
        (typed.clock, "../../etc/passwd"),
        (typed.clock, "+25:00"),
        (typed.zone_name, "Atlantis/Capital"),
        (typed.zone_name, "+0:00:41"),
        (typed.behind, "+03:00"),
        (typed.behind, "+"),
        (typed.shown_time, "2022-05-07"),
        (lambda text: typed.clock_span(text, None), "2022-05-08T12:00Z"),
        (lambda text: typed.clock_span("2022-05-09", text), "2022-05-08"),
        (typed.distance_m, "far"),
        (typed.lacking, "sense"),
        (typed.own_name, "37.9,23.7"),
        (typed.radius_m, "0"),
        (typed.radius_m, "101km"),
        (lambda text: typed.point_in_time(text, "--in"), "-5"),
    ],
)
def test_what_cannot_be_meant_comes_with_an_example(ask, text):
    """The text itself, and how it could have been typed."""
    with pytest.raises(Misasked) as trouble:
        ask(text)

    assert text in trouble.value.what
    assert trouble.value.hint
