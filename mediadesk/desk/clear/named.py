"""What people name: aliases, clips, and what an embargo can be on. What nobody knows is answered with what is near."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from mediadesk.catalogue import Shelves
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.clip import Clip
from mediadesk.model.consent import Subject
from mediadesk.model.plain import one_line


def alias_of(typed: str) -> str:
    """An alias as it is kept: one line. Raises Misasked for none."""
    alias = one_line(typed)
    if not alias:
        raise Misasked("an alias needs letters", hint="a short name that says nothing to strangers: --alias baker-2")
    return alias


def reason_of(typed: str) -> str:
    """A reason as it is kept: one line. Raises Misasked for none."""
    reason = one_line(typed)
    if not reason:
        raise Misasked("a reason is needed: somebody will ask for it", hint='--reason "kept for part two"')
    return reason


def clips_of(beginnings: Sequence[str], shelves: Shelves) -> list[Clip]:
    """The clips whose ids begin so, each once, in the order given. Raises NotFound, Misasked."""
    clips = [shelves.clips.get(beginning) for beginning in beginnings]
    return list({clip.id: clip for clip in clips}.values())


def target_of(typed: str, shelves: Shelves) -> str:
    """The slug of a dispatch, or the id of the clip that begins so. Raises NotFound, Misasked."""
    slugs = [each.slug for each in shelves.dispatches.all()]
    if typed in slugs:
        return typed
    try:
        return shelves.clips.get(typed).id
    except NotFound as trouble:
        raise NotFound(
            f"{typed} is neither a dispatch nor the beginning of a clip's id",
            hint=_near(typed, slugs) or "mediadesk find, mediadesk dispatch list",
        ) from trouble


def subject_of(typed: str, shelves: Shelves) -> Subject:
    """The subject of an alias. Raises NotFound, with the aliases that are nearly so."""
    alias = alias_of(typed)
    if found := shelves.subjects.of([alias]):
        return found[0]
    raise unknown(alias, [each.alias for each in shelves.subjects.all()])


def unknown(alias: str, known: Collection[str]) -> NotFound:
    """What to raise of an alias that is nobody's."""
    return NotFound(
        f"nobody is known here as {alias}",
        hint=_near(alias, known) or f"mediadesk clear subject CLIP --alias {alias}; mediadesk clear list shows all",
    )


def _near(typed: str, known: Collection[str]) -> str | None:
    near = get_close_matches(typed, sorted(known), n=3)
    return f"is it {', or '.join(near)}?" if near else None
