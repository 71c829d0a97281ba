"""The shelf of reels: what was seen on each card-load, so that a card that comes again is known by what is on it."""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.rows import ReelRow, SeenRow
from mediadesk.errors import NotFound
from mediadesk.model.holding import Reel

Listed = tuple[bytes, int, int]  # path on the card, size in bytes, modification time in nanoseconds

_AT_ONCE = 5_000  # files in one question; three parameters each, and SQLite allows 32,766
# CROSS JOIN: each file is looked up in the index, SQLite would rather read all that was ever seen
_ALIKE = """
    WITH listed (path, size_bytes, modified_ns) AS (VALUES {})
    SELECT reel, count(*) FROM listed CROSS JOIN seen USING (path, size_bytes, modified_ns) GROUP BY reel
"""
_SEEN = "SELECT path, size_bytes, modified_ns, sha256 FROM seen WHERE reel = ? AND path IN ({})"
_NOTE = """
    INSERT INTO seen (reel, path, size_bytes, modified_ns) VALUES (?, ?, ?, ?)
    ON CONFLICT (reel, path)
    DO UPDATE SET size_bytes = excluded.size_bytes, modified_ns = excluded.modified_ns, sha256 = NULL
"""


class Reels:
    """Reels by what was seen on them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, files: Iterable[Listed]) -> Reel:
        """The reel that a listing of a card is of, or else the next one. What is new or changed on it is noted."""
        listed = tuple(files)
        reel = self.of(listed) or Reel(name=self._next(), seen=dict.fromkeys(path for path, _, _ in listed))
        self._list(reel.name, [each for each in listed if reel.seen[each[0]] is None])
        return reel

    def resume(self, name: str, files: Iterable[Listed]) -> None:
        """Notes a reel that is known by its folder on a drive alone; one that is on the shelf stays as it is."""
        if not self._session.exec(select(ReelRow).where(col(ReelRow.name) == name)).first():
            self._add(name)
            self._list(name, tuple(files))

    def of(self, files: Iterable[Listed]) -> Reel | None:
        """The reel that a listing of a card is of, with what is known of the files listed; None when it is a new one.

        It is the one with the most files as they are now, by path, size and modification time, when these are more
        bytes than those of its files that changed since: a card that was formatted and used again may still hold
        a camera's own small file, and clips that are called as others were.
        """
        listed = tuple(files)
        name = self._most_alike(listed)
        if name is None:
            return None
        seen: dict[bytes, str | None] = {}
        same, changed = [0, 0], [0, 0]  # bytes, files: a card may hold empty files alone
        for some in _portions(listed):
            before = self._seen(name, [path for path, _, _ in some])
            for path, size_bytes, modified_ns in some:
                seen[path] = None
                if path in before:
                    *stamp, sha256 = before[path]
                    is_same = stamp == [size_bytes, modified_ns]
                    seen[path] = sha256 if is_same else None
                    side = same if is_same else changed
                    side[0] += size_bytes
                    side[1] += 1
        return Reel(name=name, seen=seen) if same > changed else None

    def verified(self, reel: str, path: bytes, sha256: str) -> None:
        """Notes what a file of a reel holds. Its file is catalogued. Raises NotFound for one that was not listed."""
        where = (col(SeenRow.reel) == reel, col(SeenRow.path) == path)
        if not self._session.exec(update(SeenRow).where(*where).values(sha256=sha256)).rowcount:
            raise NotFound(f"no such file was seen on reel {reel}", hint="run the ingest again")

    def folders(self, sha256s: Iterable[str]) -> set[bytes]:
        """What the folders are called in which these contents were seen on cards."""
        paths = self._session.exec(select(col(SeenRow.path)).where(among(col(SeenRow.sha256), sha256s)))
        return {folder for path in paths for folder in path.split(b"/")[:-1]}

    def _most_alike(self, listed: Sequence[Listed]) -> str | None:
        """The reel with the most files just as they are now; of several, the newest."""
        alike: Counter[str] = Counter()
        for some in _portions(listed):
            ask = _ALIKE.format(", ".join(["(?, ?, ?)"] * len(some)))
            found = self._session.connection().exec_driver_sql(ask, tuple(each for file in some for each in file))
            alike.update(dict(map(tuple, found)))
        newest = {name: number for number, name in self._session.exec(select(ReelRow.number, ReelRow.name))}
        return max(alike, key=lambda name: (alike[name], newest[name]), default=None)

    def _seen(self, reel: str, paths: Sequence[bytes]) -> dict[bytes, tuple[int, int, str | None]]:
        ask = _SEEN.format(", ".join("?" * len(paths)))
        rows = self._session.connection().exec_driver_sql(ask, (reel, *paths))
        return {path: (size_bytes, modified_ns, sha256) for path, size_bytes, modified_ns, sha256 in rows}

    def _next(self) -> str:
        """A name that no reel of another desk has, nor one that a restored catalogue forgot: they meet on drives."""
        name = f"R{self._number():04}-{secrets.token_hex(2)}"
        self._add(name)
        return name

    def _number(self) -> int:
        return (self._session.exec(select(func.max(ReelRow.number))).one() or 0) + 1

    def _add(self, name: str) -> None:
        told = re.match(r"R(\d{4,9})-", name)  # a reel of another desk may have the number of one of ours
        number = max(self._number(), int(told[1]) if told else 0)
        self._session.add(ReelRow(number=number, name=name))
        self._session.flush()

    def _list(self, name: str, files: Sequence[Listed]) -> None:
        for some in _portions(files):
            self._session.connection().exec_driver_sql(_NOTE, [(name, *each) for each in some])


def _portions(listed: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    return (listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE))
