"""What was made, in words."""

from dataclasses import replace

import pytest

from mediadesk.cli.made_words import loudness_words, made_lines, made_record
from mediadesk.model.loudness import Level, Loudness
from mediadesk.model.rendition import Rendition

QUIET, RIGHT, SILENCE = (
    Level(lufs=lufs, peak_dbtp=peak) for lufs, peak in ((-23.14, -4.0), (-16.0, -1.2), (None, None))
)
LOUD = "-23.1 LUFS before, -16.0 LUFS now"
PROXY = Rendition(
    subject="7QK2MW3ZTA", recipe="proxy", digest="ab3d5f7h", path="assets/renditions/7Q/7QK2MW3ZTA/proxy-ab3d5f7h.mp4",
    size_bytes=1_234_567, sha256="1" * 64, source="2" * 64, proofs=("640x360", "76 frames, each a key frame"),
    loudness=Loudness(before=QUIET, after=RIGHT),
)  # fmt: skip


def test_people_see_beginnings_of_hashes_and_every_proof():
    assert made_lines(PROXY, "2" * 64) == [
        "proxy     assets/renditions/7Q/7QK2MW3ZTA/proxy-ab3d5f7h.mp4",
        f"          1.2 MB, recipe ab3d5f7h, sha256 {'1' * 12}…, made of {'2' * 12}…, {LOUD}",
        "          proved: 640x360; 76 frames, each a key frame",
    ]


def test_what_was_made_of_other_bytes_is_told_so():
    """But not where nobody kept of what it was made."""
    told = "made of other bytes"
    assert told in made_lines(PROXY, "3" * 64)[-1]
    assert not any(told in line for line in made_lines(replace(PROXY, source=""), "3" * 64))
    assert not any(told in line for line in made_lines(PROXY))


def test_programs_get_all_of_it():
    """What is not there has the same keys."""
    record = made_record(PROXY)

    assert (record["digest"], record["sha256"], record["source"]) == ("ab3d5f7h", "1" * 64, "2" * 64)
    assert record["loudness"] == {
        "before": {"lufs": -23.14, "peak_dbtp": -4.0},
        "after": {"lufs": -16.0, "peak_dbtp": -1.2},
    }
    assert made_record(None).keys() == record.keys()
    assert made_record(replace(PROXY, source="", loudness=None))["source"] is None


@pytest.mark.parametrize(
    ("loudness", "words"),
    [
        (None, ""),
        (Loudness(before=RIGHT, after=RIGHT), "-16.0 LUFS, left as it was"),
        (Loudness(before=SILENCE, after=SILENCE), "silence, left as it was"),
    ],
)
def test_a_loudness_in_words(loudness, words):
    assert loudness_words(loudness) == words
