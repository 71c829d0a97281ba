"""What WordPress makes of a page and of its oEmbed answer. A real WordPress is asked in `make prove-wordpress`."""

import json

import pytest

from mediadesk.embed.page import oembed, player_page, tombstone, tombstone_oembed
from mediadesk.model.discovery import PAGE_BYTES, filtered, oembed_link, unfit
from tests.embed.site import ID, a_page

LINK = '<link rel="alternate" type="application/json+oembed" href="https://media.example.org/o.json?a=1&amp;b=2">'


def answer(**changes) -> bytes:
    """Our own answer with something else in it."""
    return json.dumps(json.loads(oembed(a_page())) | changes).encode()


def test_our_page_and_our_answer_make_a_frame():
    assert oembed_link(player_page(a_page())) == f"https://media.example.org/v/{ID}/oembed.json"
    assert unfit(oembed(a_page())) is None


def test_our_frame_passes_the_filter_unchanged_whatever_the_title():
    """Only what WordPress allows is in it, so that nothing is taken away."""
    for title in ("The recovery", '"Glass" & <b>water</b>', "Відновлення"):
        said = json.loads(oembed(a_page(title=title)))["html"]

        assert filtered(said).replace("&#x27;", "&#39;") == said.replace("&#34;", "&quot;")


def test_a_link_is_found_in_the_head_alone():
    assert oembed_link(f"<head>{LINK}</head>".encode()) == "https://media.example.org/o.json?a=1&b=2"
    assert oembed_link(f"<head><TITLE>x</TITLE></HEAD><body>{LINK}".encode()) is None
    assert oembed_link(f"<head>{' ' * PAGE_BYTES}{LINK}</head>".encode()) is None
    assert oembed_link(LINK.replace("application/json", "application/xml").encode()) is None
    assert oembed_link(tombstone("en")) is None


def test_what_others_may_write_into_it_is_taken_away():
    """A wall's script, a style, an attribute: WordPress leaves the frame and the link before it."""
    said = (
        '<div><blockquote class="x"><a href="https://a.example" onclick="x()">A</a></blockquote><script>x()</script>'
        '<iframe src="https://a.example" allow="fullscreen" width="9"></iframe></div>'
    )

    assert filtered(said) == (
        '<blockquote><a href="https://a.example">A</a></blockquote><iframe src="https://a.example" width="9"></iframe>'
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"<html>", "is no JSON"),
        (b"[]", "is no JSON object"),
        (tombstone_oembed(), "was withdrawn"),
        (answer(type="photo"), "no type video"),
        (answer(html=None), "has no html"),
        (answer(html=["<iframe>"]), "has no html"),
        (answer(html="<video src=x></video>"), "no frame"),
        (answer(html="<iframe src='https://a.example'>your browser shows no frames</iframe>"), "no frame"),
        (answer(html="<iframe src='//a.example'></iframe>"), "without an address"),
        (answer(html="<iframe src='https://a.example'></iframe>"), "would not size it"),
    ],
)
def test_an_answer_that_makes_no_frame_is_named(said, why):
    """Sabotage of our own answer, one part after another."""
    assert why in unfit(said)
