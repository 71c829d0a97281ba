"""What goes into a post that embeds a dispatch."""

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.edition import page_of
from mediadesk.desk.publish.online import last, not_online
from mediadesk.embed.snippets import snippet
from mediadesk.errors import NotFound
from mediadesk.model import layout
from mediadesk.model.dispatch import picked_clips
from mediadesk.store.base import Store


def embedded(slug: str, site: str, store: Store, *, catalogue: Catalogue) -> str:
    """What to paste into a post on a kind of site: the film that is online, whatever was changed on the desk since.

    Raises NotFound when the dispatch is not online there, Refused when the store's settings say no public address.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        published = last(shelves.publications.live(slug), store.name)
        renditions = shelves.renditions.of(slug)
        clips = [shelves.clips.get(identity) for identity in picked_clips(dispatch)]
    if published is None or not published.objects:  # never published, or stopped on the way
        raise not_online(slug, store.name)
    video = next(each for each in published.objects if each.key == layout.video_key(dispatch.public_id))
    film = next((each for each in renditions if each.sha256 == video.sha256), None)
    if film is None:
        raise NotFound(
            f"the film of {slug} that is online is not on this desk any more",
            hint=f"mediadesk publish {slug} --to {store.name}",
        )
    return snippet(site, page_of(dispatch, clips, store, film, "", video.size_bytes, engine=""))  # a post names neither
