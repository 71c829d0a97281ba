"""Any number of values in one question, as one parameter: SQLite allows only so many of those."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Mapped

from mediadesk.catalogue.codec import encode


def among(column: Mapped[str] | Mapped[str | None], texts: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column's text is one of `texts`: ids, hashes, slugs (SQLite's JSON would end one with a NUL there)."""
    each = func.json_each(encode(tuple(texts))).table_valued("value")
    return column.in_(select(each.c.value))
