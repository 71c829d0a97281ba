"""Places as people read them."""

from mediadesk.cli.place_words import found_lines, own_line, renamed_lines
from mediadesk.desk.place import Renamed
from mediadesk.model.clip import Log
from mediadesk.model.place import OwnPlace, Place
from tests.catalogue.world import a_clip, a_place

OWN = OwnPlace(name="Exarcheia", lat=37.9864, lon=23.7339, radius_m=600, region="Attica", country="GR")


def test_an_own_place_is_a_line():
    """What it is called, where, how large, in what."""
    assert own_line(OWN) == "Exarcheia             37.9864,23.7339  within 600 m  Attica, GR"


def test_many_clips_are_counted_and_some_are_shown():
    """A trip of thousands must not fill the window."""
    clips = [a_clip(str(at), log=Log(place=a_place(name="Exarcheia"))) for at in range(50)]
    lines = list(renamed_lines(Renamed(place=OWN, clips=clips, before=["Athens"] * 50), dry_run=True))

    assert lines[1] == "50 clips would be called otherwise"
    assert lines[2].endswith("Athens → Exarcheia")
    assert (len(lines), lines[-1]) == (23, "…")


def test_what_is_not_known_of_a_place_is_not_said():
    """At sea there is a point, and nothing more."""
    assert list(found_lines(Place(lat=0.5, lon=-140, radius_m=100, source="typed"), [])) == [
        "0.500,-140.000  (0.5000,-140.0000 ± 100 m)"
    ]
