"""Labels are known by one spelling each, and a slip of the finger does not make one ask for nothing."""

from dataclasses import replace

import pytest

from mediadesk.errors import Misasked
from mediadesk.model.clip import Log
from mediadesk.model.embargo import rule_named
from mediadesk.model.labels import LABELS, asking, checked_label, label_name, meant, never
from tests.catalogue.world import a_clip


def labelled(*labels: str):
    return replace(a_clip(), log=Log(labels=frozenset(labels)))


def test_every_label_is_there_once_in_its_own_spelling():
    names = [each.name for each in LABELS]
    assert sorted(set(names)) == sorted(names)
    assert names == [label_name(name) for name in names]


def test_every_label_asks_for_a_rule_that_there_is():
    assert [each.name for each in LABELS if each.rule and not rule_named(each.rule)] == []


@pytest.mark.parametrize("typed", ["do-not-publish", "Do not publish", " DO_NOT  PUBLISH "])
def test_one_label_has_one_spelling(typed):
    assert label_name(typed) == checked_label(typed) == "do-not-publish"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("do-not-pubish", "do-not-publish"),
        ("dont publish", "do-not-publish"),
        ("minors", "minor"),
        ("needs-masking", "needs-mask"),
        ("air-defense", "air-defence"),
        ("identifiable civilians", "identifiable-civilian"),
        ("military-positions", "military-position"),
    ],
)
def test_a_near_miss_is_refused_with_the_right_word(typed, right):
    """It would look like a label, and protect nobody."""
    with pytest.raises(Misasked) as refusal:
        checked_label(typed)
    assert refusal.value.hint == right


@pytest.mark.parametrize("typed", ["b-roll", "interview", "hospital", "mask", "школа", "part-two"])
def test_other_words_are_the_desks_own(typed):
    assert checked_label(typed) == typed
    assert meant(typed) is None
    assert asking([typed]) == ()


def test_a_label_without_letters_is_none():
    with pytest.raises(Misasked):
        checked_label("  ")


@pytest.mark.parametrize("label", ["do-not-publish", "needs-mask", "Do not publish", "do-not-pubish"])
def test_some_labels_stop_a_clip_whoever_says_so(label):
    """Also where one was misspelled before that was refused."""
    (why,) = never(labelled(label, "b-roll"))
    assert a_clip().id in why
    assert f"mediadesk clear lift {a_clip().id} --label" in why


@pytest.mark.parametrize("label", ["minor", "graphic", "military-position", "b-roll"])
def test_other_labels_do_not_stop_it_by_themselves(label):
    assert not list(never(labelled(label)))
