"""What would go online: the page and every object it names, from the film as it was made."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.embed.engine import Engine
from mediadesk.embed.page import Page, oembed, player_page
from mediadesk.errors import NotFound
from mediadesk.media.binaries import Programs
from mediadesk.model import layout
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch, film_want, public_place
from mediadesk.model.playlist import rebased
from mediadesk.model.publication import CacheClass, Outgoing, PublicObject, content_type
from mediadesk.model.recipe import EVERY_FILM, digest
from mediadesk.model.rendition import Rendition
from mediadesk.store.base import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What publishing works with."""

    catalogue: Catalogue
    assets: Assets
    programs: Programs
    player: Engine


def edition(dispatch: Dispatch, clips: Sequence[Clip], store: Store, tools: Tools) -> tuple[Page, list[Outgoing]]:
    """The page, and every object that makes up a dispatch online. Each file is hashed once, as it is on the disk."""
    film, made = _made(dispatch, clips, tools)
    ladder, mp4, poster, storyboard = (tools.assets.path(made[name].path) for name in _PARTS)
    public_id, shown = dispatch.public_id, made["ladder"]
    media = [
        _file(layout.media_key(public_id, shown.digest, f"{path.parent.name}/{path.name}"), path)
        for path in sorted(ladder.rglob("*.mp4"))
    ]
    base = f"../../../m/{shown.digest}/"
    leaves: dict[str, Path | bytes] = {f"hls/{path.name}": _playlist(path, base) for path in ladder.glob("*.m3u8")}
    leaves |= {path.name: path for path in storyboard.iterdir()} | {"poster.jpg": poster}
    revision = _revision(media, leaves)
    video = _file(layout.video_key(public_id), mp4, CacheClass.STABLE)
    engine = tools.player
    page = page_of(dispatch, clips, store, film, revision, video.object.size_bytes, engine=engine.key_name)
    outgoing = [
        text_object(layout.engine_key(engine.key_name), engine.gzipped(), CacheClass.ENGINE, encoding="gzip"),
        _file(layout.engine_key(engine.licence_name), engine.licence, CacheClass.ENGINE),
        *media,
        *(_leaf(layout.revision_key(public_id, revision, name), body) for name, body in sorted(leaves.items())),
        video,
        _file(layout.poster_key(public_id), poster, CacheClass.STABLE),
        text_object(layout.page_key(public_id), player_page(page), CacheClass.POINTER),
    ]
    if answer := oembed(page):
        outgoing.append(text_object(layout.oembed_key(public_id), answer, CacheClass.POINTER))
    return page, outgoing


def page_of(
    dispatch: Dispatch,
    clips: Sequence[Clip],
    store: Store,
    film: Rendition,
    revision: str,
    mp4_bytes: int,
    *,
    engine: str,
) -> Page:
    """What the page says: nothing but what is named here."""
    below = f"r/{revision}"
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
        engine=f"../../{layout.engine_key(engine)}",
        master=f"{below}/hls/master.m3u8",
        mp4="video.mp4",
        mp4_bytes=mp4_bytes,
        poster=f"{below}/poster.jpg",
        storyboard=f"{below}/storyboard.vtt",
        public_url=store.public_url,
    )


_PARTS = ("ladder", "mp4", "poster", "storyboard")


def _made(dispatch: Dispatch, clips: Sequence[Clip], tools: Tools) -> tuple[Rendition, Mapping[str, Rendition]]:
    """The film of a dispatch as it stands, and what was made of it, by recipe. Raises NotFound when one is missing."""
    with tools.catalogue.read() as shelves:
        renditions = shelves.renditions.of(dispatch.slug)
    there = {(each.recipe, each.digest): each for each in renditions if tools.assets.path(each.path).exists()}
    film = there.get(("film", film_want(dispatch, clips).digest))
    made = film and {recipe.name: there.get((recipe.name, digest(recipe, film.digest))) for recipe in EVERY_FILM}
    if not film or not made or not all(made.values()):
        raise NotFound(
            f"the film of {dispatch.slug}, or something made of it, is not made yet",
            hint=f"mediadesk dispatch render {dispatch.slug}, then mediadesk publish {dispatch.slug}",
        )
    return film, {name: each for name, each in made.items() if each}


def _playlist(path: Path, base: str) -> bytes:
    """A playlist as it goes out: the master names its neighbours, the others their segments in the folder of media."""
    return path.read_bytes() if path.name == "master.m3u8" else rebased(path.read_text(), base).encode()


def _revision(media: Sequence[Outgoing], leaves: Mapping[str, Path | bytes]) -> str:
    """Twelve letters that name exactly these leaves under exactly these names, and the media that they show."""
    said = sorted([(each.object.key, each.object.sha256) for each in media])
    said += sorted((name, _sha256(body)) for name, body in leaves.items())
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


def _sha256(body: Path | bytes) -> str:
    return hashlib.sha256(body).hexdigest() if isinstance(body, bytes) else hash_file(body).sha256


def _leaf(key: str, body: Path | bytes) -> Outgoing:
    return text_object(key, body, CacheClass.MEDIA) if isinstance(body, bytes) else _file(key, body)


def _file(key: str, path: Path, cache: CacheClass = CacheClass.MEDIA) -> Outgoing:
    hashes = hash_file(path)
    return Outgoing(
        object=PublicObject(
            key=key,
            sha256=hashes.sha256,
            size_bytes=hashes.size_bytes,
            content_type=content_type(key),
            cache=cache,
        ),
        body=path,
    )


def text_object(key: str, body: bytes, cache: CacheClass, encoding: str | None = None) -> Outgoing:
    """An object that is made here."""
    return Outgoing(
        object=PublicObject(
            key=key,
            sha256=_sha256(body),
            size_bytes=len(body),
            content_type=content_type(key),
            cache=cache,
            encoding=encoding,
        ),
        body=body,
    )
