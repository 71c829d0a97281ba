"""What is said in the film, shown over it and listed beneath it; its chapters, and its small pictures."""

import pytest

from tests.embed.reader import SECRET, arrives, asked, posted, press_play, runs
from tests.embed.site import ID, SECONDS, a_full_page

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")

BELOW = f"/v/{ID}/r/0123456789ab"


def test_captions_are_chosen_by_the_name_their_readers_give_them(tab, site):
    """Each language in its own letters; what is chosen is said, shown, and fetched when it is needed."""
    store = site(make=a_full_page)
    tab.goto(f"{store.page}?cc=off&t=5.2")
    press_play(tab)
    runs(tab, past=5.3)
    tab.keyboard.press("k")
    arrives(tab)
    assert not [path for path in asked(store) if "/cc/" in path]

    tab.get_by_role("button", name="Captions").click()
    names = tab.locator("#captions bdi")
    assert [(each.get_attribute("lang"), each.inner_text()) for each in names.all()] == [
        ("uk", "Українська"),
        ("en", "English"),
        ("ar", "العربية"),
    ]
    tab.get_by_role("radio", name="Українська").check()

    said = tab.locator(".cues p")
    said.wait_for()
    assert said.inner_text() == "Скло було всюди,\nна сходах і в ліжках."
    assert tab.locator(".cues").get_attribute("lang") == "uk"
    assert tab.locator(".notice").inner_text() == "Captions: Українська"
    assert [path for path in asked(store) if "/cc/" in path] == [f"{BELOW}/cc/uk.vtt"]


def test_the_key_c_shows_and_hides_them_and_says_so(tab, site):
    """The language is the reader's where there is one for them."""
    tab.goto(f"{site(make=a_full_page).page}?cc=off&t=5.2")
    press_play(tab)
    runs(tab, past=5.3)
    arrives(tab)
    tab.keyboard.press("k")

    tab.keyboard.press("c")
    tab.locator(".cues p").wait_for()
    assert tab.locator(".cues").get_attribute("lang") == "en"
    assert tab.get_by_role("status").filter(has_text="Captions: English").is_visible()
    tab.keyboard.press("c")
    assert not tab.locator(".cues p").is_visible()
    assert tab.get_by_role("status").filter(has_text="No captions").is_visible()


@pytest.mark.parametrize(
    ("after", "locale", "shown"),
    [("", "ar-SY", "ar"), ("", "de-DE", ""), ("?cc=uk", "de-DE", "uk"), ("?cc=off", "en", "")],
)
def test_captions_begin_in_the_language_of_the_reader_or_of_the_address(browser, site, after, locale, shown):
    """Off where there is none of theirs."""
    context = browser.new_context(locale=locale)
    tab = context.new_page()
    tab.goto(site(make=a_full_page).page + after)
    press_play(tab)
    runs(tab, past=0.5)
    arrives(tab)

    tab.wait_for_function("(shown) => document.querySelector('.cues').lang === shown", arg=shown)
    assert tab.locator("[name=cc]:checked").get_attribute("value") == shown
    context.close()


@pytest.mark.parametrize("width", [320, 1200])
def test_the_bar_never_lies_over_what_is_said(tab, site, width):
    """Whether it is there or gone; and the words stay within the film."""
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{site(make=a_full_page).page}?t=5.2")
    press_play(tab)
    tab.locator(".cues p").wait_for()
    tab.keyboard.press("k")

    film, said = (tab.locator(each).bounding_box() for each in (".player", ".cues p"))
    seek = tab.locator(".seek").bounding_box()
    assert said["y"] + said["height"] <= seek["y"]
    assert film["y"] <= said["y"]
    assert film["x"] <= said["x"] < said["x"] + said["width"] <= film["x"] + film["width"]


def test_a_caption_is_text_and_never_markup(tab, site):
    """Whatever stands in the file."""
    store = site(make=a_full_page)
    file = store.root / BELOW[1:] / "cc/en.vtt"
    file.write_text("WEBVTT\n\n00:00.000 --> 00:16.000\n<b onclick=x>Glass</b> &lt;img src=x&gt; &amp; dust\n")
    tab.goto(store.page)
    press_play(tab)

    tab.locator(".cues p").wait_for()
    assert (
        tab.locator(".cues").evaluate("(box) => box.innerHTML")
        == '<p dir="auto">Glass &lt;img src=x&gt; &amp; dust</p>'
    )


def test_captions_that_cannot_be_had_leave_no_button(tab, site):
    """A store that lets nobody fetch: the film plays without them."""
    frame = posted(tab, site(make=a_full_page, cors=False), SECRET)
    press_play(frame)
    runs(frame, past=0.5)

    frame.locator("[data-action=captions]").wait_for(state="hidden")
    tab.complaints.clear()


def test_captions_work_in_the_frame_of_a_blog_that_trusts_nobody(tab, site):
    """Without an origin, fetched with `crossorigin`."""
    frame = posted(tab, site(make=a_full_page), SECRET)
    press_play(frame)

    frame.locator(".cues p").wait_for()
    assert frame.locator(".cues p").inner_text() == "We came here at six."


def test_chapters_are_a_list_marks_and_a_word_in_the_bar(tab, site):
    """A chapter is a way into the film; the one that runs is marked wherever it stands."""
    tab.goto(site(make=a_full_page).page)
    arrives(tab)
    assert tab.locator(".chapters button").all_inner_texts() == [
        "0:00\nSix in the morning",
        "0:05\nGlass on the stairs",
        "0:10\nRoofs, water, and who carries it up",
    ]

    tab.locator(".chapters button").nth(1).click()

    runs(tab, past=5)
    tab.wait_for_function(  # in one look: the film runs on
        "(title) => ['.chapters [aria-current]', '.now'].every((each) =>"
        "  document.querySelector(each)?.innerText.includes(title))",
        arg="Glass on the stairs",
    )
    line = tab.locator(".seek").bounding_box()
    marks = [each.bounding_box() for each in tab.locator(".marks i").all()]
    assert [round((mark["x"] + 1.5 - line["x"] - 7) / (line["width"] - 14) * SECONDS) for mark in marks] == [5, 10]
    tab.get_by_role("button", name="Chapters", exact=True).click()
    tab.locator("#chapters button").nth(2).click()
    runs(tab, past=10)
    assert not tab.locator("#chapters").is_visible()


def test_the_transcript_is_fetched_when_it_is_opened_and_leads_into_the_film(tab, site):
    """It begins in the language of the page; the sentence that is said is marked."""
    store = site(make=a_full_page)
    tab.goto(f"{store.page}?cc=off")
    arrives(tab)
    assert not [path for path in asked(store) if "/cc/" in path]

    tab.locator(".transcript summary").click()

    lines = tab.locator(".cue-list button")
    lines.first.wait_for()
    assert lines.all_inner_texts()[1] == "0:05\nThere was glass everywhere, on the stairs & in the beds."
    lines.nth(2).click()
    runs(tab, past=10)
    tab.locator(".cue-list [aria-current]").filter(has_text="People live here again.").wait_for()
    tab.get_by_label("Language").select_option("Українська")
    tab.locator(".cue-list button").filter(has_text="Скло було всюди").wait_for()
    assert tab.locator(".cue-list").get_attribute("lang") == "uk"


def test_without_scripts_every_transcript_is_a_link(browser, site):
    """And so are the captions; the browser's own controls offer both languages and the film."""
    store = site(make=a_full_page)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(store.page)
    page.locator(".transcript summary").click()

    links = {each.get_attribute("href"): each.is_visible() for each in page.locator("article a").all()}
    assert links["r/0123456789ab/transcript.uk.html"]
    assert links["r/0123456789ab/cc/ar.vtt"]
    assert links["video.mp4"]
    track = page.locator("track[kind=captions]").first
    assert (track.get_attribute("srclang"), track.get_attribute("label")) == ("uk", "Українська")
    assert not page.locator(".share").is_visible()
    context.close()


def test_the_storyboard_shows_where_the_pointer_is(tab, site):
    """Fetched when somebody looks for a place, not before."""
    store = site(make=a_full_page)
    tab.goto(store.page)
    press_play(tab)
    runs(tab)
    assert not [path for path in asked(store) if "story" in path]

    arrives(tab)
    tab.hover(".seek")

    tile = tab.locator(".tile span").first
    tab.wait_for_function("() => document.querySelector('.tile span').style.backgroundPosition")
    x, y = SECONDS // 2 % 4 * 160, SECONDS // 2 // 4 * 90
    assert tile.evaluate("(each) => each.style.backgroundPosition") == f"{-x}px {-y}px"
    assert tab.locator(".tile span").last.inner_text() == "0:08 · Glass on the stairs"
    tab.keyboard.press("k")
    tab.mouse.move(600, 850)
    tab.locator(".seek").focus()
    tab.keyboard.press("3")  # by keys it shows where they lead
    tab.wait_for_function("() => document.querySelector('.tile span + span').textContent.startsWith('0:04')")
    assert tab.locator(".tile").is_visible()
