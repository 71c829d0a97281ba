"""What was ever said of each thing, and when: two desks put theirs together in any order, and both know the same then.

A stamp is one thing that was said. They are only added to. Of a field the latest stamp stands, of two of one instant
the one whose text is greater: so what stands follows from the stamps alone, whoever got which of them first.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

from mediadesk.model.clip import Log
from mediadesk.model.clock import NO_PROFILE, ClockProfile
from mediadesk.model.sane import check
from mediadesk.model.strict import NotSo, canonical, strictly

CLOCK = "clock"  # the field of a camera's clock, which is no clip's; there the same word is of a clip's own
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # of what was said before stamps were kept
MOST_AHEAD = timedelta(days=1)  # of our clock: more, and the other one is wrong
_LEAST = timedelta(microseconds=1)
_TYPES: Mapping[str, Any] = get_type_hints(Log)
_NOTHING = Log()

# labels are no matter of who spoke last: what any desk puts on a clip stays on it
FIELDS = tuple(field.name for field in fields(Log) if field.name != "labels")
_UNSAID = {name: canonical(getattr(_NOTHING, name)) for name in FIELDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Something that was said of one field."""

    field: str
    at: datetime  # aware UTC
    value: str  # canonical JSON

    @property
    def rank(self) -> tuple[datetime, str]:
        """What is compared: of two, the greater one stands."""
        return self.at, self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two desks said different things of a field, and neither knew of the other's."""

    field: str
    ours: Stamp
    theirs: Stamp

    @property
    def stands(self) -> str:
        """Whose word it is now."""
        return "theirs" if self.theirs.rank > self.ours.rank else "ours"


def standing(stamps: Iterable[Stamp]) -> dict[str, Stamp]:
    """What stands of each field."""
    latest: dict[str, Stamp] = {}
    for each in stamps:
        if each.field not in latest or each.rank > latest[each.field].rank:
            latest[each.field] = each
    return latest


def with_unstamped(log: Log, stamps: Iterable[Stamp]) -> frozenset[Stamp]:
    """The stamps, and for what is said without one a stamp at the beginning of time."""
    known = frozenset(stamps)
    stamped = {each.field for each in known}
    said = ((name, canonical(getattr(log, name))) for name in FIELDS if name not in stamped)
    return known | {Stamp(field=name, at=EPOCH, value=value) for name, value in said if value != _UNSAID[name]}


def stamped(before: Log, after: Log, stamps: Iterable[Stamp], now: datetime) -> frozenset[Stamp]:
    """The stamps to add when somebody says `after` instead of `before`, one for each field that changes.

    It is later than all that was said of the field, also by a clock that is ahead of ours: the last word here counts.
    """
    known = frozenset(stamps)
    new = with_unstamped(before, known)
    latest = standing(new)
    for name in FIELDS:
        value = canonical(getattr(after, name))
        if value != canonical(getattr(before, name)):
            new |= {Stamp(field=name, at=later(now, latest.get(name)), value=value)}
    return new - known


def clock_stamped(
    before: ClockProfile, after: ClockProfile, stamps: Iterable[Stamp], now: datetime
) -> frozenset[Stamp]:
    """The same for the clock of a body."""
    known = frozenset(stamps)
    new = with_clock(before, known)
    if before != after:
        new |= {Stamp(field=CLOCK, at=later(now, standing(new).get(CLOCK)), value=canonical(after))}
    return new - known


def with_clock(profile: ClockProfile, stamps: Iterable[Stamp]) -> frozenset[Stamp]:
    """The stamps of a body's clock, and one at the beginning of time for what is said of it without one."""
    known = frozenset(stamps)
    if known or profile == NO_PROFILE:
        return known
    return known | {Stamp(field=CLOCK, at=EPOCH, value=canonical(profile))}


def later(now: datetime, than: Stamp | None) -> datetime:
    """Now, or right after a stamp whose clock was ahead."""
    return max(now, than.at + _LEAST) if than else now


def logged(stamps: Iterable[Stamp], labels: frozenset[str]) -> Log:
    """What people said of a clip, by the stamps."""
    said = {name: value_of(each) for name, each in standing(stamps).items() if name in _UNSAID}
    return Log(**said, labels=labels)


def conflicts(ours: Iterable[Stamp], theirs: Iterable[Stamp]) -> tuple[Conflict, ...]:
    """Fields of which both desks said something that the other did not know, and not the same; by their names."""
    here, there = frozenset(ours), frozenset(theirs)
    mine, others = standing(here), standing(there)
    both = ((name, mine[name], others[name]) for name in sorted(mine.keys() & others.keys()))
    return tuple(
        Conflict(field=name, ours=own, theirs=other)
        for name, own, other in both
        if own.value != other.value and own not in there and other not in here
    )


def value_of(stamp: Stamp) -> Any:
    """What a stamp says."""
    return strictly(kind_of(stamp.field), json.loads(stamp.value))


def kind_of(field: str) -> Any:
    """The type of what is said of a field. Raises NotSo for a field that there is not."""
    if field not in _UNSAID:
        raise NotSo("it speaks of something that is not said of clips here")
    return _TYPES[field]


def checked(field: str, at: datetime, data: Any, now: datetime) -> Stamp:
    """A stamp that another desk sent. Raises NotSo for one that cannot be, or comes from a clock that is far ahead."""
    value = strictly(kind_of(field), data)
    check(Log(**{field: value}))
    if at > now + MOST_AHEAD:
        raise NotSo(f"the clock of the desk it comes from is wrong: something in it was said on {at:%Y-%m-%d}")
    if at < EPOCH:
        raise NotSo("something in it was said before there were desks")
    return Stamp(field=field, at=at, value=canonical(value))
