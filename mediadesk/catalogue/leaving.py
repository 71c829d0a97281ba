"""What a catalogue knows of clips that may leave the desk: what keeps each of them at home, and what none may tell."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.leak import Secrets
from mediadesk.model.travel import Limits

if TYPE_CHECKING:
    from mediadesk.catalogue.shelves import Shelves

Value = TypeVar("Value")


def limits_of(shelves: "Shelves", clips: Sequence[Clip]) -> Mapping[ClipId, Limits]:
    """What may keep each clip at home."""
    ids = [clip.id for clip in clips]
    holds = _by(shelves.holds.all(), lambda hold: hold.clip)
    embargoes = _by(shelves.embargoes.all(), lambda embargo: embargo.target)
    here = _by(shelves.appearances.of_clips(ids), lambda appearance: appearance.clip)
    subjects = {each.subject for those in here.values() for each in those}
    releases = _by(shelves.releases.of(subjects), lambda release: release.subject)
    return {
        each: Limits(
            holds=holds[each],
            embargoes=embargoes[each],
            appearances=here[each],
            releases=[release for one in here[each] for release in releases[one.subject]],
        )
        for each in ids
    }


def known_to_all(
    shelves: "Shelves", clips: Sequence[Clip], *, machine: frozenset[str], people: frozenset[str]
) -> Secrets:
    """What the whole desk knows, but for the names and points of clips: everybody by alias and by name, the drives, and
    the names that only this desk has for places, but where one is a town's. `clips` are all of the desk; `machine` and
    `people` are what this machine is called, and who works on it."""
    subjects, towns = shelves.subjects.all(), {one.name for clip in clips if clip.place for one in clip.place.within}
    aliases = (
        *(each for clip in clips for each in (clip.log.shooter, clip.log.received_from)),
        *(each.alias for each in subjects),
        *(each.owner for each in shelves.holds.all()),
        *(each.by for each in shelves.embargoes.all()),
        *(each.editor for each in shelves.packs.all()),
    )
    own_places = {each.name for each in shelves.own_places.all()} - towns
    drives = {each.name for each in shelves.volumes.all()} - {"desk"}
    return Secrets(
        people=frozenset(each for each in aliases if each),
        real=frozenset(each.name for each in subjects if each.name) | people | own_places,
        machine=frozenset(each for each in machine if each),
        cards=frozenset(drives),
    )


def _by(values: Iterable[Value], key: Callable[[Value], str]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = defaultdict(list)
    for each in values:
        found[key(each)].append(each)
    return found
