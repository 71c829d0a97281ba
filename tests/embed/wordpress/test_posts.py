"""Posts in a real WordPress, read in a real browser.

The worst that is accepted is a title link that leads to a page that plays.
"""

import re

import pytest

from mediadesk.embed.snippets import snippet
from tests.embed.reader import press_play, runs
from tests.embed.wordpress.waiting import until

pytestmark = [pytest.mark.wordpress, pytest.mark.needs("chromium", "engine", "ffmpeg", "wordpress")]

FRAME = "iframe.wp-embedded-content"
LINK = "blockquote.wp-embedded-content a"
WIDTHS = [1200, 768, 360]


@pytest.mark.parametrize("role", ["administrator", "editor", "author", "contributor"])
def test_whoever_pastes_the_address_gets_a_film_that_plays(tab, wp, wide, role, shot):
    """Alone on a line: by discovery, without a plugin, with no right that an author has not."""
    post = wp.write(role, f"Before.\n\n{wide}\n\nAfter.")

    frame = shown(tab, wp.post(post["id"]))
    press_play(frame)

    runs(frame, past=1)
    assert frame.evaluate("self.origin") == "null"
    shot(tab, f"role-{role}")
    assert calm(tab)


def test_an_authors_frame_is_taken_away_and_the_links_stay(tab, wp, media, wide):
    """So `embed --for html` is for those who may; `--for wordpress-author` is what an author can paste."""
    page = media.page("a")
    stripped = wp.write("author", snippet("html", page))["content"]["rendered"]
    assert "<iframe" not in stripped

    post = wp.write("author", snippet("wordpress-author", page))
    press_play(frame := shown(tab, wp.post(post["id"])))

    runs(frame)
    assert tab.locator(f'a[href="{page.first_url}"]').is_visible()
    assert tab.locator('a[href$="/video.mp4"]').is_visible()
    assert calm(tab)


def test_an_editors_frame_fills_the_screen(tab, wp, media):
    """`embed --for html` in a Custom HTML block: everything is allowed there."""
    post = wp.write("editor", f"<!-- wp:html -->\n{snippet('html', media.page('a'))}\n<!-- /wp:html -->")
    tab.goto(wp.post(post["id"]))
    frame = tab.frames[1]

    assert frame.evaluate("document.fullscreenEnabled")
    press_play(frame)
    runs(frame)
    frame.locator("[data-action=fullscreen]").click()
    tab.wait_for_function("() => document.fullscreenElement?.tagName === 'IFRAME'")
    assert calm(tab)


@pytest.mark.parametrize("look", ["twentytwentyone", "plain", "column", "sidebar"])
def test_the_frame_has_the_films_shape_in_every_theme(tab, wp, wide, look, shot):
    """At 1200, 768 and 360 pixels: nothing to scroll sideways, no bars above and below, the link hidden."""
    post = wp.write("author", wide)
    shown(tab, wp.post(post["id"], look=look))
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        box = settled(tab)
        shot(tab, f"theme-{look}-{width}")

        assert box["height"] == pytest.approx(max(200, box["width"] * 9 / 16), abs=2)  # WordPress goes down to 200
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert not tab.locator(LINK).is_visible()
    assert calm(tab)


@pytest.mark.parametrize(("look", "script"), [("footless", "yes"), ("plain", "no"), ("twentytwentyone", "no")])
def test_without_the_embed_script_a_title_link_leads_to_a_page_that_plays(tab, wp, wide, look, script, shot):
    """A theme that forgets wp_footer(), a plugin that throws the script out: the accepted worst."""
    post = wp.write("author", wide)
    tab.goto(wp.post(post["id"], look=look, script=script))
    link = tab.locator(LINK)
    assert link.inner_text() == "The recovery in Kharkiv"
    assert not on_screen(tab)
    shot(tab, f"link-{look}-{script}")

    link.click()
    tab.wait_for_url(f"{wide}*")
    press_play(tab)

    runs(tab, past=1)
    assert calm(tab)


def test_without_javascript_the_title_link_leads_to_a_page_that_plays(browser, wp, wide, shot):
    """The reader of a Tor Browser at its safest: the film plays by the browser's own controls."""
    post = wp.write("author", wide)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1200, "height": 900})
    tab = context.new_page()
    tab.goto(wp.post(post["id"], look="twentytwentyone"))
    shot(tab, "no-javascript-post")
    tab.locator(LINK).click()
    tab.wait_for_url(wide)
    box = tab.locator("video").bounding_box()
    with tab.expect_request("**/video*.mp4"):
        tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        tab.keyboard.press("Space")
    shot(tab, "no-javascript-page")
    assert tab.evaluate("document.querySelector('video').controls")
    until(lambda: tab.evaluate("document.querySelector('video').currentTime") > 0.5, seconds=10, what="the film to run")
    context.close()


@pytest.mark.parametrize(("width", "shown_height"), [(1200, 720), (768, 720), (360, 605)])
def test_an_upright_film_keeps_within_what_wordpress_allows(tab, wp, upright, width, shown_height, shot):
    """It is never higher than its column is wide, or 640 pixels; WordPress itself stops at 1000."""
    post = wp.write("author", upright)
    tab.set_viewport_size({"width": width, "height": 1000})
    shown(tab, wp.post(post["id"]))
    box = settled(tab)
    shot(tab, f"upright-{width}")

    assert box["height"] == pytest.approx(shown_height, abs=5)
    assert 200 <= box["height"] <= 1000
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert calm(tab)


def test_in_a_column_of_1200_pixels_wordpress_stops_an_upright_film_at_1000(tab, wp, upright):
    """And in one of 300 a film lying down has 200."""
    post = wp.write("author", upright)
    tab.set_viewport_size({"width": 1300, "height": 1000})
    shown(tab, wp.post(post["id"], look="full"))

    assert settled(tab)["height"] == 1000
    assert calm(tab)


def test_open_full_page_takes_the_tab_to_the_page_where_the_film_was(tab, wp, wide, shot):
    """There is no full screen in the frame of a blog that does not know us: this is instead of it."""
    post = wp.write("author", wide)
    frame = shown(tab, wp.post(post["id"]))
    press_play(frame)
    runs(frame, past=3)

    frame.locator("[data-action=fullscreen]").click()

    tab.wait_for_url(re.compile(re.escape(wide) + r"\?t=\d+$"))
    at = int(tab.url.rpartition("=")[2])
    assert at >= 3
    press_play(tab)
    runs(tab, past=at)
    shot(tab, "full-page")
    assert calm(tab)


def test_what_cannot_work_in_the_frame_is_not_offered(tab, wp, wide):
    """No full screen but the way to the page, nothing to download or to copy; picture in picture is there."""
    post = wp.write("author", wide)
    frame = shown(tab, wp.post(post["id"]))
    press_play(frame)
    runs(frame)

    assert not frame.evaluate("document.fullscreenEnabled")
    assert "page" in frame.locator("[data-action=fullscreen]").get_attribute("aria-label").lower()
    assert [each for each in frame.locator("a[download], [data-action=copy]").all() if each.is_visible()] == []
    frame.locator("[data-action=settings]").click()
    assert frame.locator("[data-action=pip]").is_visible()
    assert calm(tab)


def test_a_player_that_fails_leaves_the_link(tab, wp, media):
    """The sabotage: a page whose program does not run tells no height, and WordPress never shows its frame."""
    page = media.page("h")
    address = media.put(page)
    file = media.site.root / "v" / page.public_id / "index.html"
    file.write_bytes(file.read_bytes().replace(b"<script>", b"<script>;"))
    post = wp.write("author", address)

    tab.goto(wp.post(post["id"]), wait_until="networkidle")

    assert not on_screen(tab)
    assert tab.locator(LINK).is_visible()
    tab.complaints.clear()  # the page's own rules refused the changed program


def test_three_films_in_a_post_play(tab, wp, media, wide, upright):
    """Each in its frame, each with its own height."""
    third = media.put(media.page("c", title="The third"))
    post = wp.write("contributor", f"{wide}\n\n{upright}\n\n{third}")
    tab.goto(wp.post(post["id"]))
    tab.wait_for_function(
        f"() => [...document.querySelectorAll('{FRAME}')].filter((each) => !each.style.clip).length === 3"
    )
    for frame in tab.frames[1:]:
        press_play(frame)
        runs(frame)
    assert calm(tab)


def test_the_feed_has_the_film_and_a_podcast_program_its_file(wp, media, wide):
    """The frame or its link in the text; the download link of the snippet as the post's enclosure."""
    page = media.page("a")
    post = wp.write("author", snippet("wordpress-author", page))
    wp.php(f"do_enclose(null, {post['id']});")
    feed = wp.read("/?feed=rss2")
    (item,) = [each for each in feed.split("<item>") if f"p={post['id']}<" in each]

    assert f'<a href="{wide}">The recovery in Kharkiv</a>' in item
    assert f'src="{wide}#?secret=' in item
    mp4 = page.absolute("video.mp4")
    size = (media.site.root / "v" / page.public_id / "video.mp4").stat().st_size
    assert f'<enclosure url="{mp4}" length="{size}" type="video/mp4" />' in item


def shown(tab, address: str):
    """The player's frame in a post, once WordPress shows it."""
    tab.goto(address)
    tab.wait_for_function(f"() => document.querySelector('{FRAME}') && !document.querySelector('{FRAME}').style.clip")
    assert not tab.locator(LINK).is_visible()
    return tab.frames[1]


def on_screen(tab) -> bool:
    """Whether anything of the frame is to be seen."""
    frame = tab.locator(FRAME)
    return bool(frame.evaluate("({ style, offsetHeight }) => !style.clip && offsetHeight > 1"))


def settled(tab) -> dict:
    """The frame's box when it has stopped changing."""
    tab.wait_for_function(
        """(frame) => {
            const { width, height } = document.querySelector(frame).getBoundingClientRect();
            const now = `${width} ${height}`;
            if (self.boxWas !== now) (self.boxWas = now), (self.boxSince = Date.now());
            return Date.now() - self.boxSince > 400;
        }""",
        arg=FRAME,
        polling=100,
    )
    return tab.locator(FRAME).bounding_box()


def calm(tab) -> bool:
    """The player complained of nothing. What a theme or WordPress says of itself is theirs."""
    ours = [each for each in tab.complaints if "/v/" in each or "Content Security" in each]
    tab.complaints.clear()
    return ours == []
