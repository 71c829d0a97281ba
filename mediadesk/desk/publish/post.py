"""What goes into a post that embeds a dispatch, and which posts do."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.edition import page_of
from mediadesk.desk.publish.gates import barred, decided, not_withdrawn
from mediadesk.desk.publish.online import last, not_online
from mediadesk.desk.publish.scan import what_is_secret
from mediadesk.embed.plain import web_address
from mediadesk.embed.snippets import no_public_address, snippet
from mediadesk.errors import NotFound, Refused
from mediadesk.model import layout
from mediadesk.model.clearance import Unsafe, passed
from mediadesk.model.dispatch import picked_clips
from mediadesk.model.leak import text_findings
from mediadesk.model.online import Post
from mediadesk.store.base import Store
from mediadesk.store.outside import WORDPRESS, Reach, seen_by_wordpress


def embedded(slug: str, site: str, store: Store, *, catalogue: Catalogue, desk: Path) -> str:
    """What to paste into a post on a kind of site: the film that is online, in the words of the desk as they are now.

    The gates hold for these words and for the clips that are online. Raises NotFound when the dispatch is not online
    there, Refused when it was withdrawn or the store's settings say no public address, Unsafe when a gate fails.
    """
    with catalogue.read() as shelves:
        dispatch = not_withdrawn(shelves.dispatches.get(slug))
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
    # a post names neither revision nor engine, nothing but what stays where it is
    page = page_of(dispatch, clips, store, film, video.size_bytes)
    there = {each.key for each in published.objects}
    play = layout.PLAY_POSTER if layout.play_poster_key(dispatch.public_id) in there else None
    code = snippet(site, replace(page, play_poster=play))
    found = text_findings(
        code, "the code for the post", what_is_secret(dispatch, clips, catalogue=catalogue, desk=desk)
    )
    with catalogue.read() as shelves:
        if stopped := barred(shelves, dispatch, published, store):
            why = "; ".join(gate.why or gate.gate for gate in stopped)
            what = f"{slug} is online and must not be shown any more: {why}"
            raise Unsafe(what, hint=f"mediadesk withdraw {slug}", gates=stopped, findings=())
        passed(decided(shelves, dispatch, store, found=found, override=published.override), found, slug)
    return code


def must_be_found(slug: str, store: Store, *, catalogue: Catalogue, reach: Reach = WORDPRESS) -> None:
    """Asks for the page as WordPress would. Raises Refused with what is in the way, and the mend.

    WordPress keeps a failure with the post: an address that was pasted too early stays a bare link.
    """
    with catalogue.read() as shelves:
        public_id = shelves.dispatches.get(slug).public_id
    if store.public_url is None:
        raise no_public_address()
    sight = seen_by_wordpress(f"{store.public_url}/{layout.page_key(public_id)}", reach=reach)
    if sight.trouble:
        what = f"WordPress would make a bare link of it: {sight.trouble}"
        raise Refused(what, hint=sight.mend.replace("SLUG", slug))


def posted(slug: str, url: str, *, catalogue: Catalogue) -> Post:
    """Writes down that a post embeds a dispatch, so that a withdrawal can name it. Raises NotFound, Misasked."""
    address = web_address(url, "the address of the post", "--posted https://…")
    post = Post(slug=slug, url=address, at=datetime.now(UTC))
    with catalogue.write() as shelves:
        shelves.dispatches.get(slug)
        shelves.posts.put(post)
    return post


def posts(slug: str, *, catalogue: Catalogue) -> list[Post]:
    """The posts that embed a dispatch, as far as this desk was told."""
    with catalogue.read() as shelves:
        return shelves.posts.of(slug)
