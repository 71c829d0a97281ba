"""The shelf of excerpts: stretches of originals that came from another desk."""

from collections.abc import Iterable
from fractions import Fraction

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.bundle_rows import ExcerptRow
from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.clip import ClipId, Facts
from mediadesk.model.excerpt import Excerpt
from mediadesk.model.timecode import format_fraction


class Excerpts:
    """Excerpts by the clip that they are of."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, excerpt: Excerpt) -> None:
        """Notes one that lies on the desk, verified. The same bytes are noted once."""
        self._session.merge(_row(excerpt))
        self._session.flush()

    def of(self, clips: Iterable[ClipId]) -> list[Excerpt]:
        """Those of these clips, by clip and where they begin."""
        return _sorted(self._session.exec(select(ExcerptRow).where(among(col(ExcerptRow.clip), clips))))

    def all(self) -> list[Excerpt]:
        """Every one, by clip and where it begins."""
        return _sorted(self._session.exec(select(ExcerptRow)))


def _sorted(rows: Iterable[ExcerptRow]) -> list[Excerpt]:
    return sorted(map(_value, rows), key=lambda each: (each.clip, each.begins, each.sha256))


def _row(excerpt: Excerpt) -> ExcerptRow:
    return ExcerptRow(
        sha256=excerpt.sha256,
        clip=excerpt.clip,
        begins=format_fraction(excerpt.begins),
        seconds=format_fraction(excerpt.seconds),
        size_bytes=excerpt.size_bytes,
        path=excerpt.path,
        facts=encode(excerpt.facts),
    )


def _value(row: ExcerptRow) -> Excerpt:
    return Excerpt(
        clip=ClipId(row.clip),
        begins=Fraction(row.begins),
        seconds=Fraction(row.seconds),
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        path=row.path,
        facts=decode(Facts, row.facts),
    )
