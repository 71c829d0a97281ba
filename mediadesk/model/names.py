"""Names are bytes: a card may hold a name that is no UTF-8. Keep the bytes, show an escaped text, store a safe name."""

import unicodedata

_LONGEST = 200  # bytes; file systems allow 255, and we add endings
_FORBIDDEN = set('/\\:*?"<>|%')  # what exFAT and shells forbid, and our own escape


def shown(name: bytes) -> str:
    """The name as a person may safely see it: invalid bytes, controls and direction marks as escapes."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(_visible(char) for char in text)


def disk_name(name: bytes) -> str:
    """A valid, printable name for our own disk that still tells the original: what is risky becomes %XX of its bytes.

    Long names keep their beginning and their ending.
    """
    text = name.decode("utf-8", "surrogateescape")
    safe = "".join(char if _harmless(char) else _percent(char) for char in text)
    if safe.startswith((".", "-", " ")) or safe.casefold() == "ascmhl":  # where a drive's own history lies
        safe = _percent(safe[0]) + safe[1:]
    if safe.endswith((".", " ")):
        safe = safe[:-1] + _percent(safe[-1])
    if len(safe.encode()) <= _LONGEST:
        return safe or "%"
    stem, dot, ending = safe.rpartition(".")
    if not dot or len(ending.encode()) > 16:
        return safe.encode()[:_LONGEST].decode("utf-8", "ignore").rstrip(". ")
    return stem.encode()[: _LONGEST - len(ending.encode()) - 1].decode("utf-8", "ignore") + dot + ending


def stem(name: bytes) -> bytes:
    """The name without its last ending, in one case: what a clip and its sidecars share."""
    return name.rpartition(b".")[0].upper() or name.upper()


def ending(name: bytes) -> str:
    """The last ending, in lower case and without its dot: `mp4`; empty when there is none."""
    head, dot, tail = name.rpartition(b".")
    return tail.decode("ascii", "replace").lower() if dot and head else ""


def _visible(char: str) -> str:
    # Cc controls, Cf direction marks, Zl/Zp line breaks, Cs/Co/Cn what no font shows
    if unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}:
        return char.encode("unicode_escape").decode()
    return char


def _harmless(char: str) -> bool:
    return char not in _FORBIDDEN and unicodedata.category(char)[0] not in "CZ" or char == " "


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))
