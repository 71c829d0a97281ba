"""What keeps a clip back: a hold, an embargo, a label. And letting go of it again."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.desk.clear.named import alias_of, clips_of, reason_of, target_of
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import check_slug
from mediadesk.model.edit import Change, Edit
from mediadesk.model.embargo import RULES, Embargo, rule_named
from mediadesk.model.hold import Hold
from mediadesk.model.labels import checked_label, label_name
from mediadesk.model.plain import one_line


def hold(
    beginnings: Sequence[str], reason: str, owner: str, *, kept_for: str | None = None, catalogue: Catalogue
) -> list[Hold]:
    """Keeps clips back until their owner lets go; `kept_for` is the slug of the one dispatch that may use them.

    It need not be there yet: a part two seldom is.
    """
    owner, reason, now = alias_of(owner), reason_of(reason), datetime.now(UTC)
    kept_for = kept_for and check_slug(kept_for)
    with catalogue.write() as shelves:
        held = [
            Hold(clip=clip.id, owner=owner, reason=reason, dispatch=kept_for, at=now)
            for clip in clips_of(beginnings, shelves)
        ]
        for each in held:
            shelves.holds.put(each)
    return held


def embargo(
    target: str,
    *,
    until: datetime | None = None,
    rule: str | None = None,
    reason: str | None = None,
    by: str | None = None,
    catalogue: Catalogue,
) -> Embargo:
    """Lets a clip or a dispatch go out no earlier than an instant, or than a rule says. Raises Misasked, NotFound."""
    if (until is None) == (rule is None):
        raise Misasked("an embargo is until an instant, or by a rule", hint="--until 2026-12-01T18:00+02:00, or --rule")
    if rule and rule_named(rule) is None:
        raise Misasked(f"there is no rule {rule}", hint=f"--rule {'|'.join(each.name for each in RULES)}")
    now = datetime.now(UTC)
    if until and until <= now:
        raise Misasked("that instant has passed already", hint="--until 2026-12-01T18:00+02:00")
    with catalogue.write() as shelves:
        placed = Embargo(
            target=target_of(target, shelves),
            until=until and until.astimezone(UTC),
            rule=rule,
            reason=one_line(reason),
            by=by and alias_of(by),
            at=now,
        )
        shelves.embargoes.add(placed)
    return placed


def label(beginnings: Sequence[str], labels: Collection[str], *, by: str | None, catalogue: Catalogue) -> list[Clip]:
    """Puts labels on clips: one edit, which `undo` takes back. Raises Misasked for what is nearly a known label."""
    wanted = frozenset(map(checked_label, labels))
    return _relabel(beginnings, wanted, frozenset(), by=by, catalogue=catalogue)


def unlabel(beginnings: Sequence[str], labels: Collection[str], *, by: str, catalogue: Catalogue) -> list[Clip]:
    """Takes labels off clips. Raises NotFound where one of the clips does not have one of them."""
    unwanted = frozenset(map(label_name, labels))
    return _relabel(beginnings, frozenset(), unwanted, by=by, catalogue=catalogue)


def lift_hold(beginning: str, by: str, *, catalogue: Catalogue) -> Hold:
    """Lets go of a clip. Only who keeps it back can. Raises Refused for anybody else, NotFound when nobody does."""
    by = alias_of(by)
    with catalogue.write() as shelves:
        clip = shelves.clips.get(beginning)
        holds = shelves.holds.of([clip.id])
        own = next((each for each in holds if each.owner == by), None)
        if own is None:
            owners = sorted({each.owner for each in holds})
            if owners:
                raise Refused(
                    f"{clip.id} is kept back by {' and '.join(owners)}, who alone can let go",
                    hint=f"ask them, then mediadesk clear lift {clip.id} --hold --by {owners[0]}",
                )
            raise NotFound(
                f"nobody keeps {clip.id} back", hint="mediadesk clear list; --embargo and --label L lift other things"
            )
        shelves.holds.lift(clip.id, by)
    return own


def lift_embargo(target: str, by: str, *, catalogue: Catalogue) -> tuple[str, int]:
    """Lifts every embargo on a clip or a dispatch. Returns what it was on, and how many there were. Raises NotFound."""
    by = alias_of(by)
    with catalogue.write() as shelves:
        named = target_of(target, shelves)
        count = shelves.embargoes.lift(named, by)
        if not count:
            raise NotFound(f"{named} is under no embargo of its own", hint="mediadesk clear list")
    return named, count


def _relabel(
    beginnings: Sequence[str], put: frozenset[str], off: frozenset[str], *, by: str | None, catalogue: Catalogue
) -> list[Clip]:
    now, by = datetime.now(UTC), by and alias_of(by)
    with catalogue.write() as shelves:
        clips = clips_of(beginnings, shelves)
        for clip in clips:
            spelled = {label_name(each): each for each in clip.log.labels}
            if missing := sorted(off - spelled.keys()):
                raise NotFound(f"{clip.id} is not labelled {missing[0]}", hint=f"mediadesk show {clip.id}")
        changes = tuple(_change(clip, put, off) for clip in clips)
        shelves.history.record(Edit(at=now, changes=changes), by)
        for change in changes:
            shelves.clips.log(change.clip, change.after)
        return [shelves.clips.get(clip.id) for clip in clips]


def _change(clip: Clip, put: frozenset[str], off: frozenset[str]) -> Change:
    kept = frozenset(each for each in clip.log.labels if label_name(each) not in off)
    return Change(clip=clip.id, before=clip.log, after=replace(clip.log, labels=kept | put))
