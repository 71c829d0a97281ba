"""What is pasted, in pages of somebody else."""

import pytest

from mediadesk.embed.snippets import snippet
from tests.embed.reader import asked, press_play, runs
from tests.embed.site import ID, Site, a_page

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")


def post(store: Site, kind: str, *, head: str = "", before: str = "") -> str:
    """The address of a page on the same server with a snippet in it."""
    page = a_page(public_url=store.address, play_poster="r/0123456789ab/poster.jpg")
    begin = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">{head}</head>'
    (store.root / "post.html").write_text(f"{begin}<body>{before}{snippet(kind, page)}</body></html>")
    return f"{store.address}/post.html"


def of_the_film(store: Site) -> list[str]:
    return [path for path in asked(store) if ID in path]


def test_below_the_fold_nothing_is_fetched(tab, site):
    """Until somebody scrolls there. Without `loading="lazy"` it would be: the sabotage."""
    store = site()
    address = post(store, "html", before='<div style="height:9000px"></div>')
    tab.goto(address, wait_until="networkidle")
    assert of_the_film(store) == []

    tab.locator("iframe").scroll_into_view_if_needed()
    tab.frame_locator("iframe").locator("[data-action=play]").wait_for()
    assert len(of_the_film(store)) == 2  # the page and its poster

    file = store.root / "post.html"
    file.write_text(file.read_text().replace(' loading="lazy"', ""))
    before = len(of_the_film(store))
    tab.goto(address, wait_until="networkidle")
    assert len(of_the_film(store)) > before
    quiet(tab)


def test_on_a_site_that_allows_little_the_film_plays(tab, site):
    """`frame-src` is all that it needs; without inline styles the frame keeps the size of its attributes."""
    store = site()
    policy = f"default-src 'none'; img-src data:; frame-src {store.address}"
    tab.goto(post(store, "html", head=f'<meta http-equiv="Content-Security-Policy" content="{policy}">'))
    frame = tab.locator("iframe").element_handle().content_frame()
    press_play(frame)

    runs(frame)
    box = tab.locator("iframe").bounding_box()
    assert (box["width"], box["height"]) == pytest.approx((600, 338), abs=4)
    quiet(tab)


@pytest.mark.parametrize("width", [1200, 320])
def test_a_mail_is_one_picture_that_leads_to_the_film(tab, site, width):
    """In its shape, no wider than the window, with words for where pictures are not shown."""
    store = site()
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(post(store, "email"), wait_until="networkidle")
    picture = tab.locator("img")
    box = picture.bounding_box()

    assert box["width"] == pytest.approx(min(600, width - 20), abs=6)
    assert box["width"] / box["height"] == pytest.approx(16 / 9, abs=0.02)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert picture.get_attribute("alt") == "Watch the video: The recovery in Kharkiv (0:16)"
    picture.click()
    tab.wait_for_url(store.page)


def quiet(tab) -> None:
    """What Chromium says of two ways to allow the full screen, and of styles that a policy forbids, is known."""
    known = ("allowfullscreen", "Content Security Policy", "inline style")
    assert [each for each in tab.complaints if not any(word in each for word in known)] == []
    tab.complaints.clear()
