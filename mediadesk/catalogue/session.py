"""Transactions over the file, and the shelves they hand out."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from sqlalchemy import QueuePool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from mediadesk.catalogue.clearances import Clearances
from mediadesk.catalogue.clips import Clips
from mediadesk.catalogue.clocks import Clocks
from mediadesk.catalogue.copies import Copies
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.dispatches import Dispatches
from mediadesk.catalogue.elsewhere import Elsewhere
from mediadesk.catalogue.excerpts import Excerpts
from mediadesk.catalogue.files import Files
from mediadesk.catalogue.head import note_head, noted_head
from mediadesk.catalogue.history import History
from mediadesk.catalogue.limits import Embargoes, Holds
from mediadesk.catalogue.online import Privates, Schedule, Trials
from mediadesk.catalogue.own_places import OwnPlaces
from mediadesk.catalogue.picking import Layers, Packs, Proposals
from mediadesk.catalogue.posts import Posts
from mediadesk.catalogue.publications import Publications
from mediadesk.catalogue.raw_probes import RawProbes
from mediadesk.catalogue.reels import Reels
from mediadesk.catalogue.renditions import Renditions
from mediadesk.catalogue.shelves import Shelves
from mediadesk.catalogue.stamps import Stamps
from mediadesk.catalogue.subjects import Appearances, Releases, Subjects
from mediadesk.catalogue.trouble import trouble
from mediadesk.catalogue.volumes import Volumes
from mediadesk.errors import Misasked
from mediadesk.model.custody import Head

_READ = "BEGIN"
_WRITE = "BEGIN IMMEDIATE"  # a deferred one finds out too late that another one writes, and cannot wait


class Sessions:
    """Where sessions come from. One connection stays open, so that SQLite does not fold its log in after each."""

    def __init__(
        self,
        path: Path,
        connect: Callable[[], sqlite3.Connection],
        who: str | None = None,
        module: ModuleType = sqlite3,
    ) -> None:
        self._path = path
        self._who = who
        self._engine = create_engine(
            "sqlite://",
            creator=connect,
            module=module,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=-1,
            hide_parameters=True,  # an error in a report to us names no person and no place
        )
        self._errors = self._engine.dialect.loaded_dbapi.Error

    @contextmanager
    def reading(self) -> Iterator[Shelves]:
        """A view of one moment, never kept."""
        with self._session(_READ, query_only=True) as session:
            yield _shelves(session, self._who)

    @contextmanager
    def writing(self) -> Iterator[Shelves]:
        """One writer at a time, kept at the end."""
        with self._session(_WRITE) as session:
            shelves = _shelves(session, self._who)
            yield shelves
            session.flush()
            head = self._to_note(shelves.custody)
            session.connection().commit()
        if head:
            note_head(self._path, head)

    @contextmanager
    def checking(self) -> Iterator[Session]:
        """May write, as FTS5's own check must, and is never kept."""
        with self._session(_WRITE) as session:
            yield session

    def _to_note(self, custody: Custody) -> Head | None:
        """The head to note once it is committed; None when nothing was added, or when that would cover a loss."""
        if not custody.grew:
            return None
        noted = noted_head(self._path)
        return custody.head() if noted is None or custody.knows(noted) else None

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    @contextmanager
    def _session(self, begin: str, *, query_only: bool = False) -> Iterator[Session]:
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA query_only = {int(query_only)}")
                connection.exec_driver_sql(begin)
                try:
                    with Session(connection) as session:
                        yield session
                except BaseException:
                    connection.invalidate()  # after a COMMIT that failed, SQLite is still inside the transaction
                    raise
        except DBAPIError as error:
            raise trouble(self._path, error.orig) from error
        except self._errors as error:  # of a cursor of SQLite's own
            raise trouble(self._path, error) from error
        except UnicodeEncodeError as error:
            raise Misasked("a text holds bytes that are no UTF-8", hint="type it again in UTF-8") from error
        except OverflowError as error:
            raise Misasked("a number is too large to be kept", hint="type it again with fewer digits") from error


def _shelves(session: Session, who: str | None) -> Shelves:
    custody = Custody(session, who)
    copies = Copies(session, custody)
    return Shelves(
        clips=Clips(session),
        files=Files(session, copies),
        volumes=Volumes(session),
        copies=copies,
        reels=Reels(session),
        renditions=Renditions(session),
        excerpts=Excerpts(session),
        dispatches=Dispatches(session),
        publications=Publications(session, custody),
        history=History(session, custody),
        clocks=Clocks(session),
        own_places=OwnPlaces(session),
        raw_probes=RawProbes(session),
        custody=custody,
        subjects=Subjects(session),
        appearances=Appearances(session, custody),
        releases=Releases(session, custody),
        holds=Holds(session, custody),
        embargoes=Embargoes(session, custody),
        clearances=Clearances(session, custody),
        posts=Posts(session),
        schedule=Schedule(session),
        privates=Privates(session),
        trials=Trials(session),
        packs=Packs(session, custody),
        layers=Layers(session),
        proposals=Proposals(session),
        stamps=Stamps(session),
        elsewhere=Elsewhere(session),
    )
