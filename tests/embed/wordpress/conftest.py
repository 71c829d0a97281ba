"""A media host with films, and a WordPress that may ask it. One of each for the run: they take a while to start."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mediadesk.embed.engine import engine
from mediadesk.embed.page import Page, oembed, player_page
from tests.conftest import require
from tests.embed.site import ID, Site, a_page, serve
from tests.embed.wordpress.blog import Blog, blog


@dataclass
class Media:
    """What is online on the media host."""

    site: Site

    def page(self, name: str, **changes) -> Page:
        """A page about the film, as it is published at the media host."""
        facts = {"public_url": self.site.address, "public_id": name * 26, "engine": f"../../a/{engine().key_name}"}
        return a_page(**(facts | changes))

    def put(self, page: Page) -> str:
        """Publishes it; gives its address."""
        folder = self.site.root / "v" / page.public_id
        if not folder.exists():
            shutil.copytree(self.site.root / "v" / ID, folder)
        (folder / "index.html").write_bytes(player_page(page))
        (folder / "oembed.json").write_bytes(oembed(page))
        return page.address()


@pytest.fixture(scope="session")
def media(film: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Media]:
    """A media host on loopback. `film` is the folder that tests/embed makes."""
    root = tmp_path_factory.mktemp("media") / "public"
    shutil.copytree(film, root)
    with serve(root) as site:
        yield Media(site=site)


@pytest.fixture(scope="session")
def wide(media: Media) -> str:
    """The address of a film of 640×360."""
    return media.put(media.page("a"))


@pytest.fixture(scope="session")
def upright(media: Media) -> str:
    """The address of a page about an upright film."""
    return media.put(media.page("u", width=360, height=640, title="Upright"))


@pytest.fixture(scope="session")
def wp(media: Media) -> Iterator[Blog]:
    """The blog."""
    require("wordpress")
    with blog((urlsplit(media.site.address).port,)) as running:
        yield running


@pytest.fixture
def shot(request: pytest.FixtureRequest, tmp_path: Path):
    """Takes a screenshot to look at: `shot(tab, "name")`, in the folder SHOTS or beside the test."""
    folder = Path(os.environ.get("SHOTS") or tmp_path)

    def take(tab, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=str(folder / f"{name}.png"))

    return take
