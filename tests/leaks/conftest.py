"""The card of canaries, made once for the run of a file."""

import pytest

from mediadesk.media.binaries import Programs, find
from tests.conftest import require
from tests.leaks import formats
from tests.leaks.originals import Bench
from tests.leaks.tokens import Original
from tests.seaweed import s3_server

__all__ = ["bench", "common", "programs", "rare", "s3_server"]


@pytest.fixture(scope="session")
def programs() -> Programs:
    require("ffmpeg")
    return find()


@pytest.fixture(scope="session")
def bench(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    require("exiftool")
    return Bench(tmp_path_factory.mktemp("bench"), programs)


@pytest.fixture(scope="session")
def common(bench: Bench) -> list[Original]:
    """What lies on cards of today."""
    return formats.all_made(bench, formats.CARD)


@pytest.fixture(scope="session")
def rare(bench: Bench) -> list[Original]:
    """What lies on old drives."""
    return formats.all_made(bench, formats.RARE)
