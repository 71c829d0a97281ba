"""What WordPress makes of a page's address: the link it looks for, the answer it takes, what its filter leaves.

Read in wp-includes/class-wp-oembed.php and embed.php of WordPress 6.1 to 6.6, tried in a real one
(`make prove-wordpress`). The format of the answer: https://oembed.com, 2.3.
"""

import html
import json
import re
from html.parser import HTMLParser
from typing import Final

PAGE_BYTES: Final = 153_600  # it reads no more of a page
PORTS: Final = frozenset({80, 443, 8080})  # it asks at no others
REDIRECTS: Final = 5
_KEPT: Final = {
    "a": {"href"},
    "blockquote": set[str](),
    "iframe": set("src width height frameborder marginwidth marginheight scrolling title".split()),
}


def oembed_link(page: bytes) -> str | None:
    """The address that a page names for its oEmbed answer, as it stands there; None where WordPress finds none."""
    text = page[:PAGE_BYTES].decode("utf-8", "replace")
    head = text[: end.start()] if (end := re.search("</head>", text, re.IGNORECASE)) else text
    for link in re.findall(r"<link([^<>]+)>", head, re.IGNORECASE):
        said = {
            name.lower(): html.unescape(value) for name, _, value in re.findall(r"""([\w-]+)=(["'])(.*?)\2""", link)
        }
        if said.get("type") == "application/json+oembed" and said.get("href"):
            return said["href"]
    return None


def unfit(answer: bytes) -> str | None:
    """Why WordPress makes no frame of an oEmbed answer, in words that go on after "the answer"; None if it does."""
    try:
        said = json.loads(answer)
    except ValueError:
        return "is no JSON"
    if not isinstance(said, dict):
        return "is no JSON object"
    if said.get("type") not in {"video", "rich"}:
        return "is of the type link: the dispatch was withdrawn" if said.get("type") == "link" else "has no type video"
    if not said.get("html") or not isinstance(said["html"], str):
        return "has no html"
    left = filtered(said["html"])
    if left is None:
        return "has no frame that passes WordPress' filter"
    if not re.search(r' src="https?://', left):
        return "has a frame without an address"
    if not left.startswith("<blockquote>"):
        return "has no link before its frame, so WordPress would not size it"
    return None


def filtered(markup: str) -> str | None:
    """What WordPress leaves of the html of somebody it does not know: a link to fall back on, and one empty frame."""
    sieve = _Sieve()
    sieve.feed(markup)
    sieve.close()
    left = "".join(sieve.kept)
    # the link counts at the very beginning alone; of several frames the last; text before its end spoils a frame
    link = re.match(r"<blockquote>.*?</blockquote>", left, re.DOTALL)
    for start in reversed([found.start() for found in re.finditer("<iframe", left)]):
        end = left.find("></iframe>", start)
        if end >= 0:
            return (link[0] if link and link.end() <= start else "") + left[start:end] + "></iframe>"
    return None


class _Sieve(HTMLParser):
    """Elements and attributes that are not on its list fall through; their text stays."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _KEPT:
            said = "".join(f' {name}="{html.escape(value or "")}"' for name, value in attrs if name in _KEPT[tag])
            self.kept.append(f"<{tag}{said}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _KEPT:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.kept.append(html.escape(data))
