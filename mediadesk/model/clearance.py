"""Whether a dispatch may go out: every gate, and how it ended. Some gates nobody may wave through.

One function decides for every door. It knows nothing but its `Case`, and refuses what is not known.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType

from mediadesk.errors import Refused
from mediadesk.model.caption import cut_of, too_late, unready
from mediadesk.model.clip import Clip
from mediadesk.model.consent import Appearance, Release, Subject, Use, uncovered, unreleased
from mediadesk.model.dispatch import Dispatch, edit_list, texts
from mediadesk.model.embargo import Embargo, not_yet
from mediadesk.model.hold import Hold, kept_back
from mediadesk.model.labels import never
from mediadesk.model.leak import NEVER_OVERRIDDEN, Finding
from mediadesk.model.online import Gate, GateResult
from mediadesk.model.precision import names_told
from mediadesk.model.romanised import places_of, words

_OVERRIDE = 'if you have made sure yourself: --override "REASON", which is recorded'
_CHANGE = "a place, a person or an original name never goes out: change the text or the picks"
_MEND = "no reason passes this: do what is said there, or drop the clip (mediadesk dispatch drop SLUG N)"
_COMMAND = re.compile(r"\((mediadesk [^()]+)\)")


class Unsafe(Refused):
    """A gate failed. Carries every gate and every finding, for whoever must mend it."""

    def __init__(self, what: str, *, hint: str, gates: tuple[Gate, ...], findings: tuple[Finding, ...]) -> None:
        super().__init__(what, hint=hint)
        self.gates = gates
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """Somebody's yes to exactly one version of a dispatch: that of this digest."""

    slug: str
    version: str  # `version_digest` of what was cleared
    by: str  # an alias
    at: datetime  # aware UTC
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that decides whether a dispatch may go out through a door: the same values give the same gates at each."""

    dispatch: Dispatch
    clips: tuple[Clip, ...]  # those it shows, as far as they are known, each once, as the catalogue has them now
    version: str  # `version_digest` of it as it stands
    store: str  # its name
    local: bool  # nobody but this machine sees what is there
    now: datetime  # aware UTC
    holds: tuple[Hold, ...] = ()  # on its clips
    embargoes: tuple[Embargo, ...] = ()  # on it and its clips
    appearances: tuple[Appearance, ...] = ()  # in its clips
    releases: tuple[Release, ...] = ()  # of those who appear
    subjects: tuple[Subject, ...] = ()  # those who appear
    clearance: Clearance | None = None  # the last one given
    texts: tuple[str, ...] = ()  # what goes out besides the dispatch's own words: names of files
    seconds: Fraction | None = None  # how long its film is; None: not known yet
    found: tuple[Finding, ...] | None = None  # by the leak scan; None: it did not run yet, which is no pass
    override: str | None = None  # the reason given
    by: str | None = None  # alias of whoever overrides


def gates(case: Case) -> tuple[Gate, ...]:
    """Every gate, in their order, and how it ended. The same case ends the same way, whatever the door."""
    return tuple(_ended(case, name, list(fails(case))) for name, fails in GATES.items())


def before_scan(gates: Sequence[Gate]) -> tuple[Gate, ...]:
    """The gates that can be asked before anything is made: all but the leak scan, which needs the bytes."""
    return tuple(gate for gate in gates if gate.gate != "leaks")


def passed(gates: Sequence[Gate], found: Sequence[Finding] = (), slug: str = "") -> tuple[Gate, ...]:
    """The gates, when none of them failed. Raises Unsafe, which says what to do; with `slug` as the exact command."""
    failed = [gate for gate in gates if gate.result == "failed"]
    if not failed:
        return tuple(gates)
    hint = _OVERRIDE if all(gate.gate in _WAVED for gate in failed) else _mend(failed)
    if slug and {gate.gate for gate in failed} == {"clearance"}:
        hint = f"mediadesk clear give {slug} --by ALIAS; {_OVERRIDE}"
    raise Unsafe(
        f"not published: {'; '.join(gate.why or gate.gate for gate in failed)}",
        hint=_CHANGE if _hard(found) else hint,
        gates=tuple(gates),
        findings=tuple(found),
    )


def _mend(failed: Sequence[Gate]) -> str:
    """The command that the first of them names as its mend."""
    named = (_COMMAND.search(gate.why or "") for gate in failed if gate.gate not in _WAVED)
    return next((match[1] for match in named if match), _MEND)


def _holds(case: Case) -> Iterator[str]:
    used = {pick.clip for pick in case.dispatch.picks} | {clip.id for clip in case.clips}
    return kept_back(case.dispatch.slug, used, case.holds)


def _embargoes(case: Case) -> Iterator[str]:
    return not_yet(case.dispatch.slug, case.clips, case.embargoes, case.now)


def _labels(case: Case) -> Iterator[str]:
    known = {clip.id for clip in case.clips}
    for number, pick in enumerate(case.dispatch.picks, 1):
        if pick.clip not in known:
            drop = f"mediadesk dispatch drop {case.dispatch.slug} {number}"
            yield f"{pick.clip} is not in the catalogue, so nobody knows what was said of it ({drop})"
    for clip in case.clips:
        yield from never(clip)


def _releases(case: Case) -> Iterator[str]:
    slug, use = case.dispatch.slug, Use(store=case.store, language=case.dispatch.language, now=case.now)
    for clip in case.clips:
        yield from unreleased(slug, clip, case.appearances, case.releases, use)
    for subject in case.subjects:
        theirs = [release for release in case.releases if release.subject == subject.alias]
        if not subject.name or not uncovered(frozenset({"name"}), theirs, use):
            continue
        for where, text in _said(case):
            if places_of(words(subject.name), words(text)):
                yield (
                    f"{where} tells the name of {subject.alias}, which no release covers: leave it out, or record one"
                    f" (mediadesk clear release {subject.alias} --covers name)"
                )


def _shots(case: Case) -> Iterator[str]:
    if case.dispatch.attached and not case.local:
        yield "nobody can tell which clips the attached film shows, so nothing is known of who and what is in it"


def _location(case: Case) -> Iterator[str]:
    policy = case.dispatch.location
    if policy is None:
        return
    places = [place for clip in case.clips for place in (clip.place, clip.facts.place) if place]
    for where, text in _said(case):
        if names_told(text, places, policy):
            yield (
                f"{where} names a place that is finer than {policy}: use other words"
                f" (mediadesk dispatch set {case.dispatch.slug} --help)"
            )


def _captions(case: Case) -> Iterator[str]:
    dispatch, slug = case.dispatch, case.dispatch.slug
    yield from unready(slug, dispatch.captions, cut_of(edit_list(dispatch, case.clips)), case.seconds)
    yield from too_late(slug, dispatch.chapters, case.seconds)
    if case.seconds is None and case.found is not None and (dispatch.captions or dispatch.chapters):
        yield f"nobody knows how long the film is, and what goes on after it (mediadesk dispatch render {slug})"


def _said(case: Case) -> list[tuple[str, str]]:
    """Every text that goes out, and what it is called."""
    return [*texts(case.dispatch).items(), *(("the name of a file", text) for text in case.texts)]


def _leaks(case: Case) -> Iterator[str]:
    if case.found is None:
        yield "what would go out was not scanned yet"
    elif why := _scanned(case.found):
        yield why


def _clearance(case: Case) -> Iterator[str]:
    given, slug = case.clearance, case.dispatch.slug
    if case.local or (given and given.slug == slug and given.version == case.version):
        return
    ask = f"mediadesk clear give {slug} --by ALIAS, once somebody has looked at it"
    if given and given.slug == slug:
        yield f"it was changed since {given.by} cleared it on {given.at:%Y-%m-%d} ({ask})"
    else:
        yield f"nobody has cleared it for the store {case.store}, which is not on this machine ({ask})"


# the gates in their order, and what each finds wrong
GATES: Mapping[str, Callable[[Case], Iterator[str]]] = MappingProxyType(
    {
        "hold": _holds,
        "embargo": _embargoes,
        "labels": _labels,
        "release": _releases,
        "shots": _shots,
        "location": _location,
        "captions": _captions,
        "leaks": _leaks,
        "clearance": _clearance,
    }
)
ABOUT_CLIPS = frozenset({"hold", "embargo", "labels", "release"})  # they can fail after it went out, too
_WAVED = frozenset({"shots", "leaks", "clearance"})  # a reason passes these, but for leaks that are never overridden


def _ended(case: Case, name: str, why: Sequence[str]) -> Gate:
    may = name in _WAVED and not (name == "leaks" and (case.found is None or _hard(case.found)))
    told = "; ".join(dict.fromkeys(why)) or None
    result = _result(told, case.override if may else None)
    return Gate(gate=name, result=result, why=told, by=case.by if result == "overridden" else None)


def _result(why: str | None, override: str | None) -> GateResult:
    if not why:
        return "passed"
    return "overridden" if override and override.strip() else "failed"


def _scanned(found: Sequence[Finding]) -> str | None:
    if not found:
        return None
    many = f"{len(found)} findings" if len(found) > 1 else "1 finding"
    return f"{many} in what would go out"


def _hard(found: Sequence[Finding]) -> bool:
    return any(finding.kind in NEVER_OVERRIDDEN for finding in found)
