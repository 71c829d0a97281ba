"""Sources in words a reporter understands."""

import re
from pathlib import Path

import pytest

from mediadesk.cli.sources import in_words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("quicktime:mvhd", "the movie's header, taken for UTC"),
        ("quicktime:mvhd+zone", "the movie's header, taken for UTC, and the zone the camera wrote"),
        ("riff:clock+place", "the camera's wall clock (AVI, WAV), and the zone of the place"),
        ("gpmf:gps", "GoPro's GPS: the GPS clock"),
        ("gpmf:gps-without-fix", "GoPro's GPS: the GPS clock, without a fix"),
        ("matroska:creation_time", "the file's header, taken for UTC"),
        ("somebody's:own", "somebody's:own"),
    ],
)
def test_a_source_is_told_in_words(source: str, words: str) -> None:
    assert in_words(source) == (words if words == source else f"{words} ({source})")


def test_every_source_that_the_readers_name_has_words() -> None:
    """So that nobody reads `3gp:date`."""
    form = r'"(\w+:(?:date|clock|mvhd|udta|creationdate|location|mdpm|xml))"'
    written = "".join(path.read_text() for path in Path("mediadesk/media").glob("*.py"))
    named = set(re.findall(form, written))
    assert len(named) > 8
    assert {name for name in named if in_words(name) == name} == set()
