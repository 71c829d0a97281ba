"""Looking things up: clips by what an editor asks, one clip with all that is known of it."""

from collections.abc import Sequence

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
