"""What the outgoing bytes would tell, before they go."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mediadesk.custody import machine
from mediadesk.desk.publish.edition import Tools, edition
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.scan import scanned
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.leak import Finding, Secrets, secrets_of
from mediadesk.model.publication import Outgoing
from mediadesk.store.base import Store


def leaks(outgoing: Sequence[Outgoing], secrets: Secrets, tools: Tools, report: Report) -> list[Finding]:
    """What the outgoing bytes would tell: each file parsed again, every byte of it searched."""
    found: dict[Finding, None] = {}
    known = tools.player.hashes()
    report(Began("leak scan", len(outgoing), "files"))
    for done, out in enumerate(outgoing, 1):
        name = out.object.key
        found |= dict.fromkeys(scanned(out.body, name, secrets, programs=tools.programs, known=known))
        report(Moved("leak scan", done, len(outgoing)))
    report(Ended("leak scan"))
    return list(found)


def leaks_of(slug: str, store: Store, tools: Tools, report: Report = ignore) -> list[Finding]:
    """What a dispatch as it stands would tell if it went out to a store now. Nothing is sent.

    Raises NotFound when its film, or something made of it, is not made yet.
    """
    with tools.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        clips = [shelves.clips.get(identity) for identity in dict.fromkeys(pick.clip for pick in dispatch.picks)]
    _, outgoing = edition(dispatch, clips, store, tools)
    return leaks(outgoing, what_is_secret(dispatch, clips, tools.assets.desk), tools, report)


def what_is_secret(dispatch: Dispatch, clips: Sequence[Clip], desk: Path) -> Secrets:
    """What this desk knows and readers must not learn. A name in the byline or the credits is there by choice."""
    secrets = secrets_of(clips, machine.words(desk))
    if dispatch.attached:
        secrets = replace(secrets, names=secrets.names | {Path(dispatch.attached).name.encode()})
    signed = f"{dispatch.byline or ''} {dispatch.credits or ''}".casefold()
    by_choice = {each for each in secrets.people | secrets.machine if each.casefold() in signed}
    return replace(secrets, people=secrets.people - by_choice, machine=secrets.machine - by_choice)
