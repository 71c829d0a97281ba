"""Chromium with the few words of `tests.firefox.Place`, so that one test can be read in both browsers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Place:
    """A document in Chromium: a tab's, or that of a frame in it."""

    def __init__(self, page: Any, inside: Any = None) -> None:
        self._page, self._inside = page, inside or page

    def goto(self, url: str) -> None:
        self._page.goto(url)

    def frame(self, number: int = 0) -> "Place":
        return Place(self._page, self._page.frames[1 + number])

    def evaluate(self, expression: str) -> Any:
        return self._inside.evaluate(expression)

    def wait_for(self, expression: str, seconds: float = 30) -> Any:
        return self._inside.wait_for_function(f"() => {expression}", timeout=seconds * 1000)

    def click(self, selector: str) -> None:
        self._inside.locator(selector).click()

    def hover(self, selector: str) -> None:
        self._inside.locator(selector).hover()

    def drag(self, selector: str, to: str) -> None:
        self._inside.locator(selector).hover()
        self._page.mouse.down()
        box = self._inside.locator(to).bounding_box()
        self._page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        self._page.mouse.up()

    def press(self, *names: str) -> None:
        for name in names:
            self._page.keyboard.press(name)

    def give(self, selector: str, file: Path) -> None:
        self._inside.locator(selector).set_input_files(file)

    def saves(self, name: str, *keys: str) -> bytes:
        with self._page.expect_download() as coming:
            self.press(*keys)
        assert coming.value.suggested_filename == name
        return Path(coming.value.path()).read_bytes()

    def offline(self, *, off: bool) -> None:
        self._page.context.set_offline(off)


class Chromium:
    """A running browser of Playwright's."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    @contextmanager
    def tab(self, *, width: int = 1200, height: int = 900, scripts: bool = True) -> Iterator[Place]:
        """A tab with its own cookies and cache, closed at the end."""
        context = self._browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=scripts)
        yield Place(context.new_page())
        context.close()
