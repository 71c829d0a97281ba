"""The shelves of what keeps clips back: holds, and embargoes on clips and dispatches."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.codec import decode, encode
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.rows import EmbargoRow, HoldRow
from mediadesk.model.clip import ClipId
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold


class Holds:
    """Holds: one of each owner on a clip."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def put(self, hold: Hold) -> None:
        """Keeps a hold, instead of what the same owner said of the clip before. The clip must be catalogued."""
        self._session.merge(HoldRow(clip=hold.clip, owner=hold.owner, said=encode(hold)))
        self._session.flush()
        self._custody.add(what="held", at=hold.at, who=hold.owner, about=hold.clip, why=hold.reason)

    def of(self, clips: Iterable[ClipId]) -> list[Hold]:
        """The holds on these clips, by clip and owner."""
        rows = select(HoldRow).where(among(col(HoldRow.clip), clips))
        ordered = rows.order_by(col(HoldRow.clip), col(HoldRow.owner))
        return [decode(Hold, row.said) for row in self._session.exec(ordered)]

    def all(self) -> list[Hold]:
        """Every hold, by clip and owner."""
        rows = select(HoldRow).order_by(col(HoldRow.clip), col(HoldRow.owner))
        return [decode(Hold, row.said) for row in self._session.exec(rows)]

    def lift(self, clip: ClipId, owner: str) -> bool:
        """Lets go of what an owner held; those of others stay. Says whether there was anything."""
        row = self._session.get(HoldRow, (clip, owner))
        if row is None:
            return False
        self._session.delete(row)
        self._session.flush()
        self._custody.add(what="lifted", at=datetime.now(UTC), who=owner, about=clip, why="hold")
        return True


class Embargoes:
    """Embargoes by what they are on: a clip's id, or a dispatch's slug. The latest of several counts."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def add(self, embargo: Embargo) -> None:
        """Keeps one more embargo."""
        self._session.add(EmbargoRow(target=embargo.target, said=encode(embargo)))
        self._session.flush()
        until = embargo.until.isoformat() if embargo.until else f"rule {embargo.rule}"
        why = f"{until}: {embargo.reason}" if embargo.reason else until
        self._custody.add(what="embargoed", at=embargo.at, who=embargo.by, about=embargo.target, why=why)

    def of(self, targets: Iterable[str]) -> list[Embargo]:
        """The embargoes on these, in the order in which they were written down."""
        rows = select(EmbargoRow).where(among(col(EmbargoRow.target), targets)).order_by(col(EmbargoRow.number))
        return [decode(Embargo, row.said) for row in self._session.exec(rows)]

    def all(self) -> list[Embargo]:
        """Every embargo, in the order in which they were written down."""
        rows = select(EmbargoRow).order_by(col(EmbargoRow.number))
        return [decode(Embargo, row.said) for row in self._session.exec(rows)]

    def lift(self, target: str, by: str | None = None) -> int:
        """Lifts all that is on a target. Says how many there were. `by` is the alias of whoever does it."""
        there = len(self.of([target]))
        self._session.exec(delete(EmbargoRow).where(col(EmbargoRow.target) == target))
        self._session.expire_all()  # rows that were read before are no more
        for _ in range(there):
            self._custody.add(what="lifted", at=datetime.now(UTC), who=by, about=target, why="embargo")
        return there
