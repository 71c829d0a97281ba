"""Not before: until an instant, or so long after the event as a rule says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mediadesk.model.clip import Clip
from mediadesk.model.labels import asking

_SURE = ("high", "medium")  # how sure an instant must be for an embargo to end by it
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long after an event pictures of it may be shown. Rules differ by place and change: check locally."""

    name: str
    after: timedelta | None  # None: the source names no hour after which it may
    country: str  # ISO 3166-1 alpha-2
    as_of: date  # when the source said so
    source: str  # an address


# A rule is used wherever a clip was shot: where nothing is known of a place, waiting is what harms nobody.
# The hours were agreed between the media and Ukraine's ministries of culture and of defence. Order 73 of the
# Commander-in-Chief (3 March 2022, changed since) names no hours. It lists what is not told at all, and the positions
# and results of air defence are in that list. Article 114-2 of the Criminal Code (24 March 2022) punishes whoever tells
# where forces are, at any hour: https://zakon.rada.gov.ua/laws/show/2341-14
_AGREED = "https://ipi.media/alerts/media-in-dnipro-banned-from-filming-site-of-new-russian-oreshnik-missile-strike/"
RULES = (
    Rule(name="civilian", after=timedelta(hours=3), country="UA", as_of=date(2024, 11, 21), source=_AGREED),
    Rule(name="military", after=timedelta(hours=12), country="UA", as_of=date(2024, 11, 21), source=_AGREED),
    Rule(
        name="air-defence",
        after=None,
        country="UA",
        as_of=date(2022, 3, 3),
        source="https://www.reportingukraine.guide/martial-law",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Embargo:
    """On a clip, or on a whole dispatch: exactly one of `until` and `rule` is there."""

    target: str  # a clip's id, or a dispatch's slug
    until: datetime | None = None  # aware UTC
    rule: str | None = None  # the name of a Rule
    reason: str | None = None
    by: str | None = None  # an alias
    at: datetime  # aware UTC


def rule_named(name: str) -> Rule | None:
    """The rule of this name."""
    return next((rule for rule in RULES if rule.name == name), None)


def over_at(clip: Clip) -> datetime | None:
    """When what a clip shows was over: the instant of its last picture, aware UTC. None where that is not sure enough.

    A wall clock without a zone is no instant, and one that is held for unsure is no reason to show anything.
    """
    captured = clip.captured
    if captured.at is None or captured.confidence not in _SURE or clip.seconds is None:
        return None
    try:
        return captured.at.astimezone(UTC) + timedelta(seconds=max(0.0, float(clip.seconds)))
    except OverflowError:
        return None


def not_yet(slug: str, clips: Sequence[Clip], embargoes: Sequence[Embargo], now: datetime) -> Iterator[str]:
    """Why a dispatch of these clips may not go out yet: by embargoes on it and on them, and by labels of theirs."""
    targets = {slug: tuple(clips)} | {clip.id: (clip,) for clip in clips}
    for embargo in embargoes:
        if embargo.target not in targets:
            continue
        lift = f"mediadesk clear lift {embargo.target} --embargo --by ALIAS"
        why = f" ({embargo.reason})" if embargo.reason else ""
        if embargo.until and now < embargo.until:
            yield f"{embargo.target} is under embargo until {_shown(embargo.until)}{why}: wait, or lift it ({lift})"
        if embargo.rule or not embargo.until:
            begun = f"{embargo.target} is under embargo by the rule {embargo.rule}{why}"
            yield from _by_rule(begun, embargo.rule or "", targets[embargo.target], now, lift)
    for clip in clips:
        for label in asking(clip.log.labels):
            if label.rule:
                lift = f"mediadesk clear lift {clip.id} --label {label.name} --by ALIAS"
                yield from _by_rule(f"{clip.id} is labelled {label.name}", label.rule, (clip,), now, lift)


def _by_rule(begun: str, name: str, clips: Sequence[Clip], now: datetime, lift: str) -> Iterator[str]:
    rule = rule_named(name)
    if rule is None:
        yield f"{begun}, which is no rule that is known here: lift it ({lift})"
        return
    known = f"{rule.country}, as of {rule.as_of}; check locally"
    if rule.after is None:
        yield f"{begun}: no hour is known after which that may be shown, {known}; if it is wrong, take it off ({lift})"
        return
    hours = f"{rule.after // timedelta(hours=1)} h after the event"
    unsure = [clip for clip in clips if over_at(clip) is None]
    for clip in unsure:
        yield f"{begun}: {hours}, {known}, and {_unsure(clip)}"
    if unsure:
        return
    over = [at for clip in clips if (at := over_at(clip))]
    if not over:
        yield f"{begun}: {hours}, {known}, and it picks no clip that could tell when that was: lift it ({lift})"
    elif now < (lifted := max(over) + rule.after):
        yield f"{begun}: not before {_shown(lifted)}, {hours} ({known})"


def _unsure(clip: Clip) -> str:
    if clip.seconds is None and clip.captured.at:
        return f"nobody knows how long {clip.id} is (mediadesk probe --again)"
    mend = clip.mend or f"mediadesk log {clip.id} --time 2022-05-07T14:03+03:00"
    return f"nobody knows for sure when {clip.id} was shot ({mend})"


def _shown(at: datetime) -> str:
    """To the minute, never too early."""
    up = at if at.replace(second=0, microsecond=0) == at else at.replace(second=0, microsecond=0) + _MINUTE
    return f"{up.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
