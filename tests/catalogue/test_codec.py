"""What is written down comes back exactly."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.catalogue.codec import decode, decode_all, encode
from mediadesk.model.clip import Facts, Log
from mediadesk.model.edit import Change
from mediadesk.model.moment import Captured
from mediadesk.model.online import Gate
from mediadesk.model.publication import CacheClass, PublicObject
from tests.catalogue.values import facts, logs


@given(facts)
def test_what_a_file_tells_comes_back_as_it_was(value):
    assert decode(Facts, encode(value)) == value


@given(logs)
def test_what_people_said_comes_back_as_it_was(value):
    assert decode(Log, encode(value)) == value


@given(st.lists(st.builds(Change, before=logs, after=logs), max_size=3).map(tuple))
def test_edits_come_back_as_they_were(value):
    assert decode_all(Change, encode(value)) == value


@given(st.lists(st.builds(Gate), max_size=3).map(tuple))
def test_gates_come_back_as_they_were(value):
    assert decode_all(Gate, encode(value)) == value


@given(st.sampled_from([*CacheClass, "no-store"]), st.integers(min_value=0), st.none() | st.just("gzip"))
def test_public_objects_come_back_equal_with_their_header(cache, size, encoding):
    value = PublicObject(
        key="v/x/index.html", sha256="ab", size_bytes=size, content_type="text/html", cache=cache, encoding=encoding
    )
    assert decode_all(PublicObject, encode((value,))) == (value,)


def test_a_title_with_half_a_character_comes_back_too():
    """A tag that was no UTF-8 may leave a lone surrogate, which no UTF-8 file can hold as it is."""
    value = Log(title="\udcff")
    assert decode(Log, encode(value).encode().decode()) == value


def test_a_bare_day_comes_back_as_a_day():
    value = Facts(container="mov", captured=Captured(day=date(2022, 5, 7), source="filename:received"))
    assert decode(Facts, encode(value)) == value


def test_an_odd_offset_is_kept_to_the_microsecond():
    """Kyiv was 2:02:04 ahead until 1924; floats of seconds would lose the last digits of long durations."""

    @dataclass(frozen=True)
    class Shift:
        by: timedelta

    value = Shift(timedelta(days=99_999, hours=2, minutes=2, seconds=4, microseconds=1))
    assert decode(Shift, encode(value)) == value


def test_a_third_of_a_second_stays_a_third():
    assert encode((Fraction(1, 3), Fraction(12))) == '["1/3","12/1"]'
    assert decode_all(Fraction, '["1/3","12/1"]') == (Fraction(1, 3), Fraction(12))


def test_a_field_that_came_later_takes_its_default():
    assert decode(Log, '{"title": "Market"}') == Log(title="Market")


def test_a_set_is_written_in_one_order():
    """Otherwise the same log would be another text after every start of Python."""
    assert '"tags":["a","b","c"]' in encode(Log(tags=frozenset("cab")))


def test_a_type_without_a_form_is_refused_rather_than_guessed():
    with pytest.raises(TypeError):
        encode(b"bytes")
    with pytest.raises(TypeError):
        decode(bytes, '"bytes"')
