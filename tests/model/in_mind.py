"""The shelves that a clearance asks, kept in mind alone: the same questions as the catalogue's, without a file."""

from dataclasses import dataclass, field, replace
from typing import Any

from mediadesk.model.clearance import Clearance
from mediadesk.model.clip import Clip, ClipId, Log
from mediadesk.model.consent import Appearance, Release, Subject
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold


@dataclass
class Clips:
    there: dict[str, Clip]

    def get(self, clip: str) -> Clip:
        return self.there[clip]

    def log(self, clip: ClipId, log: Log) -> None:
        self.there[clip] = replace(self.there[clip], log=log)


class Dispatches(dict[str, Dispatch]):
    def put(self, dispatch: Dispatch) -> None:
        self[dispatch.slug] = dispatch

    def get(self, slug: str, *_: Any) -> Dispatch:  # type: ignore[override]  # as the catalogue's: it is there
        return self[slug]


class Subjects(dict[str, Subject]):
    def put(self, subject: Subject) -> None:
        self[subject.alias] = subject


class Appearances(dict[tuple[str, str], Appearance]):
    def put(self, appearance: Appearance) -> None:
        self[appearance.clip, appearance.subject] = appearance

    def of_clips(self, clips: list[ClipId]) -> list[Appearance]:
        return [each for each in self.values() if each.clip in clips]

    def remove(self, clip: ClipId, alias: str) -> bool:
        return bool(self.pop((clip, alias), None))


class Releases(list[Release]):
    def add(self, release: Release) -> None:
        self.append(release)

    def of(self, aliases: list[str]) -> list[Release]:
        return [each for each in self if each.subject in aliases]

    def withdraw(self, alias: str, at: Any) -> None:
        self[:] = [replace(each, withdrawn_at=at) if each.subject == alias else each for each in self]


class Holds(dict[tuple[str, str], Hold]):
    def put(self, hold: Hold) -> None:
        self[hold.clip, hold.owner] = hold

    def of(self, clips: list[ClipId]) -> list[Hold]:
        return [each for each in self.values() if each.clip in clips]

    def lift(self, clip: ClipId, owner: str) -> bool:
        return bool(self.pop((clip, owner), None))


class Embargoes(list[Embargo]):
    def add(self, embargo: Embargo) -> None:
        self.append(embargo)

    def of(self, targets: list[str]) -> list[Embargo]:
        return [each for each in self if each.target in targets]

    def lift(self, target: str) -> None:
        self[:] = [each for each in self if each.target != target]


class Clearances(list[Clearance]):
    def add(self, clearance: Clearance) -> None:
        self.append(clearance)

    def last(self, slug: str) -> Clearance | None:
        return next((each for each in reversed(self) if each.slug == slug), None)


@dataclass
class InMind:
    """All of them."""

    clips: Clips
    dispatches: Dispatches = field(default_factory=Dispatches)
    subjects: Subjects = field(default_factory=Subjects)
    appearances: Appearances = field(default_factory=Appearances)
    releases: Releases = field(default_factory=Releases)
    holds: Holds = field(default_factory=Holds)
    embargoes: Embargoes = field(default_factory=Embargoes)
    clearances: Clearances = field(default_factory=Clearances)
