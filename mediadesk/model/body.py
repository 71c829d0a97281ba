"""A camera body: which one is meant, and what becomes of its clips when more is known of its clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mediadesk.model.clip import Camera, ClipId
from mediadesk.model.clock import ClockProfile, doubt, read_by
from mediadesk.model.moment import Captured


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One camera body, and what the catalogue has of it."""

    camera: Camera
    clips: int
    profile: ClockProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """When a clip was shot as its file says it, and whether a person said something of this clip over that."""

    clip: ClipId
    name: str  # as it is shown, in small letters
    told: Captured
    is_typed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A clip whose time is another one now."""

    clip: ClipId
    name: str
    before: Captured
    after: Captured
    doubt: str | None  # about the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What another profile does to a body's clips."""

    camera: Camera
    before: ClockProfile
    after: ClockProfile
    clips: int  # of this body
    instants_before: int  # clips whose instant was known
    instants_after: int
    moved: tuple[Moved, ...]  # as they were shot


def meant(bodies: Iterable[Body], text: str) -> list[Body]:
    """The bodies that a person may mean: the one that is called so, else all in whose name that is."""
    wanted = " ".join(text.split()).casefold()
    named = [(each.camera.called.casefold(), each) for each in bodies]
    return [each for name, each in named if name == wanted] or [each for name, each in named if wanted in name]


def effect(camera: Camera, before: ClockProfile, after: ClockProfile, clips: Sequence[Timed]) -> Effect:
    """What it does to these clips of a body that one profile goes and another one comes."""
    times = [(each, read_by(before, each.told), read_by(after, each.told)) for each in clips if not each.is_typed]
    return Effect(
        camera=camera,
        before=before,
        after=after,
        clips=len(clips),
        instants_before=sum(was.at is not None for _, was, _ in times),
        instants_after=sum(now.at is not None for _, _, now in times),
        moved=tuple(
            Moved(clip=each.clip, name=each.name, before=was, after=now, doubt=doubt(after, each.told))
            for each, was, now in times
            if was != now
        ),
    )
