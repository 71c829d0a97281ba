"""A real S3 server for tests. A folder's conftest.py that needs it says `from tests.seaweed import s3_server`."""

import pytest

from scripts.seaweed import Seaweed, seaweed

_running: list[Seaweed] = []  # each conftest that imports the fixture has its own; the server is one for all


@pytest.fixture(scope="session")
def s3_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seaweed:
    """SeaweedFS on loopback with a bucket that anyone on this machine may read, until the run ends."""
    if not _running:
        lifetime = seaweed(tmp_path_factory.mktemp("seaweed"))
        _running.append(lifetime.__enter__())
        request.config.add_cleanup(lambda: lifetime.__exit__(None, None, None))
    return _running[0]
