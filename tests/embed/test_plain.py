"""Addresses and sizes as a page shows them."""

import pytest

from mediadesk.embed.plain import megabytes, web_address
from mediadesk.errors import Misasked


@pytest.mark.parametrize("url", ["https://media.example.org", "http://127.0.0.1:8080/x", "https://пошта.укр/відео"])
def test_a_web_address_is_taken(url):
    """Both schemes, any host, any script; the slash at its end goes."""
    assert web_address(url + "/", "it", "try") == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)//https://x.org",
        "data:text/html,x",
        "//media.example.org",
        "media.example.org",
        "https://",
        "https://[::1",
        'https://x.org/"onload=alert(1)',
        "https://x.org/a b",
        "https://x.org/\nb",
        "https://x.org/<b>",
    ],
)
def test_anything_else_is_no_web_address(url):
    """What a browser would run, complete by itself, or end an attribute with, is refused with a way out."""
    with pytest.raises(Misasked) as refused:
        web_address(url, "the link", "mediadesk dispatch set")

    assert refused.value.what == "the link is not a web address"
    assert refused.value.hint == "mediadesk dispatch set"


@pytest.mark.parametrize(
    ("size", "shown"), [(1, "0.1"), (6_400_000, "6.4"), (99_940_000, "99.9"), (128_300_000, "128")]
)
def test_sizes_are_short(size, shown):
    """A reader on a metered line wants to know roughly."""
    assert megabytes(size) == shown
