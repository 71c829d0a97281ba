"""One outgoing file, all in all: parsed again by readers that share nothing, and every byte of it searched.

`publish` and `leakscan` both call this, and nothing else.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mediadesk.media.binaries import Programs
from mediadesk.media.jpegs import jpeg_findings
from mediadesk.media.leaks import findings
from mediadesk.model.leak import Finding, Secrets, text_findings
from mediadesk.model.offered_page import is_offered, pictures_of, told_by_offer

_BLOCK = 32 << 20  # bytes searched at once
_EDGE = 1 << 12  # bytes: longer than any secret however it is wrapped


def scanned(
    body: Path | bytes, name: str, secrets: Secrets, *, programs: Programs, known: frozenset[str] = frozenset()
) -> list[Finding]:
    """What a file would tell its readers. `name` is the outgoing one.

    What has a SHA-256 that is `known` is ours, and the same for every dispatch: the player's engine and its licence,
    the style and the program in a page; of the page of a pack all but its data.
    """
    if _sha256(body) in known:
        return []
    found = dict.fromkeys(_discreet(each, secrets) for each in findings(body, name, programs=programs, known=known))
    for block in blocks(_own(body, name, known)):
        found |= dict.fromkeys(text_findings(block, name, secrets))
    for inner, jpeg in _inside(body, name).items():
        found |= dict.fromkeys((*jpeg_findings(jpeg, inner), *text_findings(jpeg, inner, secrets)))
    return list(found)


def _inside(body: Path | bytes, name: str) -> dict[str, bytes]:
    """The pictures that the page of a pack has in itself. ffprobe does not see them: it reads files, and each of them
    was one when the pack was made."""
    if not name.endswith(".html") or isinstance(body, Path) and body.stat().st_size > _BLOCK:
        return {}
    text = (body.read_bytes() if isinstance(body, Path) else body).decode("utf-8", "replace")
    return (pictures_of(text) or {}) if is_offered(text) else {}


def _own(body: Path | bytes, name: str, known: frozenset[str]) -> Path | bytes:
    """What of a file is to be searched: all of it, but for our own bytes around the data of a pack."""
    if not name.endswith(".html") or isinstance(body, Path) and body.stat().st_size > _BLOCK:
        return body
    return told_by_offer(body.read_bytes() if isinstance(body, Path) else body, known)


def blocks(body: Path | bytes) -> Iterator[bytes]:
    """Bytes to search, piece by piece: a film may be larger than the memory. What lies on an edge is in both pieces."""
    if isinstance(body, bytes):
        yield body
        return
    with body.open("rb") as file:
        edge = b""
        while block := file.read(_BLOCK):
            yield edge + block
            edge = block[-_EDGE:]


def _discreet(finding: Finding, secrets: Secrets) -> Finding:
    """The finding, unless the name of the field that it names is a secret itself: anybody may name a tag."""
    if text_findings(finding.what, finding.where, replace(secrets, typed=(), signed=frozenset())):
        return replace(finding, what="a field that tells by its name")
    return finding


def _sha256(body: Path | bytes) -> str:
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    with body.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
