"""A desk with the film of a dispatch, made once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.embed.engine import engine
from mediadesk.store.folder import Folder
from mediadesk.store.s3 import S3
from scripts.seaweed import Seaweed, environment
from tests.desk.publish.world import ADDRESS, SLUG, make
from tests.desk.world import Desk
from tests.seaweed import s3_server

__all__ = ["s3_server"]


@pytest.fixture(scope="session")
def template(programs, gazetteer, clip_of, once) -> Path:
    """A desk with a clip of Kharkiv, a dispatch of it, and its film. Not to be changed."""
    from mediadesk.catalogue import Catalogue
    from mediadesk.custody.desk import Assets
    from mediadesk.model.layout import CATALOGUE

    def filmed(folder: Path) -> None:
        (folder / "card").mkdir()
        (folder / "card/IMG_0042.MP4").write_bytes(clip_of("market"))
        catalogue = Catalogue.create(folder / CATALOGUE)
        desk = Desk(root=folder, catalogue=catalogue, assets=Assets(folder), programs=programs, gazetteer=gazetteer)
        desk.take_in(folder / "card", shooter="kestrel")
        editing.new(SLUG, "The recovery", {}, catalogue=catalogue)
        editing.pick(SLUG, desk.clips()[0].id, None, None, None, catalogue=catalogue)
        make(desk)
        catalogue.close()

    return once("filmed", filmed)


@pytest.fixture
def filmed(template: Path, tmp_path: Path, new_desk: Callable[[Path], Desk]) -> Desk:
    """A desk of one's own with a film to publish."""
    return new_desk(Path(shutil.copytree(template, tmp_path / "filmed")))


@pytest.fixture
def tools(filmed: Desk) -> station.Tools:
    return station.Tools(catalogue=filmed.catalogue, assets=filmed.assets, programs=filmed.programs, player=engine())


@pytest.fixture
def store(filmed: Desk) -> Folder:
    return Folder(name="public", root=filmed.root / "assets/public", public_url=ADDRESS)


@pytest.fixture
def bucket(s3_server: Seaweed, monkeypatch: pytest.MonkeyPatch) -> S3:
    """A real S3 server that anybody may read."""
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    return S3(name="web", bucket=s3_server.bucket, endpoint=s3_server.endpoint, public_url=s3_server.public_url)
