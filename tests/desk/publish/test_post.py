"""What goes into a post: the film that is online, in the words of the desk, through the same gates."""

import re
from dataclasses import replace

import pytest

from mediadesk.desk import clear
from mediadesk.desk import publish as station
from mediadesk.desk.publish import post
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.clearance import Unsafe
from mediadesk.store.outside import Reach
from tests.desk.publish.world import ADDRESS, SLUG, Everywhere, say
from tests.embed.site import serve

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def code(tools, store):
    """What to paste."""
    return station.embedded(SLUG, "html", store, catalogue=tools.catalogue, desk=tools.assets.desk)


def test_a_post_embeds_what_is_online(filmed, tools, store):
    """Before the first publish there is nothing to embed; afterwards the address of its page, as the title stands."""
    with pytest.raises(NotFound, match="not online"):
        code(tools, store)
    published = station.publish(SLUG, store, tools)
    say(filmed, title="Repaired")

    assert f"{ADDRESS}/{published.path}" in code(tools, store)
    assert "Repaired" in code(tools, store)


@pytest.mark.parametrize(("title", "gate"), [("At 49.9935, 36.2304", "leaks"), ("Kharkiv on fire", "location")])
def test_words_that_were_changed_since_pass_the_gates_as_well(filmed, tools, store, title, gate):
    """The title of a snippet was never published: nothing scanned it before."""
    say(filmed, location="country")
    station.publish(SLUG, store, tools)
    say(filmed, title=title)

    with pytest.raises(Unsafe) as refusal:
        code(tools, store)

    assert [each.gate for each in refusal.value.gates if each.result == "failed"] == [gate]


def test_beyond_this_machine_changed_words_ask_for_another_yes(filmed, tools, store):
    """What was cleared is embedded; what was not is refused with the command."""
    public = Everywhere(store=store)
    clear.give(SLUG, "kestrel", store="public", local=False, catalogue=filmed.catalogue)
    station.publish(SLUG, public, tools)
    assert code(tools, public)
    say(filmed, title="Repaired")

    with pytest.raises(Unsafe, match="changed since kestrel cleared it") as refusal:
        code(tools, public)

    assert f"mediadesk clear give {SLUG}" in refusal.value.hint


def test_nobody_embeds_what_is_held_by_now(filmed, tools, store, monkeypatch):
    """Also when the clip was dropped on the desk since: it is still online. Sabotage: without the question it goes."""
    station.publish(SLUG, store, tools)
    clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)

    with pytest.raises(Unsafe, match="for part two") as refusal:
        code(tools, store)
    assert refusal.value.hint == f"mediadesk withdraw {SLUG}"

    monkeypatch.setattr(post, "barred", lambda *_: ())
    monkeypatch.setattr(post, "decided", lambda *_, **__: ())
    assert code(tools, store)


def test_a_withdrawn_dispatch_is_not_embedded(filmed, tools, store):
    """There is nothing behind its address."""
    station.publish(SLUG, store, tools)
    station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)

    with pytest.raises(Refused, match="withdrawn"):
        code(tools, store)


def test_wordpress_is_handed_what_it_finds(filmed, tools, store):
    """The published folder, asked for over the network; before the publish, and when it is gone, the address is kept
    back with the reason and the mend. Sabotage: an empty answer."""
    here = Reach(ports=None, private=True)
    with serve(store.root) as site:
        online = replace(store, public_url=site.address)
        station.publish(SLUG, online, tools)
        station.must_be_found(SLUG, online, catalogue=filmed.catalogue, reach=here)
        assert code(tools, online)

        next(store.root.glob("v/*/oembed.json")).write_text("{}")
        with pytest.raises(Refused, match="no type video") as refused:
            station.must_be_found(SLUG, online, catalogue=filmed.catalogue, reach=here)
    assert f"mediadesk publish {SLUG}" in refused.value.hint
    with pytest.raises(Refused, match="cannot be reached"):
        station.must_be_found(SLUG, online, catalogue=filmed.catalogue, reach=here)
    with pytest.raises(Refused, match="public address"):
        station.must_be_found(SLUG, replace(store, public_url=None), catalogue=filmed.catalogue)


def test_a_painted_button_is_shown_where_one_is_online(filmed, tools, store):
    """Never an address at which nothing lies."""
    published = station.publish(SLUG, store, tools).path
    mail = station.embedded(SLUG, "email", store, catalogue=tools.catalogue, desk=tools.assets.desk)
    picture = re.search(r'<img src="([^"]*)"', mail)[1]

    assert (store.root / picture.removeprefix(f"{ADDRESS}/")).is_file()
    assert ("poster-play" in picture) == (store.root / published).with_name("poster-play.jpg").is_file()


def test_known_posts_are_written_down_once(filmed):
    """By web addresses alone: somebody clicks on them later."""
    for _ in range(2):
        station.posted(SLUG, "https://blog.example/recovery/", catalogue=filmed.catalogue)

    assert [each.url for each in station.posts(SLUG, catalogue=filmed.catalogue)] == ["https://blog.example/recovery"]
    with pytest.raises(Misasked):
        station.posted(SLUG, "javascript:alert(1)", catalogue=filmed.catalogue)
    with pytest.raises(NotFound):
        station.posted("nothing", "https://blog.example/", catalogue=filmed.catalogue)
