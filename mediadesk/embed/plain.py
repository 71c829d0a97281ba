"""Addresses and sizes as a page shows them."""

import re
from urllib.parse import urlsplit

from mediadesk.errors import Misasked


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


def licence_address(licence: str | None) -> str | None:
    """Where a Creative Commons licence can be read, for one that is named as they name theirs: `CC BY-NC 4.0`."""
    if re.fullmatch(r"CC0(?: 1\.0)?", licence or ""):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    found = re.fullmatch(r"CC[ -](BY(?:-NC)?(?:-(?:ND|SA))?)[ -]([34]\.0)", licence or "")
    return found and f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
