"""What would go online: the page and every object it names, from the film as it was made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.custody.desk import Assets
from mediadesk.desk.publish.leaves import file_object, ladder, media, revision, text_object
from mediadesk.desk.publish.spoken import is_of_captions, spoken_leaves, told
from mediadesk.embed.engine import Engine, gzipped
from mediadesk.embed.inlined import later, later_name, speech, speech_name
from mediadesk.embed.page import Page, Part, oembed, player_page
from mediadesk.errors import NotFound
from mediadesk.media.binaries import Programs
from mediadesk.model import layout
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch, film_want, public_place
from mediadesk.model.playlist import MASTER, is_of_key_frames
from mediadesk.model.publication import CacheClass, Outgoing
from mediadesk.model.recipe import digest, film_recipes
from mediadesk.model.rendition import Rendition
from mediadesk.store.base import Store

_SMALL = "video-360.mp4"
_SOUND = "audio.m4a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What publishing works with."""

    catalogue: Catalogue
    assets: Assets
    programs: Programs
    player: Engine


def edition(
    dispatch: Dispatch,
    clips: Sequence[Clip],
    store: Store,
    tools: Tools,
    *,
    light: bool = False,
    private: str | None = None,
) -> tuple[Page, list[Outgoing]]:
    """The page, and every object that makes up a dispatch online. Each file is hashed once, as it is on the disk.

    A `light` one has the two lowest rungs with their sound, and the small file as the only one. With `private`, a
    token, all of it but the engine lies at another address, which tells nothing of the public one. Raises NotFound when
    something that it needs is not made yet.
    """
    film, made = _made(dispatch, clips, tools, light=light)
    path = {name: tools.assets.path(each.path) for name, each in made.items()}
    address, hidden = private or dispatch.public_id, private is not None
    home = layout.dispatch_prefix(address, private=hidden)

    segments, playlists = ladder(home, path["ladder"])
    video = file_object(layout.video_key(address, private=hidden), path["small" if light else "mp4"], CacheClass.STABLE)
    small, sound = ([], []) if light else (media(home, {_SMALL: path["small"]}), media(home, {_SOUND: path["sound"]}))
    shown = [*segments, *small, *sound]
    leaves = _leaves(dispatch, film, playlists, path, None if hidden else store.public_url)
    name, placed = revision(home, shown, leaves)

    page = replace(
        page_of(dispatch, clips, store, film, video.object.size_bytes),
        public_id=address,
        private=hidden,
        engine=f"../../{layout.engine_key(tools.player.key_name)}",
        parts=_parts(dispatch, store, tools, hidden=hidden),
        **_named(f"r/{name}", next(iter(playlists)), leaves),
        **_beside(home, small, sound),
        **told(dispatch, f"r/{name}"),
    )
    stable = [video, *_stable(path["stills"], address, hidden=hidden)]
    return page, [*_engine(tools.player), *shown, *placed, *stable, *_pointers(page)]


def _leaves(
    dispatch: Dispatch, film: Rendition, playlists: Mapping[str, str], path: Mapping[str, Path], public_url: str | None
) -> dict[str, Path | bytes]:
    """What a revision holds beside the media that it shows, by name: playlists, words, pictures."""
    leaves: dict[str, Path | bytes] = {f"hls/{name}": text.encode() for name, text in playlists.items()}
    leaves |= spoken_leaves(dispatch, playlists[MASTER], film.seconds or Fraction(0), public_url)
    leaves |= {each.name: each for each in path["storyboard"].iterdir()}
    return leaves | {name: path["stills"] / name for name in (layout.POSTER, layout.SMALL_POSTER)}


def _named(below: str, master: str, leaves: Mapping[str, Path | bytes]) -> Mapping[str, Any]:
    """The leaves as fields of the page, which carries the playlists that its player asks for."""
    carried = {
        f"{below}/{name}": text.decode()
        for name, text in leaves.items()
        if name.endswith(".m3u8") and isinstance(text, bytes) and not (is_of_captions(name) or is_of_key_frames(name))
    }
    return {
        "master": f"{below}/hls/{master}",
        "playlists": carried,
        "poster": f"{below}/{layout.POSTER}",
        "small_poster": f"{below}/{layout.SMALL_POSTER}",
        "play_poster": layout.PLAY_POSTER,
        "card": layout.CARD,
        "storyboard": f"{below}/storyboard.vtt",
    }


def _beside(home: str, small: Sequence[Outgoing], sound: Sequence[Outgoing]) -> Mapping[str, Any]:
    """The smaller files, where there are any, as fields of the page."""
    fields: dict[str, Any] = {}
    for field, files in (("small_mp4", small), ("sound", sound)):
        for each in files:
            fields |= {field: each.object.key.removeprefix(f"{home}/"), f"{field}_bytes": each.object.size_bytes}
    return fields


def _engine(player: Engine) -> Iterator[Outgoing]:
    """What every page shares: the player, what it fetches later, whose it is."""
    for name, packed in (
        (player.key_name, player.gzipped()),
        (later_name(), gzipped(later().encode())),
        (speech_name(), gzipped(speech().encode())),
    ):
        yield text_object(layout.engine_key(name), packed, CacheClass.ENGINE, encoding="gzip")
    yield file_object(layout.engine_key(player.licence_name), player.licence, CacheClass.ENGINE)


def _stable(stills: Path, address: str, *, hidden: bool) -> Iterator[Outgoing]:
    """Pictures at addresses that stay: other sites note them."""
    keys = {
        layout.POSTER: layout.poster_key,
        layout.PLAY_POSTER: layout.play_poster_key,
        layout.CARD: layout.card_key,
    }
    for name, key in keys.items():
        yield file_object(key(address, private=hidden), stills / name, CacheClass.STABLE)


def _pointers(page: Page) -> Iterator[Outgoing]:
    """What names all the rest."""
    yield text_object(layout.page_key(page.public_id, private=page.private), player_page(page), CacheClass.POINTER)
    if not page.private and (answer := oembed(page)):
        yield text_object(layout.oembed_key(page.public_id), answer, CacheClass.POINTER)


def page_of(dispatch: Dispatch, clips: Sequence[Clip], store: Store, film: Rendition, mp4_bytes: int) -> Page:
    """What the page says, and nothing but what is named here; it names neither revision nor engine yet."""
    return Page(
        public_id=dispatch.public_id,
        title=dispatch.title,
        language=dispatch.language,
        lead=dispatch.lead,
        dateline=dispatch.dateline,
        byline=dispatch.byline,
        credits=dispatch.credits,
        licence=dispatch.licence,
        outlet=dispatch.outlet,
        first_url=dispatch.first_url,
        series=dispatch.series,
        number=dispatch.number,
        place=public_place(dispatch, clips),
        seconds=float(film.seconds or 0),
        width=film.width or 0,
        height=film.height or 0,
        engine="",
        master="",
        mp4="video.mp4",
        mp4_bytes=mp4_bytes,
        poster=layout.POSTER,
        public_url=store.public_url,
    )


def other_parts(shelves: Shelves, dispatch: Dispatch, store: str) -> list[Dispatch]:
    """The other parts of its series that are online in a store, by their numbers and titles."""
    if dispatch.series is None:
        return []
    others = [
        each
        for each in shelves.dispatches.all()
        if each.series == dispatch.series and each.slug != dispatch.slug and each.state == "live"
    ]
    online = [
        each
        for each in others
        if any(
            publication.store == store and publication.objects for publication in shelves.publications.live(each.slug)
        )
    ]
    return sorted(online, key=lambda each: (each.number is None, each.number or 0, each.title))


def _parts(dispatch: Dispatch, store: Store, tools: Tools, *, hidden: bool) -> tuple[Part, ...]:
    up = "../../v" if hidden else ".."
    with tools.catalogue.read() as shelves:
        found = other_parts(shelves, dispatch, store.name)
    return tuple(Part(number=each.number, title=each.title, url=f"{up}/{each.public_id}/index.html") for each in found)


def _made(
    dispatch: Dispatch, clips: Sequence[Clip], tools: Tools, *, light: bool
) -> tuple[Rendition, Mapping[str, Rendition]]:
    """The film of a dispatch as it stands, and what was made of it, by recipe. Raises NotFound when one is missing."""
    with tools.catalogue.read() as shelves:
        renditions = shelves.renditions.of(dispatch.slug)
    there = {(each.recipe, each.digest): each for each in renditions if tools.assets.path(each.path).exists()}
    film = there.get(("film", film_want(dispatch, clips).digest))
    wanted = film_recipes(light, dispatch.poster)
    made = film and {recipe.name: there.get((recipe.name, digest(recipe, film.digest))) for recipe in wanted}
    if not film or not made or not all(made.values()):
        raise NotFound(
            f"the film of {dispatch.slug}, or something made of it, is not made yet",
            hint=f"mediadesk dispatch render {dispatch.slug}, then mediadesk publish {dispatch.slug}",
        )
    return film, {name: each for name, each in made.items() if each}
