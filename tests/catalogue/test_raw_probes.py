"""What programs printed of clips is kept."""

import sqlite3
from contextlib import closing

import pytest

from mediadesk.errors import CatalogueTrouble
from mediadesk.model.clip import RawProbe
from tests.catalogue.world import a_clip, shelve

PRINTED = b'{"streams": []}' * 200


def test_what_was_printed_comes_back_byte_for_byte_and_takes_little_room(catalogue):
    shelve(catalogue, a_clip())
    with catalogue.write() as shelves:
        shelves.raw_probes.keep(a_clip().id, "ffprobe", "9.0.2", PRINTED)
        shelves.raw_probes.keep(a_clip().id, "exiftool", "12.76", b"\0\xff")
    with catalogue.read() as shelves:
        assert shelves.raw_probes.of(a_clip().id) == [
            RawProbe(clip=a_clip().id, program="exiftool", version="12.76", printed=b"\0\xff"),
            RawProbe(clip=a_clip().id, program="ffprobe", version="9.0.2", printed=PRINTED),
        ]
        assert shelves.raw_probes.of(a_clip("tram").id) == []
    with closing(sqlite3.connect(catalogue.path)) as connection:
        assert connection.execute("SELECT max(length(printed)) FROM raw_probe").fetchone()[0] < 100


def test_what_a_newer_program_printed_replaces_it(catalogue):
    shelve(catalogue, a_clip())
    with catalogue.write() as shelves:
        for version in ("9.0.2", "10.0"):
            shelves.raw_probes.keep(a_clip().id, "ffprobe", version, version.encode())
        assert [each.version for each in shelves.raw_probes.of(a_clip().id)] == ["10.0"]


def test_those_of_every_clip_come_one_after_the_other(catalogue):
    clips = sorted((a_clip(str(number)) for number in range(600)), key=lambda each: each.id)
    shelve(catalogue, *clips)
    with catalogue.write() as shelves:
        for clip in clips:
            shelves.raw_probes.keep(clip.id, "ffprobe", "9", clip.name)
    with catalogue.read() as shelves:
        assert [(each.clip, each.printed) for each in shelves.raw_probes.all()] == [(one.id, one.name) for one in clips]


def test_no_clip_no_probe(catalogue):
    with pytest.raises(CatalogueTrouble), catalogue.write() as shelves:
        shelves.raw_probes.keep(a_clip().id, "ffprobe", "9", b"")
