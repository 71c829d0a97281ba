"""The style and the program that are written into every page, and the policy that lets nothing else run.

They are written for people in `templates/`; `make player` makes them small, and a page holds what it made as long as
that was made of what is written now.
"""

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from mediadesk.embed.engine import STATIC, gzipped
from mediadesk.embed.words import WORDS
from mediadesk.model.languages import direction
from mediadesk.model.layout import engine_key

Kind = Literal["style", "script", "later", "speech", "stone"]
_STYLES = frozenset({"style", "stone"})


def style() -> Markup:
    """The style sheet of every page."""
    return inlined("style", STATIC)


def script() -> Markup:
    """The program of every page."""
    return inlined("script", STATIC)


def stone() -> Markup:
    """The style sheet of what remains of a page."""
    return inlined("stone", STATIC)


def policy() -> str:
    """What a page may load and run: our own style and program by their hashes, and what lies in the same store."""
    # 'self' means the store's host even in a frame without an origin; a style or script that is not ours has no hash
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' {hashed(script())}",
        "style-src": hashed(style()),
        "img-src": "'self' data:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def later_name() -> str:
    """The last part of the key of what comes later: `later-0123abcd.js`. It carries the hash of what it names."""
    return _named("later", later())


def later_url() -> str:
    """Where a page finds it."""
    return f"../../{engine_key(later_name())}"


def later() -> str:
    """What a page fetches when it is there: what lies beneath the film, and the pictures above its line."""
    return inlined("later", STATIC)


def speech_name() -> str:
    """The last part of the key of the words in every language: `words-0123abcd.js`."""
    return _named("words", speech())


def speech_url() -> str:
    """Where a page finds them."""
    return f"../../{engine_key(speech_name())}"


def speech() -> str:
    """The player's words in every language, and what puts them in place: fetched where an address asks for `?lang=`."""
    tongues = {tongue: {"dir": direction(tongue), "words": words} for tongue, words in WORDS.items()}
    said = json.dumps(tongues, ensure_ascii=False, separators=(",", ":"))
    return f"const tongues = {said};\n{inlined('speech', STATIC)}"


def own_hashes() -> frozenset[str]:
    """SHA-256 of the style and the programs of pages, as they are written into them or lie beside them."""
    beside = (later().encode(), speech().encode())
    contents = (*(text.encode() for text in (style(), stone(), script())), *beside, *map(gzipped, beside))
    return frozenset(hashlib.sha256(each).hexdigest() for each in contents)


def hashed(text: str) -> str:
    """The source expression of a text for a policy (https://www.w3.org/TR/CSP3/#grammardef-hash-source)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def inlined(kind: Kind, static: Path) -> Markup:
    """One of the two: as `make player` left it in `static`, or, where that is missing or of other files, as written."""
    folder = files("mediadesk.embed") / "templates"
    names = json.loads((folder / "inlined.json").read_text(encoding="utf-8"))[kind]
    written = [_said(folder / name, kind) for name in names]
    try:
        built = json.loads((static / "page.json").read_text(encoding="utf-8"))[kind]
    except (OSError, ValueError, KeyError):
        built = {}
    if built.get("source") == hashlib.sha256("".join(written).encode()).hexdigest():
        return Markup(built["text"])  # noqa: S704 - our own file, never anybody's text
    # Indentation and whole-line comments stay with us: every reader would pay for them.
    lines = [line.strip() for text in written for line in text.splitlines()]
    kept = [line for line in lines if not re.fullmatch(r"(//.*|/\*.*\*/)?", line)]
    return Markup("\n".join(kept))  # noqa: S704 - our own file, never anybody's text


def _named(name: str, text: str) -> str:
    return f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.js"


def _said(file: Traversable, kind: Kind) -> str:
    text = file.read_text(encoding="utf-8")
    # a style that comes with a program is a word of it: the policy of the page lets no other in
    return (
        text
        if kind in _STYLES or file.name.endswith(".js")
        else f"const laterStyle = {json.dumps(text, ensure_ascii=False)};\n"
    )
