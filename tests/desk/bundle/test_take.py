"""Two desks tell each other what they know: the same stands on both, and nothing is lost or let go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.bundle import Asked, plan, take, take_plan
from mediadesk.desk.log import undo
from mediadesk.errors import Refused
from mediadesk.model.bundle import read_bundle, written_bundle
from mediadesk.model.clip import Camera, Facts, Frame, Log
from mediadesk.model.clock import NO_PROFILE, ClockProfile, ClockSpan
from mediadesk.model.consent import Appearance, Subject
from mediadesk.model.dispatch import Dispatch, Pick, new_public_id
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.picking import Choice, Said
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, along, now, shelve

BODY = Camera(make="Canon", model="EOS R5")
KYIV = ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))
MARKET = a_clip("market", facts=Facts(container="mov", camera=BODY), sidecars=(along("srt"),))
TRAM = a_clip("tram", facts=Facts(container="mov"))


@pytest.fixture
def desks(tmp_path):
    """Maria's desk with two clips, and Nadia's with none."""
    made = [Catalogue.create(tmp_path / name) for name in ("maria.db", "nadia.db")]
    shelve(made[0], MARKET, TRAM)
    yield made
    for each in made:
        each.close()


def told(desk, alias="maria", *, slug=None, named=()):
    """A bundle as it comes out of a file."""
    at = datetime.now(UTC)
    asked = Asked(slug=slug, named=named)
    return read_bundle(written_bundle(plan(asked, alias, catalogue=desk, now=at).bundle), at)


def given(bundle, desk, alias="nadia"):
    return take(bundle, catalogue=desk, now=datetime.now(UTC), alias=alias)


def said(desk, clip, log):
    with desk.write() as shelves:
        shelves.clips.log(clip.id, log)


def stands(desk, clip):
    with desk.read() as shelves:
        return shelves.clips.get(clip.id).log


def test_a_clip_that_was_unknown_is_catalogued_with_all_that_is_known_of_it_and_no_copy(desks):
    maria, nadia = desks
    said(maria, MARKET, Log(title="Bread", tags=frozenset({"market"})))
    taken = given(told(maria), nadia)
    assert (sorted(taken.added), taken.elsewhere, taken.changed) == (sorted([MARKET.id, TRAM.id]), 2, [])
    with nadia.read() as shelves:
        clip = shelves.clips.get(MARKET.id)
        assert clip == replace(
            MARKET, path=None, log=Log(title="Bread", tags=frozenset({"market"})),
            sidecars=tuple(replace(each, path=None) for each in MARKET.sidecars),
        )  # fmt: skip
        assert shelves.copies.of([MARKET.sha256]) == {MARKET.sha256: []}
        assert shelves.elsewhere.of([MARKET.id]) == {MARKET.id: ("maria",)}
        assert [each.what for each in shelves.custody.of(about=[MARKET.id])] == ["received"]
    assert nadia.integrity() == []


def test_what_is_looked_at_first_changes_nothing(desks):
    maria, nadia = desks
    seen = take_plan(told(maria), catalogue=nadia, now=now())
    assert len(seen.added) == 2
    with nadia.read() as shelves:
        assert shelves.clips.find(Query(limit=0)) == []


def test_a_second_time_nothing_is_new(desks):
    maria, nadia = desks
    bundle = told(maria)
    assert given(bundle, nadia).anything
    again = given(bundle, nadia)
    assert (again.anything, again.same) == (False, 2)
    assert not given(bundle, maria, "maria").anything


def test_the_later_word_stands_on_both_and_a_conflict_is_told(desks):
    maria, nadia = desks
    given(told(maria), nadia)
    said(maria, MARKET, Log(title="Bread"))
    said(nadia, MARKET, Log(title="Queue", rating=4))
    there = given(told(nadia, "nadia"), maria, "maria")
    (clash,) = there.clashes
    assert (clash.about, clash.conflict.field, clash.conflict.stands) == (MARKET.id, "title", "theirs")
    given(told(maria), nadia)
    assert stands(maria, MARKET) == stands(nadia, MARKET) == Log(title="Queue", rating=4)
    with maria.read() as shelves, nadia.read() as others:
        assert shelves.stamps.of(MARKET.id) == others.stamps.of(MARKET.id)


def test_labels_are_added_and_never_taken_off(desks):
    maria, nadia = desks
    said(maria, TRAM, Log(labels=frozenset({"part-two"})))
    given(told(maria), nadia)
    said(nadia, TRAM, Log(labels=frozenset()))
    given(told(nadia, "nadia"), maria, "maria")
    assert stands(maria, TRAM).labels == {"part-two"}


def test_what_keeps_a_clip_back_keeps_it_back_there_too(desks):
    maria, nadia = desks
    given(told(maria), nadia)
    with maria.write() as shelves:
        shelves.holds.put(Hold(clip=TRAM.id, owner="maria", reason="for part two", at=now()))
        shelves.embargoes.add(Embargo(target=TRAM.id, until=now() + timedelta(days=9_999), by="maria", at=now()))
        shelves.layers.put(Said(editor="kestrel", saved=now(), choice=Choice(clip=TRAM.id, flag="select")))
    assert [each.clip.id for each in told(maria).clips] == [MARKET.id]
    taken = given(told(maria, named=[TRAM.id]), nadia)
    assert (taken.holds, taken.embargoes, taken.said) == (1, 1, 1)
    again = given(told(maria, named=[TRAM.id]), nadia)
    assert (again.holds, again.embargoes, again.said) == (0, 0, 0)


def test_who_is_in_a_clip_stays_at_home_and_the_gate_closes_all_the_same(desks):
    maria, nadia = desks
    with maria.write() as shelves:
        shelves.subjects.put(Subject(alias="kestrel", name="Olena K."))
        shelves.appearances.put(Appearance(clip=TRAM.id, subject="kestrel"))
    bundle = told(maria, named=[TRAM.id])
    assert b"kestrel" not in written_bundle(bundle)
    assert b"Olena" not in written_bundle(bundle)
    given(bundle, nadia)
    assert stands(nadia, TRAM).labels == {"identifiable-civilian"}


def test_what_is_known_of_a_clock_goes_along(desks):
    maria, nadia = desks
    with maria.write() as shelves:
        shelves.clocks.put(BODY, KYIV)
    assert given(told(maria), nadia).clocks
    with nadia.read() as shelves:
        assert shelves.clocks.of(BODY) == KYIV
        assert shelves.clips.get(MARKET.id).clock == KYIV


def test_undo_takes_back_what_a_bundle_changed_and_that_goes_back(desks):
    maria, nadia = desks
    given(told(maria), nadia)
    said(maria, MARKET, Log(title="Bread"))
    with maria.write() as shelves:
        shelves.clocks.put(BODY, KYIV)
    given(told(maria), nadia)
    undo(catalogue=nadia)
    assert stands(nadia, MARKET) == Log()
    given(told(nadia, "nadia"), maria, "maria")
    assert stands(maria, MARKET) == Log()
    with maria.read() as shelves:
        assert shelves.clocks.of(BODY) == NO_PROFILE


def test_a_dispatch_arrives_as_a_draft_and_later_as_what_is_proposed(desks):
    maria, nadia = desks
    frame = Frame(stream=0, width=640, height=360, rotation=0, codec="h264")
    film = a_clip("film", facts=Facts(container="mov", seconds=Fraction(10), frame=frame))
    shelve(maria, film)
    pick = Pick(clip=film.id, in_point=Fraction(1), out_point=Fraction(3))
    bread = Dispatch(slug="bread", title="Bread", public_id=new_public_id(), picks=(pick,), state="live", version=3)
    with maria.write() as shelves:
        shelves.dispatches.put(bread)
    assert given(told(maria, slug="bread"), nadia).arrival == "added"
    assert given(told(maria, slug="bread"), nadia).arrival == "as-before"
    with maria.write() as shelves:
        shelves.dispatches.put(replace(bread, title="Queue", picks=(pick, Pick(clip=film.id))))
    assert given(told(maria, slug="bread"), nadia).arrival == "proposed"
    with nadia.read() as shelves:
        assert shelves.dispatches.get("bread") == replace(bread, state="draft", version=0)
        (theirs,) = shelves.proposals.of("bread")
    assert (theirs.editor, theirs.picks) == ("maria", (pick, Pick(clip=film.id)))


def test_another_dispatch_of_the_same_slug_stays_as_it_is(desks):
    maria, nadia = desks
    for desk in desks:
        with desk.write() as shelves:
            shelves.dispatches.put(Dispatch(slug="bread", title="Bread", public_id=new_public_id()))
    with maria.write() as shelves:
        mine = shelves.dispatches.get("bread")
        shelves.dispatches.put(replace(mine, picks=(Pick(clip=TRAM.id),)))
    with nadia.read() as shelves:
        before = shelves.dispatches.get("bread")
    assert given(told(maria, slug="bread"), nadia).arrival == "other"
    with nadia.read() as shelves:
        assert shelves.dispatches.get("bread") == before


def test_two_truths_of_one_file_are_refused(desks):
    maria, nadia = desks
    bundle = told(maria)
    given(bundle, nadia)
    first = bundle.clips[0]
    lying = replace(first, files=(replace(first.files[0], xxh3="1" * 32), *first.files[1:]))
    with pytest.raises(Refused, match="something else"):
        given(replace(bundle, clips=(lying,)), nadia)
    assert not given(bundle, nadia).anything


def test_nothing_that_may_go_is_refused(desks):
    maria, _ = desks
    said(maria, TRAM, Log(labels=frozenset({"do-not-publish"})))
    said(maria, MARKET, Log(labels=frozenset({"do-not-publish"})))
    with pytest.raises(Refused, match="no clip would go"):
        told(maria)
