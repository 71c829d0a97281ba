"""The shelf of clips."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Literal

from sqlalchemy import delete, func, text, update
from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.clocks import profile
from mediadesk.catalogue.codec import decode, encode
from mediadesk.catalogue.files import ON_DESK, desk_path
from mediadesk.catalogue.findable import body_key, columns, said
from mediadesk.catalogue.rows import AttachedRow, ClipRow, ClockRow, CopyRow, FileRow, RenditionRow
from mediadesk.catalogue.search import conditions, order
from mediadesk.catalogue.stamps import Stamps
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.clip import Attached, Clip, ClipId, Facts, Log, is_id_beginning
from mediadesk.model.place import LatLon
from mediadesk.model.query import Query
from mediadesk.model.stamps import Stamp, logged, stamped, with_unstamped
from mediadesk.model.timecode import format_fraction

Along = Literal["part", "sidecar"]

_CANDIDATES = 8  # as many as fit on a line
_CLIPS = (
    select(ClipRow, FileRow, col(CopyRow.path), col(ClockRow.profile))
    .join(FileRow, col(FileRow.sha256) == col(ClipRow.sha256))
    .outerjoin(CopyRow, ON_DESK)
    .outerjoin(ClockRow, col(ClockRow.body) == col(ClipRow.body))
)


class Clips:
    """Clips by their id, by their content, and by what an editor looks for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stamps = Stamps(session)

    def add(self, clip: Clip, stamps: Iterable[Stamp] | None = None) -> None:
        """Catalogues a new clip. Its file, its parts and its sidecars must lie on the shelf of files.

        Its clock is what is known of its body here, whatever the value says. `stamps` say when its log was said, if it
        was not now.
        """
        known = self._session.get(ClockRow, body_key(clip.facts.camera) or "")
        clip = replace(clip, clock=profile(known.profile if known else None))
        row = ClipRow(id=clip.id, sha256=clip.sha256, facts=encode(clip.facts), log=encode(clip.log), **columns(clip))
        self._session.add(row)
        self._session.flush()  # gives the row its number
        self._make_findable(row, clip)
        self._belongs(clip.sha256, "clip", clip.id)
        self._stamps.add(clip.id, stamped(Log(), clip.log, (), datetime.now(UTC)) if stamps is None else stamps)
        for part in clip.parts:
            self._attach(clip.id, part, "part", None)
        for sidecar in clip.sidecars:
            self._attach(clip.id, sidecar, "sidecar", None)

    def attach(self, clip: ClipId, file: Attached, role: Along = "sidecar", position: int | None = None) -> None:
        """Puts one more file among a clip's parts or its sidecars. It must lie on the shelf of files.

        Parts come in the order of their positions, whichever was attached first; without a position, or where another
        one has it, a file goes to the end. One that is attached in this role stays where it is.
        """
        self._attach(clip, file, role, position)
        if role == "part":
            self._refresh(self._row(clip))  # the clip is longer now

    def log(self, clip: ClipId, log: Log) -> None:
        """Says `log` of a clip, instead of all that was said. Raises NotFound."""
        row = self._row(clip)
        self._stamps.add(clip, stamped(decode(Log, row.log), log, self._stamps.of(clip), datetime.now(UTC)))
        row.log = encode(log)
        self._refresh(row)

    def merge(self, clip: ClipId, stamps: Iterable[Stamp], labels: frozenset[str]) -> Log:
        """Puts what another desk said of a clip to what was said here; what stands then. Its labels are added to ours.

        In whatever order that is done with however many desks, the same stands in the end. Raises NotFound.
        """
        row = self._row(clip)
        before = decode(Log, row.log)
        together = with_unstamped(before, self._stamps.of(clip)) | frozenset(stamps)
        self._stamps.add(clip, together)
        after = logged(together, before.labels | labels)
        if after != before:
            row.log = encode(after)
            self._refresh(row)
        return after

    def facts(self, clip: ClipId, facts: Facts) -> None:
        """What the file of a clip tells, read anew. What people said stays. Raises NotFound."""
        row = self._row(clip)
        row.facts = encode(facts)
        row.body = body_key(facts.camera)
        self._refresh(row)

    def get(self, beginning: str) -> Clip:
        """The clip whose id begins so, in either case. Raises NotFound, and Misasked when there are several."""
        wanted = beginning.upper()
        begins = (col(ClipRow.id) >= wanted, col(ClipRow.id) < wanted + "~")  # no letter of an id comes after ~
        several = _CLIPS.where(*begins).order_by(col(ClipRow.id)).limit(_CANDIDATES + 1)
        found = self._session.exec(several).all() if is_id_beginning(beginning) else ()
        if not found:
            raise NotFound(f"no clip's id begins with {beginning}", hint="mediadesk find shows the ids")
        if len(found) > 1:
            ids = [row.id for row, *_ in found]
            more = " …" if len(ids) > _CANDIDATES else ""
            raise Misasked(
                f"several clips' ids begin with {beginning}: {' '.join(ids[:_CANDIDATES])}{more}",
                hint="give more letters of the id",
            )
        return self._values(found)[0]

    def known(self, ids: Iterable[ClipId]) -> list[Clip]:
        """Those of the clips that are catalogued, by their ids."""
        return self._values(
            self._session.exec(_CLIPS.where(among(col(ClipRow.id), ids)).order_by(col(ClipRow.id))).all()
        )

    def find(self, query: Query) -> list[Clip]:
        """What an editor looks for, in the order asked for."""
        asked, keys = conditions(query), order(query.sort)
        if query.limit:  # chosen before anything is joined: SQLite would sometimes begin with the files
            chosen = select(col(ClipRow.number)).where(*asked).order_by(*keys).limit(query.limit)
            if query.sort.endswith("size"):
                chosen = chosen.join(FileRow, col(FileRow.sha256) == col(ClipRow.sha256))
            asked = [col(ClipRow.number).in_(chosen)]
        return self._values(self._session.exec(_CLIPS.where(*asked).order_by(*keys)).all())

    def any_placed(self) -> bool:
        """Whether it is known of any clip where it was shot."""
        return (
            self._session.exec(select(ClipRow.number).where(col(ClipRow.lat).is_not(None)).limit(1)).first() is not None
        )

    def any_near(self, point: LatLon, within_m: float) -> bool:
        """Whether any clip was shot so near."""
        query = Query(near=point, within_m=within_m, sort="name")  # so that the index of places is asked
        return self._session.exec(select(ClipRow.number).where(*conditions(query)).limit(1)).first() is not None

    def _row(self, clip: ClipId) -> ClipRow:
        row = self._session.exec(select(ClipRow).where(col(ClipRow.id) == clip)).first()
        if row is None:
            raise NotFound(f"no clip's id is {clip}", hint="mediadesk find shows the ids")
        return row

    def _attach(self, clip: ClipId, file: Attached, role: Along, position: int | None) -> None:
        ask = select(AttachedRow).where(col(AttachedRow.clip) == clip, col(AttachedRow.role) == role)
        there = {row.position: row.sha256 for row in self._session.exec(ask)}
        if file.sha256 not in there.values():
            place = max(there, default=0) + 1 if position is None or position in there else position
            row = AttachedRow(clip=clip, role=role, position=place, name=file.name, sha256=file.sha256)
            row.seconds = None if file.seconds is None else format_fraction(file.seconds)
            self._session.add(row)
            self._session.flush()
            if role == "part":  # what was made of the clip shows less than all of it
                self._session.exec(delete(RenditionRow).where(col(RenditionRow.subject) == clip))
        self._belongs(file.sha256, role, clip)

    def _values(self, found: Sequence[tuple[ClipRow, FileRow, bytes | None, str | None]]) -> list[Clip]:
        along = self._attached([row.id for row, *_ in found])
        return [
            Clip(
                id=ClipId(row.id),
                name=file.name,
                path=desk_path(path),
                sha256=row.sha256,
                size_bytes=file.size_bytes,
                facts=decode(Facts, row.facts),
                log=decode(Log, row.log),
                parts=tuple(along[row.id, "part"]),
                # several threads attach them in any order: by name, so that every ingest ends with the same clip
                sidecars=tuple(sorted(along[row.id, "sidecar"], key=lambda each: each.name)),
                clock=profile(clock),
            )
            for row, file, path, clock in found
        ]

    def _attached(self, ids: Sequence[str]) -> dict[tuple[str, str], list[Attached]]:
        """The files that belong to each clip, as they were attached, by one question for all."""
        rows = self._session.exec(
            select(AttachedRow, FileRow, col(CopyRow.path))
            .join(FileRow, col(FileRow.sha256) == col(AttachedRow.sha256))
            .outerjoin(CopyRow, ON_DESK)
            .where(among(col(AttachedRow.clip), ids))
            .order_by(col(AttachedRow.position))
        )
        along: dict[tuple[str, str], list[Attached]] = defaultdict(list)
        for row, file, path in rows:
            attached = Attached(
                name=row.name,
                path=desk_path(path),
                sha256=row.sha256,
                size_bytes=file.size_bytes,
                seconds=None if row.seconds is None else Fraction(row.seconds),
            )
            along[row.clip, row.role].append(attached)
        return along

    def _refresh(self, row: ClipRow) -> None:
        """Makes what is found agree with what is said now."""
        self._session.flush()
        clip = self.get(row.id)
        row.sqlmodel_update(columns(clip))
        self._session.flush()
        self._make_findable(row, clip)

    def _make_findable(self, row: ClipRow, clip: Clip) -> None:
        number = {"number": row.number}
        words = text("INSERT OR REPLACE INTO clip_words (rowid, said) VALUES (:number, :said)")
        self._session.connection().execute(words, {**number, "said": said(clip)})
        self._session.connection().execute(text("DELETE FROM clip_where WHERE number = :number"), number)
        if clip.place:
            where = text("INSERT INTO clip_where VALUES (:number, :lat, :lat, :lon, :lon)")
            at = {"lat": clip.place.lat, "lon": clip.place.lon}
            self._session.connection().execute(where, {**number, **at})

    def _belongs(self, sha256: str, role: str, clip: ClipId) -> None:
        """Notes on a file what it has become. A file that is a clip stays one.

        Of several clips that it belongs to, the first by its id is noted: which one came first must not matter.
        """
        owner = clip if role == "clip" else func.min(func.coalesce(col(FileRow.clip), clip), clip)
        become = update(FileRow).where(col(FileRow.sha256) == sha256, col(FileRow.role) != "clip")
        self._session.exec(become.values(role=role, clip=owner, why=None))
