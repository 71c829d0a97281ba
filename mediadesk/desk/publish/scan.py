"""What the outgoing bytes would tell, before they go."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.secret import secrets_in
from mediadesk.custody import machine
from mediadesk.desk.publish.edition import Tools, edition
from mediadesk.embed.page import own_hashes
from mediadesk.embed.transcript import style_hashes
from mediadesk.embed.words import own_words
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.scan import scanned
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch, picked_clips, public_place, texts
from mediadesk.model.leak import Finding, Secrets
from mediadesk.model.publication import Outgoing
from mediadesk.store.base import Store


def leaks(outgoing: Sequence[Outgoing], secrets: Secrets, tools: Tools, report: Report) -> list[Finding]:
    """What the outgoing bytes would tell: each file parsed again, every byte of it searched."""
    found: dict[Finding, None] = {}
    known = tools.player.hashes() | own_hashes() | style_hashes()
    report(Began("leak scan", len(outgoing), "files"))
    for done, out in enumerate(outgoing, 1):
        name = out.object.key
        found |= dict.fromkeys(scanned(out.body, name, secrets, programs=tools.programs, known=known))
        report(Moved("leak scan", done, len(outgoing)))
    report(Ended("leak scan"))
    return list(found)


def leaks_of(slug: str, store: Store, tools: Tools, report: Report = ignore, *, light: bool = False) -> list[Finding]:
    """What a dispatch as it stands would tell if it went out to a store now. Nothing is sent.

    Raises NotFound when its film, or something made of it, is not made yet.
    """
    with tools.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        clips = [shelves.clips.get(identity) for identity in picked_clips(dispatch)]
    _, outgoing = edition(dispatch, clips, store, tools, light=light)
    secrets = what_is_secret(dispatch, clips, catalogue=tools.catalogue, desk=tools.assets.desk)
    return leaks(outgoing, secrets, tools, report)


def what_is_secret(dispatch: Dispatch, clips: Sequence[Clip], *, catalogue: Catalogue, desk: Path) -> Secrets:
    """What this desk knows and readers must not learn; and what is there by choice: words that somebody typed, the
    player's own, the public name of a place, and who signs."""
    with catalogue.read() as shelves:
        secrets = secrets_in(shelves, clips)
        parts = [each for each in shelves.dispatches.all() if dispatch.series and each.series == dispatch.series]
    attached = {Path(dispatch.attached).name.encode()} if dispatch.attached else set()
    people, real = secrets.people, secrets.real | machine.people()
    words = machine.words(desk)
    place = public_place(dispatch, clips)
    signed = f"{dispatch.byline or ''} {dispatch.credits or ''}".casefold()
    return replace(
        secrets,
        names=secrets.names | attached,
        real=real,
        machine=words,
        typed=(
            *texts(dispatch).values(),
            *_said(dispatch),
            *(part.title for part in parts),  # the page names those that are online
            *(each for each in (place and place.name, place and place.region) if each),
            *own_words(),
        ),
        signed=frozenset(each for each in people | real | words if each.casefold() in signed),
    )


def _said(dispatch: Dispatch) -> Iterator[str]:
    """Every line of every cue: in a file of cues each stands by itself."""
    return (line for each in dispatch.captions for cue in each.cues for line in cue.text.split("\n"))
