"""Whether a dispatch may go out: every gate, and how it ended. Some gates nobody may wave through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mediadesk.errors import Refused
from mediadesk.model.clip import Clip
from mediadesk.model.consent import Appearance, Release
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.leak import NEVER_OVERRIDDEN, Finding
from mediadesk.model.online import Gate

_OVERRIDE = 'if you have made sure yourself: --override "REASON", which is recorded'
_CHANGE = "a place, a person or an original name never goes out: change the text or the picks"


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
    clips: tuple[Clip, ...]  # those it picks, each once
    version: str  # `version_digest` of it as it stands
    store: str  # its name
    local: bool  # nobody but this machine sees what is there
    now: datetime  # aware UTC
    holds: tuple[Hold, ...] = ()  # on its clips
    embargoes: tuple[Embargo, ...] = ()  # on it and its clips
    appearances: tuple[Appearance, ...] = ()  # in its clips
    releases: tuple[Release, ...] = ()  # of those who appear
    clearance: Clearance | None = None  # the last one given
    found: tuple[Finding, ...] | None = None  # by the leak scan; None: it did not run yet
    override: str | None = None  # the reason given
    by: str | None = None  # alias of whoever overrides


def leaks_gate(found: Sequence[Finding], override: str | None) -> Gate:
    """What the outgoing bytes would tell. A place, a person or an original name in them is never overridden."""
    if not found:
        return Gate(gate="leaks", result="passed")
    many = f"{len(found)} findings" if len(found) > 1 else "1 finding"
    return _stopped("leaks", f"{many} in what would go out", None if _hard(found) else override)


def clearance_gate(store: str, local: bool, override: str | None) -> Gate:
    """Somebody's yes for a store that is not on this machine."""
    if local:
        return Gate(gate="clearance", result="passed")
    return _stopped("clearance", f"nobody has cleared it for the store {store}, which is not on this machine", override)


def passed(gates: Sequence[Gate], found: Sequence[Finding] = ()) -> tuple[Gate, ...]:
    """The gates, when none of them failed. Raises Unsafe, which says what to do."""
    if failed := [gate.why or gate.gate for gate in gates if gate.result == "failed"]:
        hint = _CHANGE if _hard(found) else _OVERRIDE
        raise Unsafe(f"not published: {'; '.join(failed)}", hint=hint, gates=tuple(gates), findings=tuple(found))
    return tuple(gates)


def _stopped(gate: str, why: str, override: str | None) -> Gate:
    return Gate(gate=gate, result="overridden" if override else "failed", why=why)


def _hard(found: Sequence[Finding]) -> bool:
    return any(finding.kind in NEVER_OVERRIDDEN for finding in found)
