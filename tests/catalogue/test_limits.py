"""What keeps a clip back is kept until somebody lifts it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.errors import CatalogueTrouble
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from tests.catalogue.world import a_clip, now, shelve

TRAM, MARKET = a_clip("tram").id, a_clip("market").id
HOLD = Hold(clip=TRAM, owner="maria", reason="kept for part two", dispatch="part-two", at=now())
EMBARGO = Embargo(target=TRAM, until=now() + timedelta(hours=5), reason="the convoy", by="maria", at=now())


@pytest.fixture
def desk(catalogue):
    """A catalogue with two clips."""
    shelve(catalogue, a_clip("tram"), a_clip("market"))
    return catalogue


def test_a_hold_comes_back_as_it_was(desk):
    other = replace(HOLD, clip=MARKET, dispatch=None)
    with desk.write() as shelves:
        shelves.holds.put(HOLD)
        shelves.holds.put(other)
    with desk.read() as shelves:
        assert shelves.holds.of([TRAM]) == [HOLD]
        assert set(shelves.holds.of([TRAM, MARKET])) == set(shelves.holds.all()) == {HOLD, other}
        assert shelves.holds.of([]) == []


def test_each_owner_lets_go_of_their_own(desk):
    """A hold said again replaces the owner's first; nobody lifts another one's."""
    theirs = replace(HOLD, owner="petro", dispatch=None)
    with desk.write() as shelves:
        for each in (HOLD, replace(HOLD, reason="kept for part three"), theirs):
            shelves.holds.put(each)
        assert [each.reason for each in shelves.holds.of([TRAM])] == ["kept for part three", "kept for part two"]
        assert not shelves.holds.lift(TRAM, "ol")
        assert shelves.holds.lift(TRAM, "maria")
        assert shelves.holds.of([TRAM]) == [theirs]


def test_only_a_known_clip_is_held(desk):
    with pytest.raises(CatalogueTrouble), desk.write() as shelves:
        shelves.holds.put(replace(HOLD, clip=a_clip("other").id))


def test_embargoes_on_clips_and_dispatches_come_back_as_they_were(desk):
    whole = Embargo(target="part-two", rule="military", at=now())
    with desk.write() as shelves:
        shelves.embargoes.add(EMBARGO)
        shelves.embargoes.add(whole)
    with desk.read() as shelves:
        assert shelves.embargoes.of([TRAM]) == [EMBARGO]
        assert shelves.embargoes.of(["part-two", TRAM, "other"]) == shelves.embargoes.all() == [EMBARGO, whole]


def test_lifting_takes_all_that_is_on_a_target(desk):
    """And nothing that is on another."""
    other = replace(EMBARGO, target=MARKET)
    with desk.write() as shelves:
        for each in (EMBARGO, replace(EMBARGO, rule="civilian", until=None), other):
            shelves.embargoes.add(each)
        assert shelves.embargoes.lift(TRAM) == 2
        assert shelves.embargoes.lift(TRAM) == 0
        assert shelves.embargoes.all() == [other]
