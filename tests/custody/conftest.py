"""An empty desk, and its originals."""

from pathlib import Path

import pytest

from mediadesk.custody.desk import Assets
from mediadesk.custody.originals import Originals


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    """Of an empty desk."""
    (tmp_path / "desk").mkdir()
    return Assets(tmp_path / "desk")


@pytest.fixture
def originals(assets: Assets) -> Originals:
    """Of an empty desk."""
    return assets.originals
