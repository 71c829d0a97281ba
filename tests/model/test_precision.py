"""What the public may know of a place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.place import LatLon, Place, Rung, Wider, distance_m
from mediadesk.model.precision import PRECISIONS, Precision, SafeName, finer_names, names_told, public, together

RUNGS: tuple[Rung, ...] = ("km", "town", "region", "country")
CLIP = Place(
    lat=50.00501,
    lon=36.31007,
    radius_m=30,
    source="quicktime:location",
    name="Olena's yard",
    district="Kharkiv Raion",
    region="Kharkiv Oblast",
    region_code="UA-63",
    country="UA",
    within=(
        Wider(rung="km", name="Saltivka", lat=50.022, lon=36.349, radius_m=4660),
        Wider(rung="town", name="Kharkiv", lat=49.982, lon=36.255, radius_m=8683),
        Wider(rung="region", name="Kharkiv Oblast", lat=49.778, lon=36.472, radius_m=110_000),
        Wider(rung="country", name="Ukraine", lat=48.494, lon=31.111, radius_m=628_000),
    ),
)

names = st.text(st.characters(codec="ascii", categories=["L"]), min_size=12, max_size=12)
widers = st.builds(
    Wider,
    rung=st.sampled_from(RUNGS),
    name=names,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    radius_m=st.floats(1000, 1e6),
)
places = st.builds(
    Place,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    radius_m=st.floats(0, 1000),
    source=st.just("typed"),
    name=names,
    region=st.none() | names,
    country=st.none() | st.just("UA"),
    within=st.lists(widers, unique_by=lambda each: each.rung).map(
        lambda found: tuple(sorted(found, key=lambda each: RUNGS.index(each.rung)))
    ),
)


@pytest.mark.parametrize(
    ("precision", "name"),
    [
        ("exact", "Olena's yard"),
        ("km", "Saltivka"),
        ("town", "Kharkiv"),
        ("region", "Kharkiv Oblast"),
        ("country", "Ukraine"),
    ],
)
def test_each_step_names_a_bigger_place(precision: Precision, name: str) -> None:
    """From the point itself to the country."""
    told = public(CLIP, precision)

    assert told is not None
    assert (told.name, told.precision, told.country) == (name, precision, "UA")


def test_without_a_word_it_is_the_town() -> None:
    """With its region, which says no more than the town does."""
    assert public(CLIP) == SafeName(
        precision="town",
        name="Kharkiv",
        region="Kharkiv Oblast",
        country="UA",
        lat=49.982,
        lon=36.255,
        radius_m=8683,
    )


def test_nothing_is_nothing() -> None:
    """No place, or no word of it."""
    assert public(None) is None
    assert public(CLIP, "none") is None


def test_where_a_step_is_missing_the_next_bigger_one_is_told() -> None:
    """Outside of every town and raion: the oblast, and that it is no more than that."""
    told = public(replace(CLIP, within=CLIP.within[2:]), "km")

    assert told is not None
    assert (told.name, told.precision) == ("Kharkiv Oblast", "region")


def test_what_was_catalogued_without_bigger_places_has_names_alone() -> None:
    """Its own name may be a yard: it is not told; no point is made up."""
    old = replace(CLIP, within=())

    told = [public(old, precision) for precision in ("km", "town", "region", "country")]
    assert [each and (each.name, each.precision, each.lat) for each in told] == [
        ("Kharkiv Oblast", "region", None),
        ("Kharkiv Oblast", "region", None),
        ("Kharkiv Oblast", "region", None),
        ("UA", "country", None),
    ]
    assert public(replace(old, region=None, country=None), "town") is None


@given(place=places, precision=st.sampled_from(PRECISIONS[1:]))
def test_the_point_itself_changes_nothing_that_is_told(place: Place, precision: Precision) -> None:
    """Move the clip anywhere, call it anything: the public is told the same. So nothing told is made of the point."""
    moved = replace(place, lat=-place.lat / 2, lon=place.lon / 3, radius_m=5, name="Elsewhere", source="nmea")

    assert public(place, precision) == public(moved, precision)


@given(place=places)
def test_each_step_tells_less_than_the_last(place: Place) -> None:
    """What a coarser step tells, a finer one would have been allowed to tell as well."""
    told = [public(place, precision) for precision in PRECISIONS]
    steps = [PRECISIONS.index(each.precision) if each else len(PRECISIONS) for each in told]

    assert steps == sorted(steps)
    assert all(step >= wanted for wanted, step in enumerate(steps))


def test_sabotage_a_moved_point_would_be_seen() -> None:
    """A public form that jitters the clip's own point, however far, changes when the clip moves."""

    def jittered(place: Place) -> SafeName:
        return SafeName(precision="km", name="about here", lat=round(place.lat, 2), lon=round(place.lon, 2))

    moved = replace(CLIP, lat=-CLIP.lat / 2)
    assert jittered(CLIP) != jittered(moved)
    told = public(CLIP, "km")
    assert told is not None
    assert told.lat is not None
    assert told.lon is not None
    assert distance_m(CLIP.point, LatLon(lat=told.lat, lon=told.lon)) > 1000


PODIL = replace(
    CLIP,
    name="A cellar",
    district="Kyiv",
    region="Kyiv",
    within=(
        Wider(rung="km", name="Podil", lat=50.46, lon=30.51, radius_m=2000),
        Wider(rung="town", name="Kyiv", lat=50.45, lon=30.52, radius_m=15_000),
        Wider(rung="country", name="Ukraine", lat=48.494, lon=31.111, radius_m=628_000),
    ),
)


@pytest.mark.parametrize(
    ("places", "precision", "name"),
    [
        ([CLIP], "exact", "Olena's yard"),
        ([CLIP, CLIP], "km", "Saltivka"),
        ([CLIP, replace(CLIP, name="The market")], "exact", "Saltivka"),
        ([CLIP, replace(CLIP, within=CLIP.within[1:])], "km", "Kharkiv"),
        ([CLIP, PODIL], "exact", "Ukraine"),
        ([CLIP, PODIL], "country", "Ukraine"),
    ],
)
def test_of_several_places_the_smallest_that_holds_them_all_is_told(places, precision, name):
    told = together(places, precision)
    assert told
    assert told.name == name


@pytest.mark.parametrize(
    ("places", "precision"),
    [
        ([CLIP], "none"),
        ([], "exact"),
        ([CLIP, None], "country"),
        ([CLIP, replace(CLIP, country="PL", within=())], "km"),
    ],
)
def test_where_nothing_holds_them_all_nothing_is_told(places, precision):
    """A clip that nobody knows the place of may be from anywhere."""
    told = together(places, precision)
    assert told is None


@given(st.lists(places, min_size=1, max_size=3), st.sampled_from(PRECISIONS))
def test_several_places_tell_no_more_than_each(several, precision):
    told = together(several, precision)
    if told is not None:
        assert all(told in {public(each, rung) for rung in PRECISIONS} for each in several)
        assert PRECISIONS.index(told.precision) >= PRECISIONS.index(precision)


@pytest.mark.parametrize(
    ("precision", "finer"),
    [
        ("exact", set()),
        ("km", {"Olena's yard"}),
        ("town", {"Olena's yard", "Saltivka"}),
        ("region", {"Olena's yard", "Saltivka", "Kharkiv", "Kharkiv Raion"}),
        ("country", {"Olena's yard", "Saltivka", "Kharkiv", "Kharkiv Raion", "Kharkiv Oblast"}),
        ("none", {"Olena's yard", "Saltivka", "Kharkiv", "Kharkiv Raion", "Kharkiv Oblast", "Ukraine"}),
    ],
)
def test_the_names_that_tell_more_than_was_decided_are_known(precision, finer):
    assert finer_names(CLIP, precision) == finer


def test_a_place_that_is_called_like_the_bigger_one_tells_no_more():
    """Kyiv is a town and a region of its own."""
    assert finer_names(PODIL, "region") == {"A cellar", "Podil"}


@pytest.mark.parametrize(
    ("text", "precision", "told"),
    [
        ("Shops open in SALTIVKA again", "town", ("Saltivka",)),
        ("Shops open in Kharkiv again", "town", ()),
        ("Kharkiv Oblast, 9 May", "region", ()),
        ("Kharkiv, Kharkiv Oblast", "region", ("Kharkiv",)),
        ("saltivka.mp4", "region", ("Saltivka",)),
        ("Saltivkas", "region", ()),
        ("Трамвай на Салтівці", "town", ("Saltivka",)),
        ("Салтівка, 9 травня", "town", ("Saltivka",)),
        ("У Харкові знов їздить трамвай", "region", ("Kharkiv",)),
        ("Харківська область", "region", ()),
        ("Харківський двір", "town", ()),
        ("Ukraine", "none", ("Ukraine",)),
        ("Olena\u2019s yard, Saltivka", "exact", ()),
        ("", "none", ()),
    ],
)
def test_a_text_is_read_for_them_word_by_word(text, precision, told):
    assert names_told(text, [CLIP], precision) == told


def test_a_name_in_letters_of_another_make_is_the_same():
    """macOS writes the accent as a letter of its own."""
    yard = replace(CLIP, name="Йорданський двір", within=())
    assert names_told("Йорданський двір", [yard], "town") == ("Йорданський двір",)
