"""What a catalogue knows and readers must not learn."""

from dataclasses import replace

import pytest

from mediadesk.catalogue.secret import secrets_in
from mediadesk.model.clip import Log
from mediadesk.model.consent import Appearance, Subject
from tests.catalogue.world import a_clip, a_file, sha

CARD = (
    (b"DCIM/100APPLE/A.MP4", 5_000_000, 10**18),
    (b"Olenas house/A.MP4", 5_000_000, 10**18 + 1),
    (b"DCIM/B.MP4", 7_000_000, 10**18 + 5),
)


@pytest.fixture
def known(catalogue):
    """Two clips of one card; Olena is seen in the first, Petro in none."""
    with catalogue.write() as shelves:
        for word in ("a", "b"):
            shelves.files.add(replace(a_file(word), name=f"{word}.MP4".encode()))
            shelves.clips.add(replace(a_clip(word), name=f"{word}.MP4".encode(), log=Log(shooter=f"shooter-{word}")))
        reel = shelves.reels.open(CARD)
        for path, word in zip((each[0] for each in CARD), "aab", strict=True):
            shelves.reels.verified(reel.name, path, sha(word))
        shelves.subjects.put(Subject(alias="heron", name="Olena Kovalenko"))
        shelves.subjects.put(Subject(alias="plover", name="Petro Ivanenko"))
        first = next(each for each in shelves.clips.find(_all()) if each.name == b"a.MP4")
        shelves.appearances.put(Appearance(clip=first.id, subject="heron"))
    return catalogue, first


def _all():
    from mediadesk.model.query import Query

    return Query(limit=0)


def test_of_some_clips_their_own_and_everybodys_real_name(known):
    """Whoever is named in full may be named anywhere; an alias means something where its bearer appears."""
    catalogue, first = known
    with catalogue.read() as shelves:
        secrets = secrets_in(shelves, [first])

    assert secrets.names == {b"a.MP4"}
    assert secrets.people == {"shooter-a", "heron"}
    assert secrets.real == {"Olena Kovalenko", "Petro Ivanenko"}
    assert secrets.cards == {"Olenas house"}


def test_of_the_whole_desk_everything(known):
    """Folders that every camera makes are nobody's."""
    catalogue, _ = known
    with catalogue.read() as shelves:
        secrets = secrets_in(shelves)

    assert secrets.names == {b"a.MP4", b"b.MP4"}
    assert secrets.people == {"shooter-a", "shooter-b", "heron", "plover"}
    assert secrets.cards == {"Olenas house"}
