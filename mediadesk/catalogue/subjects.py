"""The shelves of people filmed: who they are by alias, where they appear, what they agreed to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.codec import decode, encode
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.rows import AppearanceRow, ReleaseRow, SubjectRow
from mediadesk.errors import NotFound
from mediadesk.model.clip import ClipId
from mediadesk.model.consent import Appearance, Release, Subject


class Subjects:
    """Subjects by their alias."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, subject: Subject) -> None:
        """Keeps a subject, instead of what was kept under the alias."""
        self._session.merge(SubjectRow(alias=subject.alias, said=encode(subject)))
        self._session.flush()

    def get(self, alias: str) -> Subject:
        """The subject of this alias. Raises NotFound."""
        if row := self._session.get(SubjectRow, alias):
            return decode(Subject, row.said)
        raise NotFound(f"nobody is known here as {alias}", hint="mediadesk clear list shows the aliases")

    def of(self, aliases: Iterable[str]) -> list[Subject]:
        """The subjects of these aliases that are known, by alias."""
        rows = select(SubjectRow).where(among(col(SubjectRow.alias), aliases)).order_by(col(SubjectRow.alias))
        return [decode(Subject, row.said) for row in self._session.exec(rows)]

    def all(self) -> list[Subject]:
        """Every subject, by alias."""
        rows = select(SubjectRow).order_by(col(SubjectRow.alias))
        return [decode(Subject, row.said) for row in self._session.exec(rows)]


class Appearances:
    """Who is seen or heard in which clip: one appearance of a subject in a clip."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def put(self, appearance: Appearance) -> None:
        """Says how a subject appears in a clip, instead of what was said of it. Both must be on their shelves."""
        row = AppearanceRow(clip=appearance.clip, subject=appearance.subject, said=encode(appearance))
        self._session.merge(row)
        self._session.flush()
        self._custody.add(what="appeared", at=datetime.now(UTC), about=appearance.clip, why=appearance.subject)

    def of_clips(self, clips: Iterable[ClipId]) -> list[Appearance]:
        """Who appears in these clips, by clip and alias."""
        rows = select(AppearanceRow).where(among(col(AppearanceRow.clip), clips))
        ordered = rows.order_by(col(AppearanceRow.clip), col(AppearanceRow.subject))
        return [decode(Appearance, row.said) for row in self._session.exec(ordered)]

    def of_subject(self, alias: str) -> list[Appearance]:
        """Where a subject appears, by clip."""
        rows = select(AppearanceRow).where(col(AppearanceRow.subject) == alias).order_by(col(AppearanceRow.clip))
        return [decode(Appearance, row.said) for row in self._session.exec(rows)]

    def remove(self, clip: ClipId, alias: str) -> bool:
        """Takes back that a subject appears in a clip. Says whether anybody had said so."""
        row = self._session.get(AppearanceRow, (clip, alias))
        if row is None:
            return False
        self._session.delete(row)
        self._session.flush()
        self._custody.add(what="not-there", at=datetime.now(UTC), about=clip, why=alias)
        return True


class Releases:
    """Releases of each subject. None is ever removed: what somebody once agreed to stays on record."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def add(self, release: Release) -> None:
        """Keeps one more release of a subject, who must be on the shelf of subjects."""
        self._session.add(ReleaseRow(subject=release.subject, said=encode(release)))
        self._session.flush()
        said = {"sha256": release.proof_sha256, "about": release.subject, "why": " and ".join(sorted(release.aspects))}
        self._custody.add(what="released", at=release.given_at, who=release.by, **said)

    def of(self, aliases: Iterable[str]) -> list[Release]:
        """All releases of these subjects, also those withdrawn, in the order in which they were written down."""
        return [decode(Release, row.said) for row in self._rows(aliases)]

    def withdraw(self, alias: str, at: datetime, by: str | None = None) -> int:
        """Marks every release of a subject withdrawn. Says how many were not withdrawn before. `by` wrote it down."""
        count = 0
        for row in self._rows([alias]):
            release = decode(Release, row.said)
            if release.withdrawn_at is None:
                row.said = encode(replace(release, withdrawn_at=at))
                count += 1
                self._custody.add(what="revoked", at=at, who=by, about=alias)
        self._session.flush()
        return count

    def _rows(self, aliases: Iterable[str]) -> list[ReleaseRow]:
        rows = select(ReleaseRow).where(among(col(ReleaseRow.subject), aliases)).order_by(col(ReleaseRow.number))
        return list(self._session.exec(rows))
