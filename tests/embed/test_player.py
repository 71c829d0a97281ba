"""The player page in a real browser: what it loads, what it plays, and what it does when something is missing."""

import json

import pytest

from tests.embed.reader import SECRET, asked, engine_of, posted, press_play, runs
from tests.embed.site import ID, a_full_page

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")


def test_nothing_is_loaded_before_play(tab, site):
    """Opening the page costs the page and its poster, and leaves nothing behind in the browser."""
    store = site()
    tab.goto(store.page, wait_until="networkidle")

    assert asked(store) == [f"/v/{ID}/index.html", f"/v/{ID}/r/0123456789ab/poster.jpg"]
    assert tab.context.cookies() == []
    assert tab.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_play_plays_by_hls_with_sound(tab, site):
    """One press: the engine comes, the film runs, its separate sound is heard. No other host hears of it."""
    store = site()
    foreign = []
    tab.on(
        "request", lambda request: foreign.append(request.url) if not request.url.startswith(store.address) else None
    )
    tab.goto(store.page)

    press_play(tab)

    runs(tab, past=1)
    assert engine_of(tab) == "hls"
    assert tab.evaluate("document.querySelector('video').webkitAudioDecodedByteCount") > 0
    assert not [path for path in asked(store) if path.endswith("video.mp4")]
    assert [url for url in foreign if not url.startswith(("blob:", "data:"))] == []
    assert {json.loads(line)[1] for line in store.asked} == {None}
    assert tab.evaluate("localStorage.length") == 0


def test_it_plays_in_the_frame_of_a_blog_that_trusts_nobody(tab, site):
    """In `sandbox="allow-scripts"` the origin is null; the blog is told the height and can be sent to the full page."""
    store = site()
    frame = posted(tab, store, SECRET)

    press_play(frame)

    runs(frame, past=1)
    assert frame.evaluate("self.origin") == "null"
    assert engine_of(frame) == "hls"
    assert frame.evaluate("document.querySelector('video').webkitAudioDecodedByteCount") > 0
    assert {json.loads(line)[2] for line in store.asked if "m3u8" in line} == {"null"}
    width = frame.evaluate("innerWidth")
    assert {"message": "height", "value": -(-width * 9 // 16), "secret": "aB3"} in tab.evaluate("heard")
    frame.locator("video").press("f")
    tab.wait_for_function("() => heard.some((each) => each.message === 'link')")
    assert tab.evaluate("heard.at(-1).value").startswith(f"{store.page}?t=")


def test_a_frame_that_no_blog_listens_to_says_nothing(tab, site):
    """Without the secret there is nobody to talk to, and no button that could do nothing."""
    frame = posted(tab, site(), "")
    press_play(frame)
    runs(frame)

    assert tab.evaluate("heard") == []
    assert not frame.locator("[data-action=fullscreen]").is_visible()
    assert frame.locator(".name a").get_attribute("href") is None


def test_the_bar_goes_when_nobody_needs_it(tab, site):
    """It comes back for a pointer, and stays while the keyboard is in it."""
    tab.goto(site().page)
    press_play(tab)
    runs(tab)
    bar = tab.locator(".bar")
    shown = "(bar) => getComputedStyle(bar).opacity === '1'"
    tab.locator(".quiet").wait_for()
    tab.wait_for_function("() => getComputedStyle(document.querySelector('.bar')).opacity === '0'")

    tab.mouse.move(300, 300)
    tab.wait_for_function("() => getComputedStyle(document.querySelector('.bar')).opacity === '1'")
    tab.keyboard.press("Tab")
    tab.wait_for_timeout(3000)
    assert bar.evaluate(shown)


def test_at_its_end_the_film_can_be_played_again(tab, site):
    """The same button, with another word."""
    tab.goto(f"{site().page}?t=15")
    press_play(tab)

    tab.get_by_role("button", name="Play again").click()

    tab.wait_for_function("() => ((at) => at > 0 && at < 10)(document.querySelector('video').currentTime)")
    assert tab.get_by_role("button", name="Pause").is_visible()


def test_quality_and_speed_are_chosen_from_lists(tab, site):
    """The rungs of the ladder by their height; a choice sticks."""
    tab.goto(site().page)
    press_play(tab)
    runs(tab, past=0.3)
    tab.get_by_role("button", name="Settings").click()

    quality = tab.get_by_label("Quality")
    assert [each.split(" ")[0] for each in quality.locator("option").all_inner_texts()] == ["Automatic", "360p", "234p"]
    quality.select_option("360p")
    tab.wait_for_function("() => document.querySelector('video').videoHeight === 360")
    tab.get_by_label("Speed").select_option("1.5×")
    assert tab.evaluate("document.querySelector('video').playbackRate") == 1.5
    tab.keyboard.press("Escape")
    assert not tab.get_by_label("Speed").is_visible()
    assert tab.evaluate("document.activeElement.dataset.action") == "settings"


def test_without_scripts_the_mp4_plays(browser, site):
    """The browser's own controls, on the page as it was written."""
    store = site()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 800, "height": 700})
    page = context.new_page()
    page.goto(store.page, wait_until="networkidle")
    assert not [path for path in asked(store) if "video.mp4" in path]

    film = page.locator("video").bounding_box()
    with page.expect_request("**/video.mp4"):
        page.mouse.click(film["x"] + 25, film["y"] + film["height"] - 49)  # Chromium's own play button

    assert page.get_by_role("link", name="Download the video").is_visible()
    assert not page.locator("button[data-action=play]").is_visible()
    context.close()


@pytest.mark.parametrize(("width", "file"), [(800, "video-360.mp4"), (1200, "video.mp4")])
def test_without_scripts_a_narrow_screen_gets_the_small_film(browser, site, width, file):
    """The browser chooses by the width of the page or of the frame."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(site(make=a_full_page).page)
    film = page.locator("video").bounding_box()

    with page.expect_request(f"**/{file}"):
        page.mouse.click(film["x"] + 25, film["y"] + film["height"] - 49)  # Chromium's own play button

    context.close()
