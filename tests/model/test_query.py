"""A query narrows by what is said, and asks nothing by itself."""

from dataclasses import fields

from mediadesk.model.query import LACKS, SORTS, Query
from mediadesk.model.recipe import HOUSE


def test_a_query_that_says_nothing_asks_nothing():
    narrowing = {field.name: getattr(Query(), field.name) for field in fields(Query)}
    assert {name for name, value in narrowing.items() if value} == {"within_m", "sort", "limit"}


def test_whatever_can_be_made_of_a_clip_can_be_missing():
    assert set(LACKS) == {"place", "time", *HOUSE}


def test_every_order_can_be_turned_round():
    assert {sort.removeprefix("-") for sort in SORTS if sort.startswith("-")} == {
        sort for sort in SORTS if sort[0] != "-"
    }
