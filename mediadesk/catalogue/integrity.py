"""Whether the catalogue agrees with itself."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from mediadesk.catalogue.clips import Clips
from mediadesk.catalogue.findable import columns, said
from mediadesk.catalogue.rows import ClipRow
from mediadesk.model.query import Query


def findings(session: Session) -> list[str]:
    """What is wrong, in words. Asks inside a transaction that is never kept: FTS5 checks itself by an INSERT."""
    return [*_file(session), *_words(session), *_findable(session)]


def _file(session: Session) -> list[str]:
    ask = session.connection().exec_driver_sql
    damaged = [f"the file is damaged: {line}" for (line,) in ask("PRAGMA integrity_check") if line != "ok"]
    dangling = [
        f"a row of {table} names a {parent} that is not there"
        for table, _, parent, _ in ask("PRAGMA foreign_key_check")
    ]
    places = [
        f"the index of places is damaged: {said}" for (said,) in ask("SELECT rtreecheck('clip_where')") if said != "ok"
    ]
    return damaged + dangling + places


def _words(session: Session) -> list[str]:
    try:
        session.connection().execute(text("INSERT INTO clip_words (clip_words) VALUES ('integrity-check')"))
    except DBAPIError as error:
        return [f"the index of words is damaged: {error.orig}"]
    return []


def _findable(session: Session) -> list[str]:
    """Clips that would be found by what is no longer said of them, or not be found at all."""
    ask = session.connection().exec_driver_sql
    rows = {row.id: row for row in session.exec(select(ClipRow))}
    words: dict[int | None, str] = dict(map(tuple, ask("SELECT rowid, said FROM clip_words")))
    places = {number for (number,) in ask("SELECT number FROM clip_where")}
    wrong = []
    for clip in Clips(session).find(Query(limit=0)):
        row = rows.pop(clip.id)
        agrees = (
            all(getattr(row, name) == value for name, value in columns(clip).items())
            and words.pop(row.number, None) == said(clip)
            and (row.number in places) == (clip.place is not None)
        )
        if not agrees:
            wrong.append(f"clip {clip.id} is not found by what is said of it")
    wrong += [f"clip {lost} has lost its file" for lost in rows]
    return wrong + [f"the index of words holds a clip that is not there: number {number}" for number in words]
