"""What was made, in words and as records: how big, of what, how it was proved, how loud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediadesk.cli.cost import size

if TYPE_CHECKING:  # only named here
    from collections.abc import Mapping
    from typing import Any

    from mediadesk.model.loudness import Level, Loudness
    from mediadesk.model.rendition import Rendition

_BEGINNING = 12  # letters of a hash that tell one from another; all of it is in the record


def made_record(value: Rendition | None) -> Mapping[str, Any]:
    """What is known of a rendition, beside whose it is and what became of it; all null of one that is not there."""
    if value is None:
        return {**dict.fromkeys(_KEYS), "proofs": []}
    return {
        "path": value.path,
        "size_bytes": value.size_bytes,
        "seconds": None if value.seconds is None else round(float(value.seconds), 3),
        "width": value.width,
        "height": value.height,
        "digest": value.digest,
        "sha256": value.sha256,
        "source": value.source or None,
        "loudness": value.loudness and _loudness(value.loudness),
        "proofs": list(value.proofs),
    }


_KEYS = ("path", "size_bytes", "seconds", "width", "height", "digest", "sha256", "source", "loudness", "proofs")


def made_lines(value: Rendition, source: str = "") -> list[str]:
    """A rendition for people. `source` is what it should be made of, where that is known."""
    told = [
        size(value.size_bytes),
        f"recipe {value.digest}",
        f"sha256 {value.sha256[:_BEGINNING]}…",
        f"made of {value.source[:_BEGINNING]}…" if value.source else "",
        loudness_words(value.loudness),
    ]
    lines = [f"{value.recipe:9} {value.path}", f"          {', '.join(filter(None, told))}"]
    if value.proofs:
        lines.append(f"          proved: {'; '.join(value.proofs)}")
    if source and value.source not in ("", source):
        lines.append("          made of other bytes than there are now; mediadesk derive makes it again")
    return lines


def loudness_words(value: Loudness | None) -> str:
    """`-23.1 LUFS before, -16.0 LUFS now`; empty without a sound that was measured."""
    if value is None:
        return ""
    before, after = _lufs(value.before), _lufs(value.after)
    return f"{before}, left as it was" if value.before == value.after else f"{before} before, {after} now"


def _lufs(value: Level) -> str:
    return "silence" if value.lufs is None else f"{value.lufs:.1f} LUFS"


def _loudness(value: Loudness) -> Mapping[str, Any]:
    return {"before": _level(value.before), "after": _level(value.after)}


def _level(value: Level) -> Mapping[str, float | None]:
    return {"lufs": value.lufs, "peak_dbtp": value.peak_dbtp}
