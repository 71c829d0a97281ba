"""What would a folder tell whoever gets it? A published one, a pack, a drive to hand on."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.secret import secrets_in
from mediadesk.custody import machine
from mediadesk.embed.engine import Engine
from mediadesk.embed.page import own_hashes
from mediadesk.embed.transcript import style_hashes
from mediadesk.embed.words import own_words
from mediadesk.errors import NotFound
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.handover import picking
from mediadesk.media.binaries import Programs
from mediadesk.media.scan import scanned
from mediadesk.model.dispatch import texts
from mediadesk.model.leak import Finding, Secrets, text_findings
from mediadesk.model.names import shown
from mediadesk.model.publication import is_public_key


def leakscan(
    folder: Path,
    *,
    catalogue: Catalogue,
    desk: Path,
    programs: Programs,
    player: Engine,
    report: Report = ignore,
) -> Iterator[Finding]:
    """What is found in a folder, file after file in the order of their names. Nothing in it is changed.

    Links and what is neither file nor folder are findings themselves, and never followed. Raises NotFound when there is
    no such folder.
    """
    if not folder.is_dir():
        raise NotFound("there is no such folder", hint="mediadesk leakscan DIR, or the slug of a dispatch")
    secrets = secrets_of_desk(catalogue, desk)
    known = player.hashes() | own_hashes() | style_hashes() | picking.hashes()
    nobody_typed = replace(secrets, typed=(), signed=frozenset())
    entries = sorted(_below(folder))
    report(Began("leak scan", len(entries), "files"))
    for number, path in enumerate(entries, 1):
        name = PurePosixPath(shown(os.fsencode(path.relative_to(folder)))).as_posix()
        named = text_findings(name, name, nobody_typed)
        # whoever reads the finding must not learn from it what the name tells
        where = f"file {number}{PurePosixPath(name).suffix}" if named else name
        yield from (Finding(where=where, what=f"{each.what}, in its name", kind=each.kind) for each in named)
        if not stat.S_ISREG(path.lstat().st_mode):
            yield Finding(where=where, what="a link, or something that is no file", kind="field")
        else:
            if not is_public_key(name):
                yield Finding(where=where, what="a name that nothing published has", kind="field")
            yield from scanned(path, where, secrets, programs=programs, known=known)
        report(Moved("leak scan", number, len(entries)))
    report(Ended("leak scan"))


def secrets_of_desk(catalogue: Catalogue, desk: Path) -> Secrets:
    """Everything that the whole desk knows and nobody else must learn. What any dispatch says is there by choice."""
    with catalogue.read() as shelves:
        secrets, dispatches = secrets_in(shelves), shelves.dispatches.all()
    real, words = secrets.real | machine.people(), machine.words(desk)
    signed = " ".join(f"{each.byline or ''} {each.credits or ''}" for each in dispatches).casefold()
    return replace(
        secrets,
        real=real,
        machine=words,
        typed=(*(text for each in dispatches for text in texts(each).values()), *own_words()),
        signed=frozenset(each for each in secrets.people | real | words if each.casefold() in signed),
    )


def _below(folder: Path) -> Iterator[Path]:
    """Every entry that is no folder. A link to a folder is an entry."""
    for above, folders, files in os.walk(folder):
        yield from (Path(above, each) for each in files)
        yield from (link for each in folders if (link := Path(above, each)).is_symlink())
