"""Facts in few words."""

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest

from mediadesk.handover import words
from mediadesk.model.moment import UNKNOWN, Captured, instant, wall_clock

KYIV = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_500, "1.5 kB"), (12_400_000_000, "12.4 GB")],
)
def test_a_size_is_told_as_drives_are_sold(count: int, told: str):
    """A thousand to each unit."""
    assert words.size(count) == told


@pytest.mark.parametrize(("seconds", "told"), [(Fraction(21, 5), "4.2 s"), (Fraction(64), "1:04")])
def test_of_a_short_clip_tenths_matter(seconds: Fraction, told: str):
    """Of a long one they do not."""
    assert words.length(seconds) == told


@pytest.mark.parametrize(
    ("captured", "told"),
    [
        (UNKNOWN, (None, None, None)),
        (wall_clock(datetime(2022, 5, 7, 9, 5), source="clock"), ("09:05:00", "zone not known", "09:05:00")),
        (
            instant(datetime(2022, 5, 7, 9, 5, tzinfo=UTC), source="mvhd", confidence="medium"),
            ("09:05:00 UTC", "time there not known", "09:05:00Z"),
        ),
        (
            instant(datetime(2022, 5, 7, 9, 5, tzinfo=KYIV), source="tag", confidence="high"),
            ("09:05:00 +03:00", None, "09:05:00"),
        ),
    ],
)
def test_what_is_not_sure_of_a_time_is_told_with_it(captured: Captured, told: tuple[str | None, ...]):
    """A wall clock without a zone is not passed off as an instant."""
    assert words.clock(captured) == told


@pytest.mark.parametrize(
    "text", ["at 50.03123, 36.34567", "+50.03123+036.34567/", "-501530.4", "lat:50.03123", "5001.8739,N"]
)
def test_a_coordinate_is_left_out(text: str):
    """In degrees, in degrees and minutes, or as ISO 6709 writes it."""
    assert not re.search(r"\d{3}", words.vague(text))
    assert "…" in words.vague(text)


@pytest.mark.parametrize("text", ["3 files of 29.97 fps", "2033-05-18T03:33:20.000Z", "0:00:05.125"])
def test_a_short_number_or_a_time_stays(text: str):
    """They tell no place."""
    assert words.vague(text) == text
