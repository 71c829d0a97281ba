"""The same posts in Firefox."""

import pytest

from tests.embed.wordpress.test_posts import FRAME, LINK

pytestmark = [pytest.mark.wordpress, pytest.mark.needs("firefox", "engine", "ffmpeg", "wordpress")]

SHOWN = f"document.querySelector('{FRAME}') && !document.querySelector('{FRAME}').style.clip"
BOX = f"(({{width, height}}) => [width, height])(document.querySelector('{FRAME}').getBoundingClientRect())"


@pytest.mark.parametrize("width", [1200, 768, 360])
def test_an_authors_post_has_a_film_of_its_shape_that_plays(firefox, wp, wide, width):
    """The link is hidden, nothing is to be scrolled sideways, the frame has no origin."""
    post = wp.write("author", wide)
    with firefox.tab(width=width) as tab:
        tab.goto(wp.post(post["id"], look="twentytwentyone"))
        tab.wait_for(SHOWN)
        shape = f"Math.abs({BOX}[1] - Math.max(200, {BOX}[0] * 9 / 16)) < 2"
        tab.wait_for(shape)

        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate(f"document.querySelector('{LINK}').parentElement.offsetHeight") == 0
        frame = tab.frame()
        frame.click("button[data-action=play]")
        frame.wait_for("document.querySelector('video').currentTime > 1")
        assert frame.evaluate("self.origin") == "null"


def test_open_full_page_goes_on_where_the_film_was(firefox, wp, wide):
    """By WordPress' own message, as Firefox too lets nothing fill the screen there."""
    post = wp.write("author", wide)
    with firefox.tab() as tab:
        tab.goto(wp.post(post["id"]))
        tab.wait_for(SHOWN)
        frame = tab.frame()
        frame.click("button[data-action=play]")
        frame.wait_for("document.querySelector('video').currentTime > 2")
        frame.click("[data-action=fullscreen]")

        tab.wait_for(f"location.href.startsWith('{wide}?t=')")
        assert tab.evaluate("+location.search.slice(3)") >= 2
