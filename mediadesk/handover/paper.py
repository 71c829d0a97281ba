"""What every page that is handed over is made with: templates, styles, and a policy that lets nothing foreign in."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def style(*names: str) -> Markup:
    """What all pages have in common, then the style sheets of these names."""
    return _own("look.css", *names)


@cache
def program(*names: str) -> Markup:
    """The scripts of these names as one that leaves nothing behind in the page."""
    return Markup("(() => {{\n'use strict';\n{}}})();\n").format(_own(*names))


def policy(of_style: str, of_program: str | None = None, *, beside: bool = False) -> str:
    """A content security policy: a style or program that is not ours has no hash; nothing is fetched or sent.

    Without a program nothing runs. `beside`: pictures and films from files beside the page may be shown. What 'self' is
    where a page is opened from a disk differs between browsers, therefore `file:` too.
    """
    near = " 'self' file:" if beside else ""
    rules = ["default-src 'none'", f"img-src data:{near}", f"style-src {_digest(of_style)}"]
    rules += [f"script-src {_digest(of_program)}"] if of_program is not None else []
    rules += [f"media-src{near}"] if beside else []
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _own(*names: str) -> Markup:
    home = files("mediadesk.handover").joinpath("templates")
    texts = (home.joinpath(name).read_text(encoding="utf-8") for name in names)
    return Markup("".join(texts))  # noqa: S704 - our own files, never anybody's text


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def templates() -> Environment:
    """Text stays text: whatever is put into a template is escaped."""
    return Environment(
        loader=PackageLoader("mediadesk.handover"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
