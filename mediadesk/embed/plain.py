"""What people wrote, made fit for a page: text stays text, on its own line, running its own way."""

import re
from urllib.parse import urlsplit

from mediadesk.errors import Misasked

# Marks that turn the direction of everything after them (Unicode UAX #9: embeddings, overrides, isolates). The plain
# marks LRM, RLM and ALM move nothing but themselves and stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BROKEN = re.compile("[\ud800-\udfff]")  # bytes of a command line that were no UTF-8


def one_line(text: str | None) -> str | None:
    """The text on one line, without controls and without marks that would turn the text around it. None for nothing."""
    if text is None:
        return None
    calm = _CONTROL.sub(" ", _TURNING.sub("", _BROKEN.sub("\N{REPLACEMENT CHARACTER}", text)))
    return " ".join(calm.split()) or None


def some_lines(text: str | None) -> str | None:
    """The same for a text that may have several lines: they stay, empty ones at its ends go."""
    if text is None:
        return None
    return "\n".join(one_line(line) or "" for line in text.splitlines()).strip("\n") or None


def web_address(url: str, what: str, hint: str) -> str:
    """The address itself, without a slash at its end. Raises Misasked unless it is an absolute http or https one.

    Anything a browser would read as another scheme, and anything that could end an attribute, is no address.
    """
    stripped = url.strip().rstrip("/")
    try:
        parts = urlsplit(stripped)
    except ValueError as trouble:  # a broken IPv6 host
        raise Misasked(f"{what} is not a web address", hint=hint) from trouble
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"[\s\"'<>\\`\x00-\x20\x7f]", stripped):
        raise Misasked(f"{what} is not a web address", hint=hint)
    return stripped


def megabytes(size_bytes: int) -> str:
    """A size in megabytes (10⁶ bytes) as people read it: `0.3`, `6.4`, `128`."""
    size = size_bytes / 1_000_000
    return f"{size:.0f}" if size >= 100 else f"{max(size, 0.1):.1f}"
