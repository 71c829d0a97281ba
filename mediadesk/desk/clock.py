"""What is known of cameras' clocks: saying it, learning it from clips that film a clock, and what that changes."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.body import Body, Effect, effect, meant
from mediadesk.model.clip import Camera, Clip
from mediadesk.model.clock import NO_PROFILE, ClockProfile, ClockSpan, calibrated, own_clock, with_span
from mediadesk.model.edit import Change, ClockChange, Edit

_A_DAY = timedelta(days=1)


def bodies(*, catalogue: Catalogue) -> list[Body]:
    """Every camera body, with what is known of its clock."""
    with catalogue.read() as shelves:
        return shelves.clocks.bodies()


def tell(body: str, spans: Sequence[ClockSpan], *, catalogue: Catalogue, dry_run: bool = False) -> Effect:
    """Says something of a body's clock: what changes, and for all clips of it that will come.

    Raises NotFound when no body is called so, and Misasked when several are.
    """
    return _change(lambda shelves: _named(body, shelves), lambda before: _with(before, spans), catalogue, dry_run)


def forget(body: str, *, catalogue: Catalogue, dry_run: bool = False) -> Effect:
    """Takes back all that was said of a body's clock. Raises as `tell` does."""
    return _change(lambda shelves: _named(body, shelves), lambda _: NO_PROFILE, catalogue, dry_run)


def calibrate(
    beginning: str,
    shown: datetime,
    after: timedelta,
    within: ClockSpan,
    *,
    catalogue: Catalogue,
    dry_run: bool = False,
) -> Effect:
    """Learns from a clip that films a right clock, which shows `shown` (aware, or the wall clock there) `after` its
    beginning. From a second clip also the drift. It holds for the span of `within`.

    Raises NotFound, Misasked, and Refused when the clip tells nothing of its camera's clock.
    """
    with catalogue.read() as shelves:
        clip = shelves.clips.get(beginning)
    camera, told = clip.facts.camera, clip.facts.captured
    if camera is None or not camera.called:
        raise Refused(f"{clip.id} does not say which camera it is of", hint=f"mediadesk log {clip.id} --time …")
    if own_clock(told) is None:
        why = "tells the time by GPS, not by its camera's clock" if told.at else "has no time to compare"
        raise Refused(f"{clip.id} {why}", hint="calibrate with another clip of this camera")

    def learned(before: ClockProfile) -> ClockProfile:
        known = calibrated(before, told, clip.id, shown, after, within)
        if known is None:
            raise Misasked(
                "the time that is shown needs its offset from UTC here: the camera wrote UTC",
                hint=f"--shows {shown.isoformat()}+03:00",
            )
        return known

    return _change(lambda _: camera, learned, catalogue, dry_run)


def said_of(clips: Sequence[Clip], span: ClockSpan, *, catalogue: Catalogue) -> list[Effect]:
    """Says something of the clocks that these clips were shot by: of each body, from its first to its last day here.

    Of clips whose camera nothing tells, it is said of each. All of it is one edit.
    """
    by_body: dict[Camera, list[datetime]] = defaultdict(list)
    nameless = []
    for clip in clips:
        own = own_clock(clip.facts.captured)
        if own is None or own.day_clock is None:
            continue
        if clip.facts.camera and clip.facts.camera.called:
            by_body[clip.facts.camera].append(own.day_clock)
        else:
            nameless.append(clip)
    with catalogue.write() as shelves:
        effects = [_effect(camera, _days(span, clocks), shelves) for camera, clocks in by_body.items()]
        logs = [(shelves.clips.get(clip.id).log, clip.id) for clip in nameless]
        changes = tuple(
            Change(clip=clip, before=log, after=replace(log, clock=_with(log.clock, [span])))
            for log, clip in logs
            if log.clock != _with(log.clock, [span])
        )
        changing = [each for each in effects if each.before != each.after]
        _note(changing, changes, shelves)
        for change in changes:
            shelves.clips.log(change.clip, change.after)
    return effects


def _change(
    camera: Callable[[Shelves], Camera],
    change: Callable[[ClockProfile], ClockProfile],
    catalogue: Catalogue,
    dry_run: bool,
) -> Effect:
    with catalogue.read() if dry_run else catalogue.write() as shelves:
        body = camera(shelves)
        before = shelves.clocks.of(body)
        found = effect(body, before, change(before), shelves.clocks.clips(body))
        if not dry_run and found.before != found.after:
            _note([found], (), shelves)
    return found


def _effect(camera: Camera, span: ClockSpan, shelves: Shelves) -> Effect:
    before = shelves.clocks.of(camera)
    return effect(camera, before, _with(before, [span]), shelves.clocks.clips(camera))


def _note(effects: Sequence[Effect], changes: tuple[Change, ...], shelves: Shelves) -> None:
    """Writes profiles down, and one edit with all that was changed."""
    if not effects and not changes:
        return
    clocks = tuple(ClockChange(body=each.camera, before=each.before, after=each.after) for each in effects)
    shelves.history.record(Edit(at=datetime.now(UTC), changes=changes, clocks=clocks))
    for each in clocks:
        shelves.clocks.put(each.body, each.after)


def _named(text: str, shelves: Shelves) -> Camera:
    found = meant(shelves.clocks.bodies(), text)
    if not found:
        raise NotFound(f"no camera of this desk is called {text}", hint="mediadesk clock list")
    if len(found) > 1:
        names = "; ".join(each.camera.called for each in found)
        raise Misasked(f"several cameras are called {text}: {names}", hint="give more of the name of one")
    return found[0].camera


def _with(profile: ClockProfile, spans: Sequence[ClockSpan]) -> ClockProfile:
    for span in spans:
        profile = with_span(profile, span)
    return profile


def _days(span: ClockSpan, clocks: Sequence[datetime]) -> ClockSpan:
    """The same for whole days, by the camera's clock: what is said of one card does not hold for other trips."""
    first, last = min(clocks).date(), max(clocks).date()
    return replace(span, start=datetime.combine(first, time()), end=datetime.combine(last, time()) + _A_DAY)
