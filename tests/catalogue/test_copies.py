"""One copy of a content on a volume, one content at a path."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.errors import CatalogueTrouble
from mediadesk.model.volume import MediaCopy, VolumeId
from tests.catalogue.world import a_file, a_volume, now, sha


def a_copy(word: str, volume: VolumeId, **changes) -> MediaCopy:
    """A verified copy of a content told by a word."""
    said = {"path": f"R0001/{word}.MOV".encode(), "state": "verified", "verified_at": now()}
    return MediaCopy(sha256=sha(word), volume=volume, **said | changes)


@pytest.fixture
def drives(catalogue):
    """Two drives, and two files that lie on no volume yet."""
    with catalogue.write() as shelves:
        for word in ("market", "tram"):
            shelves.files.add(a_file(word, path=None))
        return [shelves.volumes.note(a_volume(word)).id for word in ("B", "A")]


def test_copies_come_back_as_they_were(catalogue, drives):
    """By content, the desk's first and then by the name of the drive; by volume, in the order of their paths."""
    on_b, on_a = a_copy("market", drives[0], path=b"R1/\xff.MOV"), a_copy("market", drives[1], state="copied")
    tram = a_copy("tram", drives[0], path=b"R1/A.MOV", verified_at=None)
    with catalogue.write() as shelves:
        desk = a_copy("market", shelves.volumes.desk().id)
        shelves.copies.note([on_b, on_a, tram, desk])
    with catalogue.read() as shelves:
        assert shelves.copies.of([sha("market"), sha("other")]) == {sha("market"): [desk, on_a, on_b], sha("other"): []}
        assert shelves.copies.on(drives[0]) == [tram, on_b]
        assert shelves.copies.on(VolumeId("0" * 32)) == []
    assert catalogue.integrity() == []


def test_what_is_known_now_replaces_what_was_known(catalogue, drives):
    later = a_copy("market", drives[0], path=b"moved", state="mismatch", verified_at=now() + timedelta(days=1))
    with catalogue.write() as shelves:
        shelves.copies.note([a_copy("market", drives[0])])
        assert shelves.copies.of([sha("market")])[sha("market")] == [a_copy("market", drives[0])]
        shelves.copies.note([later])
        assert shelves.copies.of([sha("market")])[sha("market")] == [later]


def test_a_content_whose_place_another_took_is_missing_there(catalogue, drives):
    """Somebody put another file under the same name."""
    market, tram = a_copy("market", drives[0], path=b"A.MOV"), a_copy("tram", drives[0], path=b"A.MOV")
    with catalogue.write() as shelves:
        shelves.copies.note([market])
        shelves.copies.note([tram])
        assert [(copy.sha256, copy.state) for copy in shelves.copies.on(drives[0])] == [
            (sha("market"), "missing") if sha("market") < sha("tram") else (sha("tram"), "verified"),
            (sha("tram"), "verified") if sha("market") < sha("tram") else (sha("market"), "missing"),
        ]


def test_two_that_changed_places_are_both_there(catalogue, drives):
    places = {"market": b"1.MOV", "tram": b"2.MOV"}
    turned = [a_copy("market", drives[0], path=places["tram"]), a_copy("tram", drives[0], path=places["market"])]
    with catalogue.write() as shelves:
        shelves.copies.note([a_copy(word, drives[0], path=path) for word, path in places.items()])
        shelves.copies.note(turned)
        assert shelves.copies.on(drives[0]) == turned[::-1]


def test_a_missing_one_takes_no_place(catalogue, drives):
    with catalogue.write() as shelves:
        shelves.copies.note([a_copy("tram", drives[0], path=b"A.MOV")])
        shelves.copies.note([a_copy("market", drives[0], path=b"A.MOV", state="missing")])
        assert {copy.sha256: copy.state for copy in shelves.copies.on(drives[0])} == {
            sha("market"): "missing",
            sha("tram"): "verified",
        }


@pytest.mark.parametrize("changes", [{"sha256": sha("nobody's")}, {"volume": VolumeId("0" * 32)}])
def test_a_copy_of_nothing_or_nowhere_is_not_noted(catalogue, drives, changes):
    said = {"sha256": sha("market"), "volume": drives[0], "path": b"x", "state": "verified"} | changes
    with pytest.raises(CatalogueTrouble), catalogue.write() as shelves:
        shelves.copies.note([MediaCopy(**said)])


def test_a_verified_file_has_its_copy_on_the_desk(catalogue):
    with catalogue.write() as shelves:
        shelves.files.add(a_file("market"))
        (copy,) = shelves.copies.of([sha("market")])[sha("market")]
        assert (copy.volume, copy.path) == (shelves.volumes.desk().id, b"assets/originals/market.MOV")
        assert copy.state == "verified"
        assert copy.verified_at


def test_a_hundred_thousand_contents_are_one_question(catalogue, drives):
    """More than SQLite has parameters."""
    with catalogue.write() as shelves:
        shelves.copies.note([a_copy("market", drives[0])])
        found = shelves.copies.of([sha("market"), *(f"{number:064x}" for number in range(100_000))])
    assert sum(map(len, found.values())) == 1


def deeds(catalogue, number: int = 1) -> list[tuple[str, str | None, str | None, str | None]]:
    """What custody was told of copies from an entry on."""
    with catalogue.read() as shelves:
        found = shelves.custody.of(contents=[sha("market"), sha("tram")])
    return [(each.what, each.sha256, each.about, each.who) for each in found if each.number >= number]


def test_custody_is_told_of_every_copy_that_comes_or_goes(catalogue, drives):
    """The first of a content, one more, one that vanished or rotted and is whole again; and of nothing else."""
    b, a = drives
    with catalogue.write() as shelves:
        shelves.copies.note([a_copy("market", b)], who="maria")
        shelves.copies.note([a_copy("market", a), a_copy("tram", a, state="copied")])
    for state in ("mismatch", "mismatch", "missing", "verified", "verified"):
        with catalogue.write() as shelves:
            shelves.copies.note([a_copy("market", a, state=state)])
    market = sha("market")
    assert deeds(catalogue) == [
        ("ingested", market, b, "maria"),
        ("copied", market, a, None),
        ("mismatch", market, a, None),
        ("missing", market, a, None),
        ("recovered", market, a, None),
    ]


def test_custody_is_told_what_lies_on_a_drive_that_is_catalogued_as_it_is(catalogue, drives):
    with catalogue.write() as shelves:
        place = shelves.volumes.note(a_volume("as-it-is", in_place=True)).id
        shelves.copies.note([a_copy("market", place)])
    assert deeds(catalogue) == [("adopted", sha("market"), place, None)]


def test_custody_is_told_of_the_content_whose_place_another_took(catalogue, drives):
    with catalogue.write() as shelves:
        shelves.copies.note([a_copy("market", drives[0], path=b"A.MOV")])
        shelves.copies.note([a_copy("tram", drives[0], path=b"A.MOV")])
    assert deeds(catalogue, 2) == [
        ("ingested", sha("tram"), drives[0], None),
        ("missing", sha("market"), drives[0], None),
    ]


def test_two_that_changed_places_are_neither_gone_nor_recovered(catalogue, drives):
    one, other = a_copy("market", drives[0], path=b"A.MOV"), a_copy("tram", drives[0], path=b"B.MOV")
    with catalogue.write() as shelves:
        shelves.copies.note([one, other])
    with catalogue.write() as shelves:
        shelves.copies.note([a_copy("market", drives[0], path=b"B.MOV"), a_copy("tram", drives[0], path=b"A.MOV")])
        assert {each.state for each in shelves.copies.on(drives[0])} == {"verified"}
    assert [what for what, *_ in deeds(catalogue)] == ["ingested", "ingested"]


def test_of_copies_that_are_asked_for_again_only_those_that_are_lost_are_told(catalogue, drives):
    """A catalogue that is made anew asks for every file; one that was missing before and is there now is told, too."""
    market, tram = a_copy("market", drives[0]), a_copy("tram", drives[0])
    gone = a_copy("market", drives[1], state="missing")
    with catalogue.write() as shelves:
        shelves.copies.note([market, tram, replace(gone, state="verified")])
        shelves.copies.note([gone])
        for drive in drives:
            shelves.copies.ask_again(drive)
        assert {each.state for each in shelves.copies.on(drives[0])} == {"copied"}
        shelves.copies.note([market, replace(tram, state="missing"), replace(gone, state="verified")])
    assert [(what, about) for what, _, about, _ in deeds(catalogue, 5)] == [
        ("missing", drives[0]),
        ("recovered", drives[1]),
    ]
