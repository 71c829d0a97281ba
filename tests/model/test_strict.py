"""Foreign JSON becomes a value only when it says exactly what the type says."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.clip import Log
from mediadesk.model.strict import MOST_OF_A_LIST, NotSo, calm, calmed, canonical, loaded, plain, strictly


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A part."""

    word: Literal["one", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A value of every kind."""

    text: str
    count: int = 0
    share: float = 0.0
    sure: bool = False
    half: Fraction | None = None
    at: datetime | None = None
    day: date | None = None
    lasts: timedelta = timedelta()
    tags: frozenset[str] = frozenset()
    inner: tuple[Inner, ...] = ()
    log: Log = field(default_factory=Log)


WHOLE = Whole(
    text="Тихо\nтут",
    count=-3,
    share=0.25,
    sure=True,
    half=Fraction(1, 2),
    at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
    day=date(2026, 11, 23),
    lasts=timedelta(hours=-3, microseconds=1),
    tags=frozenset({"a", "b"}),
    inner=(Inner(word="one"),),
)


def test_what_is_written_is_read():
    assert strictly(Whole, loaded(canonical(WHOLE).encode())) == WHOLE


@given(st.builds(Whole, text=st.text().map(calm), log=st.builds(Log)))
def test_every_value_comes_through(value: Whole):
    assert strictly(Whole, loaded(canonical(value).encode())) == value


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("text", each) for each in (5, None, ["a"], "\x1b[2J", "\u202egnp", "\ud800", "a" * 70_000)),
        *(("count", each) for each in (True, 1.0, "1", 1 << 70)),
        *(("share", each) for each in (True, "1", None, float("inf"))),
        *(("sure", each) for each in (0, "yes", None)),
        *(("half", each) for each in (0.5, "1/0", "1", "1/2 ", "9999999999999/1", "1/" + "9" * 30, "١/2")),
        *(("at", each) for each in (5, "yesterday", "2026-02-31T00:00:00Z", "")),
        *(("day", each) for each in ("2026-13-01", 5)),
        *(("lasts", each) for each in ("1", 1.5, 1 << 63)),
        *(("tags", each) for each in ("ab", ["a", "a"], {"a": 1}, [["a"]])),
        *(("inner", each) for each in ([{"word": "none"}], [{}], [{"word": "one", "more": 1}], [5], [{"word": []}])),
        ("inner", [{"word": "one"}] * (MOST_OF_A_LIST + 1)),
        ("more", 1),
    ],
)
def test_anything_else_is_refused(name: str, wrong: Any):
    with pytest.raises(NotSo):
        strictly(Whole, {**plain(WHOLE), name: wrong})


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000, b"1" * 5_000])
def test_what_is_no_json_is_refused(data: bytes):
    with pytest.raises(NotSo):
        loaded(data)


def test_a_value_that_needs_a_field_is_not_made_without_it():
    with pytest.raises(NotSo):
        strictly(Whole, {})


def test_calm_texts_hold_nothing_that_steers():
    assert calmed({"a": ["x\x1b[2J\u202ey", 5, None]}) == {"a": ["x[2Jy", 5, None]}
