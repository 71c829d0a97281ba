"""What a file is, after a look at its bytes: its name only decides what is worth a word."""

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mediadesk.gazetteer import Gazetteer
from mediadesk.media import telemetry
from mediadesk.media.answer import Answer
from mediadesk.media.binaries import Programs
from mediadesk.media.facts import facts_from
from mediadesk.media.probe import Unreadable, look
from mediadesk.media.sniff import HEAD_BYTES, sniff
from mediadesk.media.tags import Told, told_beside
from mediadesk.model.card import PREVIEW_ENDINGS
from mediadesk.model.clip import Facts
from mediadesk.model.moment import UNKNOWN, Confidence, placed
from mediadesk.model.named_time import with_name
from mediadesk.model.names import ending
from mediadesk.model.place import LatLon, Place
from mediadesk.model.received import doubts
from mediadesk.model.track import Track
from mediadesk.model.tracked import tracked

MOST_BESIDE_BYTES = telemetry.MOST_BYTES  # of a file beside a clip; what comes after these is not read

# what a mistake in our own readers of foreign bytes would raise: it must not stop the rest of the card
_OUR_MISTAKES = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
_TEXTS = frozenset(("xml", "xmp"))
_TOLD_BESIDE = ("sony:xml", "xmp", "gpx")  # sources of what something else may have told than the clip itself
_OF_CARD = re.compile(r"\bof this recording (is|are) not here$")
_SURER: tuple[Confidence, ...] = ("none", "low", "medium", "high")

Beside = Track | Told  # what a file tells of the clip that it lies beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What looks at files: the programs, and the places."""

    programs: Programs
    gazetteer: Gazetteer

    def look(self, path: Path, name: bytes) -> tuple[Facts, Answer]:
        """What the file tells, its place named; and the answer that this was read from.

        `name` is what it was called on the card. Raises Unreadable.
        """
        try:
            answer, facts = look(path, programs=self.programs)
            return self._understood(facts, name), answer
        except _OUR_MISTAKES as error:
            what = f"mediadesk failed to read it ({type(error).__name__}); please show us this file"
            raise Unreadable(what) from error

    def look_if_clip(self, name: bytes, path: Path) -> tuple[Facts, Answer] | None:
        """The same of a clip that was renamed, or whose name a broken card lost. A camera's small preview is none."""
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD_BYTES), ending(name)).kind
        if kind == "clip" and ending(name) not in PREVIEW_ENDINGS:
            with suppress(Unreadable):
                if (found := self.look(path, name))[0].decodes:
                    return found
        return None

    def again(self, answer: Answer, name: bytes, before: Facts) -> Facts:
        """What an answer tells that was kept with a clip of that name, together with what else the facts were read
        from: its telemetry, the files beside it, and what its card told against it.
        """
        now = datetime.now(UTC)
        facts, track = facts_from(answer, now), before.track.whole if before.track else None
        if track and track.source == "gpmf":
            facts = tracked(facts, track, now)
        facts = self._understood(facts, name)
        if track:
            facts = self.with_beside(facts, track)
        told = Told(
            captured=before.captured if before.captured.source.startswith(_TOLD_BESIDE) else UNKNOWN,
            place=before.place if before.place and before.place.source.startswith(_TOLD_BESIDE) else None,
            camera=before.camera,
        )
        of_card = [each for each in before.trouble if each not in facts.trouble and _OF_CARD.search(each)]
        return self.with_beside(replace(facts, trouble=(*facts.trouble, *of_card)), told)

    def tells(self, name: bytes) -> bool:
        """Whether a file of this name may tell something of the clip that it lies beside."""
        return ending(name) in telemetry.BESIDE_ENDINGS | _TEXTS

    def beside(self, name: bytes, data: bytes, near: LatLon | None) -> Beside | None:
        """What a file tells of the clip that it lies beside; that clip's own place is `near`, if it knows one."""
        try:
            if ending(name) in _TEXTS:
                return told_beside(data.decode("utf-8", "replace"), datetime.now(UTC))
            return telemetry.beside_track(name, data, near)
        except _OUR_MISTAKES:
            return None

    def with_beside(self, facts: Facts, beside: Beside) -> Facts:
        """The facts of a clip with what a file beside it tells better."""
        if isinstance(beside, Track):
            better = tracked(facts, beside, datetime.now(UTC))
        else:
            surer = _SURER.index(beside.captured.confidence) > _SURER.index(facts.captured.confidence)
            better = replace(
                facts,
                captured=beside.captured if surer else facts.captured,
                place=facts.place or beside.place,
                camera=facts.camera or beside.camera,
            )
        return facts if better == facts else self._placed(better)

    def _understood(self, facts: Facts, name: bytes) -> Facts:
        captured, odd = with_name(facts.captured, name, datetime.now(UTC), float(facts.seconds or 0))
        return self._placed(replace(facts, captured=captured, trouble=(*facts.trouble, *odd, *doubts(name, facts))))

    def _placed(self, facts: Facts) -> Facts:
        """The facts with the name of the place, and the time as it was there."""
        place, captured = facts.place, facts.captured
        if place and not place.name:
            place = self.gazetteer.named(place)
        if place and captured.day_clock and (zone := _zone(place, self.gazetteer)):
            captured = placed(captured, zone, zone.key)
        return replace(facts, place=place, captured=captured)


def _zone(place: Place, gazetteer: Gazetteer) -> ZoneInfo | None:
    """The time zone of a place; None also when this system is too old to know it."""
    name = gazetteer.zone(place.point)
    try:
        return ZoneInfo(name) if name else None
    except ZoneInfoNotFoundError:
        return None
