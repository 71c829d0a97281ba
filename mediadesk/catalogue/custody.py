"""The shelf of custody: who did what to which bytes. It only grows; the file itself refuses anything else."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.later_steps import GUARDS
from mediadesk.catalogue.rows import CustodyRow
from mediadesk.model.custody import EMPTY, Broken, Entry, Head, What, after, broken

_HEAD = "SELECT number, digest FROM custody ORDER BY number DESC LIMIT 1"
_HELD = "SELECT 1 FROM custody WHERE number = ? AND digest = ?"
_ADD = (
    "INSERT INTO custody (number, at, who, what, sha256, about, why, before, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ALL = "SELECT number, at, who, what, sha256, about, why, before, digest FROM custody ORDER BY number"
_GUARDS = frozenset({"custody_added", "custody_changed", "custody_removed"})
_TURNS: tuple[What, ...] = ("restored", "rebuilt")


class Custody:
    """Entries by what they are about. `who` is whose word counts where nobody is named."""

    def __init__(self, session: Session, who: str | None = None) -> None:
        self._session = session
        self._who = who
        self._head: Head | None = None  # read once a transaction: nobody else can add to it meanwhile
        self.grew = False  # whether this transaction has added to it

    def add(
        self,
        *,
        what: What,
        at: datetime,
        who: str | None = None,
        sha256: str | None = None,
        about: str | None = None,
        why: str | None = None,
    ) -> Entry:
        """Writes down one thing that was done, in the transaction of the thing itself. Returns its entry."""
        entry = after(self.head(), at=at, who=who or self._who, what=what, sha256=sha256, about=about, why=why)
        row = (entry.number, entry.at.isoformat(), entry.who, what, sha256, entry.about, entry.why)
        self._ask(_ADD, (*row, entry.before, entry.digest))
        self._head, self.grew = Head(number=entry.number, digest=entry.digest), True
        return entry

    def turn(self, what: What, before: Head | None, *, at: datetime) -> Entry:
        """Writes down that this catalogue took the place of one whose chain ended with `before`; guards it anew."""
        for guard in GUARDS:
            self._ask(guard)
        if before is None:
            return self.add(what=what, at=at, why="nothing tells what was written before")
        lost = "nothing of it is lost" if self.holds(before) else "what it wrote last is not here"
        return self.add(what=what, at=at, sha256=before.digest, why=f"the chain before had {before.number}: {lost}")

    def head(self) -> Head:
        """The last entry; number 0 before the first."""
        if self._head is None:
            last = self._ask(_HEAD).fetchone()
            self._head = Head(number=last[0], digest=last[1]) if last else EMPTY
        return self._head

    def of(self, *, contents: Iterable[str] = (), about: Iterable[str] = ()) -> list[Entry]:
        """What was done to these contents, by SHA-256, or is about these clips, dispatches or people; oldest first."""
        asked = or_(among(col(CustodyRow.sha256), contents), among(col(CustodyRow.about), about))
        return [_value(row) for row in self._session.exec(select(CustodyRow).where(asked).order_by(_NUMBER))]

    def entry(self, digest: str) -> Entry | None:
        """The entry of this digest, if there is one."""
        row = self._session.exec(select(CustodyRow).where(col(CustodyRow.digest) == digest)).first()
        return _value(row) if row else None

    def turns(self) -> list[Entry]:
        """Where another chain ended and this one went on: each names the head of the other, if it was known."""
        asked = select(CustodyRow).where(col(CustodyRow.what).in_(_TURNS))
        return [_value(row) for row in self._session.exec(asked.order_by(_NUMBER))]

    def holds(self, head: Head) -> bool:
        """Whether the chain had this head once: then nothing that was written until then is gone."""
        return head == EMPTY or self._ask(_HELD, (head.number, head.digest)).fetchone() is not None

    def knows(self, head: Head) -> bool:
        """Whether the chain had this head, or says that it was lost when a backup took its place."""
        return self.holds(head) or any(each.sha256 == head.digest for each in self.turns())

    def broken(self) -> Iterator[Broken]:
        """Every place where the chain does not hold. Reads all of it."""
        return broken(iter(self._ask(_ALL).fetchone, None))

    def guarded(self) -> bool:
        """Whether the file refuses to change what is written."""
        ask = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'custody'"
        return {name for (name,) in self._ask(ask).fetchall()} >= _GUARDS

    def _ask(self, statement: str, parameters: Sequence[object] = ()) -> Any:
        """A cursor of SQLite's own: there is an entry in every transaction, and there may be very many to read."""
        cursor = self._session.connection().connection.cursor()
        cursor.execute(statement, parameters)
        return cursor


_NUMBER = col(CustodyRow.number)


def _value(row: CustodyRow) -> Entry:
    return Entry(
        number=row.number or 0,
        at=datetime.fromisoformat(row.at),
        who=row.who,
        what=row.what,
        sha256=row.sha256,
        about=row.about,
        why=row.why,
        before=row.before,
        digest=row.digest,
    )
