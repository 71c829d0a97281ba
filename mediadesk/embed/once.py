"""What goes into a site once, before its first post: a shortcode for Hugo, a plugin for WordPress."""

from importlib.resources import files
from typing import Final

from mediadesk.embed.plain import web_address
from mediadesk.embed.snippets import no_public_address

_PLACE: Final = "https://media.example.org"  # where the address of the store goes


def shortcode() -> str:
    """The file layouts/shortcodes/mediadesk.html of a Hugo site, for what `snippet("hugo", …)` gives."""
    return _file("mediadesk.html")


def plugin(public_url: str | None) -> str:
    """A WordPress plugin that knows the films below `public_url`. Raises Refused without one, Misasked for a bad one.

    It takes the oEmbed answer that WordPress fetched anyway, so that it knows each film's shape and title.
    """
    if public_url is None:
        raise no_public_address()
    # nothing that could end a word of PHP is part of a web address
    return _file("mediadesk.php").replace(
        _PLACE, web_address(public_url, "the store’s public_url", "see docs/settings.md")
    )


def _file(name: str) -> str:
    return (files("mediadesk.embed") / "paste" / name).read_text(encoding="utf-8").rstrip("\n")
