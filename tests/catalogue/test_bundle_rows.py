"""The rows of bundles are held against their tables with all others: see test_rows.py."""

from sqlmodel import SQLModel

from mediadesk.catalogue.bundle_rows import ElsewhereRow, ExcerptRow, StampRow


def test_the_rows_of_bundles_are_tables():
    assert {row.__tablename__ for row in (StampRow, ElsewhereRow, ExcerptRow)} <= set(SQLModel.metadata.tables)
