"""The shelves of what waits for its hour, of pages for few, and of what stores were proved to do."""

from sqlmodel import Session, col, select

from mediadesk.catalogue.codec import decode, encode
from mediadesk.catalogue.rows import PrivateRow, ScheduledRow, TrialRow
from mediadesk.model.online import Private, Scheduled
from mediadesk.model.trial import Trial


class Schedule:
    """What is to go online at an instant: one for each dispatch and store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, scheduled: Scheduled) -> None:
        """Keeps it instead of what was scheduled of the same dispatch for the same store."""
        at = scheduled.at.isoformat()
        self._session.merge(ScheduledRow(slug=scheduled.slug, store=scheduled.store, at=at, said=encode(scheduled)))
        self._session.flush()

    def remove(self, slug: str, store: str) -> None:
        """Nothing of the dispatch waits for this store any more."""
        if row := self._session.get(ScheduledRow, (slug, store)):
            self._session.delete(row)
            self._session.flush()

    def all(self) -> list[Scheduled]:
        """Everything that waits, the next first."""
        rows = select(ScheduledRow).order_by(col(ScheduledRow.at), col(ScheduledRow.slug), col(ScheduledRow.store))
        return [decode(Scheduled, row.said) for row in self._session.exec(rows)]


class Privates:
    """Private pages by their tokens. A token is never used again, so none is removed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, private: Private) -> None:
        """Keeps a private page, instead of what was kept under its token."""
        self._session.merge(PrivateRow(token=private.token, slug=private.slug, said=encode(private)))
        self._session.flush()

    def of(self, slug: str) -> list[Private]:
        """The private pages of a dispatch, the oldest first."""
        rows = select(PrivateRow).where(col(PrivateRow.slug) == slug)
        return sorted((decode(Private, row.said) for row in self._session.exec(rows)), key=lambda each: each.at)

    def all(self) -> list[Private]:
        """Every private page, the oldest first."""
        rows = self._session.exec(select(PrivateRow))
        return sorted((decode(Private, row.said) for row in rows), key=lambda each: each.at)


class Trials:
    """What each store was proved to do."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, trial: Trial) -> None:
        """Keeps it instead of what was known of the same store."""
        self._session.merge(TrialRow(store=trial.store, said=encode(trial)))
        self._session.flush()

    def of(self, store: str) -> Trial | None:
        """What is known of a store; None when nobody looked."""
        row = self._session.get(TrialRow, store)
        return decode(Trial, row.said) if row else None
