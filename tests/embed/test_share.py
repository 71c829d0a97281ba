"""What a reader takes along: the address of a place in the film, the frame for a page of their own."""

import re

import pytest

from tests.embed.reader import SECRET, arrives, posted, press_play, runs
from tests.embed.site import ID, a_full_page

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")

ADDRESS = f"https://media.example.org/v/{ID}/index.html"


def test_the_address_of_a_place_is_copied(tab, site):
    """The public one, from where the film stands."""
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{site(make=a_full_page).page}?t=7")
    arrives(tab)
    tab.locator(".share summary").click()
    assert tab.get_by_label("Link").input_value() == ADDRESS

    tab.get_by_label("From 0:07").check()
    tab.get_by_role("button", name="Copy the link").click()

    tab.get_by_role("status").filter(has_text="Copied").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == f"{ADDRESS}?t=7"


def test_where_nothing_may_be_copied_it_is_selected(tab, site):
    """A browser that gives no clipboard: the reader does it by hand."""
    tab.add_init_script("delete Navigator.prototype.clipboard; document.execCommand = () => false")
    tab.goto(site(make=a_full_page).page)
    arrives(tab)
    tab.locator(".share summary").click()

    tab.get_by_role("button", name="Copy the code").click()

    assert tab.evaluate("getSelection().toString() || document.activeElement.value").startswith("<iframe src=")
    assert tab.locator(".share [role=status]").inner_text() == ""


def test_the_frame_is_the_one_an_editor_is_given(tab, site):
    """In the film's own shape, with its title as text."""
    tab.goto(site(make=a_full_page, title='"Glass" & <water>').page)
    arrives(tab)
    tab.locator(".share summary").click()

    code = tab.get_by_label("Embed code").input_value()
    assert code.startswith(f'<iframe src="{ADDRESS}" title="Video: &quot;Glass&quot; &amp; &lt;water&gt;" ')
    assert code.endswith(' loading="lazy" referrerpolicy="no-referrer"></iframe>')
    assert re.search(r'width="600" height="338" style="width:100%;height:auto;aspect-ratio:\d+/\d+;border:0"', code)


def test_in_a_frame_nothing_is_shared_and_nothing_leads_to_the_file(tab, site):
    """A download would lead a frame without an origin away from its post: it is a way to the full page instead."""
    tab.route(re.compile(r"\.m3u8|\.mp4"), lambda route: route.fulfill(status=404))
    frame = posted(tab, site(make=a_full_page), SECRET)
    press_play(frame)

    frame.get_by_role("alert").wait_for()
    assert not frame.locator(".share").is_visible()
    assert [each.inner_text() for each in frame.locator("a").all() if each.is_visible()] == [
        "The recovery in Kharkiv",
        "Open the full page",
    ]
    frame.get_by_role("link", name="Open the full page").last.click()
    tab.wait_for_function("() => heard.some((each) => each.message === 'link')")
    assert len(tab.frames) == 2
    assert "index.html" in tab.frames[1].url
    tab.complaints.clear()


def test_a_page_for_few_is_not_shared(tab, site):
    """It says so, and offers nothing to pass on."""
    tab.goto(site(make=a_full_page, private=True).page)
    arrives(tab)

    assert tab.get_by_text("Private preview").is_visible()
    assert not tab.locator(".share").count()
    press_play(tab)
    runs(tab)
