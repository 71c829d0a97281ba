"""Going live, and going away again: leaves before pointers, each parsed once more and read back, all or nothing."""

import getpass
import hashlib
import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.assets import Assets, hash_file
from mediadesk.catalogue import Catalogue
from mediadesk.embed.engine import Engine
from mediadesk.embed.page import Page, oembed, player_page, tombstone, tombstone_oembed
from mediadesk.embed.snippets import snippet
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.binaries import Programs
from mediadesk.media.leaks import findings
from mediadesk.model import layout
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch, film_want
from mediadesk.model.leak import NEVER_OVERRIDDEN, Finding, Secrets, secrets_of, text_findings
from mediadesk.model.online import Gate, Publication
from mediadesk.model.playlist import rebased
from mediadesk.model.publication import CacheClass, Outgoing, PublicObject, content_type
from mediadesk.model.recipe import EVERY_FILM, digest
from mediadesk.model.rendition import Rendition
from mediadesk.store.base import Store
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down

_TEXTS = (".html", ".json", ".m3u8", ".vtt")


class Unsafe(Refused):
    """A gate failed. Carries every gate and every finding, for whoever must mend it."""

    def __init__(self, what: str, *, hint: str, gates: tuple[Gate, ...], findings: tuple[Finding, ...]) -> None:
        super().__init__(what, hint=hint)
        self.gates = gates
        self.findings = findings


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

    A second publish of the same sends nothing. Without `record` (a rehearsal) the catalogue stays as it is. Raises Unsafe when a gate fails (nothing was sent), NotFound when
    something is not made yet, StoreRefused as the store does.
    """
    with tools.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        clips = [shelves.clips.get(identity) for identity in dict.fromkeys(pick.clip for pick in dispatch.picks)]
        before = _last(shelves.publications.live(slug), store.name)
    if dispatch.state == "withdrawn":
        raise Refused(
            f"{slug} was withdrawn, and an address is never used again",
            hint="mediadesk dispatch new SLUG makes a new one",
        )
    page, outgoing = _edition(dispatch, store, tools)
    gates = _gates(outgoing, store, _secrets(dispatch, clips, tools.assets.desk), tools, override, report)
    sent = send(store, outgoing, proved=before.objects if before else (), report=report)
    same = before is not None and set(before.objects) == set(sent.objects)
    version = dispatch.version if same else dispatch.version + 1
    if record and not same:
        now = Publication(
            slug=slug,
            store=store.name,
            version=version,
            at=datetime.now(UTC),
            url=page.address(),
            objects=sent.objects,
            gates=gates,
            override=override,
        )
        with tools.catalogue.write() as shelves:
            shelves.publications.put(now)
            shelves.dispatches.put(replace(shelves.dispatches.get(slug), state="live", version=version))
    return Published(
        slug=slug,
        version=version,
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


def withdraw(
    slug: str, stores: Callable[[str], Store], *, catalogue: Catalogue, report: Report = ignore
) -> list[Publication]:
    """Takes a dispatch offline everywhere: a tombstone at its address first, then every leaf of it gone.

    Raises NotFound when it is nowhere online, and StoreRefused when something of it could not be removed.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        online = shelves.publications.live(slug)
    if not online:
        raise NotFound(f"{slug} is not online", hint=f"mediadesk dispatch show {slug}")
    for publication in online:
        _take_down(dispatch, stores(publication.store), report)
    with catalogue.write() as shelves:
        for publication in online:
            shelves.publications.put(replace(publication, withdrawn_at=datetime.now(UTC)))
        shelves.dispatches.put(replace(shelves.dispatches.get(slug), state="withdrawn"))
    return online


def embedded(slug: str, site: str, store: Store, tools: Tools) -> str:
    """What to paste into a post on a kind of site.

    Raises NotFound when the dispatch is not online there, Refused when the store's settings say no public address.
    """
    with tools.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        online = _last(shelves.publications.live(slug), store.name)
    if online is None:
        raise NotFound(f"{slug} is not online in the store {store.name}", hint=f"mediadesk publish {slug}")
    return snippet(site, _edition(dispatch, store, tools)[0])


def _last(online: Sequence[Publication], store: str) -> Publication | None:
    return next((each for each in online if each.store == store), None)


def _take_down(dispatch: Dispatch, store: Store, report: Report) -> None:
    stones = {
        layout.page_key(dispatch.public_id): tombstone(dispatch.language),
        layout.oembed_key(dispatch.public_id): tombstone_oembed(),
    }
    send(store, [_text(key, body, CacheClass.POINTER) for key, body in stones.items()], report=report)
    below = layout.dispatch_prefix(dispatch.public_id)
    take_down(store, (key for key in store.keys(below) if key not in stones), report=report)


def _edition(dispatch: Dispatch, store: Store, tools: Tools) -> tuple[Page, list[Outgoing]]:
    """The page, and every object that makes up a dispatch online."""
    film, made = _made(dispatch, tools)
    ladder, mp4, poster, storyboard = (tools.assets.path(made[name].path) for name in _PARTS)
    public_id = dispatch.public_id
    media = {f"{path.parent.name}/{path.name}": path for path in sorted(ladder.rglob("*.mp4"))}
    base = f"../../../m/{made['ladder'].digest}/"
    leaves: dict[str, Path | bytes] = {
        f"hls/{path.name}": (
            path.read_bytes() if path.name == "master.m3u8" else rebased(path.read_text(), base).encode()
        )
        for path in sorted(ladder.glob("*.m3u8"))
    }
    leaves |= {"poster.jpg": poster}
    leaves |= {path.name: path for path in sorted(storyboard.iterdir())}
    revision = _revision({**media, **leaves})

    def here(name: str) -> str:
        return f"r/{revision}/{name}"

    engine = tools.player
    page = Page(
        public_id=public_id,
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
        engine=f"../../{layout.engine_key(engine.key_name)}",
        master=here("hls/master.m3u8"),
        mp4="video.mp4",
        mp4_bytes=mp4.stat().st_size,
        poster=here("poster.jpg"),
        storyboard=here("storyboard.vtt"),
        public_url=store.public_url,
    )
    outgoing = [
        _packed(layout.engine_key(engine.key_name), engine.gzipped()),
        *(_file(layout.media_key(public_id, made["ladder"].digest, name), path) for name, path in media.items()),
        *(_leaf(layout.revision_key(public_id, revision, name), body) for name, body in leaves.items()),
        _file(layout.video_key(public_id), mp4, CacheClass.STABLE),
        _text(layout.page_key(public_id), player_page(page), CacheClass.POINTER),
    ]
    if answer := oembed(page):
        outgoing.append(_text(layout.oembed_key(public_id), answer, CacheClass.POINTER))
    return page, outgoing


_PARTS = ("ladder", "mp4", "poster", "storyboard")


def _made(dispatch: Dispatch, tools: Tools) -> tuple[Rendition, Mapping[str, Rendition]]:
    """The film of a dispatch as it stands, and what was made of it, by recipe. Raises NotFound when anything is missing."""
    with tools.catalogue.read() as shelves:
        renditions = shelves.renditions.of(dispatch.slug)
    there = {(each.recipe, each.digest): each for each in renditions if tools.assets.path(each.path).exists()}
    film = there.get(("film", film_want(dispatch).digest))
    made = film and {recipe.name: there.get((recipe.name, digest(recipe, film.digest))) for recipe in EVERY_FILM}
    if not film or not made or not all(made.values()):
        raise NotFound(
            f"the film of {dispatch.slug}, or something made of it, is not made yet",
            hint=f"mediadesk dispatch render {dispatch.slug}, then mediadesk publish {dispatch.slug}",
        )
    return film, {name: each for name, each in made.items() if each}


def _gates(
    outgoing: Sequence[Outgoing], store: Store, secrets: Secrets, tools: Tools, override: str | None, report: Report
) -> tuple[Gate, ...]:
    """Every gate and how it ended. Raises Unsafe when one failed."""
    found = list(_leaks(outgoing, secrets, tools, report))
    hard = [finding for finding in found if finding.kind in NEVER_OVERRIDDEN]
    gates = (
        _gate("leaks", f"{len(found)} findings in what would go out" if found else None, None if hard else override),
        _gate("clearance", None if store.local else "nobody has cleared this dispatch for a public store", override),
    )
    if failed := [gate for gate in gates if gate.result == "failed"]:
        hint = (
            "a place, a person or an original name never goes out: change the text or the picks"
            if hard
            else 'if you have made sure yourself: --override "REASON", which is recorded'
        )
        what = f"not published: {'; '.join(gate.why or gate.gate for gate in failed)}"
        raise Unsafe(what, hint=hint, gates=gates, findings=tuple(found))
    return gates


def _gate(name: str, why: str | None, override: str | None) -> Gate:
    if why is None:
        return Gate(gate=name, result="passed")
    return Gate(gate=name, result="overridden" if override else "failed", why=why)


def _leaks(outgoing: Sequence[Outgoing], secrets: Secrets, tools: Tools, report: Report) -> Iterator[Finding]:
    """What the outgoing bytes would tell: each file parsed again, each text searched."""
    report(Began("leak scan", len(outgoing), "files"))
    for done, out in enumerate(outgoing, 1):
        key = out.object.key
        if isinstance(out.body, Path) and not key.endswith(_TEXTS):
            yield from findings(out.body, key, programs=tools.programs)
        if out.object.cache is not CacheClass.ENGINE:
            body = out.body if isinstance(out.body, bytes) else out.body.read_bytes()
            yield from text_findings(body, key, secrets)
        report(Moved("leak scan", done, len(outgoing)))
    report(Ended("leak scan"))


def _secrets(dispatch: Dispatch, clips: Sequence[Clip], desk: Path) -> Secrets:
    """What this desk knows and readers must not learn. An alias in the byline or the credits is there by choice."""
    secrets = secrets_of(clips, (str(desk), socket.gethostname(), getpass.getuser()))
    signed = f"{dispatch.byline or ''} {dispatch.credits or ''}"
    return replace(secrets, people=frozenset(each for each in secrets.people if each not in signed))


def _revision(leaves: Mapping[str, Path | bytes]) -> str:
    """Twelve letters that name exactly these leaves under exactly these names."""
    said = sorted((name, _sha256(body)) for name, body in leaves.items())
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


def _packed(key: str, body: bytes) -> Outgoing:
    return _text(key, body, CacheClass.ENGINE, encoding="gzip")
