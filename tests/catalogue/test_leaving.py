"""What keeps a clip at home, and what nothing that leaves may tell: all of it from the shelves."""

from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.leaving import known_to_all, limits_of
from mediadesk.model.clip import Log
from mediadesk.model.consent import Appearance, Subject
from mediadesk.model.hold import Hold
from mediadesk.model.picking import Pack
from mediadesk.model.place import OwnPlace
from tests.catalogue.world import a_clip, a_volume, now, shelve

MARKET, QUIET = a_clip(log=Log(shooter="kestrel", received_from="wren")), a_clip("quiet")


def a_catalogue(folder: Path) -> Catalogue:
    catalogue = Catalogue.create(folder / "catalog.db")
    shelve(catalogue, MARKET, QUIET)
    with catalogue.write() as shelves:
        shelves.volumes.note(a_volume("T7"))
        shelves.own_places.add(OwnPlace(name="The depot", lat=50, lon=36, radius_m=20))
        shelves.subjects.put(Subject(alias="baker-2", name="Anna Kovalenko"))
        shelves.appearances.put(Appearance(clip=MARKET.id, subject="baker-2"))
        shelves.holds.put(Hold(clip=MARKET.id, owner="heron", reason="for part two", at=now()))
        shelves.packs.add(Pack(mark="abcdefgh", editor="merlin", at=now(), clips=(QUIET.id,)))
    return catalogue


def test_each_clip_has_its_own_limits(tmp_path):
    catalogue = a_catalogue(tmp_path)
    with catalogue.read() as shelves:
        found = limits_of(shelves, [MARKET, QUIET])
    catalogue.close()

    held, free = found[MARKET.id], found[QUIET.id]
    assert ([each.owner for each in held.holds], [each.subject for each in held.appearances]) == (
        ["heron"],
        ["baker-2"],
    )
    assert (free.holds, free.embargoes, free.appearances, free.releases) == ([], [], [], [])


def test_everybody_is_known_by_alias_and_by_name_editors_too(tmp_path):
    catalogue = a_catalogue(tmp_path)
    with catalogue.read() as shelves:
        found = known_to_all(shelves, [MARKET, QUIET], machine=frozenset({"laptop-7", ""}), people=frozenset({"Olena"}))
    catalogue.close()

    assert found.people == {"kestrel", "wren", "baker-2", "heron", "merlin"}
    assert found.real == {"Anna Kovalenko", "Olena", "The depot"}
    assert (found.machine, found.cards) == ({"laptop-7"}, {"T7"})
