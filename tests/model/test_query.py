"""A query narrows by what is said, and asks nothing by itself."""

from dataclasses import fields
from datetime import UTC, datetime

from mediadesk.model.query import LACKS, SORTS, Query, by_wall_clock
from mediadesk.model.recipe import HOUSE


def test_a_query_that_says_nothing_asks_nothing():
    narrowing = {field.name: getattr(Query(), field.name) for field in fields(Query)}
    assert {name for name, value in narrowing.items() if value} == {"within_m", "sort", "limit"}


def test_whatever_can_be_made_of_a_clip_can_be_missing():
    assert set(LACKS) == {"place", "time", "instant", *HOUSE}


def test_every_order_can_be_turned_round():
    assert {sort.removeprefix("-") for sort in SORTS if sort.startswith("-")} == {
        sort for sort in SORTS if sort[0] != "-"
    }


def test_an_instant_may_mean_wall_clocks_of_the_whole_world():
    """On the islands behind the date line and before it."""
    at = datetime(2022, 5, 7, 12, tzinfo=UTC)
    wide = by_wall_clock(Query(start=at, end=at, lacks=("place",), trip="May"))
    assert wide
    assert (wide.start, wide.end) == (datetime(2022, 5, 7), datetime(2022, 5, 8, 2))
    assert (wide.lacks, wide.trip) == (("place", "instant"), "May")
    mixed = by_wall_clock(Query(start=datetime(2022, 5, 7), end=at))
    assert mixed
    assert mixed.start == datetime(2022, 5, 7)
    last = by_wall_clock(Query(end=datetime(9999, 12, 31, 23, tzinfo=UTC)))
    assert last
    assert last.end == datetime(9999, 12, 31, 23)


def test_days_are_found_by_wall_clocks_anyway():
    assert by_wall_clock(Query()) is by_wall_clock(Query(start=datetime(2022, 5, 7))) is None
