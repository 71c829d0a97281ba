"""What went online stays on record; what is online now is known."""

from dataclasses import replace

import pytest
from hypothesis import given

from mediadesk.errors import CatalogueTrouble
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Gate, Publication
from mediadesk.model.publication import CacheClass, PublicObject
from tests.catalogue.values import SEVERAL, publications
from tests.catalogue.world import forgotten, now

PAGE = PublicObject(
    key="v/x/index.html", sha256="ab" * 32, size_bytes=9_000, content_type="text/html", cache=CacheClass.POINTER
)
FIRST = Publication(
    slug="recovery", store="web", version=1, at=now(), url="https://media.example.org/v/x/index.html", objects=(PAGE,),
    gates=(Gate(gate="clearance", result="overridden", why="nobody has cleared it", by="ol"),), override="on deadline",
)  # fmt: skip


@pytest.fixture
def desk(catalogue):
    """A catalogue with one dispatch."""
    with catalogue.write() as shelves:
        shelves.dispatches.put(Dispatch(slug="recovery", title="The recovery", public_id="x"))
    return catalogue


def put(desk, *publications: Publication) -> None:
    for publication in publications:
        with desk.write() as shelves:
            shelves.publications.put(publication)


def test_a_publication_comes_back_as_it_was(desk):
    put(desk, FIRST)
    with desk.read() as shelves:
        assert shelves.publications.of("recovery") == [FIRST]


def test_the_newest_version_of_each_store_is_live(desk):
    second, local = replace(FIRST, version=2, override=None), replace(FIRST, store="public", url=None)
    tenth = replace(FIRST, version=10)
    put(desk, FIRST, tenth, second, local)
    with desk.read() as shelves:
        assert {(each.store, each.version) for each in shelves.publications.live("recovery")} == {
            ("public", 1),
            ("web", 10),
        }


def test_the_reason_of_an_override_outlives_its_version(desk):
    put(desk, FIRST, replace(FIRST, version=2, override=None))
    with desk.read() as shelves:
        assert [each.override for each in shelves.publications.of("recovery")] == ["on deadline", None]


def test_what_is_withdrawn_is_on_record_and_not_live(desk):
    """An older version does not come back to life by it."""
    second = replace(FIRST, version=2)
    put(desk, FIRST, second, replace(second, withdrawn_at=now()))
    with desk.read() as shelves:
        assert shelves.publications.live("recovery") == []
        assert len(shelves.publications.of("recovery")) == 2


def test_a_dispatch_that_is_not_there_was_never_published(desk):
    with pytest.raises(CatalogueTrouble):
        put(desk, replace(FIRST, slug="other"))
    with desk.read() as shelves:
        assert shelves.publications.of("other") == []


@SEVERAL
@given(publications)
def test_any_value_comes_back_as_it_was(catalogue, value):
    with forgotten(catalogue) as shelves:
        shelves.publications.put(value)
        assert shelves.publications.of(value.slug) == [value]
