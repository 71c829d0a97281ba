"""The picked seconds of a bundle: cut for it, and laid on the desk out of it."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediadesk.cli.cost import size
from mediadesk.cli.door import Door
from mediadesk.errors import Misasked
from mediadesk.model.excerpt import HANDLES
from mediadesk.model.timecode import format_clock, format_fraction, parse_time

if TYPE_CHECKING:
    from mediadesk.desk.bundle import Kept, Missed, Opened, Piece, Plan
    from mediadesk.model.bundle import Enclosed
    from mediadesk.model.clip import Clip
    from mediadesk.model.excerpt import Excerpt, Stretch

    Wanted = tuple[tuple[Clip, Stretch], ...]

_MOST_HANDLES = 600


def handles_of(text: str | None, picked: str | None) -> Fraction:
    """How much more than what is picked goes along, in seconds. Raises Misasked."""
    if text is None:
        return HANDLES
    if not picked:
        raise Misasked("handles are of what is picked", hint="--picked SLUG --handles 2s")
    seconds = parse_time(text)
    if seconds is None or seconds > _MOST_HANDLES:
        raise Misasked(f"{text!r} is no length of handles", hint="--handles 2s")
    return seconds


def wanted_of(plan: "Plan", handles: Fraction) -> "Wanted":
    """The stretches that go along, where a dispatch does."""
    from mediadesk.desk import bundle as station

    return station.wanted(plan.bundle.dispatch, plan.clips, handles) if plan.bundle.dispatch else ()


def wanted_lines(asked: "Wanted") -> list[str]:
    """What would be cut, for people."""
    if not asked:
        return []
    ends = [(stretch, stretch.end or clip.seconds or stretch.begin) for clip, stretch in asked]
    seconds = sum((end - stretch.begin for stretch, end in ends), Fraction(0))
    clips = len({clip.id for clip, _ in asked})
    return [f"{len(asked)} excerpts of {clips} clips, {format_clock(seconds)} in all, cut from the originals"]


def pieces(asked: "Wanted", room: Path, door: Door) -> "tuple[list[tuple[Enclosed, Path]], int]":
    """Each stretch cut into a folder, and told; and how many cannot be had, which is told as well."""
    from mediadesk import wiring
    from mediadesk.desk import bundle as station
    from mediadesk.desk.derive.originals import excerpts, originals

    if not asked:
        return [], 0
    shelf, assets = wiring.catalogue(door.settings), wiring.assets(door.settings)
    clips = list({clip.id: clip for clip, _ in asked}.values())
    paths = {clip.id: found for clip, found in originals(clips, shelf, assets)}
    here = excerpts(paths, shelf, assets)
    made, missed = list["tuple[Enclosed, Path]"](), 0
    with door.out.progress() as report:
        cut = station.cut(
            asked, paths, room, programs=wiring.programs(door.settings), assets=assets, here=here, report=report
        )
        for each in cut:
            door.out.answer(piece_record(each), piece_line(each))
            if isinstance(each, station.Piece):
                made.append((each.enclosed, each.path))
            else:
                missed += 1
    return made, missed


def keep(opened: "Opened", door: Door) -> int:
    """Lays the excerpts of a bundle on the desk and tells each; returns how many were not taken."""
    from mediadesk import wiring
    from mediadesk.desk import bundle as station

    shelf, assets = wiring.catalogue(door.settings), wiring.assets(door.settings)
    failed = 0
    if not opened.bundle.excerpts:
        return failed
    for each in station.keep(opened, catalogue=shelf, assets=assets, programs=wiring.programs(door.settings)):
        door.out.answer(kept_record(each), kept_line(each))
        failed += each.result == "failed"
    return failed


def piece_record(each: "Piece | Missed") -> dict[str, Any]:
    """A stretch, as a record."""
    from mediadesk.desk.bundle import Missed

    if isinstance(each, Missed):
        end = each.stretch.end
        return {
            **dict.fromkeys(("sha256", "size_bytes")),
            "kind": "excerpt",
            "clip": each.clip,
            "begins": format_fraction(each.stretch.begin),
            "ends": end and format_fraction(end),
            "result": "failed",
            "why": each.why,
            "proofs": [],
        }
    return {**_enclosed(each.enclosed), "result": "made", "why": None, "proofs": list(each.proofs)}


def kept_record(each: "Kept") -> dict[str, Any]:
    """The same of one that came."""
    return {**_enclosed(each.enclosed), "result": each.result, "why": each.why, "proofs": []}


def held_record(each: "Excerpt") -> dict[str, Any]:
    """One that lies on the desk."""
    return {**_enclosed(each), "result": "kept", "why": None, "proofs": []}


def held_line(each: "Excerpt") -> str:
    """The same for people."""
    return f"{_span(each)} lies in {each.path}; a film can be made of it"


def _enclosed(each: "Enclosed | Excerpt") -> dict[str, Any]:
    return {
        "kind": "excerpt",
        "clip": each.clip,
        "begins": format_fraction(each.begins),
        "ends": format_fraction(each.begins + each.seconds),
        "sha256": each.sha256,
        "size_bytes": each.size_bytes,
    }


def piece_line(each: "Piece | Missed") -> str:
    """A stretch, for people."""
    from mediadesk.desk.bundle import Missed

    if isinstance(each, Missed):
        hint = f"; try: {each.hint}" if each.hint else ""
        return f"{each.clip} from {format_clock(each.stretch.begin)} does not go along: {each.why}{hint}"
    proved = f": {'; '.join(each.proofs)}" if each.proofs else ""
    return f"{_span(each.enclosed)}{proved}"


def kept_line(each: "Kept") -> str:
    """One that came, for people."""
    words = {"added": "is here now", "known": "was here", "failed": f"was not taken: {each.why}"}
    return f"{_span(each.enclosed)} {words[each.result]}"


def _span(each: "Enclosed | Excerpt") -> str:
    begin, end = format_clock(each.begins), format_clock(each.begins + each.seconds)
    return f"excerpt of {each.clip}, {begin} to {end} ({size(each.size_bytes)})"
