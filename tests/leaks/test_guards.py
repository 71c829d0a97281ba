"""The strict encode, option by option: with all of them nothing is told, and without each of them something is."""

import subprocess
from pathlib import Path

import pytest

from mediadesk.media import boxes
from mediadesk.media.binaries import Programs
from mediadesk.media.options import BARE, BARE_H264, BARE_MP4
from tests.leaks.readers import Reading, read_in
from tests.leaks.tokens import Original

pytestmark = pytest.mark.needs("ffmpeg", "exiftool")

STRICT = {**BARE, **BARE_MP4, **BARE_H264}
BLANK = "blank_tags"  # our own, behind the encode
GUARDS: list[set[str]] = [  # what goes together against one thing: each of these alone would be enough
    {"map_metadata", "map_metadata:s", BLANK},
    {"map_chapters"},
    {"sn"},
    {"dn"},
    {"write_tmcd", "map_metadata", "map_metadata:s"},
    {"fflags", BLANK},
    {"flags:v", "bsf:v"},
    {"flags:a"},
    {"metadata:s"},
    {"empty_hdlr_name"},
    {"bsf:v"},
]


def encoded(original: Original, programs: Programs, folder: Path, dropped: set[str]) -> Reading:
    """What is read in a film that a plain command makes of all tracks of an original, with most of our options."""
    (folder / "in").write_bytes(original.content)
    (out := folder / "out").mkdir()
    words = [word for name, value in STRICT.items() if name not in dropped for word in (f"-{name}", value)]
    tracks = "-map 0:v:0 -map 0:a -map 0:s? -c:v libx264 -preset ultrafast -c:a aac -c:s mov_text"
    if "dn" in dropped:
        tracks += " -map 0:d -c:d copy"
    argv = [programs.ffmpeg, "-v", "error", "-nostdin", "-i", folder / "in", *tracks.split()]
    subprocess.run([*argv, *(str(word) for word in words if word is not None), out / "film.mp4"], check=True)
    if BLANK not in dropped:
        boxes.blank_tags(out / "film.mp4")
    return read_in(out, programs, original.slots)


def test_with_all_of_them_nothing_is_told(common, programs: Programs, tmp_path: Path):
    """The telephone's film, which has the most to tell."""
    assert encoded(common[0], programs, tmp_path, set()) == Reading(tokens=frozenset(), strangers=frozenset())


@pytest.mark.parametrize("dropped", GUARDS, ids=lambda dropped: "+".join(sorted(dropped)))
def test_without_each_of_them_something_is(common, programs: Programs, tmp_path: Path, dropped):
    """Sabotage: the encode runs well, and only a reader notices. Telemetry is in the action camera's."""
    reading = encoded(common[int("dn" in dropped)], programs, tmp_path, dropped)

    assert reading.tokens | reading.strangers


def test_no_option_is_there_that_guards_nothing():
    """Whoever adds one shows what it is for."""
    assert set().union(*GUARDS) == {*STRICT, BLANK}
