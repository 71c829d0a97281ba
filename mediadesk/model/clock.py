"""How a camera's clock relates to the world: what people said of it, and what a clip's time is by that.

Facts keep what the file says. A profile is a layer above them, for one body, that can be changed and taken away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mediadesk.model.moment import PLACED, Captured, format_offset, in_zone, is_gps, parse_offset, shifted

PROFILED = "+profile"  # the end of a source: its clock was understood by a profile
_QUARTER = timedelta(minutes=15)  # every zone of our time is whole quarters of an hour from UTC
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A clip that films another clock, one that is right: the evidence for how wrong a camera's clock was."""

    clip: str  # its id
    camera: datetime  # naive: what the camera's clock said at that moment
    behind: timedelta  # and how much that was too early


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSpan:
    """One thing that was said of a clock: its zone, or how far it was behind, or calibrations that tell that.

    It holds from `start` (inclusive) to `end` (exclusive), naive, as the clock itself shows them.
    """

    start: datetime | None = None
    end: datetime | None = None
    zone: str | None = None  # IANA name, or an offset: "+03:00"
    behind: timedelta | None = None
    calibrations: tuple[Calibration, ...] = ()  # by the camera's clock

    @property
    def corrects(self) -> bool:
        """Whether it tells how far the clock was behind, and not its zone."""
        return self.zone is None

    def covers(self, clock: datetime) -> bool:
        """Whether it holds when the clock shows this."""
        return (self.start is None or self.start <= clock) and (self.end is None or clock < self.end)

    def within(self, other: "ClockSpan") -> bool:
        """Whether the other one holds whenever this one does."""
        starts = other.start is None or (self.start is not None and other.start <= self.start)
        return starts and (other.end is None or (self.end is not None and self.end <= other.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockProfile:
    """All that is known of the clock of one body. What was said last comes last, and counts."""

    spans: tuple[ClockSpan, ...] = ()


NO_PROFILE = ClockProfile()


def with_span(profile: ClockProfile, span: ClockSpan) -> ClockProfile:
    """The profile with one more thing said. It replaces what it covers; calibrations of one span go together."""
    alike = [each for each in profile.spans if each.corrects == span.corrects]
    if span.calibrations:
        alone = {each.clip for each in span.calibrations}
        same = (each for each in alike if (each.start, each.end) == (span.start, span.end))
        before = [one for each in same for one in each.calibrations if one.clip not in alone]
        span = replace(span, calibrations=tuple(sorted((*before, *span.calibrations), key=lambda each: each.camera)))
    if alike and alike[-1] == span:
        return profile
    stay = [each for each in profile.spans if each.corrects != span.corrects or not each.within(span)]
    return ClockProfile(spans=(*stay, span))


def own_clock(captured: Captured) -> Captured | None:
    """What the camera's own clock tells, without the zone of the place; None when something else told the time."""
    if (captured.local or captured.at) is None or is_gps(captured.source):
        return None
    if captured.source.endswith(PLACED):
        return replace(captured, at=None, offset=None, zone=None, source=captured.source.removesuffix(PLACED))
    return captured


def read_by(profile: ClockProfile, captured: Captured) -> Captured:
    """When a clip was shot whose file says `captured`, by the clock of the body that it is of.

    What is told by GPS stays, and so does an offset that the camera wrote. A zone that people gave to a clock says how
    to read it; where it was shot, as far as that is known, says what the wall clock was there.
    """
    own = own_clock(captured)
    if own is None or own.day_clock is None:
        return captured
    behind, zone = _behind(profile, own.day_clock), _zone(profile, own)
    if behind is None and zone is None:
        return captured
    try:
        return _understood(captured, own, behind, zone)
    except OverflowError:  # before the year 1 or after 9999: whoever said so, it was not shot then
        return captured


def doubt(profile: ClockProfile, captured: Captured) -> str | None:
    """What is doubtful about a time that was read by a profile, in words: the hours when clocks are changed."""
    own = own_clock(captured)
    if own is None or own.day_clock is None or not (zone := _zone(profile, own)) or own.at is not None:
        return None
    clock = own.day_clock + (_behind(profile, own.day_clock) or timedelta())
    shown = f"{clock:%Y-%m-%d %H:%M}"
    first, second = (clock.replace(tzinfo=zone[0], fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if first > second:
        return f"{shown} came twice in {zone[1]}, when clocks were set back: the first is taken"
    if first < second:
        return f"{shown} never came in {zone[1]}, when clocks were set forward: it is taken for a clock that was not"
    return None


def zone_named(name: str) -> tzinfo | None:
    """The zone of an IANA name or an offset (`+03:00`); None when there is none of this name here."""
    if (offset := parse_offset(name)) is not None:
        return timezone(offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def calibrated(
    profile: ClockProfile, told: Captured, clip: str, shown: datetime, after: timedelta, within: ClockSpan | None = None
) -> ClockProfile | None:
    """The profile with a clip more that films a right clock: `shown` is what that one shows `after` the clip's begin.

    `told` is what the clip's file says. None when that says nothing of the camera's own clock, or when `shown` is naive
    and nothing tells the zone of either. Of a clock whose zone is not known, it is the one in which it is least wrong.
    """
    span = within or ClockSpan()
    own = own_clock(told)
    if own is None or own.day_clock is None:
        return None
    camera = own.day_clock + after
    if own.at is not None:
        if shown.tzinfo is None:
            return None
        behind = shown - (own.at + after)
    elif shown.tzinfo is None:
        behind = shown - camera
    else:
        if not (zone := _zone(profile, own)):
            far = round((camera - shown.astimezone(UTC).replace(tzinfo=None)) / _QUARTER) * _QUARTER
            if abs(far) >= timedelta(days=1):  # it was reset: the zone is that of the clock which is shown
                far = shown.utcoffset() or timedelta()
            profile = with_span(profile, replace(span, zone=format_offset(far)))
            zone = timezone(far), format_offset(far)
        behind = shown.astimezone(zone[0]).replace(tzinfo=None) - camera
    one = Calibration(clip=clip, camera=camera, behind=behind)
    return with_span(profile, replace(span, calibrations=(one,)))


def drift(calibrations: Sequence[Calibration]) -> float | None:
    """Seconds that a clock loses in a day, from its first to its last calibration; None when they do not tell."""
    if not calibrations or not (days := (calibrations[-1].camera - calibrations[0].camera) / timedelta(days=1)):
        return None
    return (calibrations[-1].behind - calibrations[0].behind).total_seconds() / days


def _understood(
    captured: Captured, own: Captured, behind: timedelta | None, zone: tuple[tzinfo, str] | None
) -> Captured:
    found = shifted(own, behind) if behind else own
    if zone and found.offset is None:
        found = in_zone(found, *zone)
    there = zone_named(captured.zone) if captured.zone else None
    if there and found.at:
        found = in_zone(replace(found, local=None, offset=None), there, captured.zone)
    return replace(
        found,
        source=captured.source.removesuffix(PLACED) + PROFILED,
        confidence="medium" if found.at and found.confidence == "low" else found.confidence,
    )


def _zone(profile: ClockProfile, own: Captured) -> tuple[tzinfo, str] | None:
    """The zone that a clock was set to and its name, as far as the camera did not write an offset itself."""
    clock = own.day_clock
    if clock is None or own.offset is not None:
        return None
    named = (each.zone for each in reversed(profile.spans) if each.zone and each.covers(clock))
    return next(((zone, name) for name in named if (zone := zone_named(name))), None)


def _behind(profile: ClockProfile, clock: datetime) -> timedelta | None:
    """How far it was behind when it showed this."""
    span = next((each for each in reversed(profile.spans) if each.corrects and each.covers(clock)), None)
    if span is None or not span.calibrations:
        return span.behind if span else None
    known = span.calibrations
    pairs = [(a, b) for a, b in pairwise(known) if a.camera < b.camera]
    if not pairs:
        return known[-1].behind
    before, after = next((each for each in pairs if clock <= each[1].camera), pairs[-1])
    passed, whole = (clock - before.camera) // _MICROSECOND, (after.camera - before.camera) // _MICROSECOND
    lost = (after.behind - before.behind) // _MICROSECOND
    return before.behind + _MICROSECOND * round(lost * passed / whole)
