"""The plugin that `embed --for wordpress --plugin` prints, in a real WordPress."""

import re

import pytest

from mediadesk.embed.once import plugin
from mediadesk.embed.snippets import snippet
from tests.embed.reader import press_play, runs
from tests.embed.wordpress.test_posts import calm

pytestmark = [pytest.mark.wordpress, pytest.mark.needs("chromium", "engine", "ffmpeg", "wordpress")]


@pytest.fixture
def installed(wp, media):
    """The blog with the plugin, for one test."""
    file = wp.root / "wp-content/mu-plugins/mediadesk.php"
    file.write_text(plugin(media.site.address))
    yield wp
    file.unlink()


def test_a_place_in_the_film_is_kept_and_the_screen_can_be_filled(tab, installed, wide, shot):
    """Both are lost without the plugin: one answer stands for all addresses of a film, in a frame that may nothing."""
    post = installed.write("author", f"{wide}?t=7")
    tab.goto(installed.post(post["id"]))
    frame = tab.frames[1]
    press_play(frame)

    runs(frame, past=7)
    assert tab.locator("iframe").get_attribute("src") == f"{wide}?t=7"
    assert frame.evaluate("[document.fullscreenEnabled, self.origin !== 'null']") == [True, True]
    shot(tab, "plugin")
    assert calm(tab)


def test_without_the_plugin_the_place_is_lost(wp, wide):
    """The sabotage: what the plugin is for."""
    post = wp.write("author", f"{wide}?t=7&")

    assert f'src="{wide}#?secret=' in wp.read(f"/?p={post['id']}")


@pytest.mark.parametrize("width", [1200, 360])
def test_the_frame_has_the_films_shape_and_title(tab, installed, wide, upright, width, shot):
    """Upright films, too; loaded when they come into view."""
    post = installed.write("contributor", f"{upright}?t=1\n\n{wide}?t=1")
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(installed.post(post["id"]))
    shot(tab, f"plugin-shapes-{width}")
    tall, lying = (each.bounding_box() for each in tab.locator("iframe").all())

    assert (tall["width"], tall["height"]) == pytest.approx((338, 338 * 600 / 338), abs=3)
    assert lying["width"] / lying["height"] == pytest.approx(16 / 9, abs=0.03)
    assert tab.locator("iframe").first.get_attribute("title") == "Upright"
    assert {each.get_attribute("loading") for each in tab.locator("iframe").all()} == {"lazy"}
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert calm(tab)


def test_a_feed_gets_a_link(installed, media, wide):
    """A feed reader shows no frame. No sign in it that WordPress would show as a picture of its own, from its host."""
    post = installed.write("author", f"{wide}?t=3\n\n{snippet('wordpress-author', media.page('a'))}")
    (item,) = [each for each in installed.read("/?feed=rss2").split("<item>") if f"p={post['id']}<" in each]

    assert f'<a href="{wide}?t=3">The recovery in Kharkiv</a>' in item
    assert "s.w.org" not in item
    assert not re.search("<iframe[^>]*t=3", item)


def test_what_is_not_ours_stays_as_wordpress_leaves_it(installed, media):
    """Another host, and a title that is markup."""
    page = media.page("d", title='"><script>alert(1)</script>')
    said = installed.php(f"echo wp_oembed_get('{media.put(page)}?t=2');")
    assert "<script" not in said
    assert said.startswith(f'<iframe src="{page.address()}?t=2" title="&quot;&gt;')

    other = f"{media.site.address.replace('127.0.0.1', 'localhost')}/v/{page.public_id}/index.html"
    filtered = installed.php(
        f"add_filter('http_request_host_is_external', '__return_true'); echo wp_oembed_get('{other}');"
    )
    assert 'sandbox="allow-scripts"' in filtered
