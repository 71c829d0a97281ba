"""The strict options are in every command we build, for every output in it."""

import pytest

from mediadesk.media import grabs, graphs
from mediadesk.media.options import BARE, BARE_H264, BARE_MP4, SEGMENT
from mediadesk.model.recipe import Film, Ladder, Mp4, Proxy, Small, Sound
from tests.media.shots import a_job, a_shot


def outputs(words: list[str]) -> list[list[str]]:
    """The words of each output: from its `-map` to its name."""
    starts = [number for number, word in enumerate(words) if word == "-map" and words[number - 2] != "-map"]
    return [words[begin:end] for begin, end in zip(starts, [*starts[1:], len(words)], strict=True)]


FILM = a_job([Film()], a_shot(), a_shot("/card/b.mov"))


@pytest.mark.parametrize(
    "words",
    [
        graphs.argv(a_job([Proxy(), Mp4(), Small(), Sound(), Ladder()], a_shot()), "ffmpeg"),
        graphs.pick_argv(FILM, 1, "ffmpeg", "1.mov"),
        graphs.join_argv(FILM, "ffmpeg", "picks.txt"),
    ],
    ids=["moving", "pick", "film"],
)
def test_every_output_is_bare(words):
    """One output without them would tell what all the others keep."""
    for output in outputs(words):
        for option, value in BARE.items():
            place = output.index(f"-{option}")
            assert value is None or output[place + 1] == str(value)
        if "libx264" in output:
            assert output[output.index("-bsf:v") + 1] == BARE_H264["bsf:v"]
        made = output[output.index("-f") + 1]
        if made == "mp4":
            assert all(f"-{option}" in output for option in BARE_MP4)
        elif made == "hls":
            assert output[output.index("-hls_segment_options") + 1] == SEGMENT


def test_stills_are_bare_too():
    """ffmpeg writes its version into a JPEG's comment."""
    words = grabs.spread_argv(a_shot(), "ffmpeg", size=(8, 8), every=1, pattern="%d.jpg", key_frames=True)

    assert {f"-{option}" for option in BARE} <= set(words)


def test_every_input_is_read_as_what_it_is():
    """Forced format, one protocol: a film cannot be made to read a neighbour of its originals."""
    words = graphs.pick_argv(FILM, 1, "ffmpeg", "1.mov")

    for place in [number for number, word in enumerate(words) if word == "-i"]:
        before = words[:place]
        assert words[place + 1].startswith("file:/card/")
        assert before[len(before) - 1 - before[::-1].index("-f") + 1] == "mov"
        assert before[len(before) - 1 - before[::-1].index("-protocol_whitelist") + 1] == "file"
