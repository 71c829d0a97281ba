"""What is known: is the catalogue whole, and does the chain of custody hold?"""

from collections.abc import Iterator
from itertools import islice

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.head import note_head, noted_head
from mediadesk.custody.volume import online
from mediadesk.desk.check.checked import Checked
from mediadesk.model.custody import EMPTY, Head
from mediadesk.model.layout import catalogue_copy
from mediadesk.model.query import Query

_NAMED = 3  # of many places where a chain is broken, so many one by one
_LOST = "mediadesk restore a backup that has it, or mediadesk rebuild, which writes down what is lost"


def catalogue(shelf: Catalogue) -> Iterator[Checked]:
    """Is the catalogue whole?"""
    wrong = shelf.integrity()
    for why in wrong:
        yield Checked(what="the catalogue", result="bad", why=why)
    if not wrong:
        yield Checked(what="the catalogue", result="good")


def elsewhere(shelf: Catalogue) -> Iterator[Checked]:
    """Whose the originals are that never were here; nothing where no bundle brought any."""
    with shelf.read() as shelves:
        clips = {clip.id: clip.sha256 for clip in shelves.clips.find(Query(limit=0))}
        desks = {clip: those for clip, those in shelves.elsewhere.of(clips).items() if those}
        copies = shelves.copies.of(clips[clip] for clip in desks)
    away = [clip for clip in desks if not copies[clips[clip]]]
    if away:
        whose = ", ".join(sorted({desk for clip in away for desk in desks[clip]}))
        what = f"the originals of {len(away)} clips that came with a bundle"
        yield Checked(what=what, result="unknown", why=f"on the desk of {whose}: nobody looks at them from here")


def custody(shelf: Catalogue, head: str | None = None) -> Iterator[Checked]:
    """Does the chain of custody hold: every entry, and its end, as it was noted beside the catalogue and on drives?

    `head` is the digest of an entry that somebody wrote down: is it still there?
    """
    noted = noted_head(shelf.path)
    with shelf.read() as shelves:
        broken = list(islice(shelves.custody.broken(), _NAMED + 1))
        guarded, last = shelves.custody.guarded(), shelves.custody.head()
        cut_off = noted if noted and not shelves.custody.knows(noted) else None
        found = shelves.custody.entry(head) if head else None
    what = f"custody: {last.number} entries"
    bad = [each.why for each in broken[:_NAMED]]
    if len(broken) > _NAMED:
        bad.append("and there is more")
    if not guarded:
        bad.append("the catalogue does not refuse changes to it any more")
    if cut_off:
        bad.append(f"its end was cut off: entry {cut_off.number}, {cut_off.digest}, is not in it; {_LOST}")
    yield from (Checked(what=what, result="bad", why=why) for why in bad)
    if not bad:
        if last != EMPTY and noted is None:
            note_head(shelf.path, last)
        yield Checked(what=what, result="good", why=_ends(last, noted))
    yield from _on_drives(shelf)
    if head and found:
        yield Checked(what=f"custody at {head}", result="good", why=f"entry {found.number}, of {found.at:%Y-%m-%d}")
    elif head:
        yield Checked(what=f"custody at {head}", result="bad", why="no entry has this digest")


def _ends(last: Head, noted: Head | None) -> str | None:
    if last == EMPTY:
        return None
    untold = "" if noted else "; where it ended before, nothing beside the catalogue tells"
    return f"the last is {last.digest}{untold}"


def _on_drives(shelf: Catalogue) -> Iterator[Checked]:
    """The copies of the catalogue on drives that are plugged in: does the chain still have what they have?"""
    with shelf.read() as shelves:
        desk, volumes = shelves.volumes.desk().id, shelves.volumes.all()
    roots = online([each for each in volumes if each.id != desk])
    for volume in (each for each in volumes if each.id in roots):
        copy = roots[volume.id] / catalogue_copy(desk)
        head = shelf.head_of(copy) if copy.is_file() else None
        if head is None:
            continue
        with shelf.read() as shelves:
            if shelves.custody.knows(head):
                continue
            turned = any(each.number <= head.number for each in shelves.custody.turns())
        what = f"custody: the copy of the catalogue on {volume.name}"
        if turned:
            why = "has entries that were lost when the catalogue was restored or made anew; keep it"
        else:
            why = f"has entry {head.number}, {head.digest}, which is not in the chain; {_LOST}"
        yield Checked(what=what, result="unknown" if turned else "bad", why=why)
