"""A catalogue for each small world."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.cipher import NO_KEYS
from tests.catalogue.keys import keys

# all that is true of a plain catalogue is true of an encrypted one; what opens the file by itself is not among these
BOTH = {
    "test_clearances",
    "test_clips",
    "test_clocks",
    "test_copies",
    "test_dispatches",
    "test_files",
    "test_findable",
    "test_history",
    "test_integrity",
    "test_limits",
    "test_own_places",
    "test_picking",
    "test_posts",
    "test_publications",
    "test_renditions",
    "test_search",
    "test_subjects",
    "test_volumes",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Most rooms of the catalogue are tested twice."""
    if "catalogue" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] in BOTH:
        metafunc.parametrize("catalogue", ["plain", "encrypted"], indirect=True)


@pytest.fixture
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue on a real disk."""
    is_encrypted = getattr(request, "param", "plain") == "encrypted"
    made = Catalogue.create(tmp_path / "catalog.db", keys=keys() if is_encrypted else NO_KEYS)
    yield made
    made.close()
