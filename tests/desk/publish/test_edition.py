"""What makes up a dispatch online: all of it, as the dispatch stands."""

from fractions import Fraction

import pytest

from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.errors import NotFound
from tests.desk.publish.world import SLUG, files, make, say
from tests.store.outgoing import Recording

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_another_cut_is_another_revision_at_the_same_address(filmed, tools, store):
    """Its film must be made first; then the page names the new leaves."""
    first = station.publish(SLUG, store, tools)
    clip = filmed.clips()[0].id
    editing.pick(SLUG, clip, None, Fraction(1, 5), None, catalogue=filmed.catalogue)

    with pytest.raises(NotFound, match="not made yet"):
        station.publish(SLUG, store, tools)
    make(filmed)
    second = station.publish(SLUG, store, tools)

    assert second.url == first.url
    assert second.sent > 2


def test_an_attached_film_is_the_film(filmed, tools, store, clip_of, tmp_path):
    """Cut elsewhere, it takes the place of the picks."""
    before = station.publish(SLUG, store, tools)
    film = tmp_path / "cut.mp4"
    film.write_bytes(clip_of("the film"))
    editing.attach(SLUG, film, catalogue=filmed.catalogue, assets=filmed.assets, programs=filmed.programs)
    make(filmed)

    after = station.publish(SLUG, store, tools)

    assert (after.version, after.url) == (before.version + 1, before.url)


def test_a_changed_title_sends_the_page_alone(filmed, tools, store):
    """Two pointers; every leaf stays where it is, at the same address."""
    first = station.publish(SLUG, store, tools)
    say(filmed, title="Repaired")
    watched = Recording(store=store)

    second = station.publish(SLUG, watched, tools)

    assert {key.rpartition("/")[2] for what, key in watched.done if what == "put"} == {"index.html", "oembed.json"}
    assert (second.sent, second.version, second.url) == (2, first.version + 1, first.url)
    assert b"Repaired" in files(store)[second.path]
