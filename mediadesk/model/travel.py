"""What of a clip may go on a journey: an allow-list. A new value is made of it, so what nobody named stays at home.

A laptop is searched at a border or taken away. A travel copy finds, shows and picks; it knows no person, no exact place
and time, no device, and no name that a file was given.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from mediadesk.model.clearance import Case, gates
from mediadesk.model.clip import Audio, Clip, Facts, Frame, Log
from mediadesk.model.consent import Appearance, Release
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.labels import LABELS, meant
from mediadesk.model.leak import Secrets, secrets_of, text_findings
from mediadesk.model.moment import UNKNOWN, Captured
from mediadesk.model.place import Place, Wider
from mediadesk.model.precision import DEFAULT, PRECISIONS, names_told, public
from mediadesk.model.recipe import HOUSE, Poster, Proxy, Storyboard, Thumbnail, digest, shown_at
from mediadesk.model.rendition import Rendition

SOURCE = "travel"  # of a place and a day that were made coarser
RECIPES = (Thumbnail.name, Poster.name, Storyboard.name, Proxy.name)  # stripped by the strict encode, named by clip ids
_NOWHERE = "a travel copy"  # no slug and no name of a store: nothing was released or kept for it
_OF_CLIPS = frozenset({"hold", "embargo", "labels", "release"})
# `50.00, 36.23`, `50.00N 36.23E`, `50°00'N 36°13'E`: two decimals are a kilometre
_COORDINATES = re.compile(r"\d[.,]\d{2,}\s*°?\s*[NSns]?\s*[,;/ ]\s*[-+]?\d{1,3}[.,]\d{2,}|\d\s*°\s*\d{1,2}\s*['′]")
_KNOWN_LABELS = frozenset(label.name for label in LABELS)

Tells = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """All that may keep a clip from going out."""

    holds: Sequence[Hold] = ()
    embargoes: Sequence[Embargo] = ()
    appearances: Sequence[Appearance] = ()
    releases: Sequence[Release] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What a text must not tell on a journey: the desk's secrets, and names finer than a town."""

    secrets: Secrets
    places: tuple[Place, ...] = field(default=())

    def tells(self, text: str) -> bool:
        """Whether it does. Coordinates tell a place, whether it is one that the desk knows or not."""
        if _COORDINATES.search(text) or text_findings(text, "", self.secrets):
            return True
        return bool(names_told(text, self.places, DEFAULT))


def kept_home(clip: Clip, limits: Limits, now: datetime) -> str | None:
    """The gate that keeps a clip at home: what may not go out to readers does not travel. None: it may travel."""
    case = Case(
        dispatch=Dispatch(slug=_NOWHERE, title="", public_id="", picks=(Pick(clip=clip.id),)),
        clips=(clip,),
        version="",
        store=_NOWHERE,
        local=False,
        now=now,
        holds=tuple(limits.holds),
        embargoes=tuple(limits.embargoes),
        appearances=tuple(limits.appearances),
        releases=tuple(limits.releases),
    )
    failed = (gate.gate for gate in gates(case) if gate.gate in _OF_CLIPS and gate.result == "failed")
    return next(failed, None)


def kept_from_others(clip: Clip, limits: Limits, now: datetime) -> str | None:
    """The same of what is handed to somebody else: a label that asks for care keeps a clip at home in any case. Before
    readers see it, somebody looks at it; here nobody does."""
    return kept_home(clip, limits, now) or ("labels" if any(map(meant, clip.log.labels)) else None)


def texts_of(clip: Clip, *, notes: bool) -> tuple[str, ...]:
    """What people wrote of a clip that would travel when it tells nothing."""
    log = clip.log
    written = (log.trip, log.title, *log.tags, *(log.labels - _KNOWN_LABELS), *(log.notes if notes else ()))
    return tuple(each for each in written if each)


def told_of(going: Sequence[Clip], every: Sequence[Clip], secrets: Secrets, *, notes: bool) -> frozenset[str]:
    """The texts that stay at home. Each is held against what is known of all clips: of those at home, too."""
    seen = Telling(secrets=of_all(every, secrets), places=_distinct(every))
    return telling((text for clip in going for text in texts_of(clip, notes=notes)), seen.tells)


def of_all(every: Sequence[Clip], secrets: Secrets) -> Secrets:
    """The secrets of a desk with the names and points of all its clips: of many points in one street, one."""
    known = secrets_of(every)
    points = {(round(each.lat, 3), round(each.lon, 3)): each for each in known.points}
    return replace(joined(secrets, known), points=tuple(points.values()))


def joined(one: Secrets, other: Secrets) -> Secrets:
    """What either of them knows."""
    both = ((each.name, getattr(one, each.name), getattr(other, each.name)) for each in fields(Secrets))
    return Secrets(**{name: a + b if isinstance(a, tuple) else a | b for name, a, b in both})


def travelling(clip: Clip, told: frozenset[str], *, notes: bool = False) -> Clip:
    """The clip as it travels. `told` are the texts that tell something: they stay at home.

    Its content is named by its id alone, which is the beginning of the content's hash, padded with zeros.
    """
    log = clip.log

    def harmless(text: str | None) -> str | None:
        return None if text in told else text

    return Clip(
        id=clip.id,
        name=clip.id.encode(),
        path=None,
        sha256=_stand_in(clip.sha256),
        size_bytes=0,
        facts=Facts(
            container=clip.facts.container,
            seconds=clip.seconds,
            frame=clip.facts.frame and _frame(clip.facts.frame),
            audio=tuple(_audio(each) for each in clip.facts.audio),
            captured=_day(clip.captured),
            place=_town(clip.place),
            decodes=clip.facts.decodes,
        ),
        log=Log(
            trip=harmless(log.trip),
            title=harmless(log.title),
            notes=tuple(each for each in log.notes if notes and each not in told),
            tags=log.tags - told,
            labels=log.labels - (told - _KNOWN_LABELS),
            flag=log.flag,
            rating=log.rating,
            poster=log.poster,
        ),
    )


def travels(made: Rendition, clip: Clip) -> bool:
    """Whether a rendition of a clip may travel: one of today's small ones, not what an older recipe made."""
    return made.recipe in RECIPES and made.digest == digest(shown_at(HOUSE[made.recipe], clip.log.poster))


def rendition(made: Rendition) -> Rendition:
    """The rendition as it travels: all that is known of the file, and it lies where it lay."""
    return Rendition(
        subject=made.subject,
        recipe=made.recipe,
        digest=made.digest,
        path=made.path,
        size_bytes=made.size_bytes,
        sha256=made.sha256,
        seconds=made.seconds,
        width=made.width,
        height=made.height,
        proofs=made.proofs,
    )


def telling(texts: Iterable[str], tells: Tells) -> frozenset[str]:
    """Those of many texts that tell something. All are looked at in one go, then the halves in which something is."""
    return frozenset(_telling(sorted(set(texts)), tells))


def _telling(texts: Sequence[str], tells: Tells) -> Iterable[str]:
    if not texts or not tells("\n\n".join(texts)):
        return
    if len(texts) == 1:
        yield texts[0]
        return
    half = len(texts) // 2
    yield from _telling(texts[:half], tells)
    yield from _telling(texts[half:], tells)


def _distinct(clips: Sequence[Clip]) -> tuple[Place, ...]:
    """One place for all that are called the same."""
    places = (place for clip in clips for place in (clip.place, clip.facts.place) if place)
    named = {(each.name, each.district, each.region, *(one.name for one in each.within)): each for each in places}
    return tuple(named.values())


def _stand_in(sha256: str) -> str:
    """The 50 bits of a hash of which an id is made, and zeros."""
    return f"{int(sha256[:13], 16) >> 2 << 2:013x}".ljust(64, "0")


def _frame(frame: Frame) -> Frame:
    return Frame(
        stream=frame.stream,
        width=frame.width,
        height=frame.height,
        rotation=frame.rotation,
        codec=frame.codec,
        fps=frame.fps,
        bit_depth=frame.bit_depth,
        hdr=frame.hdr,
        dolby_vision=frame.dolby_vision,
        interlaced=frame.interlaced,
        vfr=frame.vfr,
        sample_aspect=frame.sample_aspect,
        mirrored=frame.mirrored,
    )


def _audio(audio: Audio) -> Audio:
    return Audio(stream=audio.stream, codec=audio.codec, channels=audio.channels, rate=audio.rate)


def _day(captured: Captured) -> Captured:
    """The day where it was shot. An exact time, beside what everybody knows happened then, would name the street."""
    at = captured.day_clock
    return Captured(day=at.date(), source=SOURCE, confidence=captured.confidence) if at else UNKNOWN


def _town(place: Place | None) -> Place | None:
    """The town, by its own middle, and the bigger places that it lies in. Where none is known, nothing."""
    safe = public(place, DEFAULT)
    if place is None or safe is None or safe.lat is None or safe.lon is None or safe.radius_m is None:
        return None
    least = PRECISIONS.index(safe.precision)
    return Place(
        lat=safe.lat,
        lon=safe.lon,
        radius_m=safe.radius_m,
        source=SOURCE,
        name=safe.name,
        region=safe.region,
        country=safe.country,
        within=tuple(_wider(each) for each in place.within if PRECISIONS.index(each.rung) >= least),
    )


def _wider(wider: Wider) -> Wider:
    return Wider(rung=wider.rung, name=wider.name, lat=wider.lat, lon=wider.lon, radius_m=wider.radius_m)
