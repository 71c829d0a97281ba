"""The film over slow lines and fast ones, in both browsers. The figures on a real film are in tests/bench."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediadesk.embed.engine import engine
from mediadesk.embed.page import player_page
from tests.embed.reader import playlists_of
from tests.embed.site import ID, Site, a_page, make_film, serve
from tests.embed.watching import watch

pytestmark = [pytest.mark.prove, pytest.mark.needs("engine", "ffmpeg")]

SECONDS = 80
AHEAD = (
    "(({buffered, currentTime}) => buffered.end(buffered.length - 1) - currentTime)(document.querySelector('video'))"
)


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that is longer than what may be fetched ahead, with its page."""
    root = tmp_path_factory.mktemp("long")
    make_film(root, SECONDS)
    (root / "a").mkdir()
    (root / "a" / engine().key_name).write_bytes(engine().gzipped())
    playlists = playlists_of(root)
    page = a_page(engine=f"../../a/{engine().key_name}", playlists=playlists, seconds=float(SECONDS))
    (root / "v" / ID / "index.html").write_bytes(player_page(page))
    return root


@pytest.fixture
def store(long_film: Path) -> Iterator[Site]:
    """It, served; whatever the test made of the line, what is still on it goes through at the end."""
    with serve(long_film) as serving:
        yield serving
        serving.wire.slow()


@pytest.mark.parametrize(
    ("megabits", "milliseconds", "seconds", "first"), [(0.4, 400, 36, 6), (1.6, 150, 12, 2.5)], ids=["0.4", "1.6"]
)
def test_a_slow_line_plays_without_a_stop(reader, store, megabits, milliseconds, seconds, first):
    """From the lowest rung, with the engine there when the reader presses."""
    store.wire.slow(megabits=megabits, milliseconds=milliseconds)
    with reader.tab() as tab:
        seen = watch(tab, store.page, seconds, warm=True)

    assert seen.engine == "hls"
    assert seen.widths[0] == 416
    assert seen.first < first
    assert seen.longest < 0.5


def test_a_good_line_brings_the_better_picture(reader, store):
    """It begins on the lowest rung all the same."""
    store.wire.slow(megabits=5, milliseconds=50)
    with reader.tab() as tab:
        seen = watch(tab, store.page, 14)

    assert seen.widths == (416, 640)
    assert seen.longest < 0.5


def test_who_leaves_early_has_not_paid_for_the_whole(reader, store):
    """Seven seconds on a fast line: half a minute lies ahead, not the film."""
    with reader.tab() as tab:
        seen = watch(tab, store.page, 7)

    assert 5 < seen.ahead <= 35


@pytest.mark.needs("chromium")
def test_sabotage_without_the_cap_it_fetches_the_whole(browser, store):
    """With what hls.js does by itself the same seven seconds cost the film."""
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    page = (store.root / "v" / ID / "index.html").read_text()
    open_ended, times = re.subn(r"maxMaxBufferLength:\s*30", "maxMaxBufferLength:600", page)
    assert times == 1
    tab.route("**/index.html", lambda route: route.fulfill(body=open_ended, content_type="text/html"))
    tab.goto(store.page)
    tab.locator("button[data-action=play]").click()
    tab.wait_for_function("() => document.querySelector('video').currentTime > 6")

    assert tab.evaluate(AHEAD) > 35
    context.close()
