"""A catalogue for each small world."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue on a real disk."""
    made = Catalogue.create(tmp_path / "catalog.db")
    yield made
    made.close()
