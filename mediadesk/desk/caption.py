"""What is said in a film, and its chapters: taken from a file, looked at, released, written out again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.cases import clips_of, length_of
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.caption import CAPTION_STATES, Caption, CaptionState, Chapter, cut_of, past_end, too_late
from mediadesk.model.chapters import as_lines, chapters
from mediadesk.model.decoded import decoded
from mediadesk.model.dispatch import Dispatch, edit_list
from mediadesk.model.languages import tag_of
from mediadesk.model.plain import one_line
from mediadesk.model.subtitles import Subtitles, subtitles
from mediadesk.model.webvtt import as_srt, as_vtt

_MOST_BYTES = 4 << 20
_WRITTEN = {".vtt": as_vtt, ".srt": as_srt}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Captions as they are held against the film."""

    caption: Caption
    late: tuple[int, ...]  # the numbers of cues that the film does not show, or would cut off
    other_cut: bool  # timed for another one, and not looked at since


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Everything of a dispatch that is shown at a time."""

    captions: tuple[Looked, ...]
    chapters: tuple[Chapter, ...]
    late: str | None  # in words, which chapters begin after the film


def look(slug: str, *, catalogue: Catalogue) -> Timed:
    """The captions and the chapters of a dispatch, held against its film as it stands. Raises NotFound."""
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        clips = clips_of(shelves, dispatch)
        seconds, cut = length_of(shelves, dispatch, clips), cut_of(edit_list(dispatch, clips))
    held = (
        Looked(caption=each, late=past_end(each.cues, seconds), other_cut=each.film not in {None, cut})
        for each in dispatch.captions
    )
    late = next(too_late(slug, dispatch.chapters, seconds), None)
    return Timed(captions=tuple(held), chapters=dispatch.chapters, late=late)


def put(
    slug: str,
    language: str,
    file: Path,
    *,
    state: str | None = None,
    by: str | None = None,
    encoding: str | None = None,
    catalogue: Catalogue,
) -> tuple[CaptionState, Subtitles]:
    """Takes the captions of a language from a file, instead of those there are; gives what was read, and their state.

    Who does not say a state has `edited`, or `machine` where the file itself shows that a program has listened. Raises
    Misasked and Refused as `model.decoded` and `model.subtitles` do, NotFound for an unknown dispatch.
    """
    language = tag_of(language)
    said = subtitles(decoded(_read(file), encoding, language))
    now: CaptionState = _state(state) if state else "machine" if said.by_machine else "edited"
    _note(slug, lambda _: Caption(language=language, state=now, cues=said.cues), by, catalogue=catalogue)
    return now, said


def judge(slug: str, language: str, state: str, by: str | None, *, catalogue: Catalogue) -> None:
    """Somebody has looked at the captions of a language, with the film as it is now. Raises NotFound, Misasked."""
    now = _state(state)
    _note(slug, lambda dispatch: replace(_of(dispatch, language), state=now), by, catalogue=catalogue)


def drop(slug: str, language: str, *, catalogue: Catalogue) -> None:
    """Takes the captions of a language away. Raises NotFound when there are none."""
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(slug)
        gone = _of(dispatch, language)
        shelves.dispatches.put(replace(dispatch, captions=tuple(each for each in dispatch.captions if each != gone)))


def write(slug: str, language: str, file: Path, *, catalogue: Catalogue) -> int:
    """Writes the captions of a language for whoever edits them, and gives the number of cues.

    `put` reads back exactly these. Raises NotFound when there are none, Misasked for a file that is there already, and
    for another kind than SubRip or WebVTT.
    """
    cues = _of(_get(slug, catalogue=catalogue), language).cues
    if file.suffix.lower() not in _WRITTEN:
        raise Misasked(f"{file.name} is no name for captions", hint="--to captions.vtt, or --to captions.srt")
    _write(file, _WRITTEN[file.suffix.lower()](cues))
    return len(cues)


def put_chapters(slug: str, file: Path, *, catalogue: Catalogue) -> tuple[Chapter, ...]:
    """Takes the chapters of a dispatch from a file, instead of those there are. Raises Refused, NotFound, Misasked."""
    language = _get(slug, catalogue=catalogue).language
    made = chapters(decoded(_read(file), language=language or "en"))
    _set_chapters(slug, made, catalogue=catalogue)
    return made


def drop_chapters(slug: str, *, catalogue: Catalogue) -> None:
    """Takes the chapters of a dispatch away. Raises NotFound."""
    _set_chapters(slug, (), catalogue=catalogue)


def write_chapters(slug: str, file: Path, *, catalogue: Catalogue) -> int:
    """Writes the chapters as lines, and gives their number. Raises NotFound when there are none, Misasked."""
    there = _get(slug, catalogue=catalogue).chapters
    if not there:
        raise NotFound(f"{slug} has no chapters", hint=f"mediadesk dispatch chapters {slug} FILE")
    _write(file, as_lines(there))
    return len(there)


def _note(slug: str, made: Callable[[Dispatch], Caption], by: str | None, *, catalogue: Catalogue) -> None:
    """Keeps captions as looked at with the film as it is now, and writes down whose word that was."""
    who = one_line(by)
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(slug)
        now = replace(made(dispatch), film=cut_of(edit_list(dispatch, clips_of(shelves, dispatch))))
        if now.state == "approved" and not who:
            raise Misasked("somebody approves captions by name", hint="--state approved --by ALIAS")
        others = (each for each in dispatch.captions if each.language != now.language)
        every = sorted([*others, now], key=lambda each: each.language)
        shelves.dispatches.put(replace(dispatch, captions=tuple(every)))
        words = hashlib.sha256(as_vtt(now.cues).encode()).hexdigest()
        why = f"{now.language} {now.state}"
        shelves.custody.add(what="captioned", at=datetime.now(UTC), who=who, sha256=words, about=slug, why=why)


def _set_chapters(slug: str, made: tuple[Chapter, ...], *, catalogue: Catalogue) -> None:
    with catalogue.write() as shelves:
        shelves.dispatches.put(replace(shelves.dispatches.get(slug), chapters=made))


def _get(slug: str, *, catalogue: Catalogue) -> Dispatch:
    with catalogue.read() as shelves:
        return shelves.dispatches.get(slug)


def _of(dispatch: Dispatch, language: str) -> Caption:
    tag = tag_of(language)
    if found := next((each for each in dispatch.captions if each.language == tag), None):
        return found
    there = ", ".join(each.language for each in dispatch.captions)
    hint = (
        f"there are captions in {there}" if there else f"mediadesk dispatch caption {dispatch.slug} FILE --lang {tag}"
    )
    raise NotFound(f"{dispatch.slug} has no captions in {tag}", hint=hint)


def _state(text: str) -> CaptionState:
    if found := next((each for each in CAPTION_STATES if each == text), None):
        return found
    raise Misasked(f"captions are never {text}", hint=f"--state {'|'.join(CAPTION_STATES)}")


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise NotFound(f"there is no file {file.name}", hint="a file of captions or chapters that can be read")
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except PermissionError as trouble:
        raise Misasked(f"{file.name} must not be read by you", hint="chmod u+r FILE") from trouble
    if len(data) > _MOST_BYTES:
        raise Refused(f"{file.name} is longer than {_MOST_BYTES >> 20} MB", hint="is it a file of text?")
    return data


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as trouble:
        raise Misasked(f"{file.name} is there already", hint="give another name, or remove it") from trouble
    except OSError as trouble:
        raise Misasked(f"{file.name} cannot be written: {trouble.strerror}", hint="give another folder") from trouble
