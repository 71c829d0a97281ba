"""All that decides is gathered at one moment, from wherever it is kept."""

from dataclasses import replace
from datetime import UTC, datetime

from mediadesk.catalogue.cases import case_of
from mediadesk.model.clearance import Clearance, before_scan, gates
from mediadesk.model.clip import ClipId
from mediadesk.model.consent import Appearance, Release, Subject
from mediadesk.model.dispatch import Dispatch, Pick, version_digest
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from tests.catalogue.world import a_clip, shelve

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
MARKET, YARD = a_clip("market"), a_clip("yard")
TWO = Dispatch(slug="two", title="Two", public_id="x", picks=(Pick(clip=MARKET.id), Pick(clip=MARKET.id)))


def test_a_case_holds_what_is_said_of_its_clips_and_of_nothing_else(catalogue):
    """Each clip once; the people in it with all they agreed to; the last yes."""
    shelve(catalogue, MARKET, YARD)
    yes = Clearance(slug="two", version="ab", by="ol", at=NOW)
    with catalogue.write() as shelves:
        shelves.dispatches.put(TWO)
        for clip, alias in ((MARKET.id, "baker"), (YARD.id, "clerk")):
            shelves.subjects.put(Subject(alias=alias))
            shelves.appearances.put(Appearance(clip=clip, subject=alias))
            shelves.releases.add(Release(subject=alias, aspects=frozenset({"face"}), given_at=NOW))
            shelves.holds.put(Hold(clip=clip, owner="ol", reason="later", at=NOW))
            shelves.embargoes.add(Embargo(target=clip, rule="civilian", at=NOW))
        shelves.embargoes.add(Embargo(target="two", rule="military", at=NOW))
        shelves.clearances.add(yes)

    with catalogue.read() as shelves:
        case = case_of(shelves, TWO, store="web", local=False, now=NOW, override="on deadline", by="ol")

    assert [each.id for each in case.clips] == [MARKET.id]
    assert [each.alias for each in case.subjects] == ["baker"]
    assert [each.subject for each in case.releases] == ["baker"]
    assert [each.clip for each in case.holds] == [MARKET.id]
    assert {each.target for each in case.embargoes} == {MARKET.id, "two"}
    assert (case.clearance, case.version) == (yes, version_digest(TWO, [MARKET]))
    assert (case.store, case.local, case.override, case.by, case.found) == ("web", False, "on deadline", "ol", None)


def test_a_clip_that_is_not_catalogued_any_more_fails_a_gate(catalogue):
    """It does not vanish from the question."""
    gone = Dispatch(slug="gone", title="Gone", public_id="x", picks=(Pick(clip=ClipId("ZZZZZZZZZZ")),))

    with catalogue.read() as shelves:
        case = case_of(shelves, gone, store="public", local=True)

    assert case.clips == ()
    assert [each.gate for each in gates(case) if each.result == "failed"] == ["labels", "leaks"]


def test_a_clip_that_is_attached_as_a_film_is_asked_about_like_one_that_is_picked(catalogue):
    """Else whoever attaches the file of a held clip would use it past its owner."""
    shelve(catalogue, MARKET)
    cut = Dispatch(slug="cut", title="Cut", public_id="x", attached=MARKET.path)
    with catalogue.write() as shelves:
        shelves.holds.put(Hold(clip=MARKET.id, owner="ol", reason="later", at=NOW))

    with catalogue.read() as shelves:
        case = case_of(shelves, cut, store="public", local=True)
        other = case_of(shelves, replace(cut, attached="assets/originals/cut.mov"), store="public", local=True)

    assert [each.id for each in case.clips] == [MARKET.id]
    assert [each.gate for each in before_scan(gates(case)) if each.result == "failed"] == ["hold"]
    assert other.clips == ()
