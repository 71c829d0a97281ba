"""What people wrote, made fit to be shown: text stays text, on its own line, running its own way."""

import re

# Marks that turn the direction of everything after them (Unicode UAX #9: embeddings, overrides, isolates): with them
# `exe.png` may read `gnp.exe`. The plain marks LRM, RLM and ALM move nothing but themselves and stay.
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
