"""The player in the language that the address asks for; the story in its own."""

import pytest

from mediadesk.embed import inlined
from mediadesk.embed.engine import engine, gzipped
from mediadesk.embed.page import player_page
from mediadesk.embed.words import WORDS
from tests.embed.reader import SECRET, arrives, asked, posted, press_play, runs
from tests.embed.site import ID, a_full_page
from tests.embed.test_look import broken_rules
from tests.parts import ROOT

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")

# everything that can be seen or is read out, but what belongs to the story and the language names
SAID = """() => {
  const own = '[dir=auto], bdi, time, option[lang], script, style, noscript';
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [];
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(own)) said.push(walk.currentNode.data);
  said.push(document.querySelector('#failed').content.textContent);
  for (const name of ['aria-label', 'title', 'aria-valuetext'])
    for (const each of document.querySelectorAll(`[${name}]`)) said.push(each.getAttribute(name));
  return said.map((each) => each.trim()).filter((each) => /\\p{L}/u.test(each));
}"""
SPOKEN = "(lang) => document.querySelector('.player').lang === lang"


def in_tongue(tab, store, tongue: str, after: str = ""):
    """The page with its words in a language."""
    tab.goto(f"{store.page}?lang={tongue}{after}")
    tab.wait_for_function(SPOKEN, arg=tongue[:2].lower())


def fetched(store) -> list[str]:
    return [path for path in asked(store) if "/words-" in path]


def test_an_arabic_player_around_an_english_story(tab, site):
    """Its buttons and labels are in Arabic and run from the right; time from the left; the title is as it was."""
    store = site(make=a_full_page)
    in_tongue(tab, store, "ar")
    title = a_full_page().title

    assert len(fetched(store)) == 1
    assert tab.locator(".player").get_attribute("dir") == "rtl"
    assert tab.locator(".line").evaluate("(each) => getComputedStyle(each).direction") == "ltr"
    assert tab.locator("html").evaluate("(each) => [each.lang, each.dir]") == ["en", "ltr"]
    assert tab.title() == tab.locator("h1").inner_text() == title
    assert tab.locator("h1").get_attribute("lang") == "en"
    assert tab.get_by_role("button", name=f"تشغيل {title}").is_visible()
    assert tab.locator("summary h2").inner_text() == WORDS["ar"]["transcript"]
    assert tab.locator("summary h2").evaluate("(each) => [each.lang, each.dir]") == ["ar", "rtl"]
    assert tab.locator(".size").first.inner_text() == "(MP4، 6.4 م.ب)"
    assert tab.locator(".size").last.inner_text() == "(M4A، 1.0 م.ب)"

    press_play(tab)
    runs(tab)
    arrives(tab)
    for name in ("pause", "mute", "captions", "chapters", "settings", "fullscreen"):
        assert tab.get_by_role("button", name=WORDS["ar"][name]).is_visible(), name
    left, right = (tab.locator(f"[data-action={each}]").bounding_box()["x"] for each in ("fullscreen", "play"))
    assert left < right
    tab.get_by_role("button", name=WORDS["ar"]["captions"]).click()
    tab.get_by_role("radio", name="Українська").check()
    assert tab.locator(".notice").inner_text() == "الترجمة النصية: Українська"
    assert tab.locator(".seek").get_attribute("aria-valuetext").endswith(" من 0:16")
    assert tab.locator("#chapters li span[dir=auto]").first.get_attribute("lang") == "en"


_SHOWN = (("en", "uk"), ("uk", "ar"))
_PROVED = (("ar", "el"), ("de", "el"), ("el", "en"))


@pytest.mark.parametrize(
    ("page", "tongue"), [*_SHOWN, *(pytest.param(*each, marks=pytest.mark.prove) for each in _PROVED)]
)
def test_no_word_of_the_page_is_left_behind(tab, site, page, tongue):
    """Whatever is read or read out is the same as on a page that is in that language."""
    store = site(make=a_full_page, language=page)
    native = player_page(a_full_page(language=tongue, engine=f"../../a/{engine().key_name}"))
    (store.root / "v" / ID / "native.html").write_bytes(native)
    tab.goto(store.page.replace("index.html", "native.html"))
    arrives(tab)
    wanted = tab.evaluate(SAID)
    in_tongue(tab, store, tongue)
    arrives(tab)

    assert sorted(tab.evaluate(SAID)) == sorted(wanted)
    assert len(wanted) > 30
    assert tab.locator(".player").get_attribute("dir") == ("rtl" if tongue == "ar" else "ltr")


@pytest.mark.parametrize("tongue", ["xx", "en-GB", "__proto__"])
def test_a_language_we_lack_changes_nothing(tab, site, tongue):
    """Nor does the page's own; nothing is fetched for it."""
    store = site(make=a_full_page)
    tab.goto(store.page, wait_until="networkidle")
    arrives(tab)  # or its parts come at a moment of their own
    before = tab.evaluate("document.body.innerHTML")
    tab.goto(f"{store.page}?lang={tongue}", wait_until="networkidle")
    arrives(tab)

    assert tab.evaluate("document.body.innerHTML") == before
    assert fetched(store) == []


def test_what_people_wrote_is_never_taken_for_a_word_of_ours(tab, site):
    """A film may be called as a button is."""
    store = site(make=a_full_page, title="Play", lead="Settings", byline="Share", outlet="Chapters", credits="Captions")
    in_tongue(tab, store, "uk-UA")

    told = [tab.locator(each).first.inner_text() for each in ("h1", ".lead", ".byline", ".about bdi", ".lines-kept")]
    assert told[:4] == ["Play", "Settings", "Share", "Chapters"]
    assert tab.get_by_role("button", name="Дивитися Play").is_visible()


def test_it_speaks_so_in_a_post(tab, site):
    """In a frame without an origin, too, where the page's policy lets in nothing but what lies in its own store."""
    store = site(make=a_full_page)
    frame = posted(tab, store, f"?lang=uk{SECRET}")
    frame.wait_for_function(SPOKEN, arg="uk")

    assert frame.get_by_role("button", name="Дивитися").is_visible()
    assert frame.locator(".name a").inner_text() == a_full_page().title


def test_each_browser_says_it(reader, site):
    """And mirrors the player."""
    store = site(make=a_full_page)
    with reader.tab() as tab:
        tab.goto(f"{store.page}?lang=ar")
        tab.wait_for("document.querySelector('.player').lang === 'ar'")

        assert tab.evaluate("document.querySelector('[data-action=mute]').ariaLabel") == WORDS["ar"]["mute"]
        assert tab.evaluate("document.querySelector('[data-name=play]').textContent") == WORDS["ar"]["play"]
        assert tab.evaluate("getComputedStyle(document.querySelector('.bar')).direction") == "rtl"


def test_without_its_words_the_page_keeps_its_own(tab, site):
    """A store that lost them."""
    store = site(make=a_full_page)
    next((store.root / "a").glob("words-*.js")).unlink()
    tab.goto(f"{store.page}?lang=uk", wait_until="networkidle")

    assert len(fetched(store)) == 1
    assert tab.get_by_role("button", name="Play").is_visible()
    tab.complaints.clear()  # that it was not there


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.prove), "dark"])
def test_axe_finds_nothing_to_complain_about(tab, site, scheme):
    """A mirrored player on a page that runs the other way, with everything open."""
    axe = ROOT / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("needs engine: make player")
    tab.emulate_media(color_scheme=scheme)
    in_tongue(tab, site(make=a_full_page), "ar", "&t=5.2&cc=uk")
    tab.evaluate(axe.read_text(encoding="utf-8"))
    assert broken_rules(tab) == []
    press_play(tab)
    runs(tab)
    arrives(tab)
    tab.keyboard.press("k")
    for summary in tab.locator("summary").all():
        summary.click()
    tab.locator("[data-action=settings]").click()

    assert broken_rules(tab) == []
    tab.evaluate("document.querySelector('.seek').removeAttribute('aria-label')")
    assert broken_rules(tab) == ["label"]  # sabotage: it would have told us


def test_all_the_words_are_a_small_file():
    """Fetched by those alone who ask for another language."""
    assert len(gzipped(inlined.speech().encode())) < 5_000
