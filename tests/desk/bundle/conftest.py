"""A clip of eight seconds, with its file."""

from pathlib import Path

import pytest

from mediadesk.custody.cold import hash_file
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import probe
from mediadesk.model.clip import Clip, clip_id
from tests.catalogue.world import a_clip
from tests.media.shots import a_clip as film


@pytest.fixture
def market(tmp_path: Path, programs: Programs) -> tuple[Clip, Path]:
    path = film(tmp_path / "market.mp4", programs, "-g", "25", seconds=8)
    facts, hashes = probe(path, programs=programs), hash_file(path)
    told = {"id": clip_id(hashes.sha256), "sha256": hashes.sha256, "size_bytes": hashes.size_bytes, "facts": facts}
    return a_clip("market", **told), path
