"""A film that is published on loopback, and a tab to read its page with."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mediadesk.embed.engine import engine, gzipped
from mediadesk.embed.inlined import later, later_name, speech, speech_name
from mediadesk.embed.page import Page, player_page
from tests.conftest import Once
from tests.embed.site import ID, Site, a_page, make_film, serve


@pytest.fixture(scope="session")
def film(once: Once) -> Path:
    """The published folder of a small film, made once, with the built engine beside it."""

    def make(root: Path) -> None:
        make_film(root)
        (root / "a").mkdir()
        (root / "a" / engine().key_name).write_bytes(engine().gzipped())
        (root / "a" / later_name()).write_bytes(gzipped(later().encode()))
        (root / "a" / speech_name()).write_bytes(gzipped(speech().encode()))

    return once("film", make)


@pytest.fixture
def site(film: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Publishes a page about the film in a store of its own: `site(title="…")`, `site(cors=False)`."""
    with ExitStack() as stack:

        def publish(*, cors: bool = True, make: Callable[..., Page] = a_page, **changes) -> Site:
            root = tmp_path / "public"
            shutil.copytree(film, root)
            page = make(engine=f"../../a/{engine().key_name}", **changes)
            (root / "v" / ID / "index.html").write_bytes(player_page(page))
            return stack.enter_context(serve(root, cors=cors))

        yield publish


@pytest.fixture
def tab(browser):
    """A tab. At its end its console must not have complained, unless the test emptied `tab.complaints`."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()
    assert page.complaints == []
