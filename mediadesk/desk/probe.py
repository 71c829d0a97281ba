"""Facts read again from what was kept of each clip: it takes no drive, no program and no file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mediadesk.catalogue import Catalogue
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.answer import PROGRAM
from mediadesk.model.clip import Clip, Facts
from mediadesk.model.query import Query

Read = Callable[[Clip, bytes], Facts | None]  # a clip as it is, and what was printed of it; None when that is damaged
Result = Literal["changed", "same", "damaged", "not-kept"]

_AT_ONCE = 200  # clips between two writes: whoever stops it keeps what is done
_TASK = "reading again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A clip that was read again: as it was, and as it is now or would be."""

    result: Result
    before: Clip
    after: Clip


def again(*, read: Read, catalogue: Catalogue, dry_run: bool = False, report: Report = ignore) -> Iterator[Reread]:
    """Reads the facts of every clip from what ffprobe printed when it was taken in.

    What people said stays, and so does what is known of clocks. With `dry_run` nothing is written.
    """
    with catalogue.read() as shelves:
        clips = shelves.clips.find(Query(sort="name", limit=0))
    report(Began(_TASK, len(clips)))
    try:
        for start in range(0, len(clips), _AT_ONCE):
            done = _reread(clips[start : start + _AT_ONCE], read, catalogue)
            if not dry_run:
                _write_down(done, catalogue)
            report(Moved(_TASK, start + len(done)))
            yield from done
    finally:
        report(Ended(_TASK))


def _reread(clips: Sequence[Clip], read: Read, catalogue: Catalogue) -> list[Reread]:
    with catalogue.read() as shelves:
        kept = {clip.id: {raw.program: raw.printed for raw in shelves.raw_probes.of(clip.id)} for clip in clips}
    return [_one(clip, kept[clip.id].get(PROGRAM), read) for clip in clips]


def _one(clip: Clip, printed: bytes | None, read: Read) -> Reread:
    if printed is None:
        return Reread(result="not-kept", before=clip, after=clip)
    facts = read(clip, printed)
    if facts is None:
        return Reread(result="damaged", before=clip, after=clip)
    return Reread(result="same" if facts == clip.facts else "changed", before=clip, after=replace(clip, facts=facts))


def _write_down(done: Sequence[Reread], catalogue: Catalogue) -> None:
    """The new facts of those that changed; a clip whose facts became others meanwhile keeps them."""
    changed = [each for each in done if each.result == "changed"]
    if not changed:
        return
    with catalogue.write() as shelves:
        for each in changed:
            if shelves.clips.get(each.before.id).facts == each.before.facts:
                shelves.clips.facts(each.before.id, each.after.facts)
