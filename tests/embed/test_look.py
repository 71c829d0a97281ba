"""How the player page looks, to eyes and to programs that read it out: on every width, in every scheme, to axe."""

from pathlib import Path

import pytest

from mediadesk.model.caption import Chapter
from tests.embed.reader import arrives, press_play, runs
from tests.embed.site import a_full_page
from tests.parts import ROOT

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")


@pytest.mark.parametrize(("width", "language"), [(320, "ar"), (360, "en"), (1200, "uk")])
def test_nothing_is_lost_on_a_narrow_screen(tab, site, width, language):
    """No sideways scrolling, every control within the film, also with a word that does not end."""
    tab.set_viewport_size({"width": width, "height": 740})
    long = "Відбудова" * 20
    tab.goto(site(make=a_full_page, title=long, language=language, chapters=(Chapter(start_ms=0, title=long),)).page)
    arrives(tab)
    for summary in tab.locator("summary").all():
        summary.click()
    tab.locator(".cue-list button").first.wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") == width

    press_play(tab)
    runs(tab)

    film = tab.locator(".player").bounding_box()
    boxes = {each.get_attribute("data-action"): each.bounding_box() for each in tab.locator(".bar > button").all()}
    assert boxes.keys() == {"play", "mute", "captions", "chapters", "settings", "fullscreen"}
    for box in boxes.values():
        assert min(box["width"], box["height"]) >= 44
        assert film["x"] <= box["x"] < box["x"] + box["width"] <= film["x"] + film["width"]
        assert box["y"] == boxes["play"]["y"]


@pytest.mark.parametrize("panel", ["captions", "chapters", "settings"])
def test_a_panel_stays_within_the_film(tab, site, panel):
    """On the narrowest telephone, and as large as text at twice its size."""
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto(site(make=a_full_page).page)
    press_play(tab)
    runs(tab)
    arrives(tab)

    tab.locator(f"[data-action={panel}]").click()

    film, box = (tab.locator(each).bounding_box() for each in (".player", f"#{panel}"))
    assert film["x"] <= box["x"] < box["x"] + box["width"] <= film["x"] + film["width"]
    assert film["y"] <= box["y"] < box["y"] + box["height"] <= film["y"] + film["height"]
    tab.locator(f"#{panel} :is(button, input, select)").last.scroll_into_view_if_needed()


@pytest.mark.parametrize(
    ("scheme", "forced"), [("light", "none"), pytest.param("dark", "none", marks=pytest.mark.prove), ("dark", "active")]
)
def test_axe_finds_nothing_to_complain_about(tab, site, scheme, forced):
    """Its rules for WCAG 2.2 AA, before play, while playing, and with everything open that can be opened."""
    axe = ROOT / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("needs engine: make player")
    tab.emulate_media(color_scheme=scheme, forced_colors=forced)
    tab.goto(site(make=a_full_page).page)
    tab.evaluate(axe.read_text(encoding="utf-8"))

    assert broken_rules(tab) == []
    press_play(tab)
    runs(tab)
    assert broken_rules(tab) == []
    arrives(tab)
    tab.keyboard.press("k")
    for summary in tab.locator("summary").all():
        summary.click()
    tab.locator(".cue-list button").first.wait_for()
    for panel in ("captions", "chapters", "settings"):
        tab.locator(f"[data-action={panel}]").click()
        assert broken_rules(tab) == [], panel
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


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.prove)])
def test_what_has_the_focus_can_be_seen(tab, site, scheme):
    """A ring of three to one against what is around it, on every control that Tab comes to; each is large enough."""
    tab.emulate_media(color_scheme=scheme)
    tab.goto(site(make=a_full_page).page)
    press_play(tab)
    runs(tab)
    arrives(tab)
    tab.keyboard.press("k")
    paper = {"light": (251, 250, 247), "dark": (20, 22, 24)}[scheme]
    seen = 0
    for _ in range(24):
        tab.keyboard.press("Tab")
        ring = tab.evaluate(RING)
        if ring is None:
            break
        seen += 1
        assert ring["width"] >= 3, ring
        against = (0, 0, 0) if ring["inFilm"] else paper
        assert contrast(ring["colour"], against) >= 3, ring
        assert ring["height"] >= 24 or ring["inline"], ring
    assert seen > 12


# of what has the focus: its ring, its size, and whether it stands in a line of text
RING = """() => {
  const each = document.activeElement;
  if (each === document.body) return null;
  const style = getComputedStyle(each);
  const box = each.getBoundingClientRect();
  return {
    what: each.outerHTML.slice(0, 80),
    width: parseFloat(style.outlineWidth),
    colour: style.outlineColor.match(/\\d+/g).map(Number).slice(0, 3),
    inFilm: Boolean(each.closest('.player')),
    inline: style.display === 'inline',
    height: Math.min(box.height, box.width),
  };
}"""


def contrast(one, other) -> float:
    """Of two colours (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def broken_rules(place) -> list[str]:
    """The rules of axe that the page breaks now."""
    asked_for = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
    return [each["id"] for each in place.evaluate(f"axe.run({asked_for})")["violations"]]


def test_who_wants_no_motion_gets_none(browser, site):
    """Nothing turns, fades or grows; the word that it loads stands still. Without that wish something does."""
    moving = """() => {
        const busy = document.querySelector('.busy');
        busy.hidden = false;
        busy.classList.add('turning');
        const styles = [...document.querySelectorAll('body *')].map((each) => getComputedStyle(each));
        const seen = styles.filter(({ animationName }) => animationName); // what is within a film has none
        const moves = (style) => style.animationName !== 'none' || /[1-9]/.test(style.transitionDuration);
        return seen.filter(moves).length;
    }"""
    store = site()
    found = []
    for wish in ("reduce", "no-preference"):
        with browser.new_context(reduced_motion=wish) as context:
            page = context.new_page()
            page.goto(store.page)
            found.append(page.evaluate(moving))

    assert found[0] == 0
    assert found[1] > 0
