"""What boto3 reads: signed without being counted, counted once when it is sent, also when it is sent twice."""

import os

import pytest

from mediadesk.errors import Stopped
from mediadesk.store.pace import Pace
from mediadesk.store.s3.body import Body, aloud, quiet

CONTENT = bytes(range(256)) * 1024


def a_body(source, ticks: list[int], **slice_of) -> Body:
    return Body(source=source, **{"size": len(CONTENT)} | slice_of, tick=ticks.append, pace=Pace())


def test_a_slice_of_a_file_is_read_as_if_it_were_the_file(tmp_path):
    (tmp_path / "film").write_bytes(CONTENT)
    with a_body(tmp_path / "film", [], start=100, size=1000) as body:
        assert len(body) == 1000
        assert body.read(10) + body.read() == CONTENT[100:1100]
        assert body.read(1) == b""
        assert body.seek(-4, os.SEEK_END) == body.tell() == 996
        assert body.read() == CONTENT[1096:1100]


def test_only_what_is_sent_is_counted():
    ticks: list[int] = []
    with a_body(CONTENT, ticks) as body:
        quiet()
        body.read()
        body.seek(0)
        assert ticks == []
        aloud()
        while body.read(1 << 14):
            pass
    assert sum(ticks) == len(CONTENT)


def test_what_is_sent_again_is_counted_once():
    """The line broke in the middle: boto3 goes back, signs and sends from the beginning."""
    ticks: list[int] = []
    with a_body(CONTENT, ticks) as body:
        aloud()
        body.read(100_000)
        body.seek(0)
        quiet()
        body.read()
        body.seek(0)
        aloud()
        body.read()
    assert sum(ticks) == len(CONTENT)


def test_whoever_stops_is_obeyed_in_the_middle():
    def stop(_count: int) -> None:
        raise Stopped("enough")

    with Body(source=CONTENT, size=len(CONTENT), tick=stop, pace=Pace()) as body:
        aloud()
        with pytest.raises(Stopped):
            body.read()


def test_a_body_that_is_closed_is_not_read():
    with a_body(CONTENT, []) as body:
        pass
    with pytest.raises(ValueError, match="closed"):
        body.read()


def test_the_hooks_mind_nobody_when_nothing_is_sent():
    quiet()
    aloud()
