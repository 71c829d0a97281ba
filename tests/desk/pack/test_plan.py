"""What would go into a pack, what stays at home and why; how heavy it would be."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.secret import secrets_in
from mediadesk.desk.pack import Asked, Plan, listed, plan
from mediadesk.desk.pack.plan import seconds_of
from mediadesk.errors import NotFound, Refused
from mediadesk.model import pack, travel
from mediadesk.model.picking import Pack
from mediadesk.model.query import Query
from tests.desk.test_travel import HELD, MARKET, NOW, SEEN, TELLING, desk

__all__ = ["desk"]
pytestmark = pytest.mark.needs("ffmpeg")

ALL = Query(limit=0)


def planned(desk: Path, **wishes: Any) -> Plan:
    catalogue = Catalogue(desk / "catalog.db")
    try:
        asked = Asked(**({"query": ALL} | wishes))
        return plan(asked, catalogue=catalogue, desk=desk, now=NOW)
    finally:
        catalogue.close()


def test_what_is_held_or_shows_somebody_who_has_not_agreed_stays_at_home(desk):
    found = planned(desk)

    assert {clip.id for clip in found.clips} == {MARKET.id, TELLING.id}
    assert found.kept_home == {HELD.id: "hold", SEEN.id: "release"}
    assert found.texts_kept_home > 0


def test_without_the_gates_they_would_go(desk, monkeypatch):
    """The sabotage."""
    monkeypatch.setattr(travel, "kept_from_others", lambda *_: None)

    assert {HELD.id, SEEN.id} <= {clip.id for clip in planned(desk).clips}


def test_who_is_named_goes_along_and_what_is_said_of_it_travels_as_any(desk):
    found = planned(desk, query=replace(ALL, words=("nothing-has-this",)), named=[HELD.id[:6]])

    assert [clip.id for clip in found.clips] == [HELD.id]
    assert found.travelling[HELD.id].name == HELD.id.encode()
    with pytest.raises(NotFound):
        planned(desk, named=["77777"])


def test_of_a_dispatch_only_what_was_picked(desk):
    found = planned(desk, slug="canary-slug")

    assert ([clip.id for clip in found.clips], found.slug) == ([MARKET.id], "canary-slug")
    with pytest.raises(Refused, match="no clip"):
        planned(desk, slug="canary-slug", query=replace(ALL, words=("nothing-has-this",)))


def test_a_single_word_may_be_the_slug_of_a_dispatch(desk):
    """What two words ask for is looked for in the clips."""
    of_dispatch, one_word = planned(desk, slug="canary-slug"), planned(desk, query=replace(ALL, words=("canary-slug",)))

    assert (one_word.slug, one_word.clips) == ("canary-slug", of_dispatch.clips)
    with pytest.raises(Refused):
        planned(desk, query=replace(ALL, words=("canary-slug", "bread")))


def test_notes_travel_unless_they_tell(desk):
    catalogue = Catalogue(desk / "catalog.db")
    with catalogue.write() as shelves:
        log = replace(MARKET.log, notes=("starts well", "with CanaryPerson", "50.0312, 36.3412"))
        shelves.clips.log(MARKET.id, log)
    catalogue.close()

    assert planned(desk).travelling[MARKET.id].log.notes == ("starts well",)


def test_too_heavy_says_what_would_fit(desk):
    weight = pack.most_bytes([pack.Lasting(seconds=seconds_of(clip)) for clip in (MARKET, TELLING)], pack.LEAST)
    assert planned(desk, most_bytes=weight).rates == pack.LEAST
    with pytest.raises(Refused, match="2 clips may weigh") as raised:
        planned(desk, most_bytes=weight - 1)
    assert "1 of 2 clips" in raised.value.hint
    assert "--stills" in raised.value.hint
    stills = planned(desk, most_bytes=weight - 1, stills=True)
    assert (stills.stills, stills.rates) == (True, None)
    with pytest.raises(Refused):
        planned(desk, most_bytes=1000, stills=True)


def test_where_nothing_is_light_enough_it_says_the_least_and_what_to_do(desk):
    """Not that nothing fits: as much as it says is enough."""
    for stills, ways in ((False, ("0.3 MB for one with --stills", "MB for all with --stills")), (True, ())):
        with pytest.raises(Refused) as raised:
            planned(desk, most_bytes=1000, stills=stills)
        for each in ("the least is", "MB for one clip", "--max", "--from, --to or --trip", *ways):
            assert each in raised.value.hint
    with pytest.raises(Refused, match="1 clip may weigh 0") as raised:
        planned(desk, most_bytes=1000, stills=True, slug="canary-slug")
    assert raised.value.hint == "the least is 0.3 MB for one clip: allow more by --max"
    assert len(planned(desk, most_bytes=300_000, stills=True, slug="canary-slug").clips) == 1


def test_one_clip_is_not_told_of_all_of_them(desk):
    with pytest.raises(Refused) as raised:
        planned(desk, most_bytes=300_000, slug="canary-slug")
    assert raised.value.hint == "what fits: --stills (0.3 MB)"


def test_editors_are_secrets_of_the_desk(desk):
    """Once somebody got a pack, their alias leaves it in nothing: not on a journey, not in a pack, not online."""
    catalogue = Catalogue(desk / "catalog.db")
    at = datetime(2022, 5, 8, tzinfo=UTC)
    with catalogue.write() as shelves:
        shelves.packs.add(Pack(mark="abcdefgh", editor="CanaryEditor", at=at, clips=(MARKET.id,)))
        shelves.clips.log(MARKET.id, replace(MARKET.log, title="For CanaryEditor"))
        assert "CanaryEditor" in secrets_in(shelves).people & secrets_in(shelves, []).people
    assert [each.editor for each in listed(catalogue)] == ["CanaryEditor"]
    catalogue.close()

    found = planned(desk)
    assert "CanaryEditor" in found.secrets.people
    assert found.travelling[MARKET.id].log.title is None
