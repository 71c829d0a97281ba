"""What the store does for whoever has its key, and that a store which lies turns a line red."""

from dataclasses import replace

import pytest

from mediadesk.desk.doctor.inside import written
from mediadesk.desk.doctor.specimen import Specimen
from mediadesk.errors import NotFound
from mediadesk.model.publication import PublicObject
from mediadesk.store.base import Tick, unseen
from mediadesk.store.folder import Folder
from tests.store.outgoing import Flipping, Wrapped


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(name="public", root=tmp_path / "public")


def red(store, specimen: Specimen) -> set[str]:
    return {each.name for each in written(store, specimen) if each.result == "bad"}


def test_a_good_store_is_good(folder):
    assert red(folder, Specimen(None, packed=False)) == set()


def test_a_store_that_changes_a_byte_is_found(folder):
    specimen = Specimen(None, packed=False)

    assert "read-back" in red(Flipping(store=folder, key=specimen.film), specimen)


def test_a_store_that_changes_a_type_is_found(folder):
    class Plain(Wrapped):
        def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
            return replace(self.store.read_back(key, tick), content_type="binary/octet-stream")

    assert red(Plain(store=folder), Specimen(None, packed=False)) == {"headers"}


def test_a_store_that_forgets_our_hash_is_found(folder):
    class Forgetful(Wrapped):
        def head(self, key: str) -> PublicObject | None:
            found = self.store.head(key)
            return found and replace(found, sha256="")

    assert red(Forgetful(store=folder), Specimen(None, packed=False)) == {"head"}


def test_a_store_that_loses_what_it_took_is_found(folder):
    class Forgetting(Wrapped):
        def put(self, out, tick: Tick = unseen) -> None:
            if not out.object.key.endswith(".vtt"):
                self.store.put(out, tick)

    with pytest.raises(NotFound, match=r"en\.vtt"):
        red(Forgetting(store=folder), Specimen(None, packed=False))
