"""Looking things up: clips by what an editor asks, one clip with all that is known of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Clip
from mediadesk.model.custody import Entry
from mediadesk.model.excerpt import Excerpt
from mediadesk.model.ingested import Present
from mediadesk.model.names import shown
from mediadesk.model.query import Query, by_wall_clock
from mediadesk.model.rendition import Rendition
from mediadesk.model.stamps import Stamp, with_unstamped
from mediadesk.model.volume import VolumeId


def find(query: Query, *, catalogue: Catalogue) -> list[Clip]:
    """The clips that answer a query, in its order."""
    with catalogue.read() as shelves:
        return shelves.clips.find(query)


def by_wall_clock_alone(query: Query, *, catalogue: Catalogue) -> list[Clip]:
    """The clips that a query with instants may mean and cannot find: they know a wall clock alone."""
    wide = by_wall_clock(query)
    return [clip for clip in find(wide, catalogue=catalogue) if clip.captured.day_clock] if wide else []


def knows_a_place(catalogue: Catalogue) -> bool:
    """Whether it is known of any clip where it was shot: then the catalogue is a secret."""
    with catalogue.read() as shelves:
        return shelves.clips.any_placed()


def show(beginning: str, *, catalogue: Catalogue) -> tuple[Clip, list[Rendition]]:
    """The clip whose id begins so, and what was made of it. Raises NotFound, and Misasked when several begin so."""
    with catalogue.read() as shelves:
        clip = shelves.clips.get(beginning)
        return clip, shelves.renditions.of(clip.id)


def made_of(subject: str, *, catalogue: Catalogue) -> list[Rendition]:
    """What was made of a clip or for a dispatch."""
    with catalogue.read() as shelves:
        return shelves.renditions.of(subject)


def excerpts(clip: Clip, *, catalogue: Catalogue) -> list[Excerpt]:
    """The stretches of a clip that came from another desk."""
    with catalogue.read() as shelves:
        return shelves.excerpts.of([clip.id])


def copies(clips: Sequence[Clip], *, catalogue: Catalogue) -> Mapping[str, tuple[Present, ...]]:
    """Where each file of these clips lies, by its SHA-256: the desk first, then drives, plugged in or not."""
    contents = (sha256 for clip in clips for sha256 in _contents(clip))
    with catalogue.read() as shelves:
        found = shelves.copies.of(contents)
        names = {each.id: each.name for each in shelves.volumes.all()}
    return {
        sha256: tuple(Present(volume=names[each.volume], state=each.state, path=shown(each.path)) for each in those)
        for sha256, those in found.items()
    }


def elsewhere(clip: Clip, *, catalogue: Catalogue) -> tuple[str, ...]:
    """The desks, by alias, that have the original of a clip which never was here."""
    with catalogue.read() as shelves:
        return () if shelves.copies.of([clip.sha256])[clip.sha256] else shelves.elsewhere.of([clip.id])[clip.id]


def said_before(clip: Clip, *, catalogue: Catalogue) -> list[Stamp]:
    """All that was ever said of a clip, here and on other desks, oldest first."""
    with catalogue.read() as shelves:
        stamps = with_unstamped(clip.log, shelves.stamps.of(clip.id))
    return sorted(stamps, key=lambda each: (each.rank, each.field))


def custody(contents: Iterable[str], about: Iterable[str], *, catalogue: Catalogue) -> list[Entry]:
    """Who did what to these contents, and to what these ids, slugs and aliases name; volumes by their names."""
    with catalogue.read() as shelves:
        found = shelves.custody.of(contents=contents, about=about)
        names = {each.id: each.name for each in shelves.volumes.all()}
    return [replace(each, about=names.get(VolumeId(each.about or ""), each.about)) for each in found]


def custody_of(clip: Clip, *, catalogue: Catalogue) -> list[Entry]:
    """Who did what to the files of a clip, and what was decided about it."""
    return custody(_contents(clip), [clip.id], catalogue=catalogue)


def named(beginnings: Sequence[str], *, catalogue: Catalogue) -> list[Clip]:
    """The clips whose ids begin so, each once, in the order given."""
    with catalogue.read() as shelves:
        clips = [shelves.clips.get(beginning) for beginning in beginnings]
    return list({clip.id: clip for clip in clips}.values())


def _contents(clip: Clip) -> list[str]:
    return [clip.sha256, *(each.sha256 for each in (*clip.parts, *clip.sidecars))]
