"""What one desk tells another: `bundle.json`, foreign input from its first byte to its last. docs/json.md shows it.

Beside it lie the files that it lists as excerpts: stretches of originals, each by its name, hash and size.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from mediadesk.errors import Misasked
from mediadesk.model.clip import Attached, Camera, Clip, ClipId, Facts, clip_id
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.holding import HeldFile, Role
from mediadesk.model.languages import tag_of
from mediadesk.model.picking import Proposal, Said
from mediadesk.model.precision import Precision
from mediadesk.model.sane import check
from mediadesk.model.stamps import CLOCK, FIELDS, MOST_AHEAD, Stamp, checked, logged
from mediadesk.model.strict import NotSo, calmed, keyed, listed, loaded, matching, plain, strictly

PAPER = "bundle.json"
EXCERPTS = "excerpts"  # the folder beside it
MOST_BYTES = 64 << 20  # of bundle.json
MOST_CLIPS = 10_000
_KIND, _VERSION = "bundle", 1
_MOST_NAME = 255  # bytes
_LARGEST = 1 << 46  # bytes of a file: 70 TB

_SHA256 = re.compile("[0-9a-f]{64}")
_XXH3 = re.compile("[0-9a-f]{32}")
_PUBLIC_ID = re.compile("[a-z2-7]{26}")
_SLUG = re.compile(r"(?=.*[a-z])(?=.{1,80}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_EXCERPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.[a-z0-9]{1,5}")
_ADDRESS = re.compile(r"""https?://[^\s"'<>\\`]{1,2000}""")
_ALIAS = re.compile(r"\S(?:[^\n\t]{0,78}\S)?")

_WHOLE = ("kind", "version", "from", "made", "clips", "clocks", "holds", "embargoes", "said", "proposals", "dispatch")
_WORDS = ("title", "lead", "dateline", "byline", "credits", "language", "licence", "outlet", "first_url", "series")
_OF_DISPATCH = (*_WORDS, "number", "location", "poster")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentClip:
    """A clip as a desk tells it to another. Where its files lie there is nobody's business."""

    clip: Clip
    files: tuple[HeldFile, ...]  # the clip's own, those of its parts, its sidecars
    stamps: frozenset[Stamp]
    originals: tuple[str, ...] = ()  # desks, by alias, that have its original


@dataclass(frozen=True, slots=True, kw_only=True)
class SentClock:
    """What was ever said of the clock of a body."""

    body: Camera
    stamps: frozenset[Stamp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A stretch of a clip's original that lies in the bundle."""

    clip: ClipId
    begins: Fraction  # seconds into the clip, of its first frame
    seconds: Fraction
    sha256: str
    size_bytes: int
    name: str  # in the folder of excerpts
    facts: Facts  # of the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All of it."""

    desk: str  # an alias: whose desk it comes from
    made: datetime  # aware UTC, by the clock of that desk
    clips: tuple[SentClip, ...] = ()
    clocks: tuple[SentClock, ...] = ()
    holds: tuple[Hold, ...] = ()
    embargoes: tuple[Embargo, ...] = ()
    said: tuple[Said, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    dispatch: Dispatch | None = None  # its words and its order, as a draft
    excerpts: tuple[Enclosed, ...] = ()


def written_bundle(bundle: Bundle) -> bytes:
    """The file that says this. What steers a screen is left out of every text."""
    whole = {
        "kind": _KIND,
        "version": _VERSION,
        "from": bundle.desk,
        "made": bundle.made.isoformat(),
        "clips": [_clip_said(each) for each in bundle.clips],
        "clocks": [{"body": _calm(each.body), "stamps": _stamps_said(each.stamps)} for each in bundle.clocks],
        "holds": [_calm(each) for each in bundle.holds],
        "embargoes": [_calm(each) for each in bundle.embargoes],
        "said": [_calm(each) for each in bundle.said],
        "proposals": [_calm(each) for each in bundle.proposals],
        "dispatch": bundle.dispatch and _dispatch_said(bundle.dispatch),
        "excerpts": [_enclosed_said(each) for each in bundle.excerpts],
    }
    return json.dumps(whole, separators=(",", ":")).encode()


def read_bundle(data: bytes, now: datetime) -> Bundle:
    """What `bundle.json` says. Raises Misasked for anything that no desk writes, and for one whose clock is ahead."""
    try:
        if len(data) > MOST_BYTES:
            raise NotSo(f"it is larger than {MOST_BYTES >> 20} MB")
        said = loaded(data)
        if not isinstance(said, dict) or said.get("kind") != _KIND:
            raise NotSo("it says something else")
        if said.get("version") != _VERSION or said["version"] is True:
            raise Misasked("this bundle is of another version of mediadesk", hint="use the same one on both desks")
        return _bundle(keyed(said, *_WHOLE, "excerpts"), now)
    except NotSo as error:
        raise Misasked(
            f"this bundle cannot be taken: {error}", hint="ask for it again, from a desk you trust"
        ) from error


def _bundle(said: Mapping[str, Any], now: datetime) -> Bundle:
    clips = tuple(_clip(each, now) for each in listed(said["clips"], MOST_CLIPS))
    ids = {each.clip.id for each in clips}
    _each_once([each.clip.id for each in clips])
    dispatch = None if said["dispatch"] is None else _dispatch(said["dispatch"])
    slugs = {dispatch.slug} if dispatch else set[str]()
    bundle = Bundle(
        desk=alias(said["from"]),
        made=_soon(_instant(said["made"]), now),
        clips=clips,
        clocks=tuple(_clock(each, now) for each in listed(said["clocks"])),
        holds=tuple(strictly(Hold, each) for each in listed(said["holds"])),
        embargoes=tuple(strictly(Embargo, each) for each in listed(said["embargoes"])),
        said=tuple(strictly(Said, each) for each in listed(said["said"])),
        proposals=tuple(strictly(Proposal, each) for each in listed(said["proposals"])),
        dispatch=dispatch,
        excerpts=tuple(_enclosed(each) for each in listed(said["excerpts"])),
    )
    for each in (bundle.holds, bundle.embargoes, bundle.said, bundle.proposals, dispatch):
        check(each)
    for hold in bundle.holds:
        alias(hold.owner)
    for embargo in bundle.embargoes:
        alias(embargo.by or "nobody")
    spoken = [(each.editor, each.saved) for each in bundle.said]
    for editor, saved in (*spoken, *((each.editor, each.saved) for each in bundle.proposals)):
        alias(editor)
        _soon(saved, now)
    named = {
        *(each.clip for each in bundle.holds),
        *(each.target for each in bundle.embargoes if each.target not in slugs),
        *(each.choice.clip for each in bundle.said),
        *(pick.clip for each in bundle.proposals for pick in each.picks),
        *(pick.clip for pick in (dispatch.picks if dispatch else ())),
        *(each.clip for each in bundle.excerpts),
    }
    if not named <= ids or not {each.slug for each in bundle.proposals} <= slugs:
        raise NotSo("it speaks of a clip or a dispatch that is not in it")
    _each_once([each.name.casefold() for each in bundle.excerpts])
    _each_once([each.sha256 for each in bundle.excerpts])
    _each_once([each.body for each in bundle.clocks])
    return bundle


def alias(data: Any) -> str:
    """Somebody's alias. Raises NotSo."""
    return matching(strictly(str, data), _ALIAS, "an alias")


def _clip_said(each: SentClip) -> dict[str, Any]:
    files = {file.sha256: file for file in each.files}
    return {
        "id": each.clip.id,
        "file": _file_said(files[each.clip.sha256], each.clip.name),
        "facts": _calm(each.clip.facts),
        "labels": calmed(sorted(each.clip.log.labels)),
        "stamps": _stamps_said(each.stamps),
        "parts": [
            {**_file_said(files[part.sha256], part.name), "seconds": plain(part.seconds)} for part in each.clip.parts
        ],
        "sidecars": [_file_said(files[one.sha256], one.name) for one in each.clip.sidecars],
        "originals": list(each.originals),
    }


def _clip(data: Any, now: datetime) -> SentClip:
    said = keyed(data, "id", "file", "facts", "labels", "stamps", "parts", "sidecars", "originals")
    own = keyed(said["file"], "sha256", "xxh3", "size", "name")
    sha256 = matching(own["sha256"], _SHA256, "a hash")
    mine = clip_id(sha256)
    if said["id"] != mine:
        raise NotSo("the id of a clip is not that of its content")
    parts = [keyed(each, "sha256", "xxh3", "size", "name", "seconds") for each in listed(said["parts"])]
    along = [keyed(each, "sha256", "xxh3", "size", "name") for each in listed(said["sidecars"])]
    files = (
        _file(own, "clip", mine),
        *(_file(each, "part", mine) for each in parts),
        *(_file(each, "sidecar", mine) for each in along),
    )
    _each_once([each.sha256 for each in files])
    stamps = frozenset(_stamp(each, FIELDS, now) for each in listed(said["stamps"]))
    facts = strictly(Facts, said["facts"])
    clip = Clip(
        id=mine,
        name=files[0].name,
        path=None,
        sha256=sha256,
        size_bytes=files[0].size_bytes,
        facts=facts,
        log=logged(stamps, strictly(frozenset[str], said["labels"])),
        parts=tuple(
            _attached(file, strictly(_SECONDS, each["seconds"]))
            for file, each in zip(files[1 : 1 + len(parts)], parts, strict=True)
        ),
        sidecars=tuple(_attached(file, None) for file in files[1 + len(parts) :]),
    )
    check(facts)
    return SentClip(
        clip=clip,
        files=files,
        stamps=stamps,
        originals=tuple(sorted({alias(each) for each in listed(said["originals"])})),
    )


_SECONDS: Any = Fraction | None


def _file_said(file: HeldFile, name: bytes) -> dict[str, Any]:
    """A name is bytes: what is no UTF-8 in it is told as Python tells it."""
    told = name.decode("utf-8", "surrogateescape")
    return {"sha256": file.sha256, "xxh3": file.xxh3, "size": file.size_bytes, "name": told}


def _file(said: Mapping[str, Any], role: Role, clip: ClipId) -> HeldFile:
    size = strictly(int, said["size"])
    if not 0 <= size <= _LARGEST:
        raise NotSo("the size of a file makes no sense")
    return HeldFile(
        sha256=matching(said["sha256"], _SHA256, "a hash"),
        xxh3=matching(said["xxh3"], _XXH3, "a hash"),
        size_bytes=size,
        name=_name(said["name"]),
        path=None,
        role=role,
        clip=clip,
    )


def _name(data: Any) -> bytes:
    try:
        name = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else b""
    except UnicodeEncodeError as error:
        raise NotSo("the name of a file is none") from error
    if name in (b"", b".", b"..") or len(name) > _MOST_NAME or b"/" in name or b"\0" in name:
        raise NotSo("the name of a file is none")
    return name


def _attached(file: HeldFile, seconds: Fraction | None) -> Attached:
    if seconds is not None and seconds < 0:
        raise NotSo("a time makes no sense")
    return Attached(name=file.name, path=None, sha256=file.sha256, size_bytes=file.size_bytes, seconds=seconds)


def _stamps_said(stamps: Iterable[Stamp]) -> list[dict[str, Any]]:
    ordered = sorted(stamps, key=lambda each: (each.field, each.rank))
    return [
        {"field": each.field, "at": each.at.isoformat(), "value": calmed(json.loads(each.value))} for each in ordered
    ]


def _stamp(data: Any, fields: Iterable[str], now: datetime) -> Stamp:
    said = keyed(data, "field", "at", "value")
    if said["field"] not in fields:
        raise NotSo("it speaks of something that is not said of clips here")
    return checked(said["field"], _instant(said["at"]), said["value"], now)


def _clock(data: Any, now: datetime) -> SentClock:
    said = keyed(data, "body", "stamps")
    body = strictly(Camera, said["body"])
    check(body)
    if not body.called:
        raise NotSo("it speaks of the clock of no camera")
    return SentClock(body=body, stamps=frozenset(_stamp(each, (CLOCK,), now) for each in listed(said["stamps"])))


def _dispatch_said(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "slug": dispatch.slug,
        "public_id": dispatch.public_id,
        **{name: calmed(plain(getattr(dispatch, name))) for name in _OF_DISPATCH},
        "picks": [_calm(pick) for pick in dispatch.picks],
    }


def _dispatch(data: Any) -> Dispatch:
    said = keyed(data, "slug", "public_id", *_OF_DISPATCH, "picks")
    words = {name: strictly(_TEXT, said[name]) for name in _WORDS}
    number = strictly(_NUMBER, said["number"])
    poster = strictly(_SECONDS, said["poster"])
    url, language = words["first_url"], words["language"]
    sound = (
        words["title"],
        poster is None or poster >= 0,
        number is None or 0 < number <= MOST_CLIPS,
        url is None or _ADDRESS.fullmatch(url),
        language is None or tag_of(language) == language,
    )
    if not all(sound):
        raise NotSo("what it says of a dispatch cannot be true")
    return Dispatch(
        slug=matching(said["slug"], _SLUG, "the slug of a dispatch"),
        public_id=matching(said["public_id"], _PUBLIC_ID, "the id of a dispatch"),
        **words,
        number=number,
        location=strictly(_PRECISION, said["location"]),
        poster=poster,
        picks=tuple(strictly(Pick, each) for each in listed(said["picks"])),
    )


_TEXT: Any = str | None
_NUMBER: Any = int | None
_PRECISION: Any = Precision | None


def _enclosed_said(each: Enclosed) -> dict[str, Any]:
    return {
        "clip": each.clip,
        "begins": plain(each.begins),
        "seconds": plain(each.seconds),
        "sha256": each.sha256,
        "size": each.size_bytes,
        "name": each.name,
        "facts": _calm(each.facts),
    }


def _enclosed(data: Any) -> Enclosed:
    said = keyed(data, "clip", "begins", "seconds", "sha256", "size", "name", "facts")
    facts, size = strictly(Facts, said["facts"]), strictly(int, said["size"])
    begins, seconds = strictly(Fraction, said["begins"]), strictly(Fraction, said["seconds"])
    check(facts)
    if begins < 0 or seconds <= 0 or not 0 < size <= _LARGEST:
        raise NotSo("what it says of an excerpt cannot be true")
    return Enclosed(
        clip=ClipId(strictly(str, said["clip"])),
        begins=begins,
        seconds=seconds,
        sha256=matching(said["sha256"], _SHA256, "a hash"),
        size_bytes=size,
        name=matching(said["name"], _EXCERPT, "the name of an excerpt"),
        facts=facts,
    )


def _calm(value: object) -> Any:
    return calmed(plain(value))


def _instant(data: Any) -> datetime:
    at = strictly(datetime, data)
    if at.utcoffset() is None:
        raise NotSo("an instant has no zone")
    return at.astimezone(UTC)


def _soon(at: datetime, now: datetime) -> datetime:
    if at.utcoffset() is None:
        raise NotSo("an instant has no zone")
    if at > now + MOST_AHEAD:
        raise NotSo(f"the clock of the desk it comes from is wrong: something in it was said on {at:%Y-%m-%d}")
    return at


def _each_once(values: list[Any]) -> None:
    if len(set(values)) < len(values):
        raise NotSo("it says two things of one")
