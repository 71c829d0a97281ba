"""The player page: one static file that is the embed, the share page and the page for readers without JavaScript.

Everything it needs but the engine, the poster and the media is inside it, so that it works in the strictest frame a
blog puts around it (`sandbox="allow-scripts"`: no origin, no storage, no cache).
"""

import gzip
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from mediadesk.embed.days import day
from mediadesk.embed.facts import Page, Part, Words, poster_size, said
from mediadesk.embed.inlined import hashed, later_url, own_hashes, policy, script, speech_url, stone, style
from mediadesk.embed.plain import licence_address, megabytes
from mediadesk.embed.told import film_facts, oembed, tombstone_oembed
from mediadesk.embed.words import WORDS, known_tag, spoken
from mediadesk.model.languages import direction, name_of
from mediadesk.model.packed import pack
from mediadesk.model.timecode import format_clock

__all__ = [  # the door of this room for all that is about a page
    "Page",
    "Part",
    "Words",
    "oembed",
    "own_hashes",
    "player_page",
    "poster_size",
    "said",
    "tombstone",
    "tombstone_oembed",
]

_MOST_BYTES, _MOST_COMPRESSED = 40_000, 12_000  # of a page: it is loaded with every post that shows the film


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
    address = None if page.private else page.address()
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
            part=_part(page),
            first=page.first_address(),
            address=address,
            oembed=page.oembed_address(),
            licence=licence_address(page.licence),
            style=style(),
            script=script(),
            policy=policy(),
            facts={
                "engine": page.engine,
                "master": page.master,
                "mp4": page.mp4,
                "small": page.small_mp4,
                "playlists": pack({url: page.playlists[url] for url in carried}),
                "later": later_url(),
                "speech": speech_url(),
                "tongues": [each for each in WORDS if each != tongue],
                "storyboard": page.storyboard,
                "seconds": round(page.seconds, 3),
                "words": {name: words[name] for name in _PLAYER_WORDS},
            },
            film=None if page.private else film_facts(page),
        )
    )
    return html.encode()


def tombstone(language: str | None) -> bytes:
    """What remains at the address of a withdrawn dispatch: it names nothing, and asks search engines to forget it."""
    tongue = spoken(language)
    html = (
        _templates()
        .get_template("tombstone.html.j2")
        .render(
            language=tongue,
            direction=direction(tongue),
            words=WORDS[tongue],
            style=stone(),
            style_hash=hashed(stone()),
        )
    )
    return html.encode()


_PLAYER_WORDS = (
    *("play", "pause", "replay", "of", "mute", "unmute", "automatic", "fullscreen", "leave_fullscreen", "full_page"),
    *("loading", "offline", "captions", "no_captions", "from_time", "copied", "video"),
)


def _part(page: Page) -> str | None:
    if page.series is None or page.number is None:
        return page.series
    return page.words()["part"].format(number=page.number, series=page.series)


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
    environment.filters |= {
        "clock": format_clock,
        "day": day,
        "megabytes": megabytes,
        "own_name": name_of,
        "direction": direction,
    }
    return environment
