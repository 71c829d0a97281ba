"""What `find` looks for is made of the clip's value alone, in one spelling."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.catalogue.findable import columns, folded, said, sortable, spelt
from mediadesk.model.clip import Camera, Facts, Log
from mediadesk.model.moment import Captured, wall_clock
from mediadesk.model.place import Wider
from tests.catalogue.world import a_clip, a_place

KYIV = timezone(timedelta(hours=3))


@given(st.datetimes(), st.datetimes())
def test_what_sorts_as_text_sorts_as_time(one, other):
    """Also the year 33 and the first microsecond of a second."""
    assert (sortable(one) < sortable(other)) == (one < other)


def test_an_instant_is_told_in_utc_and_a_wall_clock_as_it_stands():
    assert sortable(datetime(2022, 5, 7, 1, tzinfo=KYIV)) == "2022-05-06T22:00:00.000000"
    assert sortable(datetime(2022, 5, 7, 1)) == "2022-05-07T01:00:00.000000"
    assert sortable(None) is None


def test_what_a_person_typed_counts_before_what_the_file_says():
    facts = Facts(container="mov", place=a_place(1.0, 2.0), captured=wall_clock(datetime(1970, 1, 1), source="tag"))
    log = Log(place=a_place(), captured=Captured(at=datetime(2022, 5, 7, 9, tzinfo=UTC), source="typed"))
    of_file, of_both = columns(a_clip(facts=facts)), columns(a_clip(facts=facts, log=log))
    assert (of_file["lat"], of_file["day_clock"], of_file["at"]) == (1.0, "1970-01-01T00:00:00.000000", None)
    assert (of_both["lat"], of_both["day_clock"]) == (a_place().lat, of_both["at"])


def test_a_clip_that_says_nothing_has_nothing_to_be_found_by_but_its_name():
    bare = a_clip(facts=Facts(container="mov"))
    assert said(bare) == "market.MOV"
    known = {name for name, value in columns(bare).items() if value not in (None, "", "[]")}
    assert known == {"name"}


def test_a_clip_is_found_by_the_bigger_places_it_lies_in():
    """Of Exarcheia, and of Athens; each name once."""
    athens = Wider(rung="town", name="Athens", lat=37.98, lon=23.73, radius_m=5_900)
    place = a_place(name="Exarcheia", district="Athens", region="Attica", country="GR", within=(athens,))
    assert said(a_clip(log=Log(place=place))).split() == ["market.MOV", "Exarcheia", "Athens", "Attica", "GR"]


def test_everything_said_is_a_word():
    clip = a_clip(
        facts=Facts(
            container="mov", camera=Camera(make="Apple", model="iPhone 12"), place=a_place(name="Харків", country="UA")
        ),
        log=Log(trip="Spring", title="Queue", notes=("bread",), tags=frozenset({"food"})),
    )
    assert said(clip).split() == [
        "market.MOV",
        "Queue",
        "bread",
        "food",
        "Spring",
        "Харків",
        "UA",
        "Apple",
        "iPhone",
        "12",
    ]


def test_labels_and_shooters_are_no_words():
    """Who filmed, and what is dangerous in it, is not for everyone's search box."""
    assert said(a_clip(log=Log(shooter="ol", labels=frozenset({"minor"})))) == "market.MOV"


def test_what_looks_the_same_is_the_same():
    """macOS takes a name apart (NFD), and Слов’янськ has four apostrophes on four keyboards."""
    taken_apart = unicodedata.normalize("NFD", "Київ")
    assert taken_apart != "Київ"
    assert spelt(taken_apart) == "Київ"
    assert {spelt(f"Слов{mark}янськ") for mark in "'’ʼ`´"} == {"Слов'янськ"}
    assert folded("STRASSE") == folded("Straße")


def test_half_a_character_is_no_trouble():
    """SQLite takes UTF-8 alone."""
    said(replace(a_clip(), log=Log(title="\udcff"))).encode()
