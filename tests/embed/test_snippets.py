"""What an editor pastes."""

import json
import re

import pytest

from mediadesk.embed.once import shortcode
from mediadesk.embed.snippets import KINDS, snippet
from mediadesk.errors import Misasked, Refused
from tests.embed.site import ID, a_page

PAGE = f"https://media.example.org/v/{ID}/index.html"
VIDEO = f"https://media.example.org/v/{ID}/video.mp4"
POSTER = f"https://media.example.org/v/{ID}/poster.jpg"


def test_any_page_takes_a_frame():
    """A frame of the film's shape, then who published it first, then the download."""
    assert snippet("html", a_page()) == (
        f'<iframe src="{PAGE}" title="Video: The recovery in Kharkiv" width="600" height="338"'
        ' style="width:100%;height:auto;aspect-ratio:16/9;border:0"'
        ' allow="fullscreen; picture-in-picture; clipboard-write" allowfullscreen loading="lazy"'
        ' referrerpolicy="no-referrer"></iframe>\n'
        '<p>First published by <a href="https://assembly.example/2022/05/recovery">Assembly</a></p>\n'
        f'<p><a href="https://media.example.org/v/{ID}/video.mp4">Download the video (MP4, 6.4 MB)</a></p>'
    )


def test_the_first_outlet_needs_no_credit():
    """A dispatch that was published nowhere before is its own first publication."""
    assert "First published" not in snippet("html", a_page(outlet=None, first_url=None))


def test_an_outlet_without_a_link_is_named_and_a_link_without_an_outlet_is_shown():
    """Whatever is known of the first publication is said."""
    assert "<p>First published by Assembly</p>" in snippet("html", a_page(first_url=None))
    assert ">assembly.example</a></p>" in snippet("html", a_page(outlet=None))


def test_an_upright_film_does_not_fill_a_wide_post():
    """Its frame is as wide as the film at 600 high, and narrower where the post is."""
    shown = snippet("html", a_page(width=1080, height=1920))

    assert 'width="338" height="600"' in shown
    assert "aspect-ratio:9/16;border:0;max-width:338px" in shown


def test_wordpress_takes_the_address_alone():
    """On a line of its own, for every role."""
    assert snippet("wordpress", a_page()) == PAGE
    assert snippet("wordpress-author", a_page()).splitlines()[:2] == [PAGE, ""]
    assert "iframe" not in snippet("wordpress-author", a_page())


def test_markdown_shows_a_linked_poster():
    """And keeps a title that looks like Markdown what it is."""
    shown = snippet("markdown", a_page(title="Glass](javascript:x) *and* `water` \\ <b>", series=None))

    image, first = shown.split("\n\n")
    alt = r"Watch the video\: Glass\]\(javascript\:x\) \*and\* \`water\` \\ \<b\> \(0\:16\)"
    assert image == f"[![{alt}]({POSTER})]({PAGE})"
    assert first == "First published by [Assembly](<https://assembly.example/2022/05/recovery>)"


def test_hugo_gets_a_shortcode_that_no_title_can_end():
    """A quotation mark in the title becomes a typographic one. Every parameter has a name: Hugo takes no mixture."""
    shown = snippet("hugo", a_page(title='"Glass" \\ >}} {{< evil >}}', outlet='"A"', first_url=None))

    title = "Video: ”Glass” / >}} {{< evil >}}"
    assert shown == (
        f'{{{{< mediadesk src="{PAGE}" title="{title}" width="600" height="338"'
        ' credit="First published by" outlet="”A”" outlet_url=""'
        f' download="{VIDEO}" download_name="Download the video (MP4, 6.4 MB)" >}}}}'
    )


def test_the_shortcode_asks_for_what_the_snippet_gives():
    """No more and no less, so that the frame has its shape and the first outlet its credit."""
    given = re.findall(r' (\w+)="', snippet("hugo", a_page()))

    assert set(re.findall(r'\.Get "(\w+)"', shortcode())) == set(given)


def test_a_mail_shows_a_linked_poster_and_no_frame():
    """Mail programs drop frames, scripts and videos."""
    shown = snippet("email", a_page())

    assert f'<a href="{PAGE}"><img src="{POSTER}" width="600" height="338"' in shown
    assert 'alt="Watch the video: The recovery in Kharkiv (0:16)"' in shown
    assert not re.search("<(iframe|script|video)|javascript:|srcset|style=[^>]*url", shown)


@pytest.mark.parametrize(("width", "height", "shown"), [(1080, 1920, (338, 601)), (720, 720, (600, 600))])
def test_a_mail_shows_upright_and_square_posters_in_their_shape(width, height, shown):
    """Some mail programs know nothing of `height:auto`."""
    assert f'width="{shown[0]}" height="{shown[1]}"' in snippet("email", a_page(width=width, height=height))


@pytest.mark.parametrize("kind", ["email", "ghost", "markdown"])
def test_where_nothing_plays_the_button_is_painted_in(kind):
    """At the address that stays, and then no second line has to say that it is a film."""
    shown = snippet(kind, a_page(play_poster="poster-play.jpg"))

    assert f"https://media.example.org/v/{ID}/poster-play.jpg" in shown
    assert POSTER not in shown
    assert shown.count("Watch the video") == 1


def test_ghost_gets_a_card_for_the_web_and_one_for_mail():
    """It sends its posts both ways."""
    web, mail = snippet("ghost", a_page()).split("\n\n")

    assert "<iframe" in web
    assert "<table" in mail


def test_oembed_is_the_answer_a_site_would_get():
    """The same facts as the published file, to read."""
    shown = json.loads(snippet("oembed", a_page()))

    assert (shown["type"], shown["title"]) == ("video", "The recovery in Kharkiv")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"markdown", "hugo", "oembed"}])
def test_text_is_text_in_every_snippet(kind):
    """A title is never markup in somebody else's post."""
    shown = snippet(kind, a_page(title='<b>"x"</b>\n<script>', outlet="<i>", language="uk"))

    assert not re.search("<(b|i|script)>", shown)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "oembed"])
def test_no_snippet_has_a_sign_that_becomes_a_picture(kind):
    """WordPress puts pictures from its own host in the place of such signs: a third party that sees the reader."""
    assert not re.search("[\u2190-\u2bff\U0001f000-\U0001faff]", snippet(kind, a_page()))


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_public_address_no_snippet(kind):
    """A post needs one, and the message names the setting."""
    with pytest.raises(Refused) as refused:
        snippet(kind, a_page(public_url=None))

    assert "public_url" in refused.value.hint
    assert refused.value.code == 5


def test_an_unknown_kind_is_answered_with_the_known_ones():
    """So that nobody has to look them up."""
    with pytest.raises(Misasked) as asked:
        snippet("myspace", a_page())

    assert "html|wordpress|wordpress-author|ghost|hugo|markdown|email|oembed" in asked.value.hint
