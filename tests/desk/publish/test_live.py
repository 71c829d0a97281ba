"""Going live: leaves before pointers, all or nothing."""

import threading
from dataclasses import replace
from fractions import Fraction

import pytest

from mediadesk.desk import clear
from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.desk.publish import ready
from mediadesk.events import Said
from mediadesk.model.caption import Caption, Cue
from mediadesk.model.clearance import Unsafe
from mediadesk.model.dispatch import trimmed
from mediadesk.store.folder import Folder
from mediadesk.store.stranger import fetch
from tests.desk.publish.world import ADDRESS, SLUG, Everywhere, Interrupted, files, make, say
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
    """Where nobody cleared it, somebody says in words why it may go out; without them nothing is sent."""
    public = Everywhere(store=store)

    with pytest.raises(Unsafe, match="nobody has cleared it"):
        station.publish(SLUG, public, tools)
    assert files(store) == {}
    published = station.publish(SLUG, public, tools, override="shown to everybody in it")

    assert [each.gate for each in published.gates if each.result == "overridden"] == ["clearance"]
    with filmed.catalogue.read() as shelves:
        (kept,) = shelves.publications.of(SLUG)
    assert kept.override == "shown to everybody in it"


def hold(filmed) -> None:
    """Somebody keeps the clip back."""
    clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)


def test_what_is_held_goes_nowhere_whoever_says_so(filmed, tools, store):
    """Not into the folder on this laptop, and not with a reason: every gate is told, and nothing was made or sent."""
    hold(filmed)

    with pytest.raises(Unsafe, match="for part two") as refusal:
        station.publish(SLUG, store, tools, override="I say so", by="ol")

    assert [each.gate for each in refusal.value.gates if each.result == "failed"] == ["hold"]
    assert files(store) == {}


def test_a_hold_during_a_publish_takes_it_down(filmed, tools, store):
    """The page was out for a moment; then there is a tombstone, and once the hold is lifted it may go out again."""
    held = Interrupted(store=store, meanwhile=lambda: hold(filmed))

    with pytest.raises(Unsafe, match="for part two"):
        station.publish(SLUG, held, tools)

    left = {key.rpartition("/")[2]: body for key, body in files(store).items() if key.startswith("v/")}
    assert left.keys() == {"index.html", "oembed.json"}
    assert b"recovery" not in left["index.html"].lower()
    assert station.online("public", catalogue=filmed.catalogue) == []
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "draft"
    clear.lift_hold(filmed.clips()[0].id, "kestrel", catalogue=filmed.catalogue)
    again = station.publish(SLUG, store, tools)
    assert b"recovery" in files(store)[again.path].lower()


def test_sabotage_asked_only_before_it_is_sent_it_stays_online(filmed, tools, store, monkeypatch):
    """What the test above is for: without the question in the last transaction the held clip is out."""
    held = Interrupted(store=store, meanwhile=lambda: hold(filmed))
    asked = iter([ready.decided] * 3)  # before the film, after the scan, and in the note before anything goes

    def three_times(*words, **more):
        return next(asked, lambda *_, **__: ())(*words, **more)

    monkeypatch.setattr(ready, "decided", three_times)

    published = station.publish(SLUG, held, tools)

    assert b"recovery" in files(store)[published.path].lower()


def test_a_yes_holds_for_one_version_and_goes_with_it(filmed, tools, store):
    """Cleared, it goes out without a word; another title asks for another yes."""
    public = Everywhere(store=store)
    clear.give(SLUG, "kestrel", store="public", local=False, catalogue=filmed.catalogue)
    published = station.publish(SLUG, public, tools)
    assert {each.result for each in published.gates} == {"passed"}
    say(filmed, title="Repaired")

    with pytest.raises(Unsafe, match="changed since kestrel cleared it"):
        station.publish(SLUG, public, tools)

    assert b"Repaired" not in files(store)[published.path]


def test_an_override_is_kept_with_whose_it_is(filmed, tools, store):
    """With the publication, and in the chain of custody."""
    station.publish(SLUG, Everywhere(store=store), tools, override="on deadline", by="ol")

    (kept,) = station.history(SLUG, catalogue=filmed.catalogue)
    assert [(each.gate, each.by) for each in kept.gates if each.result == "overridden"] == [("clearance", "ol")]
    with filmed.catalogue.read() as shelves:
        told = [(each.what, each.who, each.why) for each in shelves.custody.of(about=[SLUG])]
    assert ("overridden", "ol", "clearance: on deadline") in told


def test_leaves_of_an_older_cut_are_gone_once_the_page_names_the_new_ones(filmed, tools, store):
    """What was cut out for somebody's safety cannot be fetched any more; every leaf that is named is there."""
    station.publish(SLUG, store, tools)
    before = set(files(store))
    editing.edit(SLUG, lambda dispatch: trimmed(dispatch, 1, None, Fraction(1, 5)), catalogue=filmed.catalogue)
    make(filmed)
    watched = Recording(store=store)

    station.publish(SLUG, watched, tools)

    after = set(files(store))
    deleted = [key for what, key in watched.done if what == "delete"]
    assert before - after == set(deleted)
    assert any(key.endswith(".m3u8") for key in deleted)
    assert any("/m/" in key for key in deleted)
    page = watched.done.index(("put", next(key for key in after if key.endswith("index.html"))))
    assert all(watched.done.index(("delete", key)) > page for key in deleted)
    with filmed.catalogue.read() as shelves:
        (now,) = shelves.publications.live(SLUG)
    assert after == {each.key for each in now.objects}


def captioned(filmed, text: str) -> None:
    """Somebody wrote down what is said."""
    said = Caption(language="en", state="approved", cues=(Cue(start_ms=0, end_ms=500, text=text),))
    editing.edit(SLUG, lambda dispatch: replace(dispatch, captions=(said,)), catalogue=filmed.catalogue)


def test_who_reads_the_page_before_finds_its_leaves_after_another_caption(filmed, tools, store):
    """And `preview` shows them as long as they stay; no segment goes twice."""
    captioned(filmed, "We bake.")
    first = station.publish(SLUG, store, tools)
    before = {key: body for key, body in files(store).items() if "/r/" in key or "/m/" in key}
    captioned(filmed, "We bake bread.")
    watched = Recording(store=store)

    second = station.publish(SLUG, watched, tools)

    left = files(store)
    assert {key: left[key] for key in before} == before
    assert second.stays > 0
    assert not any("/m/" in key for what, key in watched.done if what == "put")
    assert all(station.may_show(key, store, catalogue=filmed.catalogue) for key in left)
    assert second.version == first.version + 1


def test_a_correction_takes_the_page_before_away_at_once(filmed, tools, store):
    """And so does `at_once` without a word."""
    captioned(filmed, "We bake.")
    station.publish(SLUG, store, tools)
    captioned(filmed, "We bake bread.")
    say(filmed, correction="It is bread.")

    assert station.publish(SLUG, store, tools).stays == 0

    with filmed.catalogue.read() as shelves:
        (now,) = shelves.publications.live(SLUG)
    assert set(files(store)) == {each.key for each in now.objects}
    captioned(filmed, "We bake.")
    assert station.publish(SLUG, store, tools, at_once=True).stays == 0


def test_the_same_has_the_same_number_in_another_store(filmed, tools, store):
    """Whoever speaks of version 2 means the same everywhere."""
    usb = Folder(name="usb", root=filmed.root / "usb", public_url=None)
    say(filmed, title="Repaired")
    first = station.publish(SLUG, store, tools)
    assert station.publish(SLUG, usb, tools).version == first.version
    say(filmed, title="Repaired again")
    assert station.publish(SLUG, usb, tools).version == first.version + 1
    assert station.publish(SLUG, store, tools).version == first.version + 1


def test_a_light_edition_is_made_whole_by_the_next_publish(filmed, tools, store):
    """What is there already is not sent again, and who watches the light one goes on watching."""
    make(filmed, light=True)
    light = station.publish(SLUG, store, tools, light=True)
    before = {key: body for key, body in files(store).items() if "/r/" in key or "/m/" in key}
    watched = Recording(store=store)

    whole = station.publish(SLUG, watched, tools)

    again = {key for what, key in watched.done if what == "put"} & set(before)
    assert again == set()
    assert {key: files(store)[key] for key in before} == before
    assert (light.light, whole.light) == (True, False)
    assert whole.objects > light.objects
    assert whole.version == light.version + 1


def test_two_who_publish_the_same_do_it_one_after_the_other(filmed, tools, store):
    """Else the second would sweep away what the first one is about to name."""
    said: list[object] = []
    with tools.assets.alone(SLUG, lambda: None):
        other = threading.Thread(target=station.publish, args=(SLUG, store, tools), kwargs={"report": said.append})
        other.start()
        other.join(0.5)
        assert files(store) == {}
    other.join()
    assert Said(f"waiting for another publish of {SLUG}") in said
    assert files(store) != {}


@pytest.mark.needs("seaweedfs")
def test_a_browser_shows_the_page_where_it_is_and_in_any_frame(filmed, tools, bucket):
    """Nothing that we send makes a download of it, or forbids frames: neither a header nor a word of the page."""
    published = station.publish(SLUG, bucket, tools)
    answer = fetch(f"{bucket.public_url}/{published.path}")

    assert answer.headers["Content-Type"].startswith("text/html")
    assert not {"content-disposition", "x-frame-options", "content-security-policy"} & {
        name.lower() for name in answer.headers
    }
    assert b"Content-Security-Policy" in answer.body
    assert b"frame-ancestors" not in answer.body
