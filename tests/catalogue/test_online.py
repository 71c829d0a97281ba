"""What waits for its hour, pages for few, and what stores were proved to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mediadesk.model.online import Private, Scheduled
from mediadesk.model.trial import Trial

NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)
WAITING = Scheduled(slug="kharkiv", store="web", at=NOON, light=True, override="cleared by phone", by="ed")
PAGE = Private(
    slug="kharkiv", store="web", token="a" * 26, url=None, at=NOON, until=NOON + timedelta(days=7), keys=("p/a/x",)
)
TRIAL = Trial(store="web", settings="0" * 64, at=NOON, refuses_flipped=True, up_bytes_a_second=1e6)


def test_the_next_hour_comes_first_and_one_dispatch_waits_once_for_a_store(catalogue):
    with catalogue.write() as shelves:
        shelves.schedule.put(WAITING)
        shelves.schedule.put(replace(WAITING, slug="izium", at=NOON - timedelta(hours=1)))
        shelves.schedule.put(replace(WAITING, light=False))
    with catalogue.read() as shelves:
        assert [each.slug for each in shelves.schedule.all()] == ["izium", "kharkiv"]
        assert shelves.schedule.all()[1] == replace(WAITING, light=False)


def test_what_waits_no_longer_is_gone_and_may_be_removed_twice(catalogue):
    with catalogue.write() as shelves:
        shelves.schedule.put(WAITING)
        shelves.schedule.remove("kharkiv", "web")
        shelves.schedule.remove("kharkiv", "web")
    with catalogue.read() as shelves:
        assert shelves.schedule.all() == []


def test_private_pages_are_kept_for_ever_the_oldest_first(catalogue):
    later = replace(PAGE, token="b" * 26, at=NOON + timedelta(hours=1))
    with catalogue.write() as shelves:
        shelves.privates.put(later)
        shelves.privates.put(PAGE)
        shelves.privates.put(replace(PAGE, gone_at=NOON))
    with catalogue.read() as shelves:
        assert shelves.privates.of("kharkiv") == [replace(PAGE, gone_at=NOON), later] == shelves.privates.all()
        assert shelves.privates.of("izium") == []


def test_a_store_has_one_trial_or_none(catalogue):
    with catalogue.write() as shelves:
        shelves.trials.put(TRIAL)
        shelves.trials.put(replace(TRIAL, refuses_flipped=False))
    with catalogue.read() as shelves:
        assert shelves.trials.of("web") == replace(TRIAL, refuses_flipped=False)
        assert shelves.trials.of("public") is None
