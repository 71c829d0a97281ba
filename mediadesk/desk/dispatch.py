"""Editing a dispatch: what it says, and which clips it shows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from mediadesk.cards import listing
from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import Hashes
from mediadesk.custody.copying import one_copy
from mediadesk.custody.desk import Assets
from mediadesk.embed.plain import web_address
from mediadesk.errors import Misasked, Refused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import Unreadable, probe
from mediadesk.model import layout
from mediadesk.model.card import MediaFile
from mediadesk.model.dispatch import (
    Dispatch,
    Pick,
    check_points,
    check_poster,
    check_slug,
    corrected,
    new_public_id,
    picked_clips,
    trimmed,
    with_picks,
)
from mediadesk.model.ending import check_there, picture_ends
from mediadesk.model.holding import HeldFile
from mediadesk.model.precision import PRECISIONS
from mediadesk.model.volume import MediaCopy


def new(slug: str, title: str, said: Mapping[str, Any], *, catalogue: Catalogue) -> Dispatch:
    """Begins a dispatch. Raises Misasked when the slug is no slug or is taken."""
    said = _checked({**said, "title": title})
    dispatch = Dispatch(slug=check_slug(slug), public_id=new_public_id(), **said)
    with catalogue.write() as shelves:
        if any(each.slug == slug for each in shelves.dispatches.all()):
            raise Misasked(f"there is a dispatch {slug} already", hint=f"mediadesk dispatch set {slug} --title …")
        shelves.dispatches.put(dispatch)
    return dispatch


def get(slug: str, *, catalogue: Catalogue) -> Dispatch:
    """The dispatch with this slug. Raises NotFound."""
    with catalogue.read() as shelves:
        return shelves.dispatches.get(slug)


def every(*, catalogue: Catalogue) -> list[Dispatch]:
    """All dispatches, by slug."""
    with catalogue.read() as shelves:
        return shelves.dispatches.all()


def set_(slug: str, said: Mapping[str, Any], *, catalogue: Catalogue, correction: str | None = None) -> Dispatch:
    """Says other things of a dispatch; what is not in `said` stays.

    `correction` tells readers what was wrong before, with the date of now; an empty one takes the last note back.
    Raises Misasked.
    """

    with catalogue.read() as shelves:
        clips = [shelves.clips.get(each) for each in picked_clips(shelves.dispatches.get(slug))]

    def change(dispatch: Dispatch) -> Dispatch:
        changed = replace(dispatch, **_checked(said))
        if "poster" in said:
            check_poster(changed, clips)
        return changed if correction is None else corrected(changed, correction, datetime.now(UTC))

    return edit(slug, change, catalogue=catalogue)


def pick(
    slug: str,
    clip: str,
    in_point: Fraction | None,
    out_point: Fraction | None,
    caption: str | None,
    *,
    catalogue: Catalogue,
) -> Dispatch:
    """One more clip, or a stretch of one, at the end of a dispatch.

    Raises NotFound for an unknown clip, Misasked for points that name no stretch of it, or one that is known to be
    missing in its file, Refused without a picture.
    """
    with catalogue.read() as shelves:
        chosen = shelves.clips.get(clip)
        ends = picture_ends(chosen, shelves.renditions.of(chosen.id))
    if chosen.facts.frame is None or not chosen.facts.decodes:
        raise Refused(f"{chosen.id} holds no picture that can be shown", hint=f"mediadesk show {chosen.id}")
    check_points(in_point, out_point, chosen.seconds)
    check_there(in_point, out_point, chosen, ends)
    added = Pick(clip=chosen.id, in_point=in_point, out_point=out_point, caption=caption)
    return edit(slug, lambda dispatch: with_picks(dispatch, [added]), catalogue=catalogue)


def trim(
    slug: str, number: int, in_point: Fraction | None, out_point: Fraction | None, *, catalogue: Catalogue
) -> Dispatch:
    """The dispatch with other points for the pick at a position (from 1). Raises Misasked as `pick` does."""

    def change(dispatch: Dispatch) -> Dispatch:
        return trimmed(dispatch, number, in_point, out_point)

    with catalogue.read() as shelves:
        changed = change(shelves.dispatches.get(slug)).picks[number - 1]
        clip = shelves.clips.get(changed.clip)
        ends = picture_ends(clip, shelves.renditions.of(clip.id))
    check_points(changed.in_point, changed.out_point, clip.seconds)
    check_there(changed.in_point, changed.out_point, clip, ends)
    return edit(slug, change, catalogue=catalogue)


def edit(slug: str, change: Callable[[Dispatch], Dispatch], *, catalogue: Catalogue) -> Dispatch:
    """The dispatch after a change that is made of values alone."""
    with catalogue.write() as shelves:
        changed = change(shelves.dispatches.get(slug))
        for each in changed.picks:
            check_points(each.in_point, each.out_point, shelves.clips.get(each.clip).seconds)
        shelves.dispatches.put(changed)
    return changed


def late_poster(dispatch: Dispatch, *, catalogue: Catalogue) -> str:
    """What to do about a still before play that was chosen when the film was longer; empty where nothing is wrong."""
    with catalogue.read() as shelves:
        clips = [shelves.clips.get(each) for each in picked_clips(dispatch)] if dispatch.poster is not None else []
    try:
        check_poster(dispatch, clips)
    except Misasked as trouble:
        return f"{trouble.what}; try: {trouble.hint}"
    return ""


def attach(
    slug: str, file: Path, *, catalogue: Catalogue, assets: Assets, programs: Programs, report: Report = ignore
) -> Dispatch:
    """Makes a film that was cut elsewhere the film of a dispatch. It is kept like an original.

    Raises NotFound when there is no such file, and Refused when it is no film.
    """
    get(slug, catalogue=catalogue)
    listed = listing.listing(file)
    if not file.is_file() or len(listed.files) != 1:
        raise Misasked(f"{file} is no file", hint="name the film itself")
    film = listed.files[0]
    report(Began("attach", film.size_bytes, "bytes"))
    with (
        listing.opened(file, film) as source,
        one_copy(source, assets.originals, lambda done: report(Moved("attach", done, film.size_bytes))) as (
            part,
            hashes,
        ),
    ):
        try:
            facts = probe(part, programs=programs)
        except Unreadable as trouble:
            raise Refused(f"this is no film: {trouble.what}", hint="attach an MP4 or MOV that plays") from trouble
        if facts.frame is None or not facts.decodes:
            raise Refused("this film holds no picture that can be decoded", hint="attach an MP4 or MOV that plays")
        path = _kept(part, hashes, film, catalogue=catalogue, assets=assets)
    report(Ended("attach"))
    return edit(slug, lambda dispatch: replace(dispatch, attached=path), catalogue=catalogue)


def _kept(part: Path, hashes: Hashes, film: MediaFile, *, catalogue: Catalogue, assets: Assets) -> str:
    """Where the film lies from now on. The desk may hold the same bytes already: then they stay the only ones."""
    with catalogue.read() as shelves:
        held = shelves.files.known([hashes.sha256]).get(hashes.sha256)
    if held and held.path:
        return held.path
    path = assets.originals.keep(part, hashes, layout.kept(hashes.sha256, film.name))
    kept = HeldFile(
        sha256=hashes.sha256,
        xxh3=hashes.xxh3,
        size_bytes=hashes.size_bytes,
        name=film.name,
        path=path,
        role="kept",
        why="the film of a dispatch",
    )
    with catalogue.write() as shelves:
        if held is None:
            shelves.files.add(kept)
        else:
            desk, now = shelves.volumes.desk().id, datetime.now(UTC)
            there = MediaCopy(sha256=hashes.sha256, volume=desk, path=path.encode(), state="verified", verified_at=now)
            shelves.copies.note([there])
    return path


def _checked(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, when it can stand on a public page. Raises Misasked."""
    if not said.get("title", "a title"):
        raise Misasked("readers need a title", hint='--title "The recovery in Kharkiv"')
    if url := said.get("first_url"):
        web_address(url, "the link to the first publication", "--first-url https://…")
    if (location := said.get("location")) and location not in PRECISIONS:
        raise Misasked(f"no place is told as exactly as {location!r}", hint=f"--location {'|'.join(PRECISIONS)}")
    number = said.get("number")
    if isinstance(number, int) and number < 1:
        raise Misasked("the number within a series begins at 1", hint="--number 1")
    return {key: None if value == "" else value for key, value in said.items()}
