"""An editor finds what they mean, whatever they type."""

import math
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.search import boxes, match_expression
from mediadesk.model.clip import Camera, Facts, Log
from mediadesk.model.moment import Captured, in_zone, wall_clock
from mediadesk.model.place import EARTH_RADIUS_M, LatLon, distance_m
from mediadesk.model.query import LACKS, SORTS, Query
from mediadesk.model.recipe import Poster, Proxy, digest
from mediadesk.model.rendition import Rendition
from tests.catalogue.world import KHARKIV, a_clip, a_file, a_place, shelve


def found(catalogue, **query) -> list[str]:
    """The names of the clips that answer, in their order."""
    with catalogue.read() as shelves:
        return [clip.name.decode().removesuffix(".MOV") for clip in shelves.clips.find(Query(**query))]


def of_file(**facts) -> Facts:
    return Facts(container="mov", **facts)


def a_proxy(word: str, name: str) -> Rendition:
    return Rendition(subject=a_clip(word).id, recipe="proxy", digest=name, path=word, size_bytes=1, sha256="ab" * 32)


@pytest.fixture(scope="module")
def trip(tmp_path_factory):
    """Three days in Kharkiv, as told by three devices, and a clip that says nothing. Nobody writes to it."""
    catalogue = Catalogue.create(tmp_path_factory.mktemp("trip") / "catalog.db")
    kyiv = timedelta(hours=3)
    market = Captured(at=datetime(2022, 5, 6, 22, tzinfo=UTC), local=datetime(2022, 5, 7, 1), offset=kyiv, source="tag")
    shelve(
        catalogue,
        a_clip(
            "market",
            facts=of_file(captured=market, place=a_place(name="Kharkiv", region="Oblast", country="UA"), seconds=3),
            log=Log(title="Queue for bread", tags=frozenset({"food", "queue"}), trip="Spring 2022", flag="select"),
            size_bytes=3,
        ),
        a_clip(
            "tram",
            facts=of_file(
                captured=wall_clock(datetime(2022, 5, 8, 12), source="tag"),
                camera=Camera(make="Apple", model="iPhone 12 Pro Max"), seconds=1,
            ),
            log=Log(notes=("Driver says: five stops a day",), labels=frozenset({"civilian-identifiable"})),
            size_bytes=2,
        ),
        a_clip(
            "drone",
            facts=of_file(
                captured=Captured(at=datetime(2022, 5, 9, 12, tzinfo=UTC), source="tag"),
                place=a_place(49.8, 36.1), seconds=2,
            ),
            log=Log(tags=frozenset({"food"})),
            size_bytes=1,
        ),
        a_clip("unknown", facts=of_file(), size_bytes=4),
    )  # fmt: skip
    with catalogue.write() as shelves:
        shelves.renditions.add(a_proxy("tram", digest(Proxy())))
        shelves.renditions.add(a_proxy("drone", digest(Proxy(crf=50))))
    yield catalogue
    catalogue.close()


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["bread"], ["market"]),
        (["BRE"], ["market"]),
        (["bread", "kharkiv"], ["market"]),
        (["bread", "tram"], []),
        (["five stops"], ["tram"]),
        (["stops five"], []),
        (["iphone"], ["tram"]),
        (["spring", "food"], ["market"]),
        (["food"], ["market", "drone"]),
        (["ead"], []),
    ],
)
def test_each_word_is_the_beginning_of_a_word_somewhere(trip, words, names):
    assert found(trip, words=tuple(words)) == names


@pytest.mark.parametrize("typed", [str, str.lower, str.upper])
def test_scripts_and_cases_are_no_hurdle(catalogue, typed):
    titles = ["Харків", "Café de la Gare", "Москва́", "Łódź", "Слов’янськ", "ЇЖАК", "서울 시장", "IMG_0042"]
    shelve(catalogue, *(a_clip(f"n{number}", log=Log(title=title)) for number, title in enumerate(titles)))
    for number, title in enumerate(titles):
        assert found(catalogue, words=(typed(title),)) == [f"n{number}"]
        assert found(catalogue, words=(typed(title)[:3],)) == [f"n{number}"]


def test_accents_may_be_left_out(catalogue):
    shelve(catalogue, a_clip(log=Log(title="Café de la Gare")))
    assert found(catalogue, words=("cafe", "gare")) == ["market"]


# fmt: off
HOSTILE = [
    '"', "'", "*", "bread*", "(", ")", "NOT", "AND", "OR bread", "NEAR(a b)", "said:bread", "-bread", "^bread", "{a b}",
    "a + b", "\0", "bread\0", '"bread', "';--", "\udcff", "😀", "%", "", " ", "a" * 10_000, "\\",
]
# fmt: on


@pytest.mark.parametrize("word", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_a_word_and_no_operator(trip, word):
    """Nothing raises, and nothing is found that does not say so."""
    assert found(trip, words=(word,)) in ([], ["market"])
    assert found(trip, words=("tram", word)) == []


@given(st.text())
def test_no_text_upsets_the_search(word):
    """Every text becomes one quoted phrase: quotes inside come in pairs, and no NUL ends it early."""
    phrase = match_expression([word])
    assert phrase.startswith('"')
    assert phrase.endswith('"*')
    assert '"' not in phrase[1:-2].replace('""', "")
    assert "\0" not in phrase


def test_a_word_of_signs_alone_finds_nothing_rather_than_everything(trip):
    assert found(trip, words=("!?",)) == []


# --- time ------------------------------------------------------------------------------------------------------------


def test_a_day_is_the_day_where_the_clip_was_shot(trip):
    """One in the morning of 7 May in Kharkiv is still 6 May in UTC."""
    assert found(trip, start=datetime(2022, 5, 7), end=datetime(2022, 5, 8)) == ["market"]
    assert found(trip, start=datetime(2022, 5, 6), end=datetime(2022, 5, 7)) == []


def test_a_wall_clock_alone_matches_a_day(trip):
    assert found(trip, start=datetime(2022, 5, 8), end=datetime(2022, 5, 9)) == ["tram"]


def test_a_clip_that_knows_only_its_instant_matches_by_utc(trip):
    assert found(trip, start=datetime(2022, 5, 9), end=datetime(2022, 5, 10)) == ["drone"]


def test_an_instant_is_matched_by_instants_alone(trip):
    """A wall clock without a zone is never taken for one."""
    assert found(trip, start=datetime(2022, 5, 1, tzinfo=UTC), end=datetime(2022, 6, 1, tzinfo=UTC)) == [
        "market",
        "drone",
    ]


def test_a_span_begins_with_its_first_moment_and_ends_before_its_last(trip):
    noon, moment = datetime(2022, 5, 8, 12), timedelta(microseconds=1)
    assert found(trip, start=noon, end=noon + moment) == ["tram"]
    assert found(trip, start=noon + moment, end=noon + 2 * moment) == []
    assert found(trip, start=noon - moment, end=noon) == []


def test_a_zone_of_another_winter_is_no_hurdle(catalogue):
    """An aware bound in local time is the same instant as in UTC."""
    kyiv = in_zone(wall_clock(datetime(2022, 5, 7, 12), source="tag"), UTC, "UTC")
    shelve(catalogue, a_clip(facts=of_file(captured=kyiv)))
    start = datetime.fromisoformat("2022-05-07T15:00:00+03:00")
    assert found(catalogue, start=start, end=start + timedelta(seconds=1)) == ["market"]


# --- place -----------------------------------------------------------------------------------------------------------


def test_near_means_within_so_many_metres(trip):
    apart = distance_m(KHARKIV, LatLon(lat=49.8, lon=36.1))
    assert found(trip, near=KHARKIV, within_m=apart - 1) == ["market"]
    assert found(trip, near=KHARKIV, within_m=apart + 1) == ["market", "drone"]


@pytest.mark.parametrize(
    ("near", "place"),
    [
        ((0.0, 179.999), (0.0, -179.999)),
        ((0.0, -179.999), (0.0, 179.999)),
        ((89.999, 0.0), (89.999, 180.0)),
        ((-90.0, 7.0), (-89.999, -100.0)),
    ],
)
def test_neither_the_date_line_nor_a_pole_is_a_wall(catalogue, near, place):
    shelve(catalogue, a_clip(facts=of_file(place=a_place(*place))))
    assert found(catalogue, near=LatLon(lat=near[0], lon=near[1]), within_m=500) == ["market"]


@given(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(1, EARTH_RADIUS_M * 4), st.floats(0, 1), st.floats(0, math.tau)
)
def test_the_boxes_hold_the_whole_circle(lat, lon, within_m, part, bearing):
    """Any point within the distance lies in one of them (spherical direct problem)."""
    angle, start = within_m * part / EARTH_RADIUS_M, math.radians(lat)
    sine = math.sin(start) * math.cos(angle) + math.cos(start) * math.sin(angle) * math.cos(bearing)
    there = math.asin(max(-1.0, min(1.0, sine)))
    turn = math.atan2(math.sin(bearing) * math.sin(angle) * math.cos(start), math.cos(angle) - math.sin(start) * sine)
    y, x = math.degrees(there), (lon + math.degrees(turn) + 180) % 360 - 180
    if distance_m(LatLon(lat=lat, lon=lon), LatLon(lat=y, lon=x)) > within_m:
        return  # rounding put it outside
    assert any(s <= y <= n and w <= x <= e for s, n, w, e in boxes(LatLon(lat=lat, lon=lon), within_m))


# --- what people said ------------------------------------------------------------------------------------------------


def test_every_tag_and_label_asked_for_must_be_there(trip):
    assert found(trip, tags=("food",)) == ["market", "drone"]
    assert found(trip, tags=("Food", "QUEUE")) == ["market"]
    assert found(trip, tags=("foo",)) == []
    assert found(trip, labels=("civilian-identifiable",)) == ["tram"]
    assert found(trip, labels=("food",)) == []


def test_a_tag_with_a_comma_is_one_tag(catalogue):
    shelve(catalogue, a_clip(log=Log(tags=frozenset({"bread, milk", 'say "hi"'}))))
    assert found(catalogue, tags=("bread, milk", 'say "hi"')) == ["market"]
    assert found(catalogue, tags=(", ",)) == []
    assert found(catalogue, tags=("bread",)) == []


def test_a_tag_with_a_nul_in_it_is_found_as_it_was_typed(catalogue):
    shelve(catalogue, a_clip(log=Log(tags=frozenset({"a\0b"}), title="c\0d")))
    assert found(catalogue, tags=("a\0b",), words=("c\0d",)) == ["market"]


def test_trip_flag_and_camera_narrow(trip):
    assert found(trip, trip="spring 2022") == ["market"]
    assert found(trip, trip="spring") == []
    assert found(trip, flag="select") == ["market"]
    assert found(trip, camera="iphone 12") == ["tram"]
    assert found(trip, camera="%") == []


# --- what is missing -------------------------------------------------------------------------------------------------


def test_what_is_missing_is_found(trip):
    assert found(trip, lacks=("time",)) == ["unknown"]
    assert found(trip, lacks=("place",)) == ["tram", "unknown"]
    assert found(trip, lacks=("proxy",)) == ["market", "drone", "unknown"]
    assert found(trip, lacks=("proxy", "place")) == ["unknown"]


def test_a_poster_of_the_moment_that_was_chosen_is_there(catalogue):
    """What shows another moment is not: `derive` would make it again."""
    chosen = a_clip("chosen", log=Log(poster=Fraction(5, 2)))
    shelve(catalogue, chosen, a_clip("any"))

    def shows(word: str, moment: Fraction | None) -> Rendition:
        recipe = Poster(at=moment)
        return replace(a_proxy(word, digest(recipe)), recipe="poster")

    with catalogue.write() as shelves:
        shelves.renditions.add(shows("any", None))
        shelves.renditions.add(shows("chosen", None))
    assert found(catalogue, lacks=("poster",)) == ["chosen"]

    with catalogue.write() as shelves:
        shelves.renditions.add(shows("chosen", Fraction(5, 2)))
    assert found(catalogue, lacks=("poster",)) == []
    assert found(catalogue, lacks=("storyboard",)) == found(catalogue)


def test_a_proxy_of_yesterdays_recipe_is_not_there(trip):
    """What `derive` would make again is missing."""
    assert "drone" in found(trip, lacks=("proxy",))
    assert "tram" not in found(trip, lacks=("proxy",))


@pytest.mark.parametrize("what", LACKS)
def test_everything_that_may_be_missing_can_be_asked_for(trip, what):
    assert "unknown" in found(trip, lacks=(what,))


# --- order -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("captured", ["market", "tram", "drone", "unknown"]),
        ("-captured", ["drone", "tram", "market", "unknown"]),
        ("name", ["drone", "market", "tram", "unknown"]),
        ("-name", ["unknown", "tram", "market", "drone"]),
        ("seconds", ["tram", "drone", "market", "unknown"]),
        ("-seconds", ["market", "drone", "tram", "unknown"]),
        ("size", ["drone", "tram", "market", "unknown"]),
        ("-size", ["unknown", "market", "tram", "drone"]),
    ],
)
def test_what_is_not_known_comes_last_either_way(trip, sort, names):
    assert found(trip, sort=sort) == names


def test_every_order_is_tried_above():
    tried = test_what_is_not_known_comes_last_either_way.pytestmark[0].args[1]
    assert {sort for sort, _ in tried} == set(SORTS)


def test_everything_at_once(trip):
    assert found(
        trip, words=("bread",), near=KHARKIV, within_m=20_000, start=datetime(2022, 5, 7), end=datetime(2022, 5, 10),
        trip="Spring 2022", tags=("food", "queue"), flag="select", lacks=("proxy",), sort="-captured", limit=1,
    ) == ["market"]  # fmt: skip


# --- speed -----------------------------------------------------------------------------------------------------------


@pytest.mark.bench
def test_ten_thousand_clips_are_searched_in_a_moment(catalogue, capsys):
    """By place and day, by word, and all of them; the figures are printed, not judged."""
    start = datetime(2022, 5, 1)
    clips = [
        a_clip(
            f"n{number:05}",
            facts=of_file(
                place=a_place(KHARKIV.lat + number % 100 / 50, KHARKIV.lon + number // 100 / 50),
                captured=wall_clock(start + timedelta(minutes=number), source="tag"),
                camera=Camera(make="Apple", model="iPhone"),
            ),
            log=Log(notes=(f"note {number}",), tags=frozenset({f"tag{number % 7}"})),
        )
        for number in range(10_000)
    ]
    with catalogue.write() as shelves:
        for clip in clips:
            shelves.files.add(a_file("x", "clip", sha256=clip.sha256, name=clip.name, path=clip.path))
            shelves.clips.add(clip)

    spans = {"start": start + timedelta(days=2), "end": start + timedelta(days=3)}
    queries = {
        "place and day": Query(near=KHARKIV, within_m=50_000, **spans),
        "word": Query(words=("note",)),
        "tag": Query(tags=("tag3",)),
        "all": Query(limit=0),
    }
    for name, query in queries.items():
        began = time.perf_counter()
        with catalogue.read() as shelves:
            hits = shelves.clips.find(query)
        assert hits
        with capsys.disabled():
            print(
                f"\n  10,000 clips by {name}: {(time.perf_counter() - began) * 1000:.0f} ms, {len(hits)} found", end=""
            )
