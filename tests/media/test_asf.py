"""The date of a Windows Media file."""

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import asf
from mediadesk.media.asf import made_at


def header(ticks: int) -> bytes:
    return b"\x30\x26\xb2\x75" + bytes(26) + asf._PROPERTIES + bytes(8 + 16 + 8) + ticks.to_bytes(8, "little")


def test_a_date_is_counted_from_1601() -> None:
    assert made_at(header(129246585350000000)) == "2010-07-26T22:55:35Z"


def test_a_date_that_was_not_set_is_none_and_one_beyond_all_calendars_is_told() -> None:
    assert made_at(header(0)) is None
    assert made_at(header(1 << 63)) == f"{1 << 63} × 100 ns after 1601"
    assert made_at(b"") is None


@given(st.binary(max_size=80))
def test_any_bytes_are_read_without_harm(after: bytes) -> None:
    made_at(after)
    made_at(asf._PROPERTIES + after)
