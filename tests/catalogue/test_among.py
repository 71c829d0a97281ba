"""Any number of values in one question."""

from sqlmodel import Session, col, create_engine, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.rows import EditRow


def asked(texts: list[str]) -> list[str]:
    engine = create_engine("sqlite://")
    EditRow.__table__.create(engine)
    with Session(engine) as session:
        session.add_all(EditRow(at=at, changes="") for at in ("a", "b", "c,d", '"e"'))
        session.commit()
        found = list(session.exec(select(EditRow.at).where(among(col(EditRow.at), texts))))
    engine.dispose()
    return found


def test_more_values_than_sqlite_takes_parameters():
    """250,000 in Debian's SQLite, 32,766 by default."""
    assert asked([*map(str, range(260_000)), "b"]) == ["b"]


def test_no_values_find_nothing():
    assert asked([]) == []


def test_values_are_values_whatever_is_in_them():
    assert asked(["c,d", '"e"', "' OR 1=1 --"]) == ["c,d", '"e"']
