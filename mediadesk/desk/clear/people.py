"""Who was filmed, by alias, and what they agreed to."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from mediadesk.cards import listing
from mediadesk.catalogue import Catalogue
from mediadesk.custody.copying import one_copy
from mediadesk.custody.desk import Assets
from mediadesk.desk.clear.named import alias_of, clips_of, subject_of
from mediadesk.errors import Misasked, NotFound
from mediadesk.model import layout
from mediadesk.model.consent import Appearance, Aspect, Release, Subject
from mediadesk.model.plain import one_line


def appears(
    beginnings: Sequence[str],
    alias: str,
    aspects: Collection[Aspect] = (),
    *,
    name: str | None = None,
    note: str | None = None,
    catalogue: Catalogue,
) -> list[Appearance]:
    """Says who is seen or heard in clips, by alias: by face and voice, where nothing is said."""
    alias = alias_of(alias)
    with catalogue.write() as shelves:
        before = next(iter(shelves.subjects.of([alias])), Subject(alias=alias))
        told = replace(before, name=one_line(name) or before.name, note=one_line(note) or before.note)
        shelves.subjects.put(told)
        clips = clips_of(beginnings, shelves)
        seen = [
            Appearance(clip=clip.id, subject=alias, aspects=frozenset(aspects))
            if aspects
            else Appearance(clip=clip.id, subject=alias)
            for clip in clips
        ]
        for each in seen:
            shelves.appearances.put(each)
    return seen


def appears_not(beginnings: Sequence[str], alias: str, *, catalogue: Catalogue) -> list[Appearance]:
    """Takes back that somebody is in clips. Raises NotFound where nobody had said so."""
    with catalogue.write() as shelves:
        subject = subject_of(alias, shelves)
        clips = clips_of(beginnings, shelves)
        known = shelves.appearances.of_clips([clip.id for clip in clips])
        gone = [each for each in known if each.subject == subject.alias]
        for clip in clips:
            if not shelves.appearances.remove(clip.id, subject.alias):
                raise NotFound(f"nobody said that {subject.alias} is in {clip.id}", hint=f"mediadesk show {clip.id}")
    return gone


def release(given: Release, proof: Path | None = None, *, catalogue: Catalogue, assets: Assets) -> Release:
    """Writes down what somebody agreed to; a copy of the proof is kept.

    Raises NotFound for a subject nobody said anything of, Misasked when nothing is covered or the proof is no file.
    """
    if not given.aspects:
        raise Misasked("a release covers what it names, and nothing is named", hint="--covers face --covers voice")
    with catalogue.read() as shelves:
        subject_of(given.subject, shelves)
    if proof:
        given = replace(given, proof_sha256=keep_proof(proof, assets=assets))
    with catalogue.write() as shelves:
        given = replace(given, subject=subject_of(given.subject, shelves).alias, by=given.by and alias_of(given.by))
        shelves.releases.add(given)
    return given


def keep_proof(file: Path, *, assets: Assets) -> str:
    """Copies the proof of a release into the desk, verified, for its owner alone. Returns its SHA-256.

    Its name is not kept: it may be somebody's. Raises Misasked when there is no such file.
    """
    listed = listing.listing(file)
    if not file.is_file() or len(listed.files) != 1:
        raise Misasked("the proof is no file", hint="--proof FILE: a scan, a picture, a recording")
    with (
        listing.opened(file, listed.files[0]) as source,
        one_copy(source, assets.proofs, lambda _: None) as (part, hashes),
    ):
        assets.proofs.keep(part, hashes, layout.proof(hashes.sha256))
    return hashes.sha256
