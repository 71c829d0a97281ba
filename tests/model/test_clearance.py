"""What may go out, and what no override passes."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model import clearance
from mediadesk.model.caption import Caption, Chapter, Cue
from mediadesk.model.clearance import GATES, Case, Clearance, Unsafe, before_scan, gates, passed
from mediadesk.model.clip import Facts, Log
from mediadesk.model.consent import Appearance, Release, Subject
from mediadesk.model.dispatch import Dispatch, Pick, version_digest
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.leak import NEVER_OVERRIDDEN, Finding, Kind
from mediadesk.model.moment import instant
from tests.catalogue.values import dispatches
from tests.catalogue.world import a_clip, a_place

ORDER = ["hold", "embargo", "labels", "release", "shots", "location", "captions", "leaks", "clearance"]
REASON = "shown to everybody in it"
NOW = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
FACTS = Facts(
    container="mov",
    seconds=Fraction(30),
    captured=instant(NOW - timedelta(days=2), source="gps", confidence="high"),
    place=a_place(name="Saltivka", region="Kharkiv Oblast", country="UA"),
)
CLIP = a_clip(facts=FACTS)
DISPATCH = Dispatch(slug="recovery", title="The recovery", public_id="abc", language="uk", picks=(Pick(clip=CLIP.id),))
YES = Release(subject="olena", aspects=frozenset({"face", "voice"}), given_at=NOW)
SAID = Caption(language="uk", state="machine", cues=(Cue(start_ms=0, end_ms=1500, text="Добрий день"),))
SEEN = Appearance(clip=CLIP.id, subject="olena")


def finding(kind: Kind) -> Finding:
    return Finding(where="index.html", what="something", kind=kind)


def cleared(dispatch: Dispatch = DISPATCH, *clips: Any) -> Clearance:
    return Clearance(slug="recovery", version=version_digest(dispatch, clips or (CLIP,)), by="ol", at=NOW)


def a_case(**changes: Any) -> Case:
    """A case in which every gate is passed, but for `changes`."""
    dispatch, clips = changes.get("dispatch", DISPATCH), changes.get("clips", (CLIP,))
    said: dict[str, Any] = {
        "dispatch": dispatch,
        "clips": clips,
        "version": version_digest(dispatch, clips),
        "store": "web",
        "local": False,
        "now": NOW,
        "clearance": cleared(dispatch, *clips),
        "found": (),
    }
    return Case(**said | changes)


def labelled(*labels: str):
    return replace(CLIP, log=Log(labels=frozenset(labels)))


def results(case: Case) -> dict[str, str]:
    return {gate.gate: gate.result for gate in gates(case)}


# each of them fails one gate, and no other
BROKEN: dict[str, dict[str, Any]] = {
    "hold": {"holds": (Hold(clip=CLIP.id, owner="maria", reason="part two", at=NOW),)},
    "embargo": {"embargoes": (Embargo(target="recovery", until=NOW + timedelta(hours=1), at=NOW),)},
    "labels": {"clips": (labelled("do-not-publish"),)},
    "release": {"appearances": (SEEN,)},
    "shots": {"dispatch": replace(DISPATCH, attached="assets/originals/film.mov")},
    "location": {"dispatch": replace(DISPATCH, location="region", title="A morning in Saltivka")},
    "captions": {"dispatch": replace(DISPATCH, captions=(SAID,)), "seconds": Fraction(30)},
    "leaks": {"found": (finding("location"),)},
    "clearance": {"clearance": None},
}


def test_every_gate_is_asked_in_its_order():
    assert [gate.gate for gate in gates(a_case())] == ORDER == list(GATES)
    assert set(results(a_case()).values()) == {"passed"}
    assert [gate.why for gate in gates(a_case())] == [None] * len(ORDER)


@pytest.mark.parametrize("broken", ORDER)
def test_each_gate_stops_what_it_is_for(broken):
    case = a_case(**BROKEN[broken])

    assert results(case) == dict.fromkeys(ORDER, "passed") | {broken: "failed"}
    with pytest.raises(Unsafe) as refusal:
        passed(gates(case))
    assert refusal.value.code == 5
    assert refusal.value.what.startswith("not published: ")


@pytest.mark.parametrize("broken", ["hold", "embargo", "labels", "release", "location", "captions"])
def test_what_no_reason_passes_is_mended_by_a_command(broken):
    """The first that is named is what to try, and nothing but a command."""
    with pytest.raises(Unsafe) as refusal:
        passed(gates(a_case(**BROKEN[broken])))
    assert re.fullmatch(r"mediadesk [a-z]+ [\w -]+", refusal.value.hint)


@pytest.mark.parametrize("broken", ORDER)
def test_a_gate_that_is_gone_is_seen(broken, monkeypatch):
    """Sabotage: with any one of them taken away, what it is for would go out."""
    monkeypatch.setattr(clearance, "GATES", {name: fails for name, fails in GATES.items() if name != broken})

    passed(gates(a_case(**BROKEN[broken])))
    with pytest.raises(AssertionError):
        test_every_gate_is_asked_in_its_order()


@pytest.mark.parametrize("broken", ORDER)
def test_a_reason_passes_two_gates_and_some_findings_alone(broken):
    """A missing yes and unknown shots: somebody has looked. Nothing that costs somebody's safety."""
    case = a_case(**BROKEN[broken], override=REASON, by="ol")
    gate = next(gate for gate in gates(case) if gate.gate == broken)

    assert gate.result == ("overridden" if broken in ("shots", "clearance") else "failed")
    assert gate.by == ("ol" if gate.result == "overridden" else None)
    assert gate.why


@given(st.data())
def test_nothing_is_overridden_without_a_reason(data):
    broken = data.draw(st.sets(st.sampled_from(ORDER)))
    changes: dict[str, Any] = {}
    for each in sorted(broken):
        changes |= BROKEN[each]
    case = a_case(**changes, override=data.draw(st.sampled_from([None, "", "  "])), by="ol")

    assert "overridden" not in results(case).values()


@pytest.mark.parametrize("kind", sorted(NEVER_OVERRIDDEN))
def test_a_place_a_person_or_a_name_is_never_waved_through(kind):
    """Whatever the reason: it can cost somebody's safety."""
    found = (finding("tool"), finding(kind))
    case = a_case(found=found, override=REASON)

    with pytest.raises(Unsafe) as refusal:
        passed(gates(case), found)
    assert "2 findings" in refusal.value.what
    assert "never goes out" in refusal.value.hint
    assert refusal.value.findings == found


@pytest.mark.parametrize("kind", ["device", "date", "tool", "field"])
def test_other_findings_pass_with_a_reason_alone(kind):
    found = (finding(kind),)

    assert results(a_case(found=found, override=REASON))["leaks"] == "overridden"
    with pytest.raises(Unsafe) as refusal:
        passed(gates(a_case(found=found)), found)
    assert "--override" in refusal.value.hint


def test_what_was_not_scanned_has_not_passed():
    """Nor does a reason stand for a look at the bytes. Before there are any, the other gates can be asked."""
    asked = gates(a_case(found=None, override=REASON))

    assert [gate.result for gate in asked if gate.gate == "leaks"] == ["failed"]
    assert [gate.gate for gate in passed(before_scan(asked))] == [each for each in ORDER if each != "leaks"]


def test_where_one_looks_before_one_clears_needs_no_yes():
    """The folder on this laptop. Everything about the clips holds there too."""
    here = a_case(local=True, clearance=None, dispatch=replace(DISPATCH, attached="assets/originals/film.mov"))

    assert set(results(here).values()) == {"passed"}
    for broken in ("hold", "embargo", "labels", "release", "location", "captions", "leaks"):
        assert results(a_case(local=True, **BROKEN[broken]))[broken] == "failed"


@pytest.mark.parametrize(
    "timed", [{"captions": (replace(SAID, state="edited"),)}, {"chapters": (Chapter(start_ms=0, title="a"),)}]
)
def test_nobody_says_how_long_the_film_is_but_the_film(timed):
    """Before it is made it may be as long as it likes; what goes out is known."""
    dispatch = replace(DISPATCH, **timed)
    assert results(a_case(dispatch=dispatch, found=None))["captions"] == "passed"
    assert results(a_case(dispatch=dispatch))["captions"] == "failed"
    assert results(a_case(dispatch=dispatch, seconds=Fraction(2)))["captions"] == "passed"


def test_a_yes_is_for_one_version():
    """A caption more, and somebody must look again."""
    changed = replace(DISPATCH, lead="Shops open.")
    given, case = cleared(), a_case(dispatch=changed, clearance=cleared())

    (why,) = [gate.why for gate in gates(case) if gate.result == "failed"]
    assert given.by in why
    assert "mediadesk clear give recovery" in why
    assert results(a_case(clearance=replace(given, slug="other")))["clearance"] == "failed"


def test_a_clip_that_nobody_knows_any_more_stops_it():
    """It may have been held, labelled or anything."""
    case = a_case(clips=())

    (why,) = [gate.why for gate in gates(case) if gate.result == "failed"]
    assert CLIP.id in why
    assert "mediadesk dispatch drop recovery 1" in why


def test_a_person_is_not_named_unless_a_release_says_so():
    """In whatever letters, and the refusal does not name them either."""
    olena = Subject(alias="olena", name="Олена Коваль")
    said = {"appearances": (SEEN,), "subjects": (olena,), "dispatch": replace(DISPATCH, lead="Says OLENA KOVAL.")}

    (why,) = [gate.why for gate in gates(a_case(**said, releases=(YES,))) if gate.result == "failed"]
    assert why.startswith("the lead tells the name of olena, which no release covers")
    assert "--covers name" in why
    named = replace(YES, aspects=YES.aspects | {"name"})
    assert set(results(a_case(**said, releases=(named,))).values()) == {"passed"}


@pytest.mark.parametrize("field", ["title", "lead", "dateline", "byline", "credits", "series", "caption", "file"])
def test_no_text_tells_a_finer_place_than_was_decided(field):
    told = "Saltivka, 2 November"
    dispatch = replace(DISPATCH, location="region", picks=(Pick(clip=CLIP.id, caption=told),))
    if field not in ("caption", "file"):
        dispatch = replace(DISPATCH, location="region", **{field: told})
    if field == "file":
        case = a_case(dispatch=replace(DISPATCH, location="region"), texts=("saltivka.jpg",))
    else:
        case = a_case(dispatch=dispatch)

    assert results(case)["location"] == "failed"
    assert results(replace(case, dispatch=replace(case.dispatch, location="exact")))["location"] == "passed"
    assert results(replace(case, dispatch=replace(case.dispatch, location=None)))["location"] == "passed"


def test_a_refusal_says_which_text_and_not_the_place():
    """It goes onto screens and into logs."""
    case = a_case(dispatch=replace(DISPATCH, location="region", lead="Трамвай на Салтівці"))

    (why,) = [gate.why for gate in gates(case) if gate.result == "failed"]
    assert why.startswith("the lead names a place that is finer than region")


def test_a_bigger_place_typed_later_does_not_hide_the_one_in_the_file():
    typed = replace(CLIP, log=Log(place=a_place(name="Kharkiv Oblast", region="Kharkiv Oblast", country="UA")))
    dispatch = replace(DISPATCH, location="region", dateline="Saltivka")

    assert results(a_case(dispatch=dispatch, clips=(typed,)))["location"] == "failed"


def test_several_reasons_are_all_said():
    """Whoever must mend it does so once."""
    case = a_case(clips=(labelled("do-not-publish", "needs-mask"),), clearance=None, override=REASON)

    with pytest.raises(Unsafe) as refusal:
        passed(gates(case))
    assert "do-not-publish" in refusal.value.what
    assert "needs-mask" in refusal.value.what
    assert [gate.result for gate in refusal.value.gates] == ["passed"] * 2 + ["failed"] + ["passed"] * 5 + [
        "overridden"
    ]
    assert refusal.value.hint == f"mediadesk clear lift {CLIP.id} --label needs-mask --by ALIAS"


@given(dispatches)
def test_it_answers_for_anything(dispatch):
    """Total: no value makes it stumble, and nothing is passed for being odd."""
    asked = gates(a_case(dispatch=dispatch, clips=(), clearance=None))

    assert [gate.gate for gate in asked] == ORDER
    assert all(gate.why for gate in asked if gate.result == "failed")
    assert [gate.result for gate in asked if gate.gate == "clearance"] == ["failed"]
