"""What may go by now, goes when somebody looks; nothing else does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mediadesk.desk import publish as station
from mediadesk.model.sweep import PAGE_LIFE
from tests.desk.publish.test_live import captioned
from tests.desk.publish.world import SLUG, files

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def tidy(filmed, store):
    return list(station.tidied(store, catalogue=filmed.catalogue, assets=filmed.assets))


def long_ago(filmed) -> None:
    """As if the page had been online since before anybody can have the one before open."""
    with filmed.catalogue.write() as shelves:
        for each in shelves.publications.of(SLUG):
            shelves.publications.put(replace(each, at=each.at - PAGE_LIFE - timedelta(seconds=1)))


def test_leaves_of_the_page_before_go_when_nobody_can_have_it_open(filmed, tools, store):
    """Not before; and what a stopped publish has sent stays, so that it can go on."""
    station.publish(SLUG, store, tools)
    captioned(filmed, "We bake.")
    published = station.publish(SLUG, store, tools)
    half_sent = store.root / f"v/{published.public_id}/r/000000000000/poster.jpg"
    half_sent.parent.mkdir(parents=True)
    half_sent.write_bytes(b"half")
    before = set(files(store))

    assert tidy(filmed, store) == []
    long_ago(filmed)
    with tools.assets.alone(SLUG, lambda: None):
        assert tidy(filmed, store) == []  # somebody publishes it just now
    (said,) = tidy(filmed, store)

    assert said == f"{published.stays} files that only older pages of {SLUG} named"
    with filmed.catalogue.read() as shelves:
        (now,) = shelves.publications.live(SLUG)
    assert set(files(store)) == {each.key for each in now.objects} | {str(half_sent.relative_to(store.root))}
    assert len(before - set(files(store))) == published.stays
    assert tidy(filmed, store) == []
