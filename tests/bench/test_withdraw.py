"""How soon a dispatch of a thousand files is gone for readers: its page first, then every leaf, asked from outside."""

import time
from datetime import UTC, datetime

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk import publish as station
from mediadesk.model.dispatch import Dispatch, new_public_id
from mediadesk.model.layout import CATALOGUE, page_key
from mediadesk.model.online import Publication
from mediadesk.store.s3 import S3
from mediadesk.store.send import send
from scripts.seaweed import environment
from tests.seaweed import s3_server
from tests.store.outgoing import Recording, outgoing

__all__ = ["s3_server"]
pytestmark = [pytest.mark.bench, pytest.mark.needs("seaweedfs")]
LEAVES = 1_000
PAGE_SECONDS, ALL_SECONDS = 2.0, 15.0


def test_a_thousand_leaves_are_refused_from_outside(s3_server, tmp_path, monkeypatch, record_property):
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    store = S3(name="web", bucket=s3_server.bucket, endpoint=s3_server.endpoint, public_url=s3_server.public_url)
    public_id = new_public_id()
    page = page_key(public_id)
    leaves = [outgoing(f"v/{public_id}/m/aa/{number:05}.mp4", b"four seconds") for number in range(LEAVES)]
    everything = [*leaves, outgoing(page, b"<title>the page</title>")]
    send(store, everything)
    catalogue = Catalogue.create(tmp_path / CATALOGUE)
    with catalogue.write() as shelves:
        shelves.dispatches.put(Dispatch(slug="part-one", title="T", public_id=public_id, state="live", version=1))
        online = Publication(
            slug="part-one", store="web", version=1, at=datetime.now(UTC), url=None,
            objects=tuple(each.object for each in everything),
        )  # fmt: skip
        shelves.publications.put(online)
    timed = Timed(store=store, began=time.monotonic())

    (gone,) = station.withdrawn(["part-one"], lambda _: timed, catalogue=catalogue, ask=True)

    took = time.monotonic() - timed.began
    catalogue.close()
    assert gone.outside is not None
    assert (gone.outside.asked, gone.outside.answering, gone.outside.silent) == (LEAVES + 2, (), None)
    print(f"page replaced after {timed.at[page]:.2f} s, all {LEAVES} refused from outside after {took:.2f} s")
    record_property("page_seconds", timed.at[page])
    record_property("seconds", took)
    assert timed.at[page] <= PAGE_SECONDS
    assert took <= ALL_SECONDS


class Timed(Recording):
    """Notes when each key had last been put."""

    def __init__(self, *, store: S3, began: float) -> None:
        super().__init__(store=store)
        self.began, self.at = began, dict[str, float]()

    def _note(self, what: str, key: str) -> None:
        super()._note(what, key)
        if what == "put":
            self.at[key] = time.monotonic() - self.began
