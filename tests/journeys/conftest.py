"""What journeys share: a bucket, a tab, and pictures of what a reader saw."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ask, card, desk, live, online, taken_in
from tests.seaweed import s3_server

__all__ = ["ask", "card", "desk", "live", "online", "s3_server", "taken_in"]


# Chromium says so of a frame that has both; an older browser knows only the one
_KNOWN = "Allow attribute will take precedence over 'allowfullscreen'."


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the screenshots of this run lie, to be looked at."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A reader's tab; its console must not have complained at the end, unless the test emptied `tab.complaints`."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()
    assert [each for each in page.complaints if each != _KNOWN] == []


@pytest.fixture
def snap(pictures: Path) -> Callable[[Any, str], None]:
    """Keeps a picture of a tab: `snap(tab, "playing")`."""
    return lambda tab, name: tab.screenshot(path=pictures / f"{name}.png", full_page=True)
