"""SQLModel and the file agree on every table."""

import sqlite3
from contextlib import closing

import pytest
from sqlmodel import SQLModel

import mediadesk.catalogue.bundle_rows
import mediadesk.catalogue.rows  # noqa: F401 - both define the tables


def as_made(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, bool, bool]]:
    """Name, type, whether it may be absent, and whether it is of the key: each column as the migrations made it."""
    kinds = {"TEXT": "VARCHAR", "REAL": "FLOAT"}
    return [
        (name, kinds.get(kind, kind), not required and not key, bool(key))
        for _, name, kind, required, _, key in connection.execute(f"PRAGMA table_info({table})")
    ]


@pytest.mark.parametrize("table", SQLModel.metadata.sorted_tables, ids=lambda table: table.name)
def test_a_row_has_the_columns_of_its_table(catalogue, table):
    with closing(sqlite3.connect(catalogue.path)) as connection:
        made = as_made(connection, table.name)
    assert made == [
        (column.name, str(column.type), bool(column.nullable), column.primary_key) for column in table.columns
    ]


def test_every_table_has_a_row(catalogue):
    """But the two indexes, which are asked by name."""
    with closing(sqlite3.connect(catalogue.path)) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    plain = {name for name in there if not name.startswith(("clip_words", "clip_where", "sqlite_"))}
    assert plain == set(SQLModel.metadata.tables)
