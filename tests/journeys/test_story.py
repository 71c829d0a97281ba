"""A trip to Kharkiv, 7–9 May 2022: `mediadesk demo` takes its made card the whole way; two outlets show the film.

Each time with a sketch of that card, half a second of each clip; `make prove` with the card as everybody gets it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mediadesk.cli.serving import address, server
from mediadesk.media.binaries import find
from mediadesk.media.sample import make_card
from mediadesk.settings import user_cache
from tests.cli.world import SLUG, Ask, Said, asker
from tests.journeys.screening import engine_of, press_play, watch

pytestmark = pytest.mark.needs("ffmpeg", "engine")

TITLE = "The recovery in Kharkiv"
POST = """<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<title>{title}</title><h1>{title}</h1>
{snippet}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The desk of the demo, its store as readers reach it, and the sites of two outlets."""

    ask: Ask
    desk: Path
    card: Path
    first_run: Said
    second_run: Said
    site: Path  # the posts
    site_url: str


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module", params=["sketch", pytest.param("whole", marks=pytest.mark.prove)])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The demo in a fresh folder, run twice; then its folder store has a public address."""
    folder = tmp_path_factory.mktemp("story")
    desk, site = folder / "desk", folder / "posts"
    site.mkdir()
    ask, named = asker(desk), list[str | Path]()
    if request.param == "sketch":
        named = ["--card", make_card(folder, programs=find(), sketch=True)]
    first, second = ask("demo", desk, *named, "--no-serve", "--json"), ask("demo", desk, *named, "--no-serve")
    card = Path(named[-1]) if named else next(user_cache().glob("demo-card-*[0-9]"))
    with ExitStack() as stack:
        store = stack.enter_context(served(server(desk / "assets/public", 0)))
        posts = stack.enter_context(served(ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))))
        (desk / "mediadesk.toml").write_text(f'[store.public]\npublic_url = "{address(store)}"\n')
        yield Story(
            ask=ask, desk=desk, card=card, first_run=first, second_run=second, site=site, site_url=address(posts)
        )


@pytest.fixture(scope="module")
def two_posts(story: Story) -> tuple[str, str]:
    """The film is published and posted by one outlet, then by another that names the first."""
    assert story.ask("publish", SLUG).code == 0
    first = posted(story, "first")
    told = story.ask("dispatch", "set", SLUG, "--outlet", "Assembly", "--first-url", first)
    assert told.code == 0
    assert story.ask("publish", SLUG).code == 0
    return first, posted(story, "second")


def test_the_demo_goes_the_whole_way(story):
    """Clips of four devices and three days are on the desk; a player's address is printed."""
    assert story.first_run.code == 0, story.first_run.err
    results = {record["result"] for record in story.first_run.of("ingested")}
    assert results <= {"added", "sidecar", "kept"}
    assert {record["result"] for record in story.first_run.of("rendition")} == {"made"}
    (published,) = story.first_run.of("published")
    assert (story.desk / "assets/public" / published["path"]).is_file()
    assert story.first_run.of("preview")[-1]["url"].endswith(published["path"])


def test_a_second_demo_changes_nothing_and_says_so(story):
    """The made card is the same to the bit, and every step was done."""
    assert story.second_run.code == 0
    assert "nothing changed: every step was done already" in story.second_run.out
    assert "made " not in story.second_run.out
    assert "0 added" not in story.second_run.out


@pytest.mark.parametrize("place", ["Kharkiv", "Харків"])
def test_the_trip_is_found_by_place_and_day(story, place):
    """All of it by its three days; one day alone is less."""
    near = ("find", "--near", place, "--within", "20km", "--json")

    trip = story.ask(*near, "--from", "2022-05-07", "--to", "2022-05-09").of("clip")
    day = story.ask(*near, "--from", "2022-05-08", "--to", "2022-05-08").of("clip")

    assert len(trip) >= 5
    assert 0 < len(day) < len(trip)
    assert {clip["captured"]["local"][:10] for clip in trip} == {"2022-05-07", "2022-05-08", "2022-05-09"}
    assert {clip["captured"]["local"][:10] for clip in day} == {"2022-05-08"}
    assert {clip["place"]["country"] for clip in trip} == {"UA"}
    assert story.ask(*near, "--from", "2022-05-10").of("clip") == []


def test_the_dispatch_is_number_3_of_its_series(story):
    """With the days and the place that it claims."""
    (dispatch,) = story.ask("dispatch", "show", SLUG, "--json").of("dispatch")

    assert (dispatch["title"], dispatch["series"], dispatch["number"]) == (TITLE, "Mutual aid", 3)
    assert "Kharkiv" in dispatch["dateline"]
    assert len(dispatch["picks"]) == 5


@pytest.mark.needs("chromium")
def test_the_first_outlets_post_plays(story, two_posts, tab, snap):
    """The frame of the snippet shows the film with its sound."""
    tab.goto(two_posts[0], wait_until="networkidle")
    frame = tab.frames[1]

    press_play(frame)
    watch(frame)
    snap(tab, "first-post")

    assert engine_of(frame) == "hls"
    assert "Assembly" not in tab.content()


@pytest.mark.needs("chromium")
def test_the_second_outlets_post_plays_and_leads_to_the_first(story, two_posts, tab, snap):
    """With its credit and link beneath the frame, and on the player's own page."""
    first, second = two_posts
    tab.goto(second, wait_until="networkidle")

    press_play(tab.frames[1])
    watch(tab.frames[1])
    snap(tab, "second-post")

    link = tab.locator(f'p a[href="{first}"]')
    assert link.inner_text() == "Assembly"
    tab.goto(tab.frames[1].url)
    assert tab.locator(f'a[href="{first}"]').count() == 1
    assert "Mutual aid" in tab.content()
    snap(tab, "player-page")


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [1200, 768, 360])
def test_the_player_page_fits_every_screen(story, two_posts, tab, snap, width):
    """Nothing sticks out to the side."""
    tab.set_viewport_size({"width": width, "height": 800})
    (online,) = story.ask("publish", SLUG, "--json").of("published")

    tab.goto(online["url"], wait_until="networkidle")
    snap(tab, f"player-{width}")

    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.locator("button[data-action=play]").is_visible()


def test_the_card_lies_on_the_desk_byte_for_byte(story):
    """Every file of it, clip or not; the desk is whole, and no half-written file is left."""
    on_card = {digest(path) for path in story.card.rglob("*") if path.is_file()}

    assert on_card <= {digest(path) for path in (story.desk / "assets/originals").rglob("*") if path.is_file()}
    assert story.ask("check", "--deep").code == 0
    assert list(story.desk.rglob(".part-*")) == []


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def posted(story: Story, name: str) -> str:
    """An outlet's post with the snippet that the desk prints now, and where it is."""
    snippet = story.ask("embed", SLUG, "--for", "html").out
    (story.site / f"{name}.html").write_text(POST.format(title=f"The {name} outlet", snippet=snippet))
    return f"{story.site_url}/{name}.html"


@contextmanager
def served(running: ThreadingHTTPServer) -> Iterator[ThreadingHTTPServer]:
    """A server that answers in a thread of its own until the block ends."""
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()
