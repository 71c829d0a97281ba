"""The shelf of clocks: what is known of the clock of each camera body, and by it when its clips were shot."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from mediadesk.catalogue.codec import decode, encode
from mediadesk.catalogue.findable import body, body_key, sortable
from mediadesk.catalogue.rows import ClipRow, ClockRow
from mediadesk.catalogue.stamps import Stamps
from mediadesk.model.body import Body, Timed
from mediadesk.model.clip import Camera, ClipId
from mediadesk.model.clock import NO_PROFILE, ClockProfile, read_by
from mediadesk.model.moment import Captured
from mediadesk.model.stamps import CLOCK, Stamp, clock_stamped, standing, value_of, with_clock

# the name comes folded; that is good enough to be recognised by
_CLIPS = """
    SELECT number, id, name, json_extract(facts, '$.captured'),
        json_extract(log, '$.captured') IS NOT NULL OR coalesce(json_array_length(log, '$.clock.spans'), 0) > 0
    FROM clip WHERE body = ? ORDER BY day_clock IS NULL, day_clock, name, id
"""
_TIME = "UPDATE clip SET day_clock = ?, at = ? WHERE number = ?"


class Clocks:
    """What is known of clocks, by the body they are in."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stamps = Stamps(session)

    def of(self, camera: Camera) -> ClockProfile:
        """What is known of the clock of this body; nothing, when it has no name either."""
        row = self._session.get(ClockRow, body_key(camera) or "")
        return profile(row.profile if row else None)

    def put(self, camera: Camera, known: ClockProfile) -> None:
        """Says what is known of a body's clock, instead of all before. Its clips are found by it from now on."""
        key = body_key(camera)
        if key is None:
            return
        stamps = self._stamps.of_clock(camera)
        self._stamps.add_clock(camera, clock_stamped(self.of(camera), known, stamps, datetime.now(UTC)))
        self._keep(key, known)

    def merge(self, camera: Camera, stamps: Iterable[Stamp]) -> ClockProfile:
        """Puts what another desk said of a body's clock to what was said here; what stands then."""
        before, key = self.of(camera), body_key(camera)
        together = with_clock(before, self._stamps.of_clock(camera)) | frozenset(stamps)
        if key is None or not together:
            return before
        self._stamps.add_clock(camera, together)
        after: ClockProfile = value_of(standing(together)[CLOCK])
        if after != before:
            self._keep(key, after)
        return after

    def _keep(self, key: str, known: ClockProfile) -> None:
        if known.spans:
            self._session.merge(ClockRow(body=key, profile=encode(known)))
        elif row := self._session.get(ClockRow, key):
            self._session.delete(row)
        self._session.flush()
        times = [
            (sortable(now.day_clock), sortable(now.at), number)
            for number, _, _, told, is_typed in self._rows(key)
            if not is_typed
            for now in [read_by(known, decode(Captured, told))]
        ]
        if times:
            self._session.connection().exec_driver_sql(_TIME, times)
            self._session.expire_all()  # rows that were read before

    def bodies(self) -> list[Body]:
        """Every body that a clip is of, and every one whose clock is known, by name."""
        counted = select(col(ClipRow.body), func.count()).where(col(ClipRow.body).is_not(None)).group_by(ClipRow.body)
        clips = {key: count for key, count in self._session.exec(counted) if key}
        known = {row.body: profile(row.profile) for row in self._session.exec(select(ClockRow))}
        return [
            Body(camera=body(key), clips=clips.get(key, 0), profile=known.get(key, NO_PROFILE))
            for key in sorted({*clips, *known}, key=str.casefold)
        ]

    def clips(self, camera: Camera) -> list[Timed]:
        """The clips of a body, in the order they were shot."""
        return [
            Timed(clip=ClipId(clip), name=name, told=decode(Captured, told), is_typed=bool(is_typed))
            for _, clip, name, told, is_typed in self._rows(body_key(camera) or "")
        ]

    def _rows(self, key: str) -> Any:
        return self._session.connection().exec_driver_sql(_CLIPS, (key,)).all()


def profile(text: str | None) -> ClockProfile:
    """What a row says is known of a clock."""
    return _decoded(text) if text else NO_PROFILE


@lru_cache(maxsize=256)
def _decoded(text: str) -> ClockProfile:
    return decode(ClockProfile, text)
