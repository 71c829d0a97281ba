"""Finding clips by what an editor remembers of them."""

from datetime import datetime

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Camera, Facts
from mediadesk.model.moment import wall_clock
from tests.catalogue.world import a_clip, shelve
from tests.cli.world import asker, done


def names(said):
    """The names of the clips that were found."""
    return [record["name"] for record in said.of("clip")]


@pytest.mark.parametrize("place", ["Kharkiv", "Харків", "Харьков", "49.99,36.23"])
def test_a_clip_is_found_by_place_and_day(ask, desk, place):
    """By the place's name in any script, or its coordinates, and by the days of the trip."""
    said = ask("find", "--near", place, "--within", "20km", "--from", "2022-05-07", "--to", "2022-05-09", "--json")

    assert (said.code, names(said)) == (0, ["IMG_0042.MOV"])
    assert names(ask("find", "--near", place, "--from", "2022-05-08", "--json")) == []
    assert names(ask("find", "--near", "Lviv", "--within", "20km", "--json")) == []


def test_every_option_narrows(ask, desk):
    """By trip, camera, words, flag, and by what a clip lacks."""
    assert len(names(ask("find", "--json"))) == 3
    assert len(names(ask("find", "--trip", "Kharkiv May 2022", "--json"))) == 3
    assert names(ask("find", "--camera", "iphone", "--json")) == ["IMG_0042.MOV"]
    assert names(ask("find", "dji", "--json")) == ["DJI_0007.MP4"]
    assert sorted(names(ask("find", "--lacks", "place", "--json"))) == ["DJI_0007.MP4", "interview.wav"]
    assert names(ask("find", "--flag", "select", "--json")) == []


def test_a_limit_says_that_there_is_more(ask, desk):
    """Nobody takes the first two for all; 0 is all."""
    few = ask("find", "--limit", "2")

    assert len(few.out.splitlines()) == 2
    assert few.err == "the first 2; --limit 0 shows all\n"
    assert len(ask("find", "--limit", "0").out.splitlines()) == 3


def test_quiet_leaves_the_answer(ask, desk):
    """With --quiet there is no word beside the clips themselves."""
    said = ask("find", "--near", "Kharkiv", "--quiet")

    assert "IMG_0042.MOV" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "soon"),
        ("--near", "Kharkiv", "--within", "far"),
        ("--within", "20km"),
        ("--lacks", "sense"),
        ("--near", "Nowherecity on Sea"),
    ],
)
def test_what_makes_no_sense_is_told(ask, desk, words):
    """Two lines: what is wrong, and what would be right."""
    said = ask("find", *words)

    assert said.code in {2, 4}
    assert len(said.err.splitlines()) == 2
    assert said.err.splitlines()[1].startswith("try: ")


def test_a_contact_sheet_shows_every_clip(ask, desk, tmp_path):
    """One page with a picture of each clip, of sound alone its waveform; they are made on the way."""
    page = tmp_path / "sheet.html"

    said = ask("find", "--sheet", page, "--json")

    assert said.of("sheet") == [{"kind": "sheet", "path": str(page), "clips": 3}]
    assert page.read_text().count("data:image/jpeg;base64,") == 3
    assert names(ask("find", "--lacks", "thumbnail", "--json")) == ["interview.wav"]


def test_a_contact_sheet_for_the_printer(ask, desk, tmp_path):
    """A page of A4 that nobody else on this machine can open."""
    page = tmp_path / "trip.jpg"

    said = ask("find", "--contact", page, "--json")

    assert said.of("sheet") == [{"kind": "sheet", "path": str(page), "clips": 3}]
    assert page.read_bytes().startswith(b"\xff\xd8")
    assert page.stat().st_mode & 0o777 == 0o600


def test_a_wall_clock_that_an_instant_cannot_find_is_said_with_its_mend(tmp_path):
    """Found by its day; by an instant only when the camera's clock is known."""
    ask = asker(tmp_path / "desk")
    done("init", tmp_path / "desk")
    catalogue = Catalogue(tmp_path / "desk/catalog.db")
    captured = wall_clock(datetime(2022, 5, 7, 0, 30), source="quicktime:clock")
    facts = Facts(container="mov", captured=captured, camera=Camera(make="Canon", model="EOS R5"))
    shelve(catalogue, a_clip("market", facts=facts))
    catalogue.close()
    assert names(ask("find", "--from", "2022-05-07", "--to", "2022-05-07", "--json")) == ["market.MOV"]
    asked = ("find", "--from", "2022-05-06T21:00Z", "--to", "2022-05-06T22:00Z")

    missed = ask(*asked)

    assert missed.out == ""
    assert missed.err.endswith('(--lacks instant)\ntry: mediadesk clock set "Canon EOS R5" --zone Europe/Kyiv\n')
    assert ask("clock", "set", "Canon EOS R5", "--zone", "Europe/Kyiv").code == 0
    assert names(ask(*asked, "--json")) == ["market.MOV"]
    assert "try:" not in ask(*asked).err
