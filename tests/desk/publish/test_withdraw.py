"""Going away again: nothing is left but a tombstone, whatever was killed on the way."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.errors import NotFound, Refused, StoreRefused
from mediadesk.model.online import Publication
from mediadesk.model.publication import PublicObject
from mediadesk.store.folder import Folder
from mediadesk.store.stranger import fetch
from tests.desk.publish.world import ADDRESS, SLUG, Everywhere, Interrupted, Stubborn, die, files, make
from tests.store.outgoing import Recording, Wrapped

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_withdrawn_is_gone_and_never_comes_back(filmed, tools, store):
    """Only the tombstones are left of it, with none of its words; the engine is everybody's and stays."""
    page = station.publish(SLUG, store, tools).path

    (gone,) = station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)

    assert gone.store == "public"
    left = {key: body for key, body in files(store).items() if key.startswith("v/")}
    assert {key.rpartition("/")[2] for key in left} == {"index.html", "oembed.json"}
    assert b"recovery" not in left[page].lower()
    with pytest.raises(Refused, match="withdrawn"):
        station.publish(SLUG, store, tools)
    with pytest.raises(NotFound):
        station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)


def test_a_store_that_keeps_it_keeps_no_other_from_letting_go(filmed, tools, store):
    """What is gone is written down, what is not stays so until it is; from the first try on nobody can publish it."""
    other = Folder(name="other", root=filmed.root / "other", public_url=None)
    station.publish(SLUG, store, tools)
    station.publish(SLUG, other, tools)
    stores = {"public": store, "other": Stubborn(store=other)}

    for _ in range(2):
        with pytest.raises(StoreRefused):
            station.withdraw(SLUG, stores.__getitem__, catalogue=filmed.catalogue)
    with pytest.raises(Refused, match="withdrawn"):
        station.publish(SLUG, store, tools)
    assert [station.online(name, catalogue=filmed.catalogue) != [] for name in stores] == [False, True]

    stores["other"] = other
    station.withdraw(SLUG, stores.__getitem__, catalogue=filmed.catalogue)
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "withdrawn"


def test_a_rehearsal_of_a_withdrawal_writes_nothing_down(filmed, tools, store):
    """The catalogue stays as it is."""
    station.publish(SLUG, store, tools)

    station.withdraw(SLUG, lambda _: Everywhere(store=store), catalogue=filmed.catalogue, record=False)

    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "live"


def test_what_a_killed_publish_left_online_can_be_withdrawn(filmed, tools, store):
    """The page is out, the record of it is not finished: `withdraw` takes it down all the same."""
    with pytest.raises(KeyboardInterrupt):
        station.publish(SLUG, Interrupted(store=store, meanwhile=die), tools)
    assert any(key.endswith("index.html") for key in files(store))

    station.withdraw(SLUG, lambda name: store, catalogue=filmed.catalogue)

    assert {key.rsplit("/", 1)[1] for key in files(store) if key.startswith("v/")} == {"index.html", "oembed.json"}
    assert all(b"recovery" not in body for key, body in files(store).items() if key.startswith("v/"))


def test_a_withdrawal_during_a_publish_wins(filmed, tools, store):
    """Whoever withdraws need not know that somebody publishes just now."""

    def withdraw() -> None:
        station.withdraw(SLUG, lambda name: store, catalogue=filmed.catalogue)

    with pytest.raises(Refused, match="withdrawn while"):
        station.publish(SLUG, Interrupted(store=store, meanwhile=withdraw), tools)

    assert {key.rsplit("/", 1)[1] for key in files(store) if key.startswith("v/")} == {"index.html", "oembed.json"}
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "withdrawn"


def test_several_go_at_once_and_one_store_that_refuses_stops_none(filmed, tools, store):
    """Each publication is told of; run again, it goes on with what is left."""
    editing.new("other", "Another", {}, catalogue=filmed.catalogue)
    editing.pick("other", filmed.clips()[0].id, None, None, None, catalogue=filmed.catalogue)
    make(filmed, "other")
    far = Folder(name="far", root=filmed.root / "far", public_url=None)
    for slug, where in ((SLUG, far), (SLUG, store), ("other", store)):
        station.publish(slug, where, tools)
    stores = {"public": store, "far": Stubborn(store=far)}

    done = list(station.withdrawn([SLUG, "other"], stores.__getitem__, catalogue=filmed.catalogue))

    assert [(each.publication.slug, each.publication.store, each.trouble is None) for each in done] == [
        (SLUG, "far", False), (SLUG, "public", True), ("other", "public", True),
    ]  # fmt: skip
    stores["far"] = far
    (again,) = station.withdrawn([SLUG, "other"], stores.__getitem__, catalogue=filmed.catalogue)
    assert (again.publication.store, again.trouble) == ("far", None)
    for where in (store, far):
        assert {key.rpartition("/")[2] for key in files(where) if key.startswith("v/")} == {"index.html", "oembed.json"}


def test_a_store_that_left_the_settings_stops_none_either(filmed, tools, store):
    """It is told of as what it is: still online."""
    other = Folder(name="other", root=filmed.root / "other", public_url=None)
    station.publish(SLUG, store, tools)
    station.publish(SLUG, other, tools)

    def known(name: str) -> Folder:
        if name == "other":
            raise NotFound("there is no store other", hint="mediadesk.toml")
        return store

    with pytest.raises(NotFound):
        station.withdraw(SLUG, known, catalogue=filmed.catalogue)
    assert station.online("public", catalogue=filmed.catalogue) == []


def test_every_page_is_replaced_before_the_first_file_is_deleted(filmed, tools, store):
    """A thousand files elsewhere keep nobody's page online."""
    far = Folder(name="far", root=filmed.root / "far", public_url=None)
    station.publish(SLUG, store, tools)
    station.publish(SLUG, far, tools)
    private = station.show_privately(SLUG, far, tools, days=1).page
    done: list[tuple[str, str]] = []
    stores = {"public": Recording(store=store, done=done), "far": Recording(store=far, done=done)}

    gone = list(station.withdrawn([SLUG], stores.__getitem__, catalogue=filmed.catalogue))

    pages = [at for at, (what, key) in enumerate(done) if what == "put" and key.endswith("index.html")]
    few = done.index(("delete", f"p/{private.token}/index.html"))
    leaves = [at for at, (what, key) in enumerate(done) if what == "delete" and at != few]
    assert len(pages) == 2
    assert max(*pages, few) < min(leaves)
    assert len(gone) == 3
    assert files(far).keys() == files(store).keys()


def test_what_a_cache_must_forget_is_named(filmed, tools, store):
    """What lies at an address of its own, one by one; all the rest by where it lies."""
    published = station.publish(SLUG, store, tools)
    (gone,) = station.withdrawn([SLUG], lambda _: store, catalogue=filmed.catalogue)

    home = f"{ADDRESS}/v/{published.public_id}"
    assert gone.purge_below == f"{home}/"
    assert set(gone.purge) >= {f"{home}/{name}" for name in ("index.html", "oembed.json", "video.mp4", "poster.jpg")}
    assert not any("/m/" in each or "/r/" in each for each in gone.purge)


def test_what_waits_for_its_hour_goes_as_well(filmed, tools, store):
    """Its leaves are in the store, and its page would have come."""
    station.schedule(SLUG, datetime.now(UTC) + timedelta(hours=1), store, tools)

    station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)

    assert station.waiting(catalogue=filmed.catalogue) == []
    assert {key.rpartition("/")[2] for key in files(store) if key.startswith("v/")} == {"index.html", "oembed.json"}


@pytest.mark.needs("seaweedfs")
def test_a_real_store_refuses_every_address_to_a_stranger(filmed, tools, bucket):
    """Each was there before."""
    published = station.publish(SLUG, bucket, tools)
    assert fetch(f"{bucket.public_url}/{published.path}").status == 200

    (gone,) = station.withdrawn([SLUG], lambda _: bucket, catalogue=filmed.catalogue, ask=True)

    assert gone.outside is not None
    assert (gone.outside.answering, gone.outside.silent) == ((), None)
    assert isinstance(gone.publication, Publication)
    # the engine is everybody's, and stays
    assert gone.outside.asked == sum(each.key.startswith("v/") for each in gone.publication.objects)


@dataclass(kw_only=True)
class Keeping(Wrapped):
    """Says that it took an object away, and goes on showing it: old versions, a copy in another region."""

    gone: set[str] = field(default_factory=set)

    def delete(self, key: str) -> None:
        self.gone.add(key)

    def head(self, key: str) -> PublicObject | None:
        return None if key in self.gone else self.store.head(key)


@pytest.mark.needs("seaweedfs")
def test_a_store_that_only_says_so_is_found_out(filmed, tools, bucket):
    """Done means refused from outside, not what the store answers to whoever has the key."""
    station.publish(SLUG, bucket, tools)
    lying = Keeping(store=bucket)

    (gone,) = station.withdrawn([SLUG], lambda _: lying, catalogue=filmed.catalogue, ask=True, within_seconds=0.2)

    assert gone.trouble is None
    assert gone.outside is not None
    assert {each.removeprefix(f"{bucket.public_url}/") for each in gone.outside.answering} == lying.gone
    for key in lying.gone:
        bucket.delete(key)
