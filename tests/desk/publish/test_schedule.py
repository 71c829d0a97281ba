"""At an hour: leaves before, the page at the instant, and every gate asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mediadesk.catalogue import cases
from mediadesk.desk import clear
from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.errors import Misasked, NotFound, Refused, StoreRefused
from mediadesk.events import Moved
from mediadesk.model.clearance import Unsafe
from mediadesk.model.layout import oembed_key, page_key, video_key
from mediadesk.store.stranger import fetch
from tests.desk.publish.world import SLUG, Interrupted, die, files, say
from tests.store.outgoing import Recording, Wrapped

pytestmark = pytest.mark.needs("ffmpeg", "engine")
SOON = timedelta(hours=1)


def ahead() -> datetime:
    return datetime.now(UTC) + SOON


def pages(store):
    """What a stranger could find: all that is not named by hash below a random id."""
    return {key for key in files(store) if key.startswith("v/") and key.count("/") == 2}


def waits(filmed):
    return station.waiting(SLUG, catalogue=filmed.catalogue)


def test_leaves_lie_there_before_and_nothing_in_the_store_names_them(filmed, tools, store):
    """At the instant nothing large is left to send, and nothing that was read back is fetched again."""
    asked = station.schedule(SLUG, ahead(), store, tools)
    assert pages(store) == set()
    assert any("/m/" in key for key in files(store))
    assert station.online("public", catalogue=filmed.catalogue) == []
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "draft"
    assert waits(filmed) == [asked]
    assert not any(station.may_show(key, store, catalogue=filmed.catalogue) for key in files(store) if key[0] == "v")
    watched = Recording(store=store)

    published = station.flip(asked, watched, tools)

    put = [key for what, key in watched.done if what == "put"]
    fetched = [key for what, key in watched.done if what == "read back"]
    assert not any("/m/" in key or "/r/" in key for key in [*put, *fetched])
    assert put[-1] == published.path
    assert waits(filmed) == []
    assert [each.slug for each in station.online("public", catalogue=filmed.catalogue)] == [SLUG]


@pytest.mark.needs("seaweedfs")
def test_in_a_bucket_a_stranger_finds_nothing_before_the_hour_and_the_page_after(filmed, tools, bucket):
    """What was sent before is not sent again; taken back, every leaf that was sent is refused."""
    taken_back = station.schedule(SLUG, ahead(), bucket, tools)
    addresses = [f"{bucket.public_url}/{each.key}" for each in taken_back.proved if each.key.startswith("v/")]
    assert {fetch(each).status for each in addresses} == {200}
    station.unschedule(SLUG, bucket, tools)
    assert {fetch(each).status for each in addresses} <= {403, 404}

    asked = station.schedule(SLUG, ahead(), bucket, tools)
    public_id = editing.get(SLUG, catalogue=filmed.catalogue).public_id
    for key in (page_key(public_id), oembed_key(public_id), video_key(public_id)):
        assert fetch(f"{bucket.public_url}/{key}").status in {403, 404}
    published = station.flip(asked, bucket, tools)

    assert published.kept == len(asked.proved)
    assert b"The recovery" in fetch(f"{bucket.public_url}/{published.path}").body


def test_a_gate_that_fails_by_then_keeps_it_back_and_takes_the_leaves_away(filmed, tools, store):
    """It does not wait any more: once the hold is lifted, somebody has to say so again."""
    asked = station.schedule(SLUG, ahead(), store, tools)
    clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)

    with pytest.raises(Unsafe, match="for part two"):
        station.flip(asked, store, tools)

    assert {key for key in files(store) if key.startswith("v/")} == set()
    assert waits(filmed) == []
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "draft"


def test_sabotage_a_flip_that_asks_no_gate_again_puts_a_held_clip_online(filmed, tools, store, monkeypatch):
    """What the test above is for."""
    monkeypatch.setattr("mediadesk.desk.publish.ready.decided", lambda *_, **__: ())
    with pytest.raises(pytest.fail.Exception):
        test_a_gate_that_fails_by_then_keeps_it_back_and_takes_the_leaves_away(filmed, tools, store)


def test_what_was_changed_since_does_not_go_by_itself(filmed, tools, store):
    """Nor what was withdrawn, nor what was taken back or put off."""
    asked = station.schedule(SLUG, ahead(), store, tools)
    say(filmed, title="Repaired")
    with pytest.raises(Refused, match="changed since it was scheduled"):
        station.flip(asked, store, tools)
    assert (pages(store), waits(filmed)) == (set(), [])

    first = station.schedule(SLUG, ahead(), store, tools)
    station.schedule(SLUG, ahead() + SOON, store, tools)
    with pytest.raises(Refused, match="not scheduled like this any more"):
        station.flip(first, store, tools)
    (second,) = waits(filmed)
    station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)
    assert waits(filmed) == []
    with pytest.raises(Refused):
        station.flip(second, store, tools)
    assert all(b"Repaired" not in body for body in files(store).values())


def test_taken_back_nothing_of_it_is_left(filmed, tools, store):
    """What is online already stays as it is."""
    station.schedule(SLUG, ahead(), store, tools)
    station.unschedule(SLUG, store, tools)
    assert {key for key in files(store) if key.startswith("v/")} == set()
    with pytest.raises(NotFound):
        station.unschedule(SLUG, store, tools)

    station.publish(SLUG, store, tools)
    online = files(store)
    say(filmed, title="Repaired")
    station.schedule(SLUG, ahead(), store, tools)
    assert {key: body for key, body in files(store).items() if key in online} == online
    station.unschedule(SLUG, store, tools)
    assert files(store) == online


def test_an_hour_that_is_over_is_none(filmed, tools, store):
    with pytest.raises(Misasked, match="over"):
        station.schedule(SLUG, datetime.now(UTC), store, tools)


def test_under_an_embargo_until_then_nothing_is_sent_before(filmed, tools, store, monkeypatch):
    """It may wait for the end of it; the bytes do not go out before. A hold cannot be waited for."""
    end = ahead()
    clear.embargo(SLUG, until=end, catalogue=filmed.catalogue)
    asked = station.schedule(SLUG, end + timedelta(seconds=1), store, tools)
    assert files(store) == {}
    with pytest.raises(Unsafe):
        station.schedule(SLUG, end - timedelta(minutes=1), store, tools)

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return (end + timedelta(seconds=2)).astimezone(tz)

    monkeypatch.setattr(cases, "datetime", Then)
    assert station.flip(asked, store, tools).path in files(store)


def test_killed_while_it_was_being_sent_it_waits_all_the_same(filmed, tools, store):
    """Whatever is there by then is sent no second time."""

    class Dies(Wrapped):
        def put(self, out, tick=lambda _: None):
            if "/r/" in out.object.key:
                die()
            self.store.put(out, tick)

    with pytest.raises(KeyboardInterrupt):
        station.schedule(SLUG, ahead(), Dies(store=store), tools)
    (asked,) = waits(filmed)

    assert station.flip(asked, store, tools).path in files(store)


def test_a_store_that_does_not_answer_loses_nothing(filmed, tools, store):
    """It stays due."""
    asked = station.schedule(SLUG, ahead(), store, tools)

    class Away(Wrapped):
        def put(self, out, tick=lambda _: None):
            raise StoreRefused("nobody answers", hint="later")

    with pytest.raises(StoreRefused):
        station.flip(asked, Away(store=store), tools)
    assert waits(filmed) == [asked]
    station.flip(asked, store, tools)


def test_withdrawn_while_it_was_being_sent_it_does_not_wait(filmed, tools, store):
    def withdraw() -> None:
        station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)

    class Meanwhile(Interrupted):
        def put(self, out, tick=lambda _: None):
            self.store.put(out, tick)
            happens, self.meanwhile = self.meanwhile, lambda: None
            happens()

    with pytest.raises(Refused, match="taken back"):
        station.schedule(SLUG, ahead(), Meanwhile(store=store, meanwhile=withdraw), tools)
    assert waits(filmed) == []


def test_what_is_due_is_told_the_oldest_first(filmed, tools, store):
    asked = station.schedule(SLUG, ahead(), store, tools)
    assert station.due(asked.at - timedelta(seconds=1), catalogue=filmed.catalogue) == []
    assert station.due(asked.at, catalogue=filmed.catalogue) == [asked]


def test_a_laptop_that_slept_past_the_instant_goes_on_when_it_wakes():
    """It waits by the clock on the wall, in steps of a second, and says how late it is."""
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    clock = [noon - timedelta(seconds=10)]
    steps: list[float] = []

    def pause(seconds: float) -> None:
        steps.append(seconds)
        clock[0] += timedelta(hours=2) if len(steps) == 4 else timedelta(seconds=seconds)

    late = station.wait_until(noon, now=lambda: clock[0], pause=pause)

    assert len(steps) == 4
    assert max(steps) <= 1
    assert timedelta(hours=1, minutes=59) < late < timedelta(hours=2)


def test_a_clock_that_is_set_back_only_makes_it_longer():
    """Never does it count below nothing."""
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    clock = [noon - timedelta(seconds=2)]
    told: list[object] = []

    def pause(seconds: float) -> None:
        clock[0] += timedelta(seconds=-30) if len(told) < 3 else timedelta(seconds=seconds)

    late = station.wait_until(noon, told.append, now=lambda: clock[0], pause=pause)
    assert late == timedelta()
    assert all(each.done >= 0 for each in told if isinstance(each, Moved))
