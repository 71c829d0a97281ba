"""The tables of what two desks tell each other, as SQLModel sees them; rows.py has the others."""

from sqlmodel import Field, SQLModel


class StampRow(SQLModel, table=True):
    """Something that was said of a field."""

    __tablename__ = "stamp"

    clip: str = Field(primary_key=True)
    field: str = Field(primary_key=True)
    at: str = Field(primary_key=True)
    value: str = Field(primary_key=True)


class ElsewhereRow(SQLModel, table=True):
    """A desk that has a clip's original."""

    __tablename__ = "elsewhere"

    clip: str = Field(primary_key=True)
    desk: str = Field(primary_key=True)
    at: str


class ExcerptRow(SQLModel, table=True):
    """A stretch of a clip's original."""

    __tablename__ = "excerpt"

    sha256: str = Field(primary_key=True)
    clip: str
    begins: str
    seconds: str
    size_bytes: int
    path: str
    facts: str
