"""What goes into a site once. A real Hugo and a real WordPress run them in tests/journeys."""

import pytest

from mediadesk.embed.once import plugin, shortcode
from mediadesk.errors import Misasked, Refused


def test_the_plugin_is_for_one_store():
    """Its address is the only one in it."""
    text = plugin("https://films.example.net/desk/")

    assert "const MEDIADESK = 'https://films.example.net/desk/';" in text
    assert "media.example.org" not in text


@pytest.mark.parametrize("address", ["https://x.example/';system('id');'", "javascript:x", "https://x.example/\\"])
def test_no_address_becomes_a_program(address):
    """What could end the word in which it stands is no web address."""
    with pytest.raises(Misasked):
        plugin(address)


def test_without_a_public_address_there_is_no_plugin():
    with pytest.raises(Refused, match="public address"):
        plugin(None)


def test_both_say_what_they_are_and_whose():
    """Whoever finds them in a site years later."""
    assert shortcode().startswith("{{- /* mediadesk")
    assert "Plugin Name: mediadesk" in plugin("https://x.example")
    assert all("MIT" in text for text in (shortcode(), plugin("https://x.example")))
