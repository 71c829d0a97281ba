"""The shelf of publications: what went online, version by version. Custody is told of each."""

import json
from datetime import datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.codec import decode_all, encode
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.rows import PublicationRow
from mediadesk.model.clip import ClipId
from mediadesk.model.online import Gate, Publication
from mediadesk.model.publication import PublicObject, edition_sha256


class Publications:
    """Publications by dispatch and store. Versions are kept, so that the reason of an override stays on record."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def put(self, publication: Publication) -> None:
        """Keeps a publication, instead of what was kept of the same version in the same store."""
        before = self._session.get(PublicationRow, (publication.slug, publication.store, publication.version))
        self._tell(publication, _value(before) if before else None)
        self._session.merge(_row(publication))
        self._session.flush()

    def _tell(self, now: Publication, before: Publication | None) -> None:
        where = f"store {now.store}, version {now.version}"
        passed = [] if before else [gate for gate in now.gates if gate.result == "overridden"]
        for gate in passed:
            why = f"{gate.gate}: {now.override}"
            self._custody.add(what="overridden", at=now.at, who=gate.by, about=now.slug, why=why)
        if now.objects and not (before and before.objects):
            edition = edition_sha256(now.objects)
            self._custody.add(what="published", at=now.at, sha256=edition, about=now.slug, why=where)
        if now.withdrawn_at and not (before and before.withdrawn_at):
            self._custody.add(what="taken-down", at=now.withdrawn_at, about=now.slug, why=where)

    def of(self, slug: str) -> list[Publication]:
        """Everything that ever went online of a dispatch, oldest first."""
        rows = select(PublicationRow).where(col(PublicationRow.slug) == slug)
        return [
            _value(row)
            for row in self._session.exec(rows.order_by(col(PublicationRow.version), col(PublicationRow.store)))
        ]

    def live(self, slug: str) -> list[Publication]:
        """The newest version in each store, but for those withdrawn."""
        newest = {publication.store: publication for publication in self.of(slug)}
        return [publication for publication in newest.values() if publication.withdrawn_at is None]


def _row(publication: Publication) -> PublicationRow:
    return PublicationRow(
        slug=publication.slug,
        store=publication.store,
        version=publication.version,
        at=publication.at.isoformat(),
        url=publication.url,
        objects=encode(publication.objects),
        clips=None if publication.clips is None else json.dumps(publication.clips),
        light=int(publication.light),
        content=publication.content,
        corrected_at=publication.corrected_at.isoformat() if publication.corrected_at else None,
        gates=encode(publication.gates),
        override=publication.override,
        withdrawn_at=publication.withdrawn_at.isoformat() if publication.withdrawn_at else None,
    )


def _value(row: PublicationRow) -> Publication:
    return Publication(
        slug=row.slug,
        store=row.store,
        version=row.version,
        at=datetime.fromisoformat(row.at),
        url=row.url,
        objects=decode_all(PublicObject, row.objects),
        clips=None if row.clips is None else tuple(map(ClipId, json.loads(row.clips))),
        light=bool(row.light),
        content=row.content,
        corrected_at=datetime.fromisoformat(row.corrected_at) if row.corrected_at else None,
        gates=decode_all(Gate, row.gates),
        override=row.override,
        withdrawn_at=datetime.fromisoformat(row.withdrawn_at) if row.withdrawn_at else None,
    )
