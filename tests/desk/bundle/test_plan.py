"""What goes into a bundle, and what stays at home."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.bundle import Asked, plan
from mediadesk.errors import NotFound, Refused
from mediadesk.model.clip import Facts, Log
from mediadesk.model.consent import Appearance, Release, Subject
from mediadesk.model.dispatch import Dispatch, Pick, new_public_id
from mediadesk.model.stamps import EPOCH
from tests.catalogue.world import a_clip, now, shelve

FACTS = Facts(container="mov")
MARKET = a_clip("market", facts=FACTS, log=Log(trip="Kharkiv May", title="Bread"))
TRAM = a_clip("tram", facts=FACTS, log=Log(trip="Lviv", title="Market of trams"))
HELD = a_clip("held", facts=FACTS, log=Log(trip="Lviv", labels=frozenset({"do-not-publish"})))


@pytest.fixture
def desk(tmp_path):
    """Three clips of two trips; one is labelled not to go out."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    shelve(catalogue, MARKET, TRAM, HELD)
    yield catalogue
    catalogue.close()


def planned(desk, **asked):
    return plan(Asked(**asked), "maria", catalogue=desk, now=datetime.now(UTC))


def ids(found):
    return {clip.id for clip in found.clips}


def test_a_trip_is_meant_before_words_are(desk):
    assert ids(planned(desk, words=["Kharkiv", "May"])) == {MARKET.id}
    assert ids(planned(desk, words=["market"])) == {MARKET.id, TRAM.id}


def test_what_may_not_go_out_stays_at_home_unless_it_is_named(desk):
    found = planned(desk)
    assert (ids(found), found.kept_home) == ({MARKET.id, TRAM.id}, {HELD.id: "labels"})
    named = planned(desk, named=[HELD.id])
    assert (ids(named), named.kept_home) == ({MARKET.id, TRAM.id, HELD.id}, {})


def test_sabotage_without_the_gate_a_labelled_clip_would_go(desk, monkeypatch):
    monkeypatch.setattr("mediadesk.model.travel.kept_from_others", lambda *_: None)
    assert HELD.id in ids(planned(desk))


def test_the_picks_of_a_dispatch_go_and_their_order_without_what_stays(desk):
    picks = (Pick(clip=TRAM.id), Pick(clip=HELD.id), Pick(clip=MARKET.id))
    with desk.write() as shelves:
        shelves.dispatches.put(Dispatch(slug="bread", title="Bread", public_id=new_public_id(), picks=picks, version=4))
    found = planned(desk, slug="bread")
    assert ids(found) == {MARKET.id, TRAM.id}
    assert found.picks_kept_home == 1
    assert found.bundle.dispatch
    assert (found.bundle.dispatch.picks, found.bundle.dispatch.version) == ((picks[0], picks[2]), 0)


def test_who_is_in_a_clip_is_told_by_a_label_alone(desk):
    with desk.write() as shelves:
        shelves.subjects.put(Subject(alias="kestrel", name="Olena K."))
        shelves.appearances.put(Appearance(clip=TRAM.id, subject="kestrel"))
        shelves.releases.add(
            Release(subject="kestrel", aspects=frozenset({"face", "voice"}), given_at=now(), by="maria")
        )
    found = planned(desk)
    (tram,) = [each for each in found.bundle.clips if each.clip.id == TRAM.id]
    assert (tram.clip.log.labels, found.labelled) == ({"identifiable-civilian"}, 1)


def test_what_was_said_before_there_were_stamps_goes_with_one(desk):
    with desk.write() as shelves:
        shelves.clips._session.connection().exec_driver_sql("DELETE FROM stamp")
    (market,) = planned(desk, words=["Kharkiv", "May"]).bundle.clips
    assert {(each.field, each.at) for each in market.stamps} == {("trip", EPOCH), ("title", EPOCH)}


def test_whose_the_originals_are_is_told_where_they_are_here(desk):
    away = replace(a_clip("away", facts=FACTS), path=None)
    shelve(desk, away)
    with desk.write() as shelves:
        shelves.elsewhere.note(away.id, "nadia", now())
    told = {each.clip.id: each.originals for each in planned(desk).bundle.clips}
    assert (told[MARKET.id], told[away.id]) == (("maria",), ("nadia",))


def test_nothing_and_nobody_is_told_in_words(desk):
    with pytest.raises(Refused, match="no clip"):
        planned(desk, words=["zebra"])
    with pytest.raises(NotFound):
        planned(desk, slug="none")
