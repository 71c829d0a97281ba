"""The commands of a job, as words."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.media.binaries import Programs
from mediadesk.media.explain import commands
from mediadesk.model.recipe import Film, Poster, Proxy, Small, Storyboard, Waveform
from tests.media.shots import a_job, a_shot

PROGRAMS = Programs(ffmpeg="ffmpeg", ffprobe="ffprobe")
IN_PARTS = replace(a_shot(), paths=(Path("/card/a.mov"), Path("/card/b.mov")), part_seconds=(Fraction(4), Fraction(6)))


@pytest.mark.parametrize(
    ("job", "ends"),
    [
        (a_job([Proxy()], a_shot()), [".mp4"]),
        (a_job([Proxy(), Small()], a_shot()), ["-", ".mp4"]),
        (a_job([Waveform()], replace(a_shot(), facts=replace(a_shot().facts, frame=None))), ["-"]),
        (a_job([Poster(), Storyboard()], a_shot()), ["%d.jpg"]),
        (a_job([Poster()], IN_PARTS), ["%d.jpg", "%d.jpg"]),
        (a_job([Film()], a_shot(), a_shot()), ["0000.mov", "0001.mov", ".mp4"]),
    ],
    ids=[
        "one command for all moving pictures",
        "one before it that listens, where something goes out",
        "one for sound alone",
        "one for all stills",
        "but one a part",
        "a film pick by pick, joined",
    ],
)
def test_a_job_is_so_many_commands(job, ends):
    found = commands(job, PROGRAMS)

    assert len(found) == len(ends)
    assert all(words[0] == "ffmpeg" and words[-1].endswith(end) for words, end in zip(found, ends, strict=True))
