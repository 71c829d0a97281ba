"""Looking things up: clips by what an editor asks, one clip with all that is known of it."""

from collections.abc import Mapping, Sequence

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Clip
from mediadesk.model.query import Query
from mediadesk.model.rendition import Rendition


def find(query: Query, *, catalogue: Catalogue) -> list[Clip]:
    """The clips that answer a query, in its order."""
    with catalogue.read() as shelves:
        return shelves.clips.find(query)


def show(beginning: str, *, catalogue: Catalogue) -> tuple[Clip, list[Rendition]]:
    """The clip whose id begins so, and what was made of it. Raises NotFound, and Misasked when several begin so."""
    with catalogue.read() as shelves:
        clip = shelves.clips.get(beginning)
        return clip, shelves.renditions.of(clip.id)


def named(beginnings: Sequence[str], *, catalogue: Catalogue) -> list[Clip]:
    """The clips whose ids begin so, each once, in the order given."""
    with catalogue.read() as shelves:
        clips = [shelves.clips.get(beginning) for beginning in beginnings]
    return list({clip.id: clip for clip in clips}.values())


def thumbnails(clips: Sequence[Clip], *, catalogue: Catalogue) -> Mapping[str, str]:
    """Where the thumbnail of each clip lies below the desk, by the clip's id; clips without one are left out."""
    with catalogue.read() as shelves:
        made = shelves.renditions.of_each([clip.id for clip in clips])
    return {clip: each.path for clip, renditions in made.items() for each in renditions if each.recipe == "thumbnail"}
