"""Going live, and going away again: leaves before pointers, each parsed once more and read back, all or nothing."""

import hashlib
import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.embed.engine import Engine
from mediadesk.embed.page import Page, oembed, player_page, tombstone, tombstone_oembed
from mediadesk.embed.snippets import snippet
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.binaries import Programs
from mediadesk.media.leaks import findings
from mediadesk.model import layout
from mediadesk.model.clearance import clearance_gate, leaks_gate, passed
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch, film_want
from mediadesk.model.leak import Finding, Secrets, secrets_of, text_findings
from mediadesk.model.online import Gate, Publication
from mediadesk.model.playlist import rebased
from mediadesk.model.publication import CacheClass, Outgoing, PublicObject, content_type
from mediadesk.model.recipe import EVERY_FILM, digest
from mediadesk.model.rendition import Rendition
from mediadesk.store.base import Store
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down

_BLOCK = 64 << 20  # bytes searched at once
_EDGE = 1 << 10  # bytes: longer than any secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is online now, and what it took."""

    slug: str
    version: int
    public_id: str
    url: str | None
    path: str  # the page's key in the store
    oembed: str | None
    objects: int
    size_bytes: int
    sent: int
    kept: int
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What publishing works with."""

    catalogue: Catalogue
    assets: Assets
    programs: Programs
    player: Engine


def publish(
    slug: str,
    store: Store,
    tools: Tools,
    *,
    override: str | None = None,
    record: bool = True,
    report: Report = ignore,
) -> Published:
    """Puts a dispatch online as it stands; its film and what is made of it must be there.

    A second publish of the same sends nothing. Without `record` (a rehearsal) the catalogue stays as it is. Raises
    Unsafe when a gate fails (nothing was sent), NotFound when something is not made yet, StoreRefused by the store.
    """
    dispatch = may_go_out(slug, store, catalogue=tools.catalogue, override=override)
    with tools.catalogue.read() as shelves:
        clips = [shelves.clips.get(identity) for identity in dict.fromkeys(pick.clip for pick in dispatch.picks)]
        before = _last(shelves.publications.live(slug), store.name)
    page, outgoing = _edition(dispatch, clips, store, tools)
    found = _leaks(outgoing, _secrets(dispatch, clips, tools.assets.desk), tools, report)
    gates = passed([leaks_gate(found, override), clearance_gate(store.name, store.local, override)], found)
    now = Publication(
        slug=slug,
        store=store.name,
        version=before.version if before and not before.objects else dispatch.version + 1,
        at=datetime.now(UTC),
        url=page.address(),
        objects=(),
        gates=gates,
        override=override,
    )
    if record and before is None:
        _note(now, tools.catalogue)  # from here on a part of it may be online, and `withdraw` must know
    sent = send(store, outgoing, proved=before.objects if before else (), report=report)
    if before and set(before.objects) == set(sent.objects):
        now = before
    elif record and not _note(replace(now, objects=sent.objects), tools.catalogue):
        _take_down(dispatch, store, report)
        raise Refused(f"{slug} was withdrawn while it was being published", hint="nothing of it is online")
    return Published(
        slug=slug,
        version=now.version,
        public_id=dispatch.public_id,
        url=page.address(),
        path=layout.page_key(dispatch.public_id),
        oembed=page.oembed_address(),
        objects=len(sent.objects),
        size_bytes=sum(each.size_bytes for each in sent.objects),
        sent=sent.sent,
        kept=sent.kept,
        gates=gates,
    )


def _note(publication: Publication, catalogue: Catalogue) -> bool:
    """Writes down what is online, unless the dispatch was withdrawn meanwhile. Says whether it was written."""
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(publication.slug)
        if dispatch.state == "withdrawn":
            return False
        shelves.publications.put(publication)
        shelves.dispatches.put(replace(dispatch, state="live", version=publication.version))
    return True


def may_go_out(slug: str, store: Store, *, catalogue: Catalogue, override: str | None = None) -> Dispatch:
    """The dispatch, when nothing that is known before its film is made stands in the way.

    Raises Refused for one that was withdrawn, Unsafe when nobody has cleared it for a store beyond this machine.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
    if dispatch.state == "withdrawn":
        raise Refused(
            f"{slug} was withdrawn, and an address is never used again",
            hint="mediadesk dispatch new SLUG makes a new one",
        )
    passed([clearance_gate(store.name, store.local, override)])
    return dispatch


def online(store: str, slug: str | None = None, *, catalogue: Catalogue) -> list[Dispatch]:
    """What of all dispatches, or of one, is online in a store. Raises NotFound when the one asked for is not."""
    with catalogue.read() as shelves:
        asked = [shelves.dispatches.get(slug)] if slug else shelves.dispatches.all()
        newest = [(each, _last(shelves.publications.live(each.slug), store)) for each in asked]
    live = [each for each, publication in newest if publication and publication.objects]  # none: stopped on the way
    if slug and not live:
        raise _not_online(slug, store)
    return live


def withdraw(
    slug: str, stores: Callable[[str], Store], *, catalogue: Catalogue, record: bool = True, report: Report = ignore
) -> list[Publication]:
    """Takes a dispatch offline everywhere: a tombstone at its address first, then every leaf of it gone.

    Without `record` (a rehearsal) the catalogue stays as it is. Raises NotFound when it is nowhere online, and
    StoreRefused when something of it could not be removed: what is gone by then is written down, the rest stays live.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        published = shelves.publications.live(slug)
    if not published:
        raise NotFound(f"{slug} is not online", hint=f"mediadesk dispatch show {slug}")
    for publication in published:
        _take_down(dispatch, stores(publication.store), report)
        if record:
            with catalogue.write() as shelves:
                shelves.publications.put(replace(publication, withdrawn_at=datetime.now(UTC)))
                if not shelves.publications.live(slug):
                    shelves.dispatches.put(replace(shelves.dispatches.get(slug), state="withdrawn"))
    return published


def embedded(slug: str, site: str, store: Store, *, catalogue: Catalogue) -> str:
    """What to paste into a post on a kind of site: the film that is online, whatever was changed on the desk since.

    Raises NotFound when the dispatch is not online there, Refused when the store's settings say no public address.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        published = _last(shelves.publications.live(slug), store.name)
        renditions = shelves.renditions.of(slug)
    if published is None or not published.objects:  # never published, or stopped on the way
        raise _not_online(slug, store.name)
    video = next(each for each in published.objects if each.key == layout.video_key(dispatch.public_id))
    film = next((each for each in renditions if each.sha256 == video.sha256), None)
    if film is None:
        raise NotFound(
            f"the film of {slug} that is online is not on this desk any more",
            hint=f"mediadesk publish {slug} --to {store.name}",
        )
    return snippet(site, _page(dispatch, store, film, "", video.size_bytes, engine=""))  # a post names neither


def _not_online(slug: str, store: str) -> NotFound:
    return NotFound(f"{slug} is not online in the store {store}", hint=f"mediadesk publish {slug} --to {store}")


def _last(published: Sequence[Publication], store: str) -> Publication | None:
    return next((each for each in published if each.store == store), None)


def _take_down(dispatch: Dispatch, store: Store, report: Report) -> None:
    stones = {
        layout.page_key(dispatch.public_id): tombstone(dispatch.language),
        layout.oembed_key(dispatch.public_id): tombstone_oembed(),
    }
    send(store, [_text(key, body, CacheClass.POINTER) for key, body in stones.items()], report=report)
    below = layout.dispatch_prefix(dispatch.public_id)
    take_down(store, (key for key in store.keys(below) if key not in stones), report=report)


def _edition(dispatch: Dispatch, clips: Sequence[Clip], store: Store, tools: Tools) -> tuple[Page, list[Outgoing]]:
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
    page = _page(dispatch, store, film, revision, video.object.size_bytes, engine=engine.key_name)
    outgoing = [
        _text(layout.engine_key(engine.key_name), engine.gzipped(), CacheClass.ENGINE, encoding="gzip"),
        _file(layout.engine_key(engine.licence_name), engine.licence, CacheClass.ENGINE),
        *media,
        *(_leaf(layout.revision_key(public_id, revision, name), body) for name, body in sorted(leaves.items())),
        video,
        _file(layout.poster_key(public_id), poster, CacheClass.STABLE),
        _text(layout.page_key(public_id), player_page(page), CacheClass.POINTER),
    ]
    if answer := oembed(page):
        outgoing.append(_text(layout.oembed_key(public_id), answer, CacheClass.POINTER))
    return page, outgoing


def _page(dispatch: Dispatch, store: Store, film: Rendition, revision: str, mp4_bytes: int, *, engine: str) -> Page:
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


def _leaks(outgoing: Sequence[Outgoing], secrets: Secrets, tools: Tools, report: Report) -> list[Finding]:
    """What the outgoing bytes would tell: each file parsed again, every byte of it searched."""
    found: dict[Finding, None] = {}
    report(Began("leak scan", len(outgoing), "files"))
    for done, out in enumerate(outgoing, 1):
        key = out.object.key
        if isinstance(out.body, Path):
            found |= dict.fromkeys(findings(out.body, key, programs=tools.programs))
        if out.object.cache is not CacheClass.ENGINE:
            for block in _blocks(out.body):
                found |= dict.fromkeys(text_findings(block, key, secrets))
        report(Moved("leak scan", done, len(outgoing)))
    report(Ended("leak scan"))
    return list(found)


def _blocks(body: Path | bytes) -> Iterator[bytes]:
    """Bytes to search, piece by piece: a film may be larger than the memory. What lies on an edge is in both pieces."""
    if isinstance(body, bytes):
        yield body
        return
    with body.open("rb") as file:
        edge = b""
        while block := file.read(_BLOCK):
            yield edge + block
            edge = block[-_EDGE:]


def _secrets(dispatch: Dispatch, clips: Sequence[Clip], desk: Path) -> Secrets:
    """What this desk knows and readers must not learn. A name in the byline or the credits is there by choice."""
    secrets = secrets_of(clips, (str(desk), socket.gethostname(), Path.home().name))
    if dispatch.attached:
        secrets = replace(secrets, names=secrets.names | {Path(dispatch.attached).name.encode()})
    signed = f"{dispatch.byline or ''} {dispatch.credits or ''}".casefold()
    by_choice = {each for each in secrets.people | secrets.machine if each.casefold() in signed}
    return replace(secrets, people=secrets.people - by_choice, machine=secrets.machine - by_choice)


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
    return _text(key, body, CacheClass.MEDIA) if isinstance(body, bytes) else _file(key, body)


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


def _text(key: str, body: bytes, cache: CacheClass, encoding: str | None = None) -> Outgoing:
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
