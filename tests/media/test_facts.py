"""Facts are read from an answer without the file: the same today and in ten years."""

import gzip
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from mediadesk.media.answer import Answer, read_back, written
from mediadesk.media.atoms import Atoms
from mediadesk.media.facts import facts_from
from mediadesk.media.probe import ask, probe
from tests.media.conftest import Make

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.needs("ffmpeg")
def test_what_is_kept_of_a_file_tells_what_the_file_tells(make: Make, programs):
    told_by_tags = ("-metadata", "creation_time=2022-05-07T09:21:51Z", "-metadata", "location=+50.0047+036.2314/")
    path = make("a.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=10", "-pix_fmt", "yuv420p", *told_by_tags)
    kept = written(ask(path, programs=programs))
    told = probe(path, programs=programs)
    path.unlink()

    again = read_back(kept)

    assert again is not None
    assert facts_from(again, NOW) == told
    assert told.captured.at == datetime(2022, 5, 7, 9, 21, 51, tzinfo=UTC)
    assert len(gzip.compress(kept)) < 4096
    assert again.version


def test_what_is_missing_is_told_in_words():
    picture = {"index": 0, "codec_type": "video"}
    answer = Answer(container="mov", said={"streams": [picture]}, atoms=Atoms(missing_bytes=400), decodes=False)
    assert facts_from(answer, NOW).trouble == (
        "the file is cut off: 400 bytes are missing at its end",
        "the size of its picture is not known",
        "its length is not known",
        "nothing in it can be decoded; it is kept, and nothing is made of it",
    )


def test_a_counted_length_is_for_files_that_tell_none():
    sound = {"index": 0, "codec_type": "audio", "codec_name": "opus"}
    answer = Answer(container="matroska", said={"streams": [sound]}, counted=Fraction(51, 2))
    assert facts_from(answer, NOW).seconds == Fraction(51, 2)
