"""What an editor does with the address, in WordPress' own editors."""

import pytest

from mediadesk.embed.snippets import snippet
from tests.embed.reader import press_play, runs
from tests.embed.site import a_page
from tests.embed.wordpress.blog import PASSWORD
from tests.embed.wordpress.test_posts import FRAME, LINK, calm, shown

pytestmark = [pytest.mark.wordpress, pytest.mark.needs("chromium", "engine", "ffmpeg", "wordpress")]


@pytest.fixture
def classic(wp):
    """The blog as it is with the classic editor."""
    switch = wp.root / "wp-content/classic"
    switch.touch()
    yield wp
    switch.unlink()


def test_an_author_puts_it_into_an_embed_block(tab, wp, wide, shot):
    """The editor shows it at once, and the post has a film that plays."""
    signed_in(tab, wp, "author")
    tab.goto(f"{wp.address}/wp-admin/post-new.php")
    tab.evaluate("wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide')")
    # pasted text becomes an embed by itself only with https, which this media host does not speak
    tab.evaluate("wp.data.dispatch('core/block-editor').insertBlock(wp.blocks.createBlock('core/embed'))")
    tab.locator(".wp-block-embed input").fill(wide)
    tab.locator(".wp-block-embed button[type=submit]").click()
    tab.locator(".wp-block-embed iframe").wait_for(state="attached")
    tab.frame_locator(".wp-block-embed iframe").locator("[data-action=play]").first.wait_for()
    shot(tab, "block-editor")
    tab.evaluate("wp.data.dispatch('core/editor').editPost({ status: 'publish', title: 'Pasted' })")
    tab.evaluate("wp.data.dispatch('core/editor').savePost()")
    number = tab.evaluate("wp.data.select('core/editor').getCurrentPostId()")

    assert "wp:embed" in wp.rest("author", f"/wp/v2/posts/{number}?context=edit")["content"]["raw"]
    press_play(frame := shown(tab, wp.post(number)))
    runs(frame)
    assert calm(tab)


@pytest.mark.parametrize("kind", ["wordpress", "wordpress-author"])
def test_the_block_editor_makes_an_embed_of_what_is_pasted(tab, wp, kind):
    """Its own way with pasted text: the address becomes an embed, what stands beneath it paragraphs with links."""
    signed_in(tab, wp, "author")
    tab.goto(f"{wp.address}/wp-admin/post-new.php")
    tab.wait_for_function("() => self.wp?.blocks?.getBlockType('core/embed')")
    made = tab.evaluate(
        "(words) => wp.blocks.pasteHandler({ HTML: '', plainText: words, mode: 'BLOCKS' })"
        ".map(({ name, attributes }) => [name, attributes.url ?? attributes.content])",
        snippet(kind, a_page()),
    )

    assert made[0] == ["core/embed", a_page().address()]
    assert [name for name, _ in made[1:]] == ([] if kind == "wordpress" else ["core/paragraph"] * 2)
    assert kind == "wordpress" or 'href="https://assembly.example/2022/05/recovery"' in made[1][1]
    assert kind == "wordpress" or "video.mp4" in made[2][1]
    assert calm(tab)


def test_a_contributor_types_it_into_the_classic_editor(tab, classic, wide, shot):
    """On a line of its own in the text; the administrator publishes it."""
    signed_in(tab, classic, "contributor")
    number = typed(tab, classic, f"Before.\n\n{wide}\n\nAfter.")
    shot(tab, "classic-editor")
    classic.rest("administrator", f"/wp/v2/posts/{number}", {"status": "publish"})

    press_play(frame := shown(tab, classic.post(number)))
    runs(frame)
    assert calm(tab)


def test_words_on_the_same_line_make_a_plain_link(tab, wp, wide):
    """Hence "alone on a line": the sabotage of the advice."""
    post = wp.write("author", f"Look: {wide}")
    tab.goto(wp.post(post["id"]))

    assert tab.locator(FRAME).count() == 0
    assert calm(tab)


@pytest.mark.parametrize("editor", ["block", "classic"])
def test_who_pasted_too_early_puts_something_behind_the_address(tab, wp, media, editor):
    """WordPress remembers the failure with the post, also when the page is online by now and it is saved again."""
    page = media.page("e" if editor == "block" else "f")
    early = f"<!-- wp:embed -->\n{page.address()}\n<!-- /wp:embed -->" if editor == "block" else page.address()
    post = wp.write("author", early)
    tab.goto(wp.post(post["id"]))
    assert tab.locator(FRAME).count() == 0
    media.put(page)

    wp.rest("author", f"/wp/v2/posts/{post['id']}", {"content": early + "\n\nMore."})
    tab.goto(wp.post(post["id"]))
    assert tab.locator(FRAME).count() == 0, "saving again is enough: then the advice can be shorter"

    wp.rest("author", f"/wp/v2/posts/{post['id']}", {"content": early.replace(page.address(), f"{page.address()}?2")})
    press_play(frame := shown(tab, wp.post(post["id"])))
    runs(frame)
    assert tab.locator(LINK).get_attribute("href") == page.address()
    assert calm(tab)


def test_the_classic_editor_asks_again_when_a_post_is_saved(tab, classic, media):
    """It does, as its edit page is loaded once more after the save."""
    page = media.page("g")
    post = classic.write("author", page.address())
    media.put(page)
    signed_in(tab, classic, "author")
    tab.goto(f"{classic.address}/wp-admin/post.php?post={post['id']}&action=edit")
    with tab.expect_response("**/admin-ajax.php?action=oembed-cache*"):
        tab.locator("#publish").click()

    shown(tab, classic.post(post["id"]))
    assert calm(tab)


def signed_in(tab, wp, role: str) -> None:
    """Through the login page."""
    tab.goto(f"{wp.address}/wp-login.php")
    tab.locator("#user_login").fill(role)
    tab.locator("#user_pass").fill(PASSWORD)
    tab.locator("#wp-submit").click()
    tab.wait_for_url("**/wp-admin/**")


def typed(tab, wp, words: str) -> int:
    """The number of a post that was written in the classic editor's text."""
    tab.goto(f"{wp.address}/wp-admin/post-new.php")
    tab.locator("#title").fill("Typed")
    tab.locator("#content-html").click()
    tab.locator("#content").fill(words)
    tab.locator(".autosave-message").get_by_text("saved").wait_for()  # a click while it saves is lost
    tab.locator("#publish").click()
    tab.wait_for_url("**/post.php?post=*")
    return int(tab.locator("#post_ID").input_value())
