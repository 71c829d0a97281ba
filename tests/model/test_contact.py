"""A sheet of paper is passed around: what stands on it is the day, the town, and what a clip is called here."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from mediadesk.model.clip import Clip, ClipId, Facts, Log
from mediadesk.model.contact import Cell, groups
from mediadesk.model.moment import UNKNOWN, wall_clock
from mediadesk.model.place import Place, Wider

FLAT = Place(
    lat=50.01234,
    lon=36.31234,
    radius_m=30,
    source="quicktime:location",
    name="Olena's flat",
    region="Kharkiv Oblast",
    country="UA",
    within=(Wider(rung="town", name="Kharkiv", lat=49.98, lon=36.25, radius_m=8683),),
)


def a_clip(name: str, hour: int | None, place: Place | None = FLAT, seconds: Fraction | None = Fraction(64)) -> Clip:
    captured = UNKNOWN if hour is None else wall_clock(datetime(2022, 5, 7 + hour // 24, hour % 24), source="tag")
    facts = Facts(container="mov", seconds=seconds, captured=captured, place=place)
    log = Log(title="Olena speaks", shooter="kestrel", notes=("at Olena's",))
    return Clip(id=ClipId(name), name=b"OLENA.MOV", path=None, sha256="0", size_bytes=1, facts=facts, log=log)


def test_each_day_and_place_has_its_heading():
    """In the order in which they were asked for; what has no date, or no place, says no more than that."""
    clips = [a_clip("A", 9), a_clip("B", 10), a_clip("C", 30), a_clip("D", 31, None), a_clip("E", None, None)]

    made = groups(clips)

    assert [each.heading for each in made] == [
        "Saturday 7 May 2022, Kharkiv, Kharkiv Oblast",
        "Sunday 8 May 2022, Kharkiv, Kharkiv Oblast",
        "Sunday 8 May 2022",
        "No date",
    ]
    assert made[0].cells == (Cell(id="A", length="1:04"), Cell(id="B", length="1:04"))


def test_nothing_else_of_a_clip_is_on_it():
    """No own place, no point, no name, no title, no alias: each is a canary in the clip."""
    clip = a_clip("A", 9)
    said = repr(groups([clip]))

    secrets = ["Olena", "OLENA", "50.01", "36.31", "kestrel"]
    assert all(each in repr(clip) for each in secrets)
    assert not any(each in said for each in secrets)
    assert "Olena" not in repr(groups([replace(clip, facts=replace(clip.facts, place=replace(FLAT, within=())))]))


@pytest.mark.parametrize(("seconds", "length"), [(Fraction(41, 10), "4.1 s"), (Fraction(3723), "1:02:03"), (None, "")])
def test_a_length_is_short(seconds, length):
    assert groups([a_clip("A", 9, seconds=seconds)])[0].cells[0].length == length
