"""The page that goes out, against what may stand in it: elements, their attributes, addresses, programs."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from mediadesk.model.packed import unpack

_EVERY = frozenset({"class", "lang", "dir", "hidden", "id", "tabindex", "role", "title"})
_SHAPES = frozenset({"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"})
# element → what it may have beside what every one may have, `data-…` and `aria-…`
_ELEMENTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        "head body main p div span article section nav h1 h2 ol ul noscript details summary fieldset legend template"
        " bdi br style svg g label title".split(),
        frozenset(),
    ),
    "html": frozenset(),
    "li": frozenset(),
    "time": frozenset({"datetime"}),
    "meta": frozenset({"charset", "name", "content", "property", "http-equiv"}),
    "link": frozenset({"rel", "type", "href"}),
    "script": frozenset({"type"}),
    "video": frozenset({"controls", "preload", "playsinline", "crossorigin", "poster", "width", "height"}),
    "source": frozenset({"src", "type", "media"}),
    "track": frozenset({"kind", "src", "srclang", "label"}),
    "a": frozenset({"href", "hreflang", "rel", "download"}),
    "button": frozenset({"type"}),
    "input": frozenset({"type", "min", "max", "step", "value", "autocomplete", "name", "checked", "readonly"}),
    "textarea": frozenset({"readonly", "rows", "autocomplete"}),
    "select": frozenset({"autocomplete"}),
    "option": frozenset({"value", "selected"}),
    "svg": frozenset({"viewbox"}),
    "g": _SHAPES,
    "path": _SHAPES | {"d"},
    "circle": _SHAPES | {"cx", "cy", "r"},
}
_META = frozenset(
    "viewport referrer color-scheme description robots og:type og:url og:title og:description og:site_name og:image"
    " og:image:width og:image:height"
    " og:video og:video:type og:video:width og:video:height twitter:card twitter:title twitter:description"
    " twitter:image twitter:player twitter:player:width twitter:player:height".split()
)
_EQUIVALENTS = frozenset({"content-security-policy"})
_RELATIONS = frozenset({"alternate", "icon", "canonical"})
_ADDRESSES = frozenset({"href", "src", "poster", "content"})
_LICENCES = "https://creativecommons.org/"
_DAY = re.compile(r"(?:\d{4}-\d{2}-\d{2})?")  # of a correction
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_PLAYLIST = re.compile(r"r/[a-z0-9]+/hls/[a-z0-9-]+\.m3u8")  # from the page
# keys of https://schema.org/VideoObject, and of what is in it; of what the player is told
_FILM = frozenset(
    "@context @type name description thumbnailUrl duration contentUrl embedUrl url width height inLanguage author"
    " creditText copyrightNotice isPartOf position sameAs contentLocation address addressRegion"
    " addressCountry license image caption encodingFormat hasPart startOffset endOffset".split()
)
_FACTS = frozenset("engine master mp4 small storyboard seconds words playlists later speech tongues".split())
_BLOCKS = {"application/ld+json": _FILM, "application/json": _FACTS}


def html_oddities(text: str, known: frozenset[str], of_playlist: Callable[[str], Iterator[str]]) -> Iterator[str]:
    """What a page of ours does not have.

    `known` are the SHA-256 of its style and its program; `of_playlist` tells what is odd in a playlist.
    """
    reader = _Reader(known, of_playlist)
    reader.feed(text)
    reader.close()
    yield from dict.fromkeys(reader.odd)
    roots = {address.partition("/v/")[0] for address in reader.canonical}
    for address in reader.addresses:
        if not any(address.startswith(f"{root}/") for root in roots):
            yield "an address of somebody else"


class _Reader(HTMLParser):
    """One reading: what is odd, and the absolute addresses, which are judged when the page has said its own."""

    def __init__(self, known: frozenset[str], of_playlist: Callable[[str], Iterator[str]]) -> None:
        super().__init__(convert_charrefs=True)
        self._of_playlist = of_playlist
        self.odd: list[str] = []
        self.canonical: list[str] = []
        self.addresses: list[str] = []
        self._known = known
        self._inside: str | None = None  # of a program, a style, a block of data: its kind
        self._held = ""

    def handle_decl(self, decl: str) -> None:
        """One kind of document alone."""
        if decl.lower() != "doctype html":
            self.odd.append("a declaration that no page of ours has")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 # the parent's parameter
        """Nobody reads comments but those who look for something."""
        self.odd.append("a comment")

    def handle_pi(self, data: str) -> None:  # noqa: ARG002 # the parent's parameter
        """Nor these."""
        self.odd.append("an instruction")

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002 # the parent's parameter
        """Nor these."""
        self.odd.append("a declaration that no page of ours has")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Every element against the list."""
        said = {name: value or "" for name, value in attrs}
        if len(said) != len(attrs):
            self.odd.append("an attribute twice")
        allowed = _ELEMENTS.get(tag)
        if allowed is None:
            self.odd.append("an element that no page of ours has")
            return
        for name in said:
            if name not in allowed | _EVERY and not name.startswith(("data-", "aria-")):
                self.odd.append("an attribute that no page of ours has")
        if not _DAY.fullmatch(said.get("datetime", "")):
            self.odd.append("a time that is more than a day")
        if tag == "meta":
            self._meta(said)
        if tag == "link" and said.get("rel") not in _RELATIONS:
            self.odd.append("a link that no page of ours has")
        if tag in {"script", "style"}:
            self._inside, self._held = said.get("type", "") if tag == "script" else "", ""
            if self._inside and self._inside not in _BLOCKS:
                self.odd.append("a program that is not ours")
        self._addresses_of(tag, said)

    def handle_endtag(self, tag: str) -> None:
        """A program, a style or data is whole."""
        if tag in {"script", "style"} and self._inside is not None:
            kind, self._inside = self._inside, None
            if kind in _BLOCKS:
                self._data(self._held, kind)
            elif hashlib.sha256(self._held.encode()).hexdigest() not in self._known:
                self.odd.append("a program or a style that is not ours")

    def handle_data(self, data: str) -> None:
        """Collects what programs and data are made of."""
        if self._inside is not None:
            self._held += data

    def _meta(self, said: dict[str, str]) -> None:
        name = said.get("name") or said.get("property")
        if name is not None and name not in _META:
            self.odd.append("a property that no page of ours has")
        if "http-equiv" in said and said["http-equiv"].lower() not in _EQUIVALENTS:
            self.odd.append("a property that no page of ours has")

    def _addresses_of(self, tag: str, said: dict[str, str]) -> None:
        for name in _ADDRESSES & said.keys():
            value = said[name]
            if tag == "meta" and not re.match(r"https?:", value) or value == "data:,":
                continue  # words; the icon that is none
            if tag == "link" and said.get("rel") == "canonical":
                self.canonical.append(value)
            if tag == "a" and said.get("rel") == "noopener":
                continue  # the first publication, which an editor typed
            if tag == "a" and said.get("rel") == "license noopener" and value.startswith(_LICENCES):
                continue
            if tag == "meta" and said.get("property", said.get("name", "")).endswith(("title", "description")):
                continue
            if _ABSOLUTE.match(value):
                self.addresses.append(value)

    def _data(self, text: str, kind: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            self.odd.append("data that are no JSON")
            return
        words = said.pop("words", {}) if isinstance(said, dict) and kind == "application/json" else {}
        if not set(_keys(said)) <= _BLOCKS[kind] or not isinstance(words, dict):
            self.odd.append("data that no page of ours has")
        elif "playlists" in said:
            self._playlists(said["playlists"])

    def _playlists(self, packed: object) -> None:
        try:
            playlists = unpack(packed)
        except ValueError:
            self.odd.append("playlists that no page of ours has")
            return
        for address, text in playlists.items():
            if not _PLAYLIST.fullmatch(address):
                self.odd.append("a playlist of somebody else")
            self.odd.extend(self._of_playlist(text))


def _keys(said: Any) -> Iterator[str]:
    """The keys of an object and of all objects in it."""
    if isinstance(said, dict):
        yield from said
        for each in said.values():
            yield from _keys(each)
    elif isinstance(said, list):
        for each in said:
            yield from _keys(each)
