"""A reader of the player page: what they press, and what can be seen from outside while they look."""

import json
from pathlib import Path

from tests.embed.site import ID, Site

SECRET = "#?secret=aB3"
# what WordPress makes of our oEmbed answer, and the script with which it listens
WORDPRESS = (
    '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A post</title>'
    '<script>var heard = []; addEventListener("message", (event) => heard.push(event.data));</script>'
    '<iframe sandbox="allow-scripts" security="restricted" width="100%" height="338" frameborder="0" scrolling="no"'
    ' title="Video" src="/v/{id}/index.html{after}"></iframe>'
)


def press_play(place) -> None:
    """As a reader does it: there is one play button."""
    place.locator("button[data-action=play]").click()


def arrives(place) -> None:
    """Be there, and wait until all that comes for a reader who is there has come."""
    page = getattr(place, "page", place)
    page.mouse.move(3, 3)
    page.mouse.move(5, 5)
    place.locator("body").dispatch_event("pointermove")
    place.wait_for_function("() => document.adoptedStyleSheets.length")


def runs(place, *, past: float = 0) -> None:
    """Wait until the film has run past a time, in seconds."""
    place.wait_for_function("(past) => document.querySelector('video').currentTime > past", arg=past, timeout=30_000)


def playlists_of(film: Path) -> dict[str, str]:
    """The playlists of a film that is published below a folder, by their addresses."""
    home = film / "v" / ID
    return {str(path.relative_to(home)): path.read_text() for path in sorted(home.rglob("*.m3u8"))}


def position(place) -> float:
    return place.evaluate("document.querySelector('video').currentTime")


def engine_of(place) -> str:
    return place.evaluate("document.documentElement.dataset.engine")


def posted(tab, store: Site, after: str):
    """The page in a post: the frame that holds it."""
    (store.root / "post.html").write_text(WORDPRESS.replace("{id}", ID).replace("{after}", after))
    tab.goto(f"{store.address}/post.html", wait_until="networkidle")
    return tab.frames[1]


def asked(store: Site) -> list[str]:
    """The paths that were asked for, in order."""
    return [json.loads(line)[0] for line in store.asked]
