"""What went online is still there, as it was sent."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mediadesk.desk import check
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Publication
from mediadesk.model.publication import CacheClass, Outgoing, PublicObject, content_type
from mediadesk.model.trial import Trial
from mediadesk.store.folder import Folder
from mediadesk.store.s3 import S3
from tests.desk.world import Desk


@pytest.fixture
def store(desk: Desk, tmp_path: Path) -> Folder:
    """A store that holds two objects of a dispatch."""
    folder = Folder(name="public", root=tmp_path / "public")
    sent = []
    for key, kind in (("v/abc/index.html", CacheClass.POINTER), ("v/abc/m/d1/0.mp4", CacheClass.MEDIA)):
        body = key.encode()
        about = PublicObject(
            key=key,
            sha256=hashlib.sha256(body).hexdigest(),
            size_bytes=len(body),
            content_type=content_type(key),
            cache=kind,
        )
        folder.put(Outgoing(object=about, body=body))
        sent.append(about)
    live = Publication(slug="trip", store="public", version=1, at=datetime.now(UTC), url=None, objects=tuple(sent))
    with desk.catalogue.write() as shelves:
        shelves.dispatches.put(Dispatch(slug="trip", title="A trip", public_id="abc"))
        shelves.publications.put(live)
        shelves.publications.put(replace(live, store="elsewhere"))
    return folder


@pytest.mark.parametrize("deep", [True, False])
def test_what_is_online_and_whole_is_good(desk: Desk, store: Folder, deep):
    (told,) = check.published(desk.catalogue, store, deep=deep)
    assert (told.what, told.result) == ("trip in the store public: 2 of 2 objects", "good")


def test_what_is_gone_or_changed_online_is_named(desk: Desk, store: Folder):
    (store.root / "v/abc/m/d1/0.mp4").unlink()
    (store.root / "v/abc/index.html").write_bytes(b"v/abc/index.htmL")
    told = list(check.published(desk.catalogue, store, deep=True))

    assert [(each.what, each.why) for each in told] == [
        ("trip in the store public: v/abc/index.html", "it differs from what was sent"),
        ("trip in the store public: v/abc/m/d1/0.mp4", "it is missing"),
        ("trip in the store public: 0 of 2 objects", "mediadesk publish trip sends them again"),
    ]
    assert {each.result for each in told} == {"bad"}


def test_a_store_that_cannot_be_reached_is_bad_and_stops_no_other_check(desk: Desk, store: Folder):
    """Without a network the rest of the desk is checked all the same."""
    away = S3(name="elsewhere", bucket="b", endpoint="http://127.0.0.1:1", region="x")
    (told,) = check.published(desk.catalogue, away, deep=False)

    assert (told.what, told.result) == ("trip in the store elsewhere", "bad")
    assert told.why


def test_what_the_doctor_found_is_told_until_the_settings_change(desk: Desk):
    """And that nobody has looked, of a store that readers may depend on."""
    away = S3(name="web", bucket="dispatches")
    near = Folder(name="public", root=Path("public"))
    trial = Trial(store="web", settings="now", at=datetime(2026, 11, 23, tzinfo=UTC), failed=("cors", "ranges"))

    def told(store=away, settings="now"):
        return [(each.result, each.why) for each in check.examined(desk.catalogue, store, settings)]

    assert told(near) == []
    assert told() == [("unknown", "nobody has tried it: mediadesk store doctor web")]
    for noted, seen in (
        (replace(trial, settings=""), "nobody has tried it: mediadesk store doctor web"),
        (replace(trial, settings="other"), "its settings have changed since: mediadesk store doctor web"),
        (trial, "on 2026-11-23 it failed at cors, ranges: mediadesk store doctor web"),
    ):
        with desk.catalogue.write() as shelves:
            shelves.trials.put(noted)
        assert told() == [("unknown", seen)]
    with desk.catalogue.write() as shelves:
        shelves.trials.put(replace(trial, failed=()))
    assert told() == [("good", "on 2026-11-23")]
