"""A catalogue for each small world."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from tests.desk.clear.world import furnish


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Two clips, and a dispatch of the first."""
    made = Catalogue.create(tmp_path / "catalog.db")
    furnish(made)
    yield made
    made.close()
