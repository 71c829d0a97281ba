"""What the outgoing bytes would tell, before they go."""

import socket
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from mediadesk.desk.publish.edition import Tools
from mediadesk.events import Began, Ended, Moved, Report
from mediadesk.media.leaks import findings
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.leak import Finding, Secrets, secrets_of, text_findings
from mediadesk.model.publication import CacheClass, Outgoing

_BLOCK = 64 << 20  # bytes searched at once
_EDGE = 1 << 10  # bytes: longer than any secret


def leaks(outgoing: Sequence[Outgoing], secrets: Secrets, tools: Tools, report: Report) -> list[Finding]:
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


def what_is_secret(dispatch: Dispatch, clips: Sequence[Clip], desk: Path) -> Secrets:
    """What this desk knows and readers must not learn. A name in the byline or the credits is there by choice."""
    secrets = secrets_of(clips, (str(desk), socket.gethostname(), Path.home().name))
    if dispatch.attached:
        secrets = replace(secrets, names=secrets.names | {Path(dispatch.attached).name.encode()})
    signed = f"{dispatch.byline or ''} {dispatch.credits or ''}".casefold()
    by_choice = {each for each in secrets.people | secrets.machine if each.casefold() in signed}
    return replace(secrets, people=secrets.people - by_choice, machine=secrets.machine - by_choice)
