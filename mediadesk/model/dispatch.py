"""A dispatch: one published video report. Edits return a new one."""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Literal

from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.caption import Caption, Chapter, Correction
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.precision import Precision, SafeName, together
from mediadesk.model.recipe import Film, digest
from mediadesk.model.rendition import Want
from mediadesk.model.timecode import format_clock

State = Literal["draft", "live", "withdrawn"]

_UNSEEN = ("slug", "public_id", "state", "version", "picks")  # what no reader sees; picks are told by `edit_list`
_ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A clip chosen for a dispatch, perhaps in part."""

    clip: ClipId
    in_point: Fraction | None = None  # seconds into the clip, inclusive; None is its beginning
    out_point: Fraction | None = None  # seconds, exclusive; None is its end
    caption: str | None = None  # as the reader will see it, no markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What an editor decided. `slug` is for commands and never public; `public_id` is random and stays for ever."""

    slug: str
    title: str
    public_id: str
    lead: str | None = None
    dateline: str | None = None  # the place and date it claims
    byline: str | None = None
    credits: str | None = None
    language: str | None = None  # BCP 47
    licence: str | None = None
    outlet: str | None = None  # of the first publication
    first_url: str | None = None  # of the first publication
    series: str | None = None
    number: int | None = None  # within the series
    state: State = "draft"
    version: int = 0  # of the last publication; 0 is never published
    attached: str | None = None  # below the desk: a film cut elsewhere that replaces the picks
    # how exactly readers may know where it was shot; None: nobody decided, so nothing is derived from the clips
    location: Precision | None = None
    picks: tuple[Pick, ...] = ()
    captions: tuple[Caption, ...] = ()  # at most one a language
    chapters: tuple[Chapter, ...] = ()  # in the language of the dispatch, by their starts
    corrections: tuple[Correction, ...] = ()  # oldest first
    poster: Fraction | None = None  # seconds into the film, of the still before play; None: chosen by what it shows


def new_public_id() -> str:
    """26 random base-32 letters, 130 bits: nobody finds an address by guessing."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(26))


def check_slug(slug: str) -> str:
    """The slug itself. Raises Misasked unless it is of small letters (one at least), digits and hyphens."""
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) or not slug.islower() or len(slug) > 80:
        raise Misasked(
            "a slug is made of small letters, with digits and single hyphens between",
            hint=slugify(slug) or "my-dispatch",
        )
    return slug


def slugify(text: str) -> str:
    """What a slug made of `text` could be; empty when nothing in it could."""
    made = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].strip("-")
    return made if made.islower() else ""


def check_points(in_point: Fraction | None, out_point: Fraction | None, seconds: Fraction | None) -> None:
    """Raises Misasked when the points name no stretch of a clip that is `seconds` long."""
    start = in_point or Fraction(0)
    if out_point is not None and out_point <= start:
        raise Misasked(
            f"the in point {format_clock(start)} is not before the out point {format_clock(out_point)}",
            hint="give --in and --out in seconds (12.5) or as 0:12.5, in before out",
        )
    if seconds is not None and start >= seconds:
        raise Misasked(
            f"the in point {format_clock(start)} is after the end of the clip, which is {format_clock(seconds)} long",
            hint="give an earlier --in",
        )


def check_poster(dispatch: Dispatch, clips: Iterable[Clip]) -> None:
    """Raises Misasked when the still before play is asked for after the end of the film, as far as that is known."""
    seconds = film_seconds(dispatch, clips)
    if dispatch.poster is not None and seconds is not None and dispatch.poster >= seconds:
        raise Misasked(
            f"the film is {float(seconds):.1f} s long: nothing is shown at {float(dispatch.poster):.1f} s",
            hint=f"mediadesk dispatch set {dispatch.slug} --poster {float(seconds / 2):.1f}",
        )


def with_picks(dispatch: Dispatch, picks: Iterable[Pick]) -> Dispatch:
    """With more picks at the end."""
    return replace(dispatch, picks=(*dispatch.picks, *picks))


def dropped(dispatch: Dispatch, number: int) -> Dispatch:
    """Without the pick at a position (from 1)."""
    index = _index(dispatch, number)
    return replace(dispatch, picks=dispatch.picks[:index] + dispatch.picks[index + 1 :])


def moved(dispatch: Dispatch, number: int, to: int) -> Dispatch:
    """With the pick at a position (from 1) taken to another."""
    index, target = _index(dispatch, number), _index(dispatch, to)
    rest = [*dispatch.picks]
    rest.insert(target, rest.pop(index))
    return replace(dispatch, picks=tuple(rest))


def trimmed(dispatch: Dispatch, number: int, in_point: Fraction | None, out_point: Fraction | None) -> Dispatch:
    """With other points for the pick at a position (from 1); None leaves a point as it is."""
    index = _index(dispatch, number)
    old = dispatch.picks[index]
    new = replace(
        old,
        in_point=old.in_point if in_point is None else in_point,
        out_point=old.out_point if out_point is None else out_point,
    )
    return replace(dispatch, picks=(*dispatch.picks[:index], new, *dispatch.picks[index + 1 :]))


def corrected(dispatch: Dispatch, note: str, at: datetime) -> Dispatch:
    """With one more note of what was wrong before; an empty one takes the last note back.

    Raises Misasked when there is none to take back.
    """
    if note.strip():
        return replace(dispatch, corrections=(*dispatch.corrections, Correction(at=at, note=note.strip())))
    if not dispatch.corrections:
        raise Misasked("there is no correction to take back", hint='--correction "What was wrong, and what is right"')
    return replace(dispatch, corrections=dispatch.corrections[:-1])


def film_want(dispatch: Dispatch, clips: Iterable[Clip]) -> Want:
    """The film that a dispatch as it stands wants; `clips` are those that it picks.

    Raises Refused when it has neither picks nor a film of its own.
    """
    if not dispatch.picks and not dispatch.attached:
        raise Refused(
            f"{dispatch.slug} has no picks yet, so there is no film",
            hint=f"mediadesk dispatch pick {dispatch.slug} CLIP, or dispatch attach {dispatch.slug} FILE",
        )
    return Want(recipe=Film(), digest=digest(Film(), edit_list(dispatch, clips)))


def picked_clips(dispatch: Dispatch) -> list[ClipId]:
    """The clips it picks, each once, in their order. Those of an attached film are not known."""
    return list(dict.fromkeys(pick.clip for pick in dispatch.picks))


def edit_list(dispatch: Dispatch, clips: Iterable[Clip]) -> str:
    """What the film of a dispatch is made of, as one text: what changes the film changes it, and nothing else does."""
    if dispatch.attached:
        return dispatch.attached
    parts = {clip.id: [part.sha256 for part in clip.parts] for clip in clips}  # an id is that of the first alone
    points = (
        [pick.clip, str(pick.in_point or 0), str(pick.out_point or "end"), *parts.get(pick.clip, ())]
        for pick in dispatch.picks
    )
    return json.dumps(list(points), separators=(",", ":"))


def film_seconds(dispatch: Dispatch, clips: Iterable[Clip]) -> Fraction | None:
    """How long its film will be by its picks; None where nobody knows: cut elsewhere, clips without a length."""
    known = {clip.id: clip.seconds for clip in clips}
    ends = [pick.out_point if pick.out_point is not None else known.get(pick.clip) for pick in dispatch.picks]
    if dispatch.attached or not ends or None in ends:
        return None
    starts = (pick.in_point or Fraction(0) for pick in dispatch.picks)
    return sum((end - start for start, end in zip(starts, ends, strict=True) if end is not None), Fraction(0))


def version_digest(dispatch: Dispatch, clips: Iterable[Clip]) -> str:
    """SHA-256 over all that a reader gets: what a clearance is given for. `clips` are those that it picks.

    Any other text, caption, cut or place makes another version; going live or being withdrawn does not.
    """
    clips = list(clips)
    # what there is none of is not told, so that what was cleared before it could be there stays cleared
    seen = {name: value for name, value in asdict(dispatch).items() if name not in _UNSEEN and value != ()}
    if dispatch.poster is None:
        del seen["poster"]
    place = public_place(dispatch, clips)
    seen["film"] = [edit_list(replace(dispatch, attached=None), clips), [pick.caption for pick in dispatch.picks]]
    seen["place"] = asdict(place) if place else None
    return hashlib.sha256(json.dumps(seen, sort_keys=True, default=str).encode()).hexdigest()


def public_place(dispatch: Dispatch, clips: Iterable[Clip]) -> SafeName | None:
    """What its page may tell of where it was shot; None for nothing: also when nobody decided how much that may be.

    Of a film that was cut elsewhere nobody knows what it shows.
    """
    if dispatch.attached:
        return None
    known = {clip.id: clip.place for clip in clips}
    return together([known.get(pick.clip) for pick in dispatch.picks], dispatch.location or "none")


def texts(dispatch: Dispatch) -> dict[str, str]:
    """Everything that a dispatch says to readers in words, by what it is called."""
    fields = ("title", "lead", "dateline", "byline", "credits", "licence", "outlet", "first_url", "series")
    said = {f"the {name.replace('_', ' ')}": getattr(dispatch, name) for name in fields}
    said |= {f"the caption of pick {number}": pick.caption for number, pick in enumerate(dispatch.picks, 1)}
    said |= {f"the {each.language} captions": "\n".join(cue.text for cue in each.cues) for each in dispatch.captions}
    said |= {f"the title of chapter {number}": each.title for number, each in enumerate(dispatch.chapters, 1)}
    said |= {f"correction {number}": each.note for number, each in enumerate(dispatch.corrections, 1)}
    return {name: text for name, text in said.items() if text}


def _index(dispatch: Dispatch, number: int) -> int:
    if not 1 <= number <= len(dispatch.picks):
        raise NotFound(
            f"there is no pick {number}: {dispatch.slug} has {len(dispatch.picks)}",
            hint=f"mediadesk dispatch show {dispatch.slug}",
        )
    return number - 1
