"""The shelf of renditions: what has been made of clips and dispatches."""

from collections.abc import Iterable
from fractions import Fraction

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.codec import decode, decode_all, encode
from mediadesk.catalogue.rows import RenditionRow
from mediadesk.model.loudness import Loudness
from mediadesk.model.rendition import Rendition
from mediadesk.model.timecode import format_fraction


class Renditions:
    """Renditions by their subject: a clip's id or a dispatch's slug."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, rendition: Rendition) -> None:
        """Notes what was made and verified, instead of the same recipe's earlier result."""
        self._session.merge(_row(rendition))
        self._session.flush()

    def of(self, subject: str) -> list[Rendition]:
        """Everything made of one subject."""
        return self.of_each([subject])[subject]

    def of_each(self, subjects: Iterable[str]) -> dict[str, list[Rendition]]:
        """Everything made of each subject; of one without renditions, an empty list."""
        made: dict[str, list[Rendition]] = {subject: [] for subject in subjects}
        rows = self._session.exec(
            select(RenditionRow)
            .where(among(col(RenditionRow.subject), made))
            .order_by(col(RenditionRow.recipe), col(RenditionRow.digest))
        )
        for row in rows:
            made[row.subject].append(_value(row))
        return made

    def all(self) -> list[Rendition]:
        """Every rendition, in the order of their paths."""
        return [_value(row) for row in self._session.exec(select(RenditionRow).order_by(col(RenditionRow.path)))]


def _row(rendition: Rendition) -> RenditionRow:
    return RenditionRow(
        subject=rendition.subject,
        recipe=rendition.recipe,
        digest=rendition.digest,
        path=rendition.path,
        size_bytes=rendition.size_bytes,
        sha256=rendition.sha256,
        seconds=None if rendition.seconds is None else format_fraction(rendition.seconds),
        width=rendition.width,
        height=rendition.height,
        proofs=encode(rendition.proofs),
        source=rendition.source,
        loudness=None if rendition.loudness is None else encode(rendition.loudness),
    )


def _value(row: RenditionRow) -> Rendition:
    return Rendition(
        subject=row.subject,
        recipe=row.recipe,
        digest=row.digest,
        path=row.path,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        seconds=None if row.seconds is None else Fraction(row.seconds),
        width=row.width,
        height=row.height,
        proofs=decode_all(str, row.proofs),
        source=row.source,
        loudness=None if row.loudness is None else decode(Loudness, row.loudness),
    )
