"""The plan that a person is asked about: it must be what then happens."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mediadesk.model.trial import Trial
from mediadesk.store.folder import Folder
from mediadesk.store.plan import Plan, measured, planned
from mediadesk.store.send import send, what_moves
from tests.store.outgoing import Recording, Wrapped, a_dispatch

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TRIAL = Trial(store="web", settings="", at=NOW, up_bytes_a_second=100_000, down_bytes_a_second=500_000)


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(name="public", root=tmp_path / "public")


def test_it_is_what_the_send_then_does(folder):
    """A new dispatch, then a changed caption: objects and bytes, each way."""
    first = planned(what_moves(folder, a_dispatch()))
    sent = send(folder, a_dispatch())
    assert (first.objects, first.kept, first.bytes_up) == (sent.sent, sent.kept, sent.sent_bytes)
    assert first.bytes_down == first.bytes_up

    second = planned(what_moves(folder, a_dispatch(revision="r2"), proved=sent.objects))
    again = send(folder, a_dispatch(revision="r2"), proved=sent.objects)
    assert (second.objects, second.kept, second.bytes_up) == (again.sent, again.kept, again.sent_bytes)
    assert second.objects < first.objects


def test_what_was_just_asked_is_not_asked_again(folder):
    """The plan and the send of it need one answer of the store; what goes out is the same."""
    recording = Recording(store=folder)
    moves = what_moves(recording, a_dispatch())
    asked = [key for what, key in recording.done if what == "head"]
    assert sorted(asked) == sorted(each.object.key for each in a_dispatch())

    sent = send(recording, a_dispatch(), moves=moves)

    assert [key for what, key in recording.done if what == "head"] == asked
    assert sent.sent == len(a_dispatch())
    assert send(folder, a_dispatch(), proved=sent.objects).sent == 0


def test_it_changes_nothing(folder):
    planned(what_moves(folder, a_dispatch()))

    assert list(folder.keys()) == []


def test_what_nobody_has_proved_is_planned_to_be_fetched(folder):
    send(folder, a_dispatch())
    plan = planned(what_moves(folder, a_dispatch()))

    assert plan.bytes_up == 0
    assert plan.bytes_down == sum(each.size_bytes for each in send(folder, a_dispatch()).objects)


def test_where_flipped_bytes_are_refused_nothing_that_was_just_sent_is_fetched(folder):
    class Refusing(Wrapped):
        refuses_flipped = True

    recording = Recording(store=Refusing(store=folder))
    assert planned(what_moves(recording, a_dispatch())).bytes_down == 0
    send(recording, a_dispatch())
    assert {what for what, _ in recording.done} == {"head", "put"}


def test_the_time_is_that_of_both_ways():
    plan = Plan(objects=1, kept=0, bytes_up=1_000_000, bytes_down=1_000_000)

    assert plan.seconds(TRIAL) == 12
    assert plan.seconds(None) is None
    assert plan.seconds(replace(TRIAL, down_bytes_a_second=None)) is None
    assert replace(plan, bytes_down=0).seconds(replace(TRIAL, down_bytes_a_second=None)) == 10
    assert replace(plan, bytes_up=0, bytes_down=0).seconds(None) == 0


def test_a_measurement_is_added_to_what_is_known(folder):
    sent = replace(send(folder, a_dispatch()), up_bytes_a_second=7.0)

    assert measured(TRIAL, "web", sent) == replace(TRIAL, up_bytes_a_second=7.0)
    fresh = measured(None, "web", sent)
    assert fresh
    assert (fresh.store, fresh.settings, fresh.refuses_flipped, fresh.up_bytes_a_second) == ("web", "", False, 7.0)
    assert measured(TRIAL, "web", replace(sent, up_bytes_a_second=None)) is None
