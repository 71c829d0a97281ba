"""The shelf of clearances: who said yes to which version of a dispatch."""

from sqlmodel import Session, col, select

from mediadesk.catalogue.codec import decode, encode
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.rows import ClearanceRow
from mediadesk.model.clearance import Clearance


class Clearances:
    """Clearances by dispatch. None is ever removed."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def add(self, clearance: Clearance) -> None:
        """Keeps one more yes."""
        self._session.add(ClearanceRow(slug=clearance.slug, said=encode(clearance)))
        self._session.flush()
        said = {"sha256": clearance.version, "about": clearance.slug, "why": clearance.note}
        self._custody.add(what="cleared", at=clearance.at, who=clearance.by, **said)

    def last(self, slug: str) -> Clearance | None:
        """The one written down last; None when there never was any."""
        rows = select(ClearanceRow).where(col(ClearanceRow.slug) == slug).order_by(col(ClearanceRow.number).desc())
        row = self._session.exec(rows.limit(1)).first()
        return decode(Clearance, row.said) if row else None

    def of(self, slug: str) -> list[Clearance]:
        """Every yes to a dispatch, in the order in which they were given."""
        rows = select(ClearanceRow).where(col(ClearanceRow.slug) == slug).order_by(col(ClearanceRow.number))
        return [decode(Clearance, row.said) for row in self._session.exec(rows)]
