"""The player page in a real browser: what it loads, what it plays, and what it does when something is missing."""

import json
from pathlib import Path

import pytest

from tests.embed.reader import SECRET, asked, engine_of, position, posted, press_play, runs
from tests.embed.site import ID, SECONDS
from tests.parts import ROOT

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


def test_the_keyboard_does_everything(tab, site):
    """Tab reaches every control, the keys of all players work, and a slider tells its place in words."""
    tab.goto(site().page)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.dataset.action") == "play"
    tab.keyboard.press("Space")
    runs(tab, past=0.3)
    tab.keyboard.press("k")
    paused = "document.querySelector('video').paused"
    assert tab.evaluate(paused)
    assert tab.evaluate("document.activeElement.innerText.trim()") == "Play"

    tab.keyboard.press("5")
    assert position(tab) == pytest.approx(SECONDS / 2, abs=0.1)
    tab.keyboard.press("ArrowRight")
    assert position(tab) == pytest.approx(SECONDS / 2 + 5, abs=0.1)
    tab.keyboard.press("j")
    assert position(tab) == pytest.approx(SECONDS / 2 - 5, abs=0.1)
    tab.keyboard.press("Tab")
    slider = tab.locator(".seek:focus")
    assert slider.get_attribute("aria-valuetext") == "0:03 of 0:16"
    tab.keyboard.press("Home")
    assert position(tab) == 0
    tab.keyboard.press("m")
    assert tab.evaluate("document.querySelector('video').muted")
    assert tab.get_by_role("button", name="Unmute").is_visible()
    tab.keyboard.press("Control+k")
    assert tab.evaluate(paused)
    order = [tab.evaluate("document.activeElement.className")]
    for _ in range(5):
        tab.keyboard.press("Tab")
        order.append(tab.evaluate("document.activeElement.dataset.action ?? document.activeElement.className"))
    assert order == ["seek", "mute", "volume", "settings", "pip", "fullscreen"]


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


def test_the_storyboard_shows_where_the_pointer_is(tab, site):
    """Fetched when somebody looks for a place, not before."""
    store = site()
    tab.goto(store.page)
    press_play(tab)
    runs(tab)
    assert not [path for path in asked(store) if "story" in path]

    tab.hover(".seek")

    tile = tab.locator(".tile")
    tile.wait_for()
    x, y = SECONDS // 2 % 4 * 160, SECONDS // 2 // 4 * 90
    assert tile.evaluate("(each) => each.style.backgroundPosition") == f"{-x}px {-y}px"


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


@pytest.mark.parametrize(("width", "language"), [(320, "ar"), (360, "en"), (1200, "uk")])
def test_nothing_is_lost_on_a_narrow_screen(tab, site, width, language):
    """No sideways scrolling, every control within the film, also with a word that does not end."""
    tab.set_viewport_size({"width": width, "height": 740})
    tab.goto(site(title="Відбудова" * 20, language=language).page)
    assert tab.evaluate("document.documentElement.scrollWidth") == width

    press_play(tab)
    runs(tab)

    film = tab.locator(".player").bounding_box()
    boxes = {each.get_attribute("data-action"): each.bounding_box() for each in tab.locator(".bar button").all()}
    assert boxes.keys() == {"play", "mute", "settings", "pip", "fullscreen"}
    for box in boxes.values():
        assert min(box["width"], box["height"]) >= 44
        assert film["x"] <= box["x"] < box["x"] + box["width"] <= film["x"] + film["width"]
        assert box["y"] == boxes["play"]["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(tab, site, scheme):
    """Its rules for WCAG 2.2 AA, before play, while playing and with the settings open."""
    axe = ROOT / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("needs engine: make player")
    tab.emulate_media(color_scheme=scheme)
    tab.goto(site().page)
    tab.evaluate(axe.read_text(encoding="utf-8"))

    assert broken_rules(tab) == []
    press_play(tab)
    runs(tab)
    assert broken_rules(tab) == []
    tab.get_by_role("button", name="Settings").click()
    assert broken_rules(tab) == []
    tab.evaluate("document.querySelector('.seek').removeAttribute('aria-label')")
    assert broken_rules(tab) == ["label"]  # sabotage: it would have told us


def test_the_page_can_be_looked_at(tab, site, tmp_path):
    """Light and dark, wide and narrow: pictures of the page for whoever changes it, none of them empty."""
    tab.goto(site().page, wait_until="networkidle")
    sizes = []
    for scheme in ("light", "dark"):
        for width, height in ((1200, 900), (360, 740)):
            tab.emulate_media(color_scheme=scheme)
            tab.set_viewport_size({"width": width, "height": height})
            picture = Path(tmp_path / f"{scheme}-{width}.png")
            tab.screenshot(path=picture)
            sizes.append(picture.stat().st_size)

    assert min(sizes) > 10_000
    assert len(set(sizes)) == 4


def broken_rules(place) -> list[str]:
    """The rules of axe that the page breaks now."""
    asked_for = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
    return [each["id"] for each in place.evaluate(f"axe.run({asked_for})")["violations"]]
