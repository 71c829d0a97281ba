"""Nikon's notes in its films."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media.nctg import Nctg, read_nctg
from mediadesk.model.place import LatLon


def record(number: int, kind: int, count: int, data: bytes) -> bytes:
    return number.to_bytes(4, "big") + kind.to_bytes(2, "big") + count.to_bytes(2, "big") + data


def text(number: int, said: str) -> bytes:
    return record(number, 2, len(said) + 1, said.encode() + b"\0")


def degrees(number: int, *each: int) -> bytes:
    return record(number, 5, 3, b"".join(part.to_bytes(4, "big") + (1).to_bytes(4, "big") for part in each))


NOTED = (
    text(0x01, "NIKON CORPORATION")
    + text(0x02, "NIKON D7100")
    + record(0x13, 4, 1, (250).to_bytes(4, "big"))
    + text(0x11, "2013:08:24 15:11:01")
    + text(0x12, "2013:08:24 15:11:00")
)
HERE = (
    text(0x1200001, "S")
    + degrees(0x1200002, 33, 51, 36)
    + text(0x1200003, "E")
    + degrees(0x1200004, 151, 12, 36)
)  # fmt: skip


def test_when_where_and_with_what_are_read() -> None:
    assert read_nctg(NOTED) == Nctg(make="NIKON CORPORATION", model="NIKON D7100", date="2013:08:24 15:11:00")
    found = read_nctg(NOTED + HERE).point
    assert found is not None
    assert (found.lat, found.lon) == pytest.approx((-33.86, 151.21))


def test_minutes_that_are_none_and_no_fix_are_no_place() -> None:
    assert read_nctg(HERE.replace(bytes([0, 0, 0, 51]), bytes([0, 0, 0, 61]))).point is None
    assert read_nctg(degrees(0x1200002, 0, 0, 0) + degrees(0x1200004, 0, 0, 0)).point is None


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 0x11, 0x1200002, 0x1200004]), st.integers(0, 13), st.binary(max_size=30)))
)
def test_any_bytes_are_read_without_harm(each) -> None:
    payload = b"".join(record(number, kind, len(data), data) for number, kind, data in each)
    found = read_nctg(payload)
    assert found.point is None or isinstance(found.point, LatLon)
