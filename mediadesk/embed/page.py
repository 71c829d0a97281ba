"""The player page: one static file that is the embed, the share page and the page for readers without JavaScript.

Everything it needs but the engine, the poster and the media is inside it, so that it works in the strictest frame a
blog puts around it (`sandbox="allow-scripts"`: no origin, no storage, no cache).
"""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from math import gcd
from urllib.parse import urljoin

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mediadesk.embed.plain import megabytes, web_address
from mediadesk.embed.words import WORDS, direction, known_tag, spoken
from mediadesk.model.caption import Chapter, Correction
from mediadesk.model.layout import oembed_key, page_key
from mediadesk.model.packed import pack
from mediadesk.model.plain import one_line, some_lines
from mediadesk.model.precision import SafeName
from mediadesk.model.recipe import Poster, fit_long
from mediadesk.model.timecode import format_clock

_MOST_BYTES, _MOST_COMPRESSED = 40_000, 12_000  # of a page: it is loaded with every post that shows the film
FRAME_SIDE = 600  # CSS pixels of a frame's longer side, where a post does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said in the film, in one language. URLs are relative to the page."""

    language: str  # BCP 47
    vtt: str
    transcript: str  # a page to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Another part of the same series."""

    number: int | None
    title: str
    url: str  # relative to the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything the public page says. Nothing else can get in: no slug, no path, no exact place, no date of ours.

    `engine`, `master`, and the names of files are URLs relative to the page. Raises Misasked when `public_url` or
    `first_url` is no http or https address.
    """

    public_id: str
    title: str
    language: str | None = None  # BCP 47, of the dispatch
    lead: str | None = None
    dateline: str | None = None
    byline: str | None = None
    credits: str | None = None
    licence: str | None = None
    outlet: str | None = None  # of the first publication
    first_url: str | None = None  # of the first publication
    series: str | None = None
    number: int | None = None  # within the series
    place: SafeName | None = None  # what the location policy lets readers know; its name alone is told, never a point
    seconds: float
    width: int  # of the film as it is shown
    height: int
    engine: str
    master: str
    mp4: str
    mp4_bytes: int
    poster: str
    storyboard: str | None = None
    small_mp4: str | None = None  # 360 lines, for thin lines
    small_mp4_bytes: int = 0
    sound: str | None = None  # the sound alone
    sound_bytes: int = 0
    small_poster: str | None = None  # 480 pixels
    play_poster: str | None = None  # with the play button painted in, for where nothing can play
    card: str | None = None  # 1200×630, for who shows links
    captions: tuple[Words, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    chapters_vtt: str | None = None
    corrections: tuple[Correction, ...] = ()
    parts: tuple[Part, ...] = ()  # the others of the series that are online in the same store
    playlists: Mapping[str, str] = field(default_factory=dict)  # by their URLs: those that need no fetching
    private: bool = False  # for few: no search engine, no oEmbed, nothing to embed
    public_url: str | None = None  # of the store's public root; None: relative links only

    def __post_init__(self) -> None:
        """A bad address stops here, before it can be clicked."""
        self.public_root()
        self.first_address()

    def public_root(self) -> str | None:
        """Where the store's keys begin for a reader, ending in /."""
        if not self.public_url:
            return None
        hint = "set public_url in [store.NAME] of mediadesk.toml to an address such as https://media.example.org"
        return f"{web_address(self.public_url, 'the store’s public_url', hint)}/"

    def address(self) -> str | None:
        """The one absolute address of this page, or None without `public_url`."""
        root = self.public_root()
        return root and root + page_key(self.public_id, private=self.private)

    def oembed_address(self) -> str | None:
        """Where the oEmbed answer lies, without a query: Mastodon would take one for a template."""
        root = self.public_root()
        return root and root + oembed_key(self.public_id)

    def absolute(self, relative: str) -> str:
        """The absolute form of one of the page's relative URLs, where there is one."""
        return urljoin(self.address() or "", relative)

    def still(self) -> str:
        """The absolute address of the poster that stays, for whoever keeps it: blogs, mails, search engines."""
        return self.absolute("poster.jpg")

    def first_address(self) -> str | None:
        """The link to the first publication."""
        if not self.first_url:
            return None
        hint = "mediadesk dispatch set SLUG --first-url https://…"
        return web_address(self.first_url, "the link to the first publication", hint)

    def frame(self) -> tuple[int, int]:
        """Width and height in CSS pixels for a frame in a post: the film's own shape, its longer side FRAME_SIDE."""
        scale = FRAME_SIDE / max(self.width, self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    def ratio(self) -> str:
        """The film's shape for a style sheet: `16/9`."""
        common = gcd(self.width, self.height)
        return f"{self.width // common}/{self.height // common}"

    def words(self) -> dict[str, str]:
        """The player's words in the dispatch's language, in English where we have none."""
        return WORDS[spoken(self.language)]


def player_page(page: Page) -> bytes:
    """The page as UTF-8 HTML. What people wrote is escaped; what may run and style is named by its hash.

    As many of its playlists are in it as keep it light, the first ones first: the player asks for the others.
    """
    page = said(page)
    carried = list(page.playlists)
    html = _page(page, carried)
    while carried and _is_heavy(html):
        carried.pop()
        html = _page(page, carried)
    return html


def _is_heavy(html: bytes) -> bool:
    return len(html) > _MOST_BYTES or len(gzip.compress(html, 9, mtime=0)) > _MOST_COMPRESSED


def _page(page: Page, carried: Sequence[str]) -> bytes:
    language = known_tag(page.language)
    tongue = spoken(page.language)
    words = page.words()
    html = (
        _templates()
        .get_template("player.html.j2")
        .render(
            page=page,
            words=words,
            language=language or tongue,
            direction=direction(language or tongue),
            # the player's own words may be in another language than the page
            tongue=None if language and language.split("-")[0].lower() == tongue else tongue,
            length=format_clock(page.seconds),
            size=words["megabytes"].format(size=megabytes(page.mp4_bytes)),
            part=_part(page),
            first=page.first_address(),
            address=page.address(),
            oembed=page.oembed_address(),
            style=_inline("player.css"),
            script=_inline(*_SCRIPTS),
            policy=_policy(),
            facts={
                "engine": page.engine,
                "master": page.master,
                "mp4": page.mp4,
                "small": page.small_mp4,
                "playlists": pack({url: page.playlists[url] for url in carried}),
                "storyboard": page.storyboard,
                "seconds": round(page.seconds, 3),
                "words": {name: words[name] for name in _PLAYER_WORDS},
            },
            film=_film(page),
        )
    )
    return html.encode()


def oembed(page: Page) -> bytes | None:
    """The oEmbed 1.0 answer (https://oembed.com) that WordPress finds through the page. None without `public_url`."""
    page = said(page)
    root, address = page.public_root(), page.address()
    if root is None or address is None:
        return None
    width, height = page.frame()
    poster_width, poster_height = poster_size(page)
    answer = {
        "version": "1.0",
        "type": "video",
        "provider_name": page.outlet or root.split("/")[2],
        "provider_url": root,
        "title": page.title,
        "author_name": page.byline,
        "author_url": page.first_address() if page.byline else None,
        "width": width,
        "height": height,
        "thumbnail_url": page.still(),
        "thumbnail_width": poster_width,
        "thumbnail_height": poster_height,
        "cache_age": 86400,
        "duration": round(page.seconds),
        "html": _framed(page, address, height),
    }
    return _json({name: value for name, value in answer.items() if value is not None})


def tombstone(language: str | None) -> bytes:
    """What remains at the address of a withdrawn dispatch: it names nothing, and asks search engines to forget it."""
    tongue = spoken(language)
    words = WORDS[tongue]
    style = _inline("player.css")
    html = (
        _templates()
        .get_template("tombstone.html.j2")
        .render(language=tongue, direction=direction(tongue), words=words, style=style, style_hash=_hash(style))
    )
    return html.encode()


def tombstone_oembed() -> bytes:
    """The oEmbed answer of a withdrawn dispatch: a link, so that a blog shows the bare address instead of a frame."""
    return _json({"version": "1.0", "type": "link"})


def own_hashes() -> frozenset[str]:
    """SHA-256 of the style and the program that are written into pages."""
    return frozenset(hashlib.sha256(text.encode()).hexdigest() for text in (_inline("player.css"), _inline(*_SCRIPTS)))


def said(page: Page) -> Page:
    """The page with its texts made fit to be shown (`model.plain`)."""
    return replace(
        page,
        title=one_line(page.title) or "–",
        lead=some_lines(page.lead),
        dateline=one_line(page.dateline),
        byline=one_line(page.byline),
        credits=some_lines(page.credits),
        licence=one_line(page.licence),
        outlet=one_line(page.outlet),
        series=one_line(page.series),
        place=page.place and replace(page.place, name=one_line(page.place.name), region=one_line(page.place.region)),
    )


def poster_size(page: Page) -> tuple[int, int]:
    """Width and height of the poster's pixels."""
    return fit_long((page.width, page.height), Poster().long_side)


_SCRIPTS = (
    "carried.js",
    "film.js",
    "bar.js",
    "keys.js",
    "frame.js",
    "storyboard.js",
)  # one after the other in one element
_PLAYER_WORDS = (
    *("play", "pause", "replay", "of", "mute", "unmute", "automatic", "fullscreen", "leave_fullscreen", "full_page"),
    *("loading", "offline"),
)


def _framed(page: Page, address: str, height: int) -> str:
    # The blockquote makes WordPress load the script that shows and sizes the frame; without scripts it is what readers
    # see. Only these attributes pass its filter, and it clamps nothing but the height.
    return str(
        Markup(
            '<blockquote><a href="{address}">{title}</a></blockquote>'
            '<iframe src="{address}" width="100%" height="{height}" title="{video}" frameborder="0" scrolling="no">'
            "</iframe>"
        ).format(address=address, title=page.title, height=height, video=page.words()["video"].format(title=page.title))
    )


def _film(page: Page) -> dict[str, object] | None:
    # https://schema.org/VideoObject; its addresses must be absolute, so it needs them
    address = page.address()
    if address is None:
        return None
    film = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": page.title,
        "description": page.lead or page.title,
        "thumbnailUrl": page.still(),
        "duration": f"PT{max(1, round(page.seconds))}S",  # ISO 8601
        "contentUrl": page.absolute(page.mp4),
        "embedUrl": address,
        "url": address,
        "width": page.width,
        "height": page.height,
        "inLanguage": known_tag(page.language),
        "author": {"name": page.byline} if page.byline else None,  # a person or a collective: we do not know
        "creditText": page.credits,
        "copyrightNotice": page.licence,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": page.series} if page.series else None,
        "position": page.number if page.series else None,
        "contentLocation": _place(page.place),
        "sameAs": page.first_address(),
    }
    return {name: value for name, value in film.items() if value is not None}


def _place(place: SafeName | None) -> dict[str, object] | None:
    # https://schema.org/Place: names alone
    if place is None or not place.words:
        return None
    address = {
        "addressRegion": place.name if place.precision == "region" else place.region,
        "addressCountry": place.country,
    }
    known = {name: value for name, value in address.items() if value}
    return {"@type": "Place", "name": place.words} | ({"address": {"@type": "PostalAddress", **known}} if known else {})


def _part(page: Page) -> str | None:
    if page.series is None or page.number is None:
        return page.series
    return page.words()["part"].format(number=page.number, series=page.series)


def _policy() -> str:
    # 'self' means the store's host even in a frame without an origin; a style or script that is not ours has no hash
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {_hash(_inline(*_SCRIPTS))}",
        "style-src": _hash(_inline("player.css")),
        "img-src": "'self' data:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _json(answer: dict[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def _inline(*names: str) -> Markup:
    # Indentation and whole-line comments stay with us: every reader would pay for them.
    folder = files("mediadesk.embed") / "templates"
    lines = [line for name in names for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    kept = [line.strip() for line in lines if not re.fullmatch(r"\s*(//.*|/\*.*\*/)?", line)]
    return Markup("\n".join(kept))  # noqa: S704 - our own file, never anybody's text


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("mediadesk.embed"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment
