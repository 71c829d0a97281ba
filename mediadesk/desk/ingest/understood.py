"""What a file is, after a look at its bytes: its name only decides what is worth a word."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import Unreadable, probe
from mediadesk.media.sniff import HEAD_BYTES, sniff
from mediadesk.model.card import PREVIEW_ENDINGS
from mediadesk.model.clip import Facts
from mediadesk.model.moment import Clock, in_zone, read_by
from mediadesk.model.names import ending
from mediadesk.model.place import Place

# what a mistake in our own readers of foreign bytes would raise: it must not stop the rest of the card
_OUR_MISTAKES = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What looks at files: the programs, the places, and what the camera's clock was set to."""

    programs: Programs
    gazetteer: Gazetteer
    clock: Clock

    def facts(self, path: Path) -> Facts:
        """What the file tells, its place named and its clock understood. Raises Unreadable."""
        try:
            facts = probe(path, programs=self.programs)
            place = facts.place and _named(facts.place, self.gazetteer)
            captured = read_by(self.clock, facts.captured)
            if place and captured.at and (zone := _zone(place, self.gazetteer)):
                captured = in_zone(captured, zone, zone.key)
        except _OUR_MISTAKES as error:
            what = f"mediadesk failed to read it ({type(error).__name__}); please show us this file"
            raise Unreadable(what) from error
        return replace(facts, place=place, captured=captured)

    def facts_if_clip(self, name: bytes, path: Path) -> Facts | None:
        """The facts of a clip that was renamed, or whose name a broken card lost. A camera's small preview is none."""
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD_BYTES), ending(name)).kind
        if kind == "clip" and ending(name) not in PREVIEW_ENDINGS:
            with suppress(Unreadable):
                if (facts := self.facts(path)).decodes:
                    return facts
        return None


def _zone(place: Place, gazetteer: Gazetteer) -> ZoneInfo | None:
    """The time zone of a place; None also when this system is too old to know it."""
    name = gazetteer.zone(place.point)
    try:
        return ZoneInfo(name) if name else None
    except ZoneInfoNotFoundError:
        return None


def _named(place: Place, gazetteer: Gazetteer) -> Place:
    if not (near := gazetteer.nearest(place.point)):
        return place
    return replace(place, name=near.name, region=near.region, country=near.country)
