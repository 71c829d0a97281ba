"""Who is seen has agreed to just this, or it does not go out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.clip import Log
from mediadesk.model.consent import ASPECTS, Appearance, Release, Subject, Use, fault, uncovered, unreleased
from tests.catalogue.world import a_clip

AT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
CLIP = a_clip()
USE = Use(store="web", language="uk", now=AT)
SEEN = Appearance(clip=CLIP.id, subject="olena")
YES = Release(subject="olena", aspects=frozenset({"face", "voice"}), given_at=AT)


def said(*releases, clip=CLIP, seen=(SEEN,), use=USE):
    return list(unreleased("recovery", clip, seen, releases, use))


def labelled(label):
    return replace(CLIP, log=Log(labels=frozenset({label})))


@pytest.mark.parametrize(
    "value",
    [Subject(alias="olena"), SEEN, replace(YES, aspects=frozenset(ASPECTS), until=date(2027, 1, 1))],
)
def test_it_survives_being_kept(value):
    assert decode(type(value), encode(value)) == value


def test_who_appears_is_seen_and_heard_unless_somebody_says_otherwise():
    assert SEEN.aspects == {"face", "voice"}


def test_who_agreed_may_be_shown():
    assert said(YES) == []


def test_who_did_not_is_named_by_alias_with_the_command():
    (why,) = said()
    assert f"{CLIP.id} shows olena" in why
    assert "mediadesk clear release olena --covers face --covers voice" in why


def test_somebody_elses_release_is_not_hers():
    assert len(said(replace(YES, subject="petro"))) == 1


@pytest.mark.parametrize(
    ("release", "told"),
    [
        (replace(YES, aspects=frozenset()), "no release covers face and voice"),
        (replace(YES, aspects=frozenset({"face"})), "no release covers voice"),
        (replace(YES, withdrawn_at=AT), "was withdrawn"),
        (replace(YES, until=date(2026, 11, 1)), "ended with 2026-11-01"),
        (replace(YES, platforms=frozenset({"Web"})), "is not for the store web"),
        (replace(YES, languages=frozenset({"en", "pl"})), "is for en, pl alone"),
    ],
    ids=["nothing", "face alone", "withdrawn", "expired", "elsewhere", "other languages"],
)
def test_a_release_that_does_not_hold_says_why(release, told):
    (why,) = said(release)
    assert told in why


@pytest.mark.parametrize(
    ("until", "now", "holds"),
    [
        (date(2026, 11, 2), datetime(2026, 11, 2, 23, 59, 59, tzinfo=UTC), True),
        (date(2026, 11, 2), datetime(2026, 11, 3, 0, 0, tzinfo=UTC), False),
        (date(2026, 11, 2), datetime.fromisoformat("2026-11-03T01:30:00+02:00"), True),
    ],
)
def test_the_last_day_counts_whole_and_in_utc(until, now, holds):
    assert (fault(replace(YES, until=until), replace(USE, now=now)) is None) == holds


@pytest.mark.parametrize(
    ("allowed", "language", "holds"),
    [
        ({"uk"}, "uk", True),
        ({"uk"}, "UK-ua", True),
        ({"uk-UA"}, "uk", False),
        ({"uk"}, "ukr", False),
        ({"uk"}, None, False),
        ({""}, "uk", False),
        (set(), None, True),
    ],
)
def test_a_release_for_a_language_holds_for_its_regions(allowed, language, holds):
    release = replace(YES, languages=frozenset(allowed))
    assert (fault(release, replace(USE, language=language)) is None) == holds


def test_a_dispatch_without_a_language_is_told_how_to_say_it():
    (why,) = said(replace(YES, languages=frozenset({"uk"})), use=replace(USE, language=None))
    assert "mediadesk dispatch set recovery --language" in why


def test_what_two_releases_cover_is_covered():
    face, voice = (replace(YES, aspects=frozenset({each})) for each in ("face", "voice"))
    assert said(face, voice) == []
    assert len(said(face, replace(voice, withdrawn_at=AT))) == 1


def test_an_older_release_that_holds_is_enough():
    assert said(replace(YES, withdrawn_at=AT), YES) == []


@pytest.mark.parametrize("label", ["minor", "identifiable-civilian", "Identifiable civilian"])
def test_somebody_who_can_be_recognised_must_be_known(label):
    """A label without a name says that somebody is there whom nobody asked."""
    (why,) = said(clip=labelled(label), seen=())
    assert f"mediadesk clear subject {CLIP.id}" in why
    assert said(YES, clip=labelled(label)) == []


def test_a_labelled_clip_asks_for_face_and_voice_of_everybody():
    seen = replace(SEEN, aspects=frozenset({"name"}))
    named = replace(YES, aspects=frozenset({"name"}))
    assert said(named, seen=[seen]) == []
    (why,) = said(named, seen=[seen], clip=labelled("minor"))
    assert "face and voice" in why


def test_an_appearance_that_says_not_how_is_seen_and_heard():
    seen = replace(SEEN, aspects=frozenset())
    assert len(said(replace(YES, aspects=frozenset({"face"})), seen=[seen])) == 1
    assert said(YES, seen=[seen]) == []


def test_everybody_in_it_must_have_agreed():
    seen = [SEEN, replace(SEEN, subject="petro"), replace(SEEN, subject="ivan", clip=a_clip("other").id)]
    (why,) = said(YES, seen=seen)
    assert "petro" in why


@given(st.frozensets(st.sampled_from(ASPECTS)), st.lists(st.frozensets(st.sampled_from(ASPECTS))))
def test_what_is_not_named_is_not_covered(needed, covered):
    left = uncovered(needed, [replace(YES, aspects=each) for each in covered], USE)
    assert left == {aspect for aspect in needed if not any(aspect in each for each in covered)}
