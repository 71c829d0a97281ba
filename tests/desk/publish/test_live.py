"""Going live: leaves before pointers, all or nothing."""

import pytest

from mediadesk.desk import publish as station
from mediadesk.model.clearance import Unsafe
from tests.desk.publish.world import ADDRESS, SLUG, Everywhere, files
from tests.store.outgoing import Recording

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_every_leaf_is_there_and_was_read_back_before_the_page_names_it(filmed, tools, store):
    """The page goes last of all, its oEmbed answer just before; the playlists after the segments."""
    watched = Recording(store=store)

    published = station.publish(SLUG, watched, tools)

    puts = [key for what, key in watched.done if what == "put"]
    assert puts[-2:] == [f"v/{published.public_id}/oembed.json", f"v/{published.public_id}/index.html"]
    first_pointer = watched.done.index(("put", puts[-2]))
    assert {("read back", key) for key in puts[:-2]} <= set(watched.done[:first_pointer])
    master = next(key for key in puts if key.endswith("master.m3u8"))
    assert all(
        puts.index(key) < puts.index(master)
        for key in puts
        if key.endswith((".m3u8", ".mp4")) and "/video." not in key and key != master
    )
    assert set(files(store)) == set(puts)
    assert published.url == f"{ADDRESS}/{puts[-1]}"


def test_a_second_publish_sends_nothing_and_is_no_new_version(filmed, tools, store):
    """Nothing is put, and the record of what is online stays as it is."""
    first = station.publish(SLUG, store, tools)
    watched = Recording(store=store)

    again = station.publish(SLUG, watched, tools)

    assert (again.sent, again.kept, again.version) == (0, first.objects, first.version)
    assert [key for what, key in watched.done if what == "put"] == []


def test_beyond_this_machine_it_goes_with_a_reason_that_is_kept(filmed, tools, store):
    """Nobody clears anything yet, so somebody says in words why it may go out; without them nothing is sent."""
    public = Everywhere(store=store)

    with pytest.raises(Unsafe, match="nobody has cleared it"):
        station.publish(SLUG, public, tools)
    assert files(store) == {}
    published = station.publish(SLUG, public, tools, override="shown to everybody in it")

    assert [(gate.gate, gate.result) for gate in published.gates] == [("leaks", "passed"), ("clearance", "overridden")]
    with filmed.catalogue.read() as shelves:
        (kept,) = shelves.publications.of(SLUG)
    assert kept.override == "shown to everybody in it"
