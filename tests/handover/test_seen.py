"""The page of a pack, to axe, on a telephone, under a finger, and where a browser refuses something."""

import pytest

from tests.handover.afar import WHOLE, card, four, numbered
from tests.handover.test_choosing import KEPT
from tests.handover.test_picking import clip, offer
from tests.handover.test_sheet import broken_rules
from tests.parts import ROOT

pytestmark = pytest.mark.needs("chromium", "ffmpeg")


@pytest.fixture
def telephone(browser):
    """A tab of 360 pixels under a finger."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), pytest.param("dark", "uk", marks=pytest.mark.prove)])
def test_axe_finds_nothing_to_complain_about(browser, pack, scheme, language):
    """Its rules for WCAG 2.2 AA: the wall with every kind of choice, the order, a clip, the keys."""
    axe = ROOT / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("needs engine: make player")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(pack(four(language=language)))
    tab.wait_for_function(f"() => {WHOLE}")
    tab.evaluate(axe.read_text(encoding="utf-8"))
    for number, flag in enumerate(("select", "maybe", "reject"), 1):
        tab.locator(card(number, f"[data-flag={flag}]")).click()
    tab.keyboard.press("3")
    tab.keyboard.press("a")
    tab.keyboard.press("e")

    assert broken_rules(tab) == []
    tab.locator(card(1, ".frame")).click()
    for key in "i2a":
        tab.keyboard.press(key)
    assert broken_rules(tab) == []
    tab.keyboard.press("?")
    assert broken_rules(tab) == []
    tab.evaluate("document.querySelector('#keys .bare').removeAttribute('aria-label')")
    assert broken_rules(tab) == ["button-name"]  # sabotage: it would have told us
    context.close()


def test_under_a_finger(telephone, pack):
    """Judged, opened, marked, put in order and sorted by taps; what is tapped is large enough, nothing lies aside."""
    telephone.goto(pack(four(language="uk")))
    telephone.wait_for_function(f"() => {WHOLE}")
    telephone.locator(card(2, "[data-flag=maybe]")).tap()
    telephone.locator(card(1, ".frame")).tap()
    for button in (
        "[data-act=frame_on]",
        "[data-act=mark_in]",
        "[data-flag=select]",
        "[data-act=add]",
        "[data-act=next]",
    ):
        telephone.locator(f"#clip {button}").tap()
    telephone.locator("#clip [data-act=add]").tap()
    telephone.locator("#clip [data-act=close]").tap()
    telephone.locator(".top [data-act=order]").tap()
    telephone.locator("#order li:nth-child(2) [data-do=up]").tap()

    kept = telephone.evaluate(KEPT)
    assert [each["clip"] for each in kept["order"]] == [clip(2).id, clip(1).id]
    assert kept["order"][1]["in_ms"] == 40
    assert [each["flag"] for each in kept["clips"]] == ["select", "maybe"]
    assert telephone.evaluate("document.documentElement.scrollWidth") == 360
    assert telephone.locator(".top code").is_visible()
    sizes = telephone.evaluate(
        "[...document.querySelectorAll('button')].filter((each) => each.checkVisibility())"
        ".map((each) => each.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )
    assert min(sizes) >= 38


def test_a_finger_looks_through_a_clip(telephone, pack):
    """A finger that goes sideways over a picture shows what is in the clip, and opens nothing."""
    telephone.goto(pack())
    telephone.wait_for_function(f"() => {WHOLE}")
    box = telephone.locator(card(1, ".frame")).bounding_box()
    finger = telephone.context.new_cdp_session(telephone)

    def touch(kind: str, share: float | None) -> None:
        at = [] if share is None else [{"x": box["x"] + box["width"] * share, "y": box["y"] + box["height"] / 2}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", 0.1)
    for share in (0.3, 0.6, 0.9):
        touch("touchMove", share)
    scrubbed = f"getComputedStyle(document.querySelector('{card(1, '.tile')}')).backgroundPosition"
    telephone.wait_for_function(f"() => {scrubbed} === '100% 0%'")
    touch("touchEnd", None)
    telephone.wait_for_function(f"() => !document.querySelector('{card(1)}').classList.contains('scrubbed')")
    assert not telephone.evaluate("document.querySelector('#clip').open")


def test_a_finger_sorts_plays_saves_and_opens(telephone, pack, tmp_path):
    """Real touches: a line is dragged by its handle, the order played through, the picks saved and opened again."""
    telephone.goto(pack())
    telephone.wait_for_function(f"() => {WHOLE}")
    for number in (1, 2):
        telephone.locator(card(number, ".frame")).tap()
        telephone.locator("#clip [data-act=add]").tap()
        telephone.locator("#clip [data-act=close]").tap()
    telephone.locator(".top [data-act=order]").tap()
    finger = telephone.context.new_cdp_session(telephone)
    held, onto = (telephone.locator(f"#order li:nth-child({at}) .handle").bounding_box() for at in (1, 2))
    x, y = held["x"] + held["width"] / 2, held["y"] + held["height"] / 2
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in (0.3, 0.7, 1.1, 1.1):  # it rests at the end: thrown, the next tap would only stop the throw
        telephone.wait_for_timeout(200)
        at = {"x": x, "y": y + (onto["y"] - held["y"]) * share}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    telephone.wait_for_function(f"() => {KEPT}.order[0].clip === '{clip(2).id}'")

    telephone.evaluate(  # each plays for two seconds: on a busy machine who only looks now and then misses it
        """() => {
            self.told = [];
            const look = () => told.push(...[...document.querySelectorAll("#clip [data-through]")]
                .filter((each) => each.checkVisibility()).map((each) => each.textContent));
            new MutationObserver(look).observe(document.body,
                {subtree: true, childList: true, characterData: true, attributes: true});
        }"""
    )
    telephone.locator("[data-act=through]").tap()
    telephone.locator("[data-notice-text]", has_text="That was the order").wait_for()
    told = {each.strip().partition(" in the order")[0] for each in telephone.evaluate("told")}
    assert told >= {"1 of 2", "2 of 2"}
    telephone.locator("#clip [data-act=close]").tap()

    with telephone.expect_download() as coming:
        telephone.locator("[data-act=save]").tap()
    coming.value.save_as(tmp_path / "picks.json")
    telephone.locator("#order li:nth-child(1) [data-do=remove]").tap()
    with telephone.expect_file_chooser() as asked:
        telephone.locator("[data-act=open]").tap()
    asked.value.set_files(tmp_path / "picks.json")
    telephone.wait_for_function(f"() => {KEPT}.order.length === 2")


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_button_of_a_clip_is_readable_on_a_telephone(telephone, pack, language):
    """Also beside marks: no word is broken letter by letter, none is cut off."""
    telephone.goto(pack(four(language=language)))
    telephone.wait_for_function(f"() => {WHOLE}")
    telephone.locator(card(1, ".frame")).tap()
    for act in ("mark_in", "frame_on", "frame_on", "mark_out"):
        telephone.locator(f"#clip [data-act={act}]").tap()

    tall = "[...document.querySelectorAll('#clip button')].filter((each) => each.checkVisibility())"
    assert telephone.evaluate(f"{tall}.filter((each) => each.offsetHeight > 72).map((each) => each.textContent)") == []
    assert telephone.evaluate(f"{tall}.filter((each) => each.scrollWidth > each.clientWidth + 1).length") == 0


@pytest.mark.parametrize("width", [360, 1200])
def test_a_film_is_seen_whole(browser, pack, width):
    """One that stands upright, too: it ends where its screen ends."""
    tab = browser.new_page(viewport={"width": width, "height": 740})
    tab.goto(pack())
    tab.locator(card(4, ".frame")).click()
    tab.wait_for_function("() => document.querySelector('#clip video').videoHeight === 64")

    film, screen = (tab.locator(each).bounding_box() for each in ("#clip video", ".screen"))
    assert film["height"] <= screen["height"] + 1
    assert film["width"] <= screen["width"] + 1
    assert tab.evaluate("document.activeElement.dataset.act") == "play"
    tab.close()


def test_without_scripts_there_are_stills_and_links(browser, pack):
    """Whose copy it is, every clip, and nothing that could be pressed in vain."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(pack())

    assert "Pack k3f9wq7z" in tab.locator("main .how").inner_text()
    assert tab.locator("main img:visible").count() == tab.locator("main a:visible").count() == 4
    assert tab.locator(":is(button, input, select):visible").count() == 0
    context.close()


def test_where_the_browser_keeps_nothing_the_page_says_so(browser, pack):
    """Choosing works all the same, and the page asks before it is closed with work in it."""
    tab = browser.new_page()
    tab.add_init_script("Object.defineProperty(self, 'localStorage', { get() { throw new Error('no') } })")
    tab.goto(pack())
    tab.wait_for_function(f"() => {WHOLE}")

    tab.locator(card(1, "[data-flag=select]")).click()

    assert "does not keep your work" in tab.locator("[data-kept]").inner_text()
    assert tab.locator(card(1)).get_attribute("data-state") == "select"
    asked = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.reload()
    assert asked == ["beforeunload"]
    tab.close()


def test_stills_alone_can_be_looked_through_and_marked(browser, pack):
    """Without films, tile by tile; a clip without anything to see is a quiet place."""
    tab = browser.new_page()
    tab.goto(pack(offer(clip(1, video=None), only_sound(), stills=True)))
    tab.wait_for_function(f"() => {WHOLE}")
    tab.locator(card(1, ".frame")).click()
    tab.keyboard.press(".")
    tab.keyboard.press("i")

    assert tab.evaluate(KEPT)["clips"][0]["in_ms"] == 1000
    tab.keyboard.press("n")
    assert tab.locator(".screen").inner_text() == "Sound only"
    tab.close()


def only_sound():
    """A clip that has neither film nor still."""
    return clip(2, video=None, still=None, board=None, width=None, height=None)


@pytest.mark.prove
def test_a_thousand_clips_are_found_again(browser, pack):
    """All of them come onto the wall, by day; a search shows the one."""
    tab = browser.new_page()
    tab.goto(pack(offer(*map(numbered, range(1000)))))
    tab.wait_for_function(f"() => {WHOLE}")

    assert tab.locator(".card").count() == 1000
    tab.locator("[data-filter=text]").fill("word777")
    assert tab.locator(".card:visible").count() == 1
    tab.close()
