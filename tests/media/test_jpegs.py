"""Our walk over a JPEG: a picture, and nothing put anywhere into it."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mediadesk.media.jpegs import jpeg_findings, size_of


def picture(**how) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((64, 48), 50).convert("RGB").save(made, "JPEG", **how)
    body = made.getvalue()
    start = body.index(b"JFIF")
    return body[: start + 7] + b"\0\0\1\0\1\0\0" + body[start + 14 :]


@pytest.fixture(scope="module", params=[{}, {"progressive": True}, {"restart_marker_rows": 1}], ids=str)
def whole(request) -> bytes:
    return picture(**request.param)


def told(body: bytes, tmp_path) -> set[str]:
    (tmp_path / "a.jpg").write_bytes(body)
    return {each.what for each in jpeg_findings(tmp_path / "a.jpg", "x.jpg")}


def test_a_plain_picture_is_clean(whole, tmp_path):
    assert told(whole, tmp_path) == set()
    assert size_of(tmp_path / "a.jpg") == (64, 48)


@pytest.mark.parametrize("marker", [0xFE, *range(0xE0, 0xF0), 0xDC, 0xDE, 0xDF, 0xC8, 0xF0, 0x02])
def test_every_other_segment_is_found(whole, tmp_path, marker):
    """Comments, each of the sixteen applications, what is reserved; also a second JFIF with a thumbnail."""
    segment = bytes([0xFF, marker]) + (10).to_bytes(2) + b"KOFI-007"

    assert told(whole[:2] + segment + whole[2:], tmp_path)
    assert told(whole[:20] + segment + whole[20:], tmp_path)


def test_tables_hold_nothing_behind_their_last_one(whole, tmp_path):
    """A decoder skips it; a reader of metadata does not look there."""
    for marker in (b"\xff\xdb", b"\xff\xc4", b"\xff\xc0", b"\xff\xc2", b"\xff\xda"):
        place = whole.find(marker)
        if place > 0:
            size = int.from_bytes(whole[place + 2 : place + 4])
            stop = place + 2 + size
            bad = whole[: place + 2] + (size + 4).to_bytes(2) + whole[place + 4 : stop] + b"KOFI" + whole[stop:]
            assert told(bad, tmp_path)


def test_bytes_behind_the_end_are_found(whole, tmp_path):
    """Where telephones put films."""
    for rest in (b"K", b"\xff\xd9", whole):
        assert told(whole + rest, tmp_path) == {"bytes after the end of the picture"}
    assert told(whole[:-2], tmp_path) == {"a JPEG without an end"}


@settings(max_examples=50)
@given(body=st.binary(max_size=200), place=st.integers(0, 400))
def test_no_bytes_break_it(tmp_path_factory, body, place):
    """Findings come out, never an error."""
    whole = picture()
    folder = tmp_path_factory.getbasetemp()

    assert told(body, folder)
    told(whole[:place] + body + whole[place:], folder)
