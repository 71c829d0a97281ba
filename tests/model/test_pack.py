"""How heavy a pack may be, and what its page is told of a clip."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

import pytest

from mediadesk.model import pack, travel
from mediadesk.model.clip import Log
from mediadesk.model.moment import Captured
from mediadesk.model.offer import Offered
from mediadesk.model.pack import BEST, LEAST, Lasting, Pictures
from mediadesk.model.place import Wider
from tests.catalogue.world import a_clip
from tests.model.test_travel import HOME

SECONDS = [Lasting(seconds=Fraction(12))] * 60
COUNTRY = Wider(rung="country", name="Ukraine", lat=49, lon=32, radius_m=700_000)


def test_a_pack_of_stills_keeps_to_what_is_promised():
    """100 kB a clip, 10 MB for a hundred."""
    assert pack.STILL_BYTES + pack.BOARD_BYTES <= 100_000
    assert pack.most_bytes([Lasting(seconds=Fraction(60))] * 100, None) <= 10_000_000


@pytest.mark.parametrize("most", [None, 10**9, 25_000_000, 20_000_000, 17_000_000, 16_000_000])
def test_the_rates_are_the_best_that_fit(most):
    rates = pack.rates_for(SECONDS, most)

    assert rates
    assert most is None or pack.most_bytes(SECONDS, rates) <= most
    assert LEAST.picture <= rates.picture <= BEST.picture
    better = replace(rates, picture=rates.picture + 5)
    assert rates in (BEST, LEAST) or most is None or pack.most_bytes(SECONDS, better) > most


def test_what_the_desk_knows_of_a_proxy_makes_it_lighter():
    """A clip in which nothing moves weighs little at any rate."""
    known = [Lasting(seconds=Fraction(12), proxy_bytes=50_000)] * 60

    assert pack.most_bytes(known, BEST) < pack.most_bytes(SECONDS, LEAST)
    assert pack.usual_bytes(known, BEST) < pack.most_bytes(known, BEST)
    assert pack.usual_bytes(SECONDS, None) < pack.usual_bytes(SECONDS, LEAST) < pack.most_bytes(SECONDS, LEAST)


def test_below_the_floor_nothing_fits_and_it_knows_how_much_would():
    least = pack.most_bytes(SECONDS, LEAST)

    assert pack.rates_for(SECONDS, least) == LEAST
    assert pack.rates_for(SECONDS, least - 1) is None
    count = pack.how_many(SECONDS, least // 2, LEAST)
    assert pack.most_bytes(SECONDS[:count], LEAST) <= least // 2 < pack.most_bytes(SECONDS[: count + 1], LEAST)
    assert pack.how_many(SECONDS, 1, LEAST) == 0


def test_a_megabyte_takes_eight_seconds_on_a_line_of_a_megabit():
    assert pack.line_seconds(1_000_000) == 8


@pytest.mark.parametrize(("tiles", "most", "every", "shown"), [(1, 30, 1, 1), (30, 30, 1, 30), (100, 30, 4, 25)])
def test_a_storyboard_is_thinned_evenly(tiles, most, every, shown):
    numbers, apart = pack.tiles_shown(tiles, most)

    assert (len(numbers), apart, numbers[0]) == (shown, every, 0)


def test_the_page_is_told_the_town_and_the_country_and_nothing_narrower():
    clip = a_clip(facts=replace(a_clip().facts, place=replace(HOME, within=(*HOME.within, COUNTRY))))
    there = travel.travelling(clip, frozenset(), notes=True)

    assert pack.place_of(there) == "Kharkiv, Ukraine"
    assert pack.place_of(replace(there, facts=replace(there.facts, place=None))) is None


def test_each_field_of_the_page_comes_from_what_travels():
    """Texts that tell something are gone before; what is left is made fit to be shown."""
    log = Log(
        title="A \u202etitle", notes=("one\x07 line", "CanaryNote"), tags=frozenset({"b", "a"}), flag="select", rating=4
    )
    clip = a_clip(log=log, facts=replace(a_clip().facts, captured=Captured(day=date(2022, 5, 7))))
    told = pack.offered(travel.travelling(clip, frozenset({"CanaryNote"}), notes=True), Pictures(still="clips/x.jpg"))

    assert (told.title, told.notes, told.tags) == ("A title", ("one line",), ("a", "b"))
    assert (told.day, told.flag, told.rating, told.still, told.video) == (
        date(2022, 5, 7),
        "select",
        4,
        "clips/x.jpg",
        None,
    )
    assert told.ms == round(clip.seconds * 1000)
    assert {each.name for each in fields(Offered)} <= {
        *("id", "day", "title", "notes", "tags", "place", "ms", "fps", "width", "height", "flag", "rating"),
        *("video", "still", "board"),
    }, "a new field of the page: decide here whether a pack may tell it"
