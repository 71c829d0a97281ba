"""Who is filmed is known by alias, and what they agreed to stays on record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mediadesk.errors import CatalogueTrouble, NotFound
from mediadesk.model.consent import ASPECTS, Appearance, Release, Subject
from tests.catalogue.world import a_clip, now, shelve

OLENA = Subject(alias="olena", name="Олена К.", note="met at the market")
TRAM, MARKET = a_clip("tram").id, a_clip("market").id
RELEASE = Release(
    subject="olena", aspects=frozenset(ASPECTS), platforms=frozenset({"web"}), languages=frozenset({"uk", "en"}),
    until=date(2027, 1, 1), proof_sha256="ab" * 32, given_at=now(), by="maria",
)  # fmt: skip


@pytest.fixture
def desk(catalogue):
    """A catalogue with two clips and two people."""
    shelve(catalogue, a_clip("tram"), a_clip("market"))
    with catalogue.write() as shelves:
        shelves.subjects.put(OLENA)
        shelves.subjects.put(Subject(alias="petro"))
    return catalogue


def test_a_subject_comes_back_as_it_was(desk):
    with desk.read() as shelves:
        assert shelves.subjects.get("olena") == OLENA
        assert [each.alias for each in shelves.subjects.all()] == ["olena", "petro"]
        assert shelves.subjects.of(["olena", "nobody"]) == [OLENA]


def test_what_is_said_of_a_subject_again_replaces_it(desk):
    with desk.write() as shelves:
        shelves.subjects.put(replace(OLENA, note=None))
        assert shelves.subjects.get("olena").note is None


def test_an_unknown_alias_is_not_found(desk):
    with desk.read() as shelves, pytest.raises(NotFound) as missing:
        shelves.subjects.get("nobody")
    assert "clear list" in missing.value.hint


def test_who_appears_is_told_by_clip_and_by_subject(desk):
    seen = [
        Appearance(clip=MARKET, subject="olena"),
        Appearance(clip=MARKET, subject="petro", aspects=frozenset({"voice"})),
        Appearance(clip=TRAM, subject="olena", aspects=frozenset({"face"})),
    ]
    with desk.write() as shelves:
        for each in seen:
            shelves.appearances.put(each)
    with desk.read() as shelves:
        assert shelves.appearances.of_clips([MARKET]) == seen[:2]
        assert set(shelves.appearances.of_clips([TRAM, MARKET])) == set(seen)
        assert set(shelves.appearances.of_subject("olena")) == {seen[0], seen[2]}
        assert shelves.appearances.of_clips([]) == []


def test_an_appearance_is_said_again_or_taken_back(desk):
    with desk.write() as shelves:
        shelves.appearances.put(Appearance(clip=TRAM, subject="olena"))
        shelves.appearances.put(again := Appearance(clip=TRAM, subject="olena", aspects=frozenset({"face"})))
        assert shelves.appearances.of_clips([TRAM]) == [again]
        assert shelves.appearances.remove(TRAM, "olena")
        assert not shelves.appearances.remove(TRAM, "olena")
        assert shelves.appearances.of_clips([TRAM]) == []


@pytest.mark.parametrize("of", [{"clip": a_clip("other").id, "subject": "olena"}, {"clip": TRAM, "subject": "nobody"}])
def test_only_known_people_appear_in_known_clips(desk, of):
    """Else a gate would ask for the release of nobody."""
    with pytest.raises(CatalogueTrouble), desk.write() as shelves:
        shelves.appearances.put(Appearance(**of))


def test_releases_come_back_in_the_order_they_were_given(desk):
    later = replace(RELEASE, until=None, platforms=frozenset(), given_at=now() + timedelta(days=1))
    with desk.write() as shelves:
        for each in (RELEASE, later, theirs := replace(RELEASE, subject="petro")):
            shelves.releases.add(each)
    with desk.read() as shelves:
        assert shelves.releases.of(["olena"]) == [RELEASE, later]
        assert shelves.releases.of(["petro", "olena"]) == [RELEASE, later, theirs]


def test_a_withdrawn_release_stays_on_record(desk):
    """Each keeps the first instant at which it was withdrawn; those of others hold."""
    at = now() + timedelta(days=3)
    with desk.write() as shelves:
        for each in (RELEASE, RELEASE, replace(RELEASE, subject="petro")):
            shelves.releases.add(each)
        assert shelves.releases.withdraw("olena", at) == 2
        assert shelves.releases.withdraw("olena", at + timedelta(days=1)) == 0
    with desk.read() as shelves:
        assert [each.withdrawn_at for each in shelves.releases.of(["olena", "petro"])] == [at, at, None]
