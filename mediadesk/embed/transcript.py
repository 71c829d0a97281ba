"""The transcript: all that is said in a film as a page to read, with its credits and a way back into the film."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mediadesk.embed.plain import web_address
from mediadesk.embed.words import WORDS, known_tag, spoken
from mediadesk.model.caption import Caption
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.languages import direction, name_of
from mediadesk.model.layout import page_key
from mediadesk.model.plain import one_line
from mediadesk.model.timecode import format_clock
from mediadesk.model.transcript import paragraphs


def transcript_page(dispatch: Dispatch, caption: Caption, public_url: str | None) -> bytes:
    """The transcript as UTF-8 HTML, in the language of its captions. It lies two folders below the page of the film.

    `public_url` is where the store's keys begin; None: there is no address to name, or none that may be named.
    """
    tongue = spoken(caption.language)
    style = _style()
    html = (
        _templates()
        .get_template("transcript.html.j2")
        .render(
            language=caption.language,
            direction=direction(caption.language),
            tongue=tongue,
            way=direction(tongue),
            words=WORDS[tongue],
            name=name_of(caption.language),
            spoken=known_tag(dispatch.language),
            title=one_line(dispatch.title) or "–",
            about=[line for each in _ABOUT for line in _lines(getattr(dispatch, each))],
            outlet=one_line(dispatch.outlet),
            first=_address(dispatch.first_url, ""),
            address=_address(public_url, f"/{page_key(dispatch.public_id)}"),
            style=style,
            style_hash=Markup("'sha256-{}'").format(base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()),
            said=[(format_clock(start // 1000), start // 1000, words) for start, words in paragraphs(caption.cues)],
        )
    )
    return html.encode()


def style_hashes() -> frozenset[str]:
    """SHA-256 of the style that is written into transcripts."""
    return frozenset({hashlib.sha256(_style().encode()).hexdigest()})


_ABOUT = ("byline", "credits", "licence")


def _lines(text: str | None) -> list[str]:
    return [calm for line in (text or "").splitlines() if (calm := one_line(line))]


def _address(url: str | None, rest: str) -> str | None:
    if not url:
        return None
    return web_address(url, "an address", "mediadesk dispatch set SLUG --first-url https://…") + rest


@cache
def _style() -> Markup:
    # on one line, as the leak scan reads the page line by line
    text = (files("mediadesk.embed") / "templates/transcript.css").read_text(encoding="utf-8")
    return Markup(" ".join(text.split()))  # noqa: S704 - our own file, never anybody's text


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("mediadesk.embed"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
