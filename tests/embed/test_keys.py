"""The keyboard on the player page: the keys of all players, and where they belong to something else."""

import pytest

from tests.embed.reader import arrives, position, press_play, runs
from tests.embed.site import SECONDS, a_full_page

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")

PAUSED = "document.querySelector('video').paused"


def test_the_keyboard_does_everything(tab, site):
    """Tab reaches every control, the keys of all players work, and a slider tells its place in words."""
    tab.goto(site(make=a_full_page).page)
    arrives(tab)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.dataset.action") == "play"
    tab.keyboard.press("Space")
    runs(tab, past=0.3)
    tab.keyboard.press("k")
    assert tab.evaluate(PAUSED)
    assert tab.evaluate("document.activeElement.innerText.trim()") == "Play"

    tab.keyboard.press("5")
    assert position(tab) == pytest.approx(SECONDS / 2, abs=0.1)
    tab.keyboard.press("ArrowRight")
    assert position(tab) == pytest.approx(SECONDS / 2 + 5, abs=0.1)
    tab.keyboard.press("j")
    assert position(tab) == pytest.approx(SECONDS / 2 - 5, abs=0.1)
    tab.keyboard.press("Tab")
    tab.locator(".seek:focus[aria-valuetext='0:03 of 0:16']").wait_for()  # told with the next event
    tab.keyboard.press("Home")
    assert position(tab) == 0
    tab.keyboard.press("m")
    assert tab.evaluate("document.querySelector('video').muted")
    tab.get_by_role("button", name="Unmute").wait_for()  # named anew with the next event
    tab.keyboard.press("Control+k")
    assert tab.evaluate(PAUSED)
    order = [tab.evaluate("document.activeElement.className")]
    for _ in range(6):
        tab.keyboard.press("Tab")
        order.append(tab.evaluate("document.activeElement.dataset.action ?? document.activeElement.className"))
    assert order == ["seek", "mute", "volume", "captions", "chapters", "settings", "fullscreen"]


def test_nothing_traps_the_keyboard(tab, site):
    """Tab goes through the player, with a panel open too, and on into the story; Escape closes and comes back."""
    tab.goto(site(make=a_full_page).page)
    press_play(tab)
    runs(tab)
    arrives(tab)
    tab.keyboard.press("k")
    tab.get_by_role("button", name="Chapters").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('#chapters') !== null")

    tab.keyboard.press("Escape")

    assert tab.evaluate("document.activeElement.dataset.action") == "chapters"
    assert not tab.locator("#chapters").is_visible()
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.closest('article') !== null"):
            break
    assert tab.evaluate("document.activeElement.closest('article') !== null")


def test_frames_speed_and_sound_have_their_keys(tab, site):
    """`,` and `.` go a frame while it stands still, `<` and `>` change the speed; what was done is said."""
    tab.goto(f"{site().page}?t=4")
    press_play(tab)
    runs(tab, past=4)
    arrives(tab)
    tab.keyboard.press("k")
    before = position(tab)

    tab.keyboard.press(".")
    assert position(tab) == pytest.approx(before + 0.04, abs=0.01)
    tab.keyboard.press(",")
    assert position(tab) == pytest.approx(before, abs=0.01)
    tab.keyboard.press(">")
    assert tab.evaluate("document.querySelector('video').playbackRate") == 1.25
    assert tab.locator(".notice").inner_text() == "1.25×"
    tab.keyboard.press("<")
    assert tab.evaluate("document.querySelector('video').playbackRate") == 1
    tab.keyboard.press("ArrowDown")
    assert tab.locator(".notice").inner_text() == "90 %"


def test_letters_are_where_they_are_on_a_latin_keyboard(tab, site):
    """On a Ukrainian one the key of K says л, that of the comma б."""
    tab.goto(site().page)
    press_play(tab)
    runs(tab)
    arrives(tab)

    tab.locator(".player").dispatch_event("keydown", {"key": "л", "code": "KeyK", "bubbles": True})
    assert tab.evaluate(PAUSED)
    before = position(tab)
    tab.locator(".player").dispatch_event("keydown", {"key": "ю", "code": "Period", "bubbles": True})
    assert position(tab) > before


def test_where_somebody_chooses_or_writes_the_keys_are_theirs(tab, site):
    """In a list, in a field, and with a key of the system held, nothing happens to the film."""
    tab.goto(site(make=a_full_page).page)
    press_play(tab)
    runs(tab)
    arrives(tab)
    tab.get_by_role("button", name="Settings").click()
    tab.get_by_label("Speed").focus()

    tab.keyboard.press("k")
    tab.locator(".share summary").click()
    tab.get_by_label("Embed code").focus()
    for key in ("k", "Space", "m", "Control+k", "Alt+k"):
        tab.keyboard.press(key)

    assert not tab.evaluate(PAUSED)
    assert not tab.evaluate("document.querySelector('video').muted")
