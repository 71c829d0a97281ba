"""Everything the public page says, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import gcd
from urllib.parse import urljoin

from mediadesk.embed.plain import web_address
from mediadesk.embed.words import WORDS, known_tag, spoken
from mediadesk.model.caption import Chapter, Correction
from mediadesk.model.layout import oembed_key, page_key
from mediadesk.model.plain import one_line, some_lines
from mediadesk.model.precision import SafeName
from mediadesk.model.recipe import Poster, fit_long

CARD = (1200, 630)  # pixels: what networks cut nothing off
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

    def card_size(self) -> tuple[int, int]:
        """Width and height of the picture for who shows links."""
        return CARD if self.card else poster_size(self)

    def shown(self) -> str:
        """The absolute address of the picture for who shows links: the card, or the poster where there is none."""
        return self.absolute(self.card) if self.card else self.still()

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


def said(page: Page) -> Page:
    """The page with its texts made fit to be shown (`model.plain`)."""
    return replace(
        page,
        captions=tuple(each for each in page.captions if known_tag(each.language)),
        chapters=tuple(replace(each, title=one_line(each.title) or "–") for each in page.chapters),
        corrections=tuple(replace(each, note=some_lines(each.note) or "–") for each in page.corrections),
        parts=tuple(replace(each, title=one_line(each.title) or "–") for each in page.parts),
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
