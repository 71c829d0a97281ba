"""Saying what a camera's clock was set to."""

from datetime import datetime
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Camera, Facts
from mediadesk.model.moment import wall_clock
from tests.catalogue.world import a_clip, shelve
from tests.cli.world import Ask, asker, done


@pytest.fixture
def canon(tmp_path: Path) -> Ask:
    """A desk with two clips of a Canon that knows no zone, and one of another."""
    done("init", tmp_path / "desk")
    catalogue = Catalogue(tmp_path / "desk/catalog.db")
    for day, model in ((7, "EOS R5"), (8, "EOS R5"), (9, "EOS R6")):
        captured = wall_clock(datetime(2022, 5, day, 12), source="quicktime:clock")
        facts = Facts(container="mov", captured=captured, camera=Camera(make="Canon", model=model))
        shelve(catalogue, a_clip(f"may{day}", facts=facts))
    catalogue.close()
    return asker(tmp_path / "desk")


def instants(ask: Ask) -> list[str | None]:
    return [record["captured"]["at"] for record in ask("find", "--json").of("clip")]


def test_a_zone_is_rehearsed_said_listed_and_taken_back(canon):
    rehearsed = canon("clock", "set", "r5", "--zone", "Europe/Kyiv", "--dry-run", "--json").records[0]
    assert instants(canon) == [None, None, None]
    (said,) = canon("clock", "set", "r5", "--zone", "Europe/Kyiv", "--json").records
    assert said == {**rehearsed, "dry_run": False}
    assert (said["clips"], said["changed"], said["instants_before"], said["instants_after"]) == (2, 2, 0, 2)
    assert said["examples"][0]["after"] == {"at": "2022-05-07T09:00:00Z", "local": "2022-05-07T12:00:00"}
    assert instants(canon) == ["2022-05-07T09:00:00Z", "2022-05-08T09:00:00Z", None]

    listed = {record["body"]: record for record in canon("clock", "list", "--json").records}
    assert [span["zone"] for span in listed["Canon EOS R5"]["said"]] == ["Europe/Kyiv"]
    assert listed["Canon EOS R6"]["said"] == []

    assert canon("undo", "--json").of("clock-change")[0]["instants_after"] == 0
    assert instants(canon) == [None, None, None]


def test_days_narrow_what_is_said(canon):
    canon(
        "clock", "set", "r5", "--offset", "+0:00:41", "--zone", "+03:00", "--from", "2022-05-08", "--to", "2022-05-08"
    )
    assert instants(canon) == [None, "2022-05-08T09:00:41Z", None]
    assert "from 2022-05-08, to 2022-05-08" in canon("clock", "list").out


def test_clips_that_film_a_clock_tell_offset_and_drift(canon):
    first, second = (a_clip(name).id for name in ("may7", "may8"))
    canon("clock", "calibrate", first, "--shows", "2022-05-07T12:00:44+03:00", "--at", "3s")
    said = canon("clock", "calibrate", second, "--shows", "2022-05-08T09:00:44Z", "--json")
    span = said.records[0]["after"][-1]
    assert [each["behind_seconds"] for each in span["calibrations"]] == [41, 44]
    assert span["drift_seconds_a_day"] == pytest.approx(3.0, abs=0.001)
    assert instants(canon)[1] == "2022-05-08T09:00:44Z"
    odd = canon("clock", "calibrate", second, "--shows", "2022-05-08T09:14:00Z")
    assert "was it set anew" in odd.err
    assert canon("clock", "forget", "r5").code == 0
    assert instants(canon)[0] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("set", "eos", "--zone", "Europe/Kyiv"), 2),
        (("set", "nikon", "--zone", "Europe/Kyiv"), 4),
        (("set", "r5"), 2),
        (("set", "r5", "--zone", "Atlantis/Capital"), 2),
        (("set", "r5", "--offset", "+03:00"), 2),
        (("set", "r5", "--zone", "+03:00", "--from", "2022-05-08", "--to", "2022-05-01"), 2),
        (("set", "r5", "--zone", "+03:00", "--from", "2022-05-08T12:00Z"), 2),
        (("calibrate", "ZZZZ", "--shows", "2022-05-08T12:00Z"), 4),
        (("calibrate", "ZZZZ", "--shows", "noon"), 2),
        (("forget", "nikon"), 4),
    ],
)
def test_nonsense_changes_nothing(canon, words, code):
    said = canon("clock", *words)
    assert said.code == code
    assert len(said.err.splitlines()) == 2
    assert canon("undo").code == 4


def test_the_verb_alone_shows_its_help(canon):
    assert "calibrate" in canon("clock").out
