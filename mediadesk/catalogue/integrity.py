"""Whether the catalogue agrees with itself."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from mediadesk.catalogue.clips import Clips
from mediadesk.catalogue.findable import columns, said
from mediadesk.catalogue.rows import ClipRow
from mediadesk.model.query import Query

_NEAR = 1e-4  # degrees; the index of places rounds outwards to 32 bits


def findings(session: Session) -> list[str]:
    """What is wrong, in words. Asks inside a transaction that is never kept: FTS5 checks itself by an INSERT."""
    found: list[str] = []
    for name, check in {"file": _file, "index of places": _places, "index of words": _words, "list": _list}.items():
        try:
            found += check(session)
        except DBAPIError as error:
            found.append(f"the {name} of clips is damaged: {error.orig}")
    return found


def _file(session: Session) -> list[str]:
    ask = session.connection().exec_driver_sql
    damaged = [f"the file is damaged: {line}" for (line,) in ask("PRAGMA integrity_check") if line != "ok"]
    dangling = ask("PRAGMA foreign_key_check").all()
    return damaged + [f"a row of {table} names a {parent} that is not there" for table, _, parent, _ in dangling]


def _places(session: Session) -> list[str]:
    ask = session.connection().exec_driver_sql
    damaged = [f"the index of places is damaged: {line}" for (line,) in ask("SELECT rtreecheck('clip_where')")]
    ghosts = ask("SELECT number FROM clip_where WHERE number NOT IN (SELECT number FROM clip WHERE lat IS NOT NULL)")
    lost = ask(
        f"""
        SELECT id FROM clip LEFT JOIN clip_where USING (number) WHERE lat IS NOT NULL AND NOT coalesce(
            lat BETWEEN south AND north AND lon BETWEEN west AND east
            AND north - south < {_NEAR} AND east - west < {_NEAR}, 0)
        """  # noqa: S608 - a constant
    )
    return [
        *(line for line in damaged if not line.endswith(": ok")),
        *(f"the index of places holds a clip that is not there: number {number}" for (number,) in ghosts),
        *(f"clip {clip} is not found by its place" for (clip,) in lost),
    ]


def _words(session: Session) -> list[str]:
    ask = session.connection()
    ghosts = ask.execute(text("SELECT rowid FROM clip_words WHERE rowid NOT IN (SELECT number FROM clip)")).all()
    ask.execute(text("INSERT INTO clip_words (clip_words) VALUES ('integrity-check')"))  # raises when it is damaged
    return [f"the index of words holds a clip that is not there: number {number}" for (number,) in ghosts]


def _list(session: Session) -> list[str]:
    """Clips that would be found by what is no longer said of them, or not be found at all."""
    rows = {row.id: row for row in session.exec(select(ClipRow))}
    words = dict(map(tuple, session.connection().exec_driver_sql("SELECT rowid, said FROM clip_words")))
    wrong = []
    for clip in Clips(session).find(Query(limit=0)):
        row = rows.pop(clip.id)
        agrees = all(getattr(row, name) == value for name, value in columns(clip).items())
        if not agrees or words.get(row.number) != said(clip):
            wrong.append(f"clip {clip.id} is not found by what is said of it")
    return wrong + [f"clip {lost} has lost its file" for lost in rows]
