"""What would the outgoing bytes tell? Every file is parsed again, by a list of what may be in it and what it may say.

Two readers for each kind, which share nothing with the encoder nor with each other: our own walk (`walked`, `jpegs`),
and ffprobe in its cell (`second`). Texts are compared with what we write (`model.written`). `model.leak` searches all
bytes.
"""

from pathlib import Path, PurePosixPath

from mediadesk.media.binaries import Programs
from mediadesk.media.jpegs import jpeg_findings, size_of
from mediadesk.media.second import film_findings, picture_findings
from mediadesk.media.walked import box_findings, is_whole
from mediadesk.model.leak import Finding
from mediadesk.model.written import kind_of, oddities

__all__ = ["box_findings", "findings", "jpeg_findings"]

_FILMS, _PICTURES = frozenset({".mp4", ".m4a"}), frozenset({".jpg"})
_TEXTS = frozenset({".html", ".json", ".vtt", ".m3u8"})
_MOST_TEXT = 64 << 20  # bytes


def findings(
    body: Path | bytes, name: str, *, programs: Programs, known: frozenset[str] = frozenset()
) -> list[Finding]:
    """What the structure of a file says beyond picture and sound. `name` is the outgoing one, and tells its kind.

    Texts that were made just now are bytes; pictures and films are files. `known` are the SHA-256 of programs and
    styles that are ours.
    """
    ending = PurePosixPath(name).suffix
    if ending in _TEXTS:
        return _in_text(body, name, known)
    if isinstance(body, Path) and ending in _FILMS:
        return box_findings(body, name) + _by_ffprobe(body, name, programs)
    if isinstance(body, Path) and ending in _PICTURES:
        size = size_of(body)
        return jpeg_findings(body, name) + (picture_findings(body, name, size, programs) if size else [])
    return [_field(name, "a kind of file that is never published")]


def _by_ffprobe(path: Path, name: str, programs: Programs) -> list[Finding]:
    """A segment alone is nothing to ffprobe: it is read with the init segment that lies beside it."""
    if is_whole(path):
        return film_findings(path, name, programs)
    return [] if path.with_name("init.mp4").is_file() else [_field(name, "a segment without its beginning")]


def _in_text(body: Path | bytes, name: str, known: frozenset[str]) -> list[Finding]:
    if isinstance(body, Path) and body.stat().st_size > _MOST_TEXT:
        return [_field(name, "a text that is too long to be one")]
    content = body.read_bytes() if isinstance(body, Path) else body
    kind = kind_of(PurePosixPath(name).name)
    return [_field(name, what) for what in dict.fromkeys(oddities(kind, content, known))]


def _field(name: str, what: str) -> Finding:
    return Finding(where=name, what=what, kind="field")
