"""Rational time: what is typed comes back exactly, and points meet frames."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.timecode import (
    STANDARD_RATES,
    format_clock,
    format_fraction,
    frame_at,
    parse_time,
    standard_rate,
)

RATES = st.sampled_from(STANDARD_RATES)
TIMES = st.fractions(min_value=0, max_value=100_000, max_denominator=100_000)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12.5", Fraction(25, 2)),
        ("25/2", Fraction(25, 2)),
        ("12", Fraction(12)),
        ("1m30s", Fraction(90)),
        ("1h", Fraction(3600)),
        ("1h0m0.1s", Fraction(36001, 10)),
        ("1:02.5", Fraction(125, 2)),
        ("0:01:02.5", Fraction(125, 2)),
        ("10:00:00", Fraction(36_000)),
        (" 0.04 ", Fraction(1, 25)),
        ("0", Fraction(0)),
    ],
)
def test_a_time_as_a_person_types_it(text: str, seconds: Fraction) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-1", "1/0", "1:2:3:4", "1m30", "1.5/2", "1e3", "s", "1:", ":1", "1 2"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None


@given(TIMES)
def test_a_fraction_comes_back_exactly(time: Fraction) -> None:
    assert parse_time(format_fraction(time)) == time


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999))
def test_hours_minutes_and_seconds_add_up_in_every_spelling(hours: int, minutes: int, seconds: int, milli: int) -> None:
    exact = Fraction(hours * 3600 + minutes * 60 + seconds) + Fraction(milli, 1000)
    assert parse_time(f"{hours}:{minutes:02}:{seconds:02}.{milli:03}") == exact
    assert parse_time(f"{hours}h{minutes}m{seconds}.{milli:03}s") == exact


@given(st.text(alphabet="0123456789:./hms ", max_size=20))
def test_any_text_is_a_time_or_none(text: str) -> None:
    time = parse_time(text)
    assert time is None or time >= 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(64, "1:04"), (3723, "1:02:03"), (Fraction(119, 2), "0:59"), (0, "0:00"), (36_000, "10:00:00")],
)
def test_a_clock_for_people(seconds: Fraction | float, text: str) -> None:
    assert format_clock(seconds) == text


@given(st.integers(0, 200_000))
def test_a_clock_is_read_back_to_the_second(seconds: int) -> None:
    assert parse_time(format_clock(seconds)) == seconds


@given(RATES, st.integers(0, 10_000_000))
def test_a_frame_is_found_at_its_own_time(rate: Fraction, frame: int) -> None:
    """No drift in ten million frames, also at 29.97."""
    assert frame_at(frame / rate, rate) == frame


@given(RATES, TIMES)
def test_a_point_is_at_most_half_a_frame_from_its_frame(rate: Fraction, time: Fraction) -> None:
    assert abs(frame_at(time, rate) / rate - time) <= 1 / rate / 2


@pytest.mark.parametrize(
    ("fps", "standard"),
    [
        (None, 25),
        (Fraction(0), 25),
        (Fraction(-1), 25),
        (Fraction("29.9735"), Fraction(30000, 1001)),
        (Fraction("30.0586"), 30),
        (Fraction(10), Fraction(24000, 1001)),
        (Fraction(240), 60),
        (Fraction(120_000, 1001), Fraction(60_000, 1001)),  # 119.88: each second frame, and none twice
        (Fraction("239.7"), Fraction(60_000, 1001)),
        (Fraction(100), 50),
        (Fraction("60.1"), 60),
        (Fraction(25), 25),
    ],
)
def test_the_standard_rate_is_the_nearest(fps: Fraction | None, standard: Fraction) -> None:
    assert standard_rate(fps) == standard


@given(RATES)
def test_a_standard_rate_is_its_own(rate: Fraction) -> None:
    assert standard_rate(rate) == rate
