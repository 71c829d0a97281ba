"""What `embed --for wordpress` believes of WordPress, and WordPress itself, side by side."""

import json
import re
from base64 import b64encode

import pytest

from mediadesk.embed.page import oembed, player_page
from mediadesk.model.discovery import PAGE_BYTES, filtered, oembed_link, unfit
from mediadesk.store.outside import Reach, seen_by_wordpress

pytestmark = [pytest.mark.wordpress, pytest.mark.needs("engine", "ffmpeg", "wordpress")]

A = "https://a.example/x"
LINK = f'<link rel="alternate" type="application/json+oembed" href="{A}?a=1&amp;b=2">'
HEADS = [
    LINK,
    LINK.replace(">", "/>"),
    LINK.replace('"', "'"),
    LINK.replace("<link", "<LINK").replace("type=", "TYPE=").replace("href=", "Href="),
    LINK.replace("json", "xml").replace("xml+oembed", "nothing"),
    f"<title>x</title></head>{LINK}",
    " " * PAGE_BYTES + LINK,
    "",
]
HTML = [
    f'<blockquote><a href="{A}">A</a></blockquote><iframe src="{A}" width="100%" height="9" title="x"></iframe>',
    f'<iframe src="{A}" allow="fullscreen" class="x" style="x" loading="lazy"></iframe>',
    f'<div><iframe src="{A}"></iframe></div><script>x()</script>',
    f'<iframe src="{A}">your browser shows no frames</iframe>',
    f'<iframe src="{A}"><a href="{A}">A</a></iframe>',
    f'<video src="{A}"></video>',
    f'<blockquote class="x"><a href="{A}" onclick="x()">A</a></blockquote>\n<iframe src="{A}"></iframe>',
    f'<iframe src="{A}"></iframe> between <iframe src="{A}/2"></iframe>',
    f'<iframe src="{A}"></iframe><iframe src="{A}/2">no frames</iframe>',
    f'before <blockquote><a href="{A}">A</a></blockquote><iframe src="{A}"></iframe>',
    "no markup",
]


@pytest.mark.parametrize("head", HEADS)
def test_we_find_the_link_that_wordpress_finds(wp, media, head):
    """In the head, within the first 150 kB, with either kind of quotation mark."""
    page = f"<!doctype html><html><head>{head}</head><body></body></html>".encode()
    (media.site.root / "page.html").write_bytes(page)

    said = wp.php(f"echo json_encode(_wp_oembed_get_object()->discover('{media.site.address}/page.html'));")

    assert oembed_link(page) == (json.loads(said) or None)


@pytest.mark.parametrize("markup", HTML)
def test_we_leave_of_the_html_what_wordpress_leaves(wp, markup):
    """But for what it adds: the secret, the sandbox, what hides the frame."""
    argument = f"base64_decode('{b64encode(markup.encode()).decode()}')"
    said = wp.php(f"echo wp_filter_oembed_result({argument}, (object) ['type' => 'video'], '{A}');")
    bare = re.sub(r' (class|sandbox|security|style|data-secret)="[^"]*"|#\?secret=\w+', "", said)

    assert (filtered(markup) or "") == bare


@pytest.mark.parametrize(
    "address",
    [
        *("http://127.0.0.1/x", "http://10.1.2.3/x", "http://192.168.1.1/x", "http://172.20.1.1/x", "http://0.0.0.0/x"),
        *("http://8.8.8.8:8443/x", "http://8.8.8.8:81/x", "http://a:b@8.8.8.8/x", "http://[2001:db8::1]/x"),
        *("ftp://8.8.8.8/x", "http://nobody.invalid/x"),
    ],
)
def test_we_ask_nobody_whom_wordpress_does_not_ask(wp, address):
    """Without the leave that this blog has, to ask this machine."""
    closed = "remove_all_filters('http_request_host_is_external'); remove_all_filters('http_allowed_safe_ports');"

    assert wp.php(f"{closed} echo json_encode(wp_http_validate_url('{address}'));") == "false"
    assert seen_by_wordpress(address).trouble


def test_the_same_page_passes_there_and_here(wp, media, wide):
    """And a broken answer fails in both places: the sabotage of everything that this folder proves."""
    here = Reach(ports=None, private=True)
    assert seen_by_wordpress(wide, reach=here).trouble is None
    assert "<iframe" in wp.php(f"echo wp_oembed_get('{wide}');")

    page = media.page("b")
    address = media.put(page)
    answer = media.site.root / "v" / page.public_id / "oembed.json"
    answer.write_bytes(oembed(page).replace(b"></iframe>", b">no frames</iframe>"))
    assert "no frame" in seen_by_wordpress(address, reach=here).trouble
    assert wp.php(f"echo json_encode(wp_oembed_get('{address}'));") == "false"
    assert unfit(answer.read_bytes())

    (media.site.root / "v" / page.public_id / "index.html").write_bytes(
        player_page(page).replace(b"application/json+oembed", b"application/json")
    )
    assert "names no oEmbed answer" in seen_by_wordpress(address, reach=here).trouble
    assert wp.php(f"echo json_encode(wp_oembed_get('{address}'));") == "false"
