"""What Insta360's cameras append to their files, out of files that may be anything."""

import io

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import trailer
from mediadesk.media.trailer import insta360, texts


def record(number: int, data: bytes) -> bytes:
    return data + number.to_bytes(2, "little") + len(data).to_bytes(4, "little")


def field(number: int, text: bytes) -> bytes:
    return bytes([number << 3 | 2, len(text)]) + text


DEVICE = field(1, b"IAEAN1234567") + field(2, b"Insta360 OneR") + field(3, b"v2.0.0") + b"\x48\x07"


def film(*each: bytes) -> io.BytesIO:
    """The record that lies last is read first: its number and length begin the last 78 bytes."""
    return io.BytesIO(b"film" * 100 + b"".join(each) + bytes(trailer._TAIL - 6 - len(trailer._MAGIC)) + trailer._MAGIC)


def test_the_record_that_tells_of_the_device_is_found_behind_others():
    gyro, device = record(0x300, b"gyro" * 50), record(0x101, DEVICE)
    for film_of_it in (film(gyro, device), film(device, gyro)):
        assert insta360(film_of_it) == {1: "IAEAN1234567", 2: "Insta360 OneR", 3: "v2.0.0"}


def test_a_film_of_another_make_has_none():
    assert insta360(io.BytesIO(b"film" * 100)) == {}
    assert insta360(io.BytesIO(b"")) == {}
    assert insta360(io.BytesIO(trailer._MAGIC)) == {}


def test_a_text_is_read_as_far_as_it_can_be_followed():
    assert texts(field(1, b"a") + b"\x12\x7f short") == {1: "a"}
    assert texts(field(1, b"\xff\xfe") + field(2, b"b")) == {2: "b"}


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=80)), max_size=5), st.binary(max_size=90))
def test_any_bytes_are_read_without_harm(each, between):
    whole = b"".join(record(number, data) for number, data in each) + between
    assert isinstance(insta360(io.BytesIO(whole + trailer._MAGIC)), dict)
    assert isinstance(texts(between), dict)
