"""A page for few: at an address nobody guesses, by the gates of every other door, until its time is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.desk import clear
from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.desk.publish import private
from mediadesk.errors import NotFound, Refused
from mediadesk.model.clearance import Unsafe
from mediadesk.model.layout import page_key
from mediadesk.store.stranger import fetch
from tests.desk.publish.world import ADDRESS, SLUG, Everywhere, Interrupted, Stubborn, files, say

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def few(filmed, tools, store, **more):
    return station.show_privately(SLUG, store, tools, **({"days": 7} | more))


def below(store, folder):
    return {key for key in files(store) if key.startswith(f"{folder}/")}


def over(filmed, page) -> None:
    """As if its time were over."""
    with filmed.catalogue.write() as shelves:
        shelves.privates.put(replace(page, until=datetime.now(UTC) - timedelta(seconds=1)))


def test_the_whole_player_lies_under_an_address_nobody_guesses(filmed, tools, store):
    """No search engine, no oEmbed, nothing of the public address; and nothing lists it."""
    page = few(filmed, tools, store).page
    with filmed.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(SLUG)

    assert page.url == f"{ADDRESS}/p/{page.token}/index.html"
    assert len(page.token) == 26
    assert page.token != dispatch.public_id
    assert below(store, "p") == set(page.keys)
    assert below(store, "v") == set()
    assert not any("oembed" in key for key in page.keys)
    html = files(store)[f"p/{page.token}/index.html"]
    assert b"noindex" in html
    assert b"oembed" not in html.lower()
    assert b'property="og:' not in html
    assert all(dispatch.public_id.encode() not in body for key, body in files(store).items() if key in page.keys)
    assert dispatch.state == "draft"
    assert station.online("public", catalogue=filmed.catalogue) == []
    assert station.private_pages(SLUG, catalogue=filmed.catalogue) == [page]


def test_the_gates_are_those_of_every_door(filmed, tools, store):
    """Also the yes of somebody, which a reason passes; and the chain of custody is told."""
    beyond = Everywhere(store=store)
    with pytest.raises(Unsafe, match="nobody has cleared it"):
        few(filmed, tools, beyond)
    assert files(store) == {}

    few(filmed, tools, beyond, override="for the baker to look at", by="ol")
    with filmed.catalogue.read() as shelves:
        told = [(each.what, each.who, each.why) for each in shelves.custody.of(about=[SLUG])]
    assert ("overridden", "ol", "clearance: for the baker to look at") in told
    clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)
    with pytest.raises(Unsafe, match="for part two"):
        few(filmed, tools, beyond, override="I say so")


def test_what_is_held_by_now_is_not_shown_here_nor_what_is_over(filmed, tools, store):
    """`preview` asks for every key."""
    page = few(filmed, tools, store).page

    def shown():
        return [key for key in page.keys if station.may_show(key, store, catalogue=filmed.catalogue)]

    assert shown() == list(page.keys)
    assert not station.may_show(f"p/{page.token}/other.html", store, catalogue=filmed.catalogue)
    assert not station.may_show("p/somebody-elses/index.html", store, catalogue=filmed.catalogue)
    clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)
    assert shown() == []
    clear.lift_hold(filmed.clips()[0].id, "kestrel", catalogue=filmed.catalogue)
    over(filmed, page)
    assert shown() == []


@pytest.mark.needs("seaweedfs")
def test_in_a_bucket_it_answers_until_it_is_dropped(filmed, tools, bucket):
    """To whoever has the address. A stranger who asks for a list, or for the public page, gets none."""
    page = few(filmed, tools, bucket).page
    addresses = [f"{bucket.public_url}/{key}" for key in page.keys]
    public = editing.get(SLUG, catalogue=filmed.catalogue).public_id
    assert page.url in addresses
    assert {fetch(each).status for each in addresses} == {200}
    for guessed in ("", "?list-type=2&prefix=p/", "p/", f"p/{page.token}/", page_key(public)):
        answer = fetch(f"{bucket.public_url}/{guessed}")
        assert answer.status in {403, 404} or answer.body == b""

    station.drop_private(SLUG, bucket, catalogue=filmed.catalogue)

    assert {fetch(each).status for each in addresses} <= {403, 404}


def test_another_look_comes_to_the_same_address(filmed, tools, store):
    """For a week from then on; what only the first look named is gone."""
    first = few(filmed, tools, store).page
    say(filmed, title="Repaired")
    second = few(filmed, tools, store, days=1).page

    assert second.token == first.token
    assert second.until < first.until
    assert below(store, "p") == set(second.keys)
    assert b"Repaired" in files(store)[f"p/{second.token}/index.html"]


def test_publishing_for_all_copies_nothing_of_it_and_takes_it_away(filmed, tools, store):
    """Its address is not told by the public page."""
    page = few(filmed, tools, store).page

    station.publish(SLUG, store, tools)

    assert below(store, "p") == set()
    assert all(page.token.encode() not in body for body in files(store).values())
    assert station.private_pages(SLUG, catalogue=filmed.catalogue) == []


@pytest.mark.parametrize("how", ["publish", "check", "drop", "withdraw", "private"])
def test_when_its_time_is_over_whatever_comes_by_takes_it_away(filmed, tools, store, how):
    """The next publish of anything, a check; and at any time, whoever asks."""
    page = few(filmed, tools, store).page
    if how in {"publish", "check", "private"}:
        over(filmed, page)
    if how == "publish":
        private.take_away_private(store, filmed.catalogue, slug="another")
    elif how == "check":
        assert list(station.tidied(store, catalogue=filmed.catalogue, assets=filmed.assets)) == [
            "a private page whose time was over"
        ]
    elif how == "drop":
        station.drop_private(SLUG, store, catalogue=filmed.catalogue)
    elif how == "withdraw":
        (gone,) = station.withdrawn([SLUG], lambda _: store, catalogue=filmed.catalogue)
        assert set(gone.gone) | {f"p/{page.token}/index.html"} == set(page.keys)
    else:
        assert few(filmed, tools, store).page.token != page.token
        assert below(store, f"p/{page.token}") == set()
        return

    assert below(store, "p") == set()
    with pytest.raises(NotFound):
        station.drop_private(SLUG, store, catalogue=filmed.catalogue)


def test_a_store_that_keeps_it_is_told_and_asked_again(filmed, tools, store):
    """It is not written down as gone before it is."""
    page = few(filmed, tools, store).page
    over(filmed, page)
    said: list[object] = []

    private.take_away_private(Stubborn(store=store), filmed.catalogue, report=said.append)

    assert any("is still there" in getattr(each, "text", "") for each in said)
    assert private.take_away_private(store, filmed.catalogue) == 1
    assert below(store, "p") == set()


def test_a_hold_while_it_is_being_sent_takes_it_down(filmed, tools, store):
    """Nothing of it is left, and nobody can look at it."""

    def hold() -> None:
        clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)

    with pytest.raises(Unsafe, match="for part two"):
        few(filmed, tools, Interrupted(store=store, meanwhile=hold))

    assert below(store, "p") == set()
    assert station.private_pages(SLUG, catalogue=filmed.catalogue) == []


def test_what_was_withdrawn_is_shown_to_nobody(filmed, tools, store):
    station.publish(SLUG, store, tools)
    station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)
    with pytest.raises(Refused, match="withdrawn"):
        few(filmed, tools, store)


def test_a_rehearsal_writes_nothing_down(filmed, tools, store):
    shown = few(filmed, tools, store, record=False)
    assert shown.sent > 0
    assert station.private_pages(SLUG, catalogue=filmed.catalogue) == []


def test_who_takes_back_what_they_agreed_to_is_gone_from_private_pages(filmed, tools, store):
    """A page for few shows them, though it was never online."""
    page = few(filmed, tools, store).page
    found = clear.exposure("kestrel", catalogue=filmed.catalogue)

    assert [each.dispatch.slug for each in found.dispatches] == [SLUG]
    done = list(station.withdrawn([SLUG], lambda _: store, catalogue=filmed.catalogue))
    assert [(each.publication.store, each.trouble) for each in done] == [("public", None)]
    assert below(store, f"p/{page.token}") == set()


def test_sabotage_a_publish_that_forgets_private_pages_leaves_them(filmed, tools, store, monkeypatch):
    """What the test of publishing for all is for."""
    monkeypatch.setattr("mediadesk.desk.publish.live.take_away_private", lambda *_, **__: 0)
    with pytest.raises(AssertionError):
        test_publishing_for_all_copies_nothing_of_it_and_takes_it_away(filmed, tools, store)
