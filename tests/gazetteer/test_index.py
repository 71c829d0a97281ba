"""Questions to the gazetteer."""

import json
import statistics
import threading
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.errors import DeskError, Misasked, NotFound
from mediadesk.gazetteer import Gazetteer, geonames, ready
from mediadesk.gazetteer.build import build, file_name
from mediadesk.gazetteer.index import _BY_BAND, _BY_BEGINNING, _BY_NAME, reach_m
from mediadesk.model.place import LatLon, distance_m

# in Ukrainian, Russian and English, old spellings too; coordinates to a kilometre
TOWNS = {
    (49.99, 36.23): "Харків Харьков Kharkiv Kharkov Khar'kov Charkiw",
    (50.45, 30.52): "Київ Киев Kyiv Kiev",
    (46.48, 30.73): "Одеса Одесса Odesa Odessa",
    (48.46, 35.04): "Дніпро Днепр Dnipro Дніпропетровськ Dnepropetrovsk",
    (49.84, 24.03): "Львів Львов Lviv Lvov",
    (46.97, 32.00): "Миколаїв Николаев Mykolaiv",
    (47.10, 37.55): "Маріуполь Мариуполь Mariupol",
    (46.64, 32.61): "Херсон Kherson",
    (48.86, 37.61): "Слов'янськ Слов’янськ Славянск Sloviansk Slovyansk",
    (48.60, 38.00): "Бахмут Bakhmut Артемівськ",
    (49.21, 37.26): "Ізюм Изюм Izium",
    (50.55, 30.21): "Буча Bucha",
    (49.84, 36.68): "Чугуїв Чугуев Chuhuiv",
    (50.30, 36.94): "Вовчанськ Волчанск Vovchansk",
    (49.71, 37.62): "Куп'янськ Купянск Kupiansk",
    (49.46, 36.86): "Балаклія Балаклея Balakliia",
    (48.28, 37.18): "Покровськ Покровск Pokrovsk",
    (48.68, 26.58): "Кам’янець-Подільський Каменец-Подольский Kamianets-Podilskyi",
    (50.02, 36.35): "Салтівка Saltivka Saltovka",
    (49.94, 36.49): "Мала_Рогань Mala_Rohan",
    (44.95, 34.11): "Сімферополь Симферополь Simferopol Aqmescit",
    (44.61, 33.52): "Севастополь Sevastopol",
    (37.98, 23.73): "Αθήνα ΑΘΗΝΑ Αθήναι Athens Афіни Афины",
    (40.64, 22.94): "Θεσσαλονίκη Thessaloniki Салоники",
    (37.95, 23.64): "Πειραιάς Piraeus",
    (39.11, 26.55): "Μυτιλήνη Mytilene Mytilini",
    (36.44, 28.22): "Ρόδος Rhodes",
    (52.23, 21.01): "Варшава Warszawa Warsaw",
    (50.94, 6.96): "Köln Cologne Кёльн Кельн",
}


@pytest.mark.parametrize(("at", "name"), [(at, name) for at, names in TOWNS.items() for name in names.split()])
def test_a_town_by_any_of_its_names(gazetteer, at, name):
    """The town is found in every script and spelling, within 6 km of where the map has it."""
    place = gazetteer.search(name.replace("_", " "))

    assert distance_m(place.point, LatLon(lat=at[0], lon=at[1])) < 6000
    assert place.source == "gazetteer"


def test_a_place_knows_its_region_and_size(gazetteer):
    """Kharkiv is in Kharkiv Oblast, Ukraine, and reaches some nine kilometres from its middle."""
    kharkiv = gazetteer.search("Харків")

    assert (kharkiv.name, kharkiv.region, kharkiv.country) == ("Kharkiv", "Kharkiv Oblast", "UA")
    assert 8000 < kharkiv.radius_m < 10000


@pytest.mark.parametrize("name", ["Simferopol", "Севастополь", "Yalta", "Керч", "Donetsk", "Луганск", "Mariupol"])
def test_occupied_is_still_ukraine(gazetteer, name):
    """GeoNames says so, and a new edition that says otherwise must not pass unseen."""
    place = gazetteer.search(name)

    assert place.country == "UA"
    assert gazetteer.nearest(place.point).country == "UA"


@pytest.mark.parametrize(
    ("words", "region"),
    [
        ("Athens", "Attica"),
        ("Athens, Georgia", "Georgia"),
        ("Athens, GR", "Attica"),
        ("Odessa, Texas", "Texas"),
        ("Odessa, United States", "Texas"),
        ("Одеса, ua", "Odesa Oblast"),
        ("Moria, Greece", "North Aegean"),
    ],
)
def test_a_region_or_country_says_which(gazetteer, words, region):
    """Without one, the place most people mean."""
    assert gazetteer.search(words).region == region


@pytest.mark.parametrize(("typed", "meant"), [("Kharkvi", "Kharkiv"), ("Харкив", "Kharkiv"), ("Салтовка", "Saltivka")])
def test_a_slip_gets_a_hint(gazetteer, typed, meant):
    """A name that nobody has is not guessed, but the near ones are named."""
    with pytest.raises(NotFound) as caught:
        gazetteer.search(typed)

    assert typed in caught.value.what
    assert f"{meant} (UA)" in caught.value.hint


@pytest.mark.parametrize("words", ["", "   ", "\t\n", "…", "'", "\u200f", "\ud800", "%", ", "])
def test_no_name_is_misasked(gazetteer, words):
    """Nothing to look for: the hint says what may be given."""
    with pytest.raises(Misasked) as caught:
        gazetteer.search(words)

    assert "coordinates" in caught.value.hint


@pytest.mark.parametrize(
    "words",
    [
        "Kharkiv' OR '1'='1",
        '"; DROP TABLE place; --',
        "kharki*",
        "name:NEAR(a b)",
        "A" * 10_000,
        "ї" * 10_000,
        "a b" * 5_000,
        "Kharkiv," * 5_000,
        "x\x00y",
        "\u202eвікраХ",
        "क्" * 300,
        "💣" * 50 + "q",
        "?" * 9_999 + "zzzzzzzz",
    ],
)
def test_hostile_words_find_nothing(gazetteer, words):
    """Quotes, operators, direction marks, masses of text: not found, said in one short visible line."""
    with pytest.raises((NotFound, Misasked)) as caught:
        gazetteer.search(words)

    assert caught.value.what.isprintable()
    assert len(caught.value.what) < 800


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text())
def test_any_text_may_be_asked(gazetteer, words):
    """A place, or an error of ours with a line fit for a terminal."""
    try:
        said = gazetteer.search(words).name
    except (NotFound, Misasked) as error:
        said = error.what
    assert said
    assert not {unicodedata.category(char) for char in said} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("lat", "lon", "name", "region", "country"),
    [
        (50.0221, 36.3490, "Kharkiv", "Kharkiv Oblast", "UA"),  # the middle of Saltivka, a suburb of 400,000
        (49.9880, 36.2320, "Kharkiv", "Kharkiv Oblast", "UA"),
        (49.8364, 36.6880, "Chuhuyiv", "Kharkiv Oblast", "UA"),
        (50.5430, 30.2120, "Bucha", "Kyiv Oblast", "UA"),
        (50.3900, 30.3700, "Vyshneve", "Kyiv Oblast", "UA"),  # 13 km from the middle of Kyiv, but not in its region
        (37.7450, -122.4301, "San Francisco", "California", "US"),
        (37.9864, 23.7339, "Athens", "Attica", "GR"),  # Exarcheia
        (37.9420, 23.6460, "Piraeus", "Attica", "GR"),
        (40.7280, -74.0780, "Jersey City", "New Jersey", "US"),  # 6 km from the middle of New York City
        (48.5730, 7.8150, "Kehl", "Baden-Württemberg", "DE"),  # 5 km from the middle of Strasbourg
        (45.5000, 32.0000, "Olenevka", "Crimea", "UA"),  # at sea, 44 km out
        (-16.8000, 179.9900, "Savusavu", "Northern", "FJ"),  # 70 km off, to both sides of the date line
        (-16.8000, -179.9900, "Savusavu", "Northern", "FJ"),
    ],
)
def test_a_point_gets_the_name_people_use(gazetteer, lat, lon, name, region, country):
    """A suburb is called by its town, a town beside a city keeps its name, no name crosses a border."""
    found = gazetteer.nearest(LatLon(lat=lat, lon=lon))

    assert (found.name, found.region, found.country) == (name, region, country)


@pytest.mark.parametrize(("lat", "lon"), [(0, -140), (90, 0), (-90, 180), (89.99, -180), (-55, -120), (33, -40)])
def test_far_from_everywhere_has_no_name(gazetteer, lat, lon):
    """More than 100 km from any place."""
    assert gazetteer.nearest(LatLon(lat=lat, lon=lon)) is None


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_any_point_may_be_asked(gazetteer, lat, lon):
    """A named place is within 115 km; its zone is a name or nothing."""
    point = LatLon(lat=lat, lon=lon)
    found, zone = gazetteer.nearest(point), gazetteer.zone(point)

    assert found is None or (found.name and found.distance_m <= 115_000)
    assert zone is None or "/" in zone


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (49.99, 36.23, "Europe/Kyiv"),
        (37.98, 23.73, "Europe/Athens"),
        (45.5, 32.0, "Etc/GMT-2"),
        (44.9, 34.1, "Europe/Simferopol"),
    ],
)
def test_a_point_has_a_time_zone(gazetteer, lat, lon, zone):
    """Latitude and longitude in the right order; at sea a nautical zone."""
    assert gazetteer.zone(LatLon(lat=lat, lon=lon)) == zone


def test_a_towns_reach_grows_with_its_people():
    """From half a kilometre for a village to 15 km for the largest city."""
    assert [round(reach_m(people)) for people in (0, 4_000, 31_535, 1_421_125, 24_000_000)] == [
        500,
        500,
        1293,
        8683,
        15000,
    ]


@pytest.mark.parametrize("harm", ["cut", "empty", "text", "other schema", "not ours", "zeroed", "gone"])
def test_a_harmed_file_is_built_again(small_world, tmp_path, harm):
    """Whatever happened to the cache, the question is answered, and the next one opens a sound file."""
    file = tmp_path / file_name()
    build(file)
    _harm(file, harm)

    first = ready(tmp_path)

    assert first.search("Харьков").name == "Kharkiv"
    seen = []
    second = ready(tmp_path, seen.append)
    assert second.search("Чугуїв").name == "Chuhuiv"
    assert seen == []
    first.close()
    second.close()


def test_harm_that_nothing_mends_is_told(small_world, tmp_path):
    """The file is damaged and its folder gone for good: an error with a hint, not SQLite's own."""
    folder = tmp_path / "cache"
    gazetteer = Gazetteer(folder / file_name())
    folder.write_text("in the way")

    with pytest.raises(DeskError) as caught:
        gazetteer.search("Kharkiv")

    assert caught.value.hint


def test_reading_writes_nothing(gazetteer, small_world, tmp_path):
    """The file is opened read-only: no journal beside it, not a byte changed."""
    ready(tmp_path / "cache").close()
    file = tmp_path / "cache" / file_name()
    before = file.read_bytes()

    reader = ready(tmp_path / "cache")
    reader.search("Kharkiv")
    reader.nearest(LatLon(lat=50, lon=36))

    assert [each.name for each in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == before
    with pytest.raises(DeskError, match="cannot be read"):
        reader._rows("DELETE FROM place")
    reader.close()


def test_many_threads_ask_one_gazetteer(gazetteer):
    """The web desk and the stations share it."""
    wrong = []

    def ask():
        for name in ("Харків", "Αθήνα", "Bucha") * 20:
            place = gazetteer.search(name)
            if gazetteer.nearest(place.point).country != place.country:
                wrong.append(name)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


@pytest.mark.parametrize(
    ("question", "values"),
    [(_BY_NAME, ("kharkiv",)), (_BY_BEGINNING, ("khar", "khas")), (_BY_BAND, (499, 36.0, 36.5, 0))],
)
def test_every_question_has_its_index(gazetteer, question, values):
    """No question reads a whole table: that is what keeps them below milliseconds."""
    plan = [row[3] for row in gazetteer._rows(f"EXPLAIN QUERY PLAN {question}", *values)]

    assert [step for step in plan if step.startswith("SCAN")] == []
    assert [step for step in plan if step.startswith("SEARCH")]


def test_a_scan_would_be_seen(gazetteer):
    """Sabotage: a question without an index shows in its plan."""
    plan = gazetteer._rows("EXPLAIN QUERY PLAN SELECT * FROM place WHERE name = 'Kharkiv'")

    assert plan[0][3].startswith("SCAN")


def test_the_file_is_small(gazetteer):
    """Below 60 MB, for all the names of the world's towns."""
    assert gazetteer._file.stat().st_size < 60_000_000


@pytest.mark.bench
def test_figures(gazetteer, tmp_path):
    """Build against the plain reading of the same data; questions against a look at every row."""
    text = geonames.places()
    read = _seconds(lambda: json.loads(text))
    made = _seconds(lambda: build(tmp_path / file_name()))
    scan = _seconds(lambda: gazetteer._rows("SELECT name FROM place WHERE lat + lon < -1000"))
    names = [name.replace("_", " ") for names in TOWNS.values() for name in names.split()]
    search = statistics.median(_seconds(lambda name=name: gazetteer.search(name)) for name in names)
    points = [LatLon(lat=lat + 0.03, lon=lon - 0.03) for lat, lon in TOWNS]
    nearest = statistics.median(_seconds(lambda point=point: gazetteer.nearest(point)) for point in points)
    print(f"\ngazetteer: build {made:.1f} s = {made / read:.1f} × json.loads of the data")
    print(f"gazetteer: search {search * 1000:.2f} ms, nearest {nearest * 1000:.2f} ms, a scan {scan * 1000:.0f} ms")

    assert made < 15
    assert search < scan / 10
    assert nearest < scan / 5


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _harm(file, harm):
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
        return
    ways = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "text": b"not a database " * 1000,
        "other schema": whole[:60] + (99).to_bytes(4, "big") + whole[64:],
        "not ours": whole[:68] + b"GPKG" + whole[72:],
        "zeroed": whole[:4096] + bytes(len(whole) - 4096),
    }
    file.write_bytes(ways[harm])
