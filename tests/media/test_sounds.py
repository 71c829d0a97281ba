"""What is heard of a shot, as the filters that make it."""

import re

from mediadesk.media import graphs
from mediadesk.media.cuts import cut
from mediadesk.model.loudness import LEFT, Levelling
from mediadesk.model.recipe import Ladder, Mp4, Proxy, Sound
from tests.media.shots import a_job, a_shot

HELD = Levelling(gain_db=12.5, ceiling_dbtp=-2.0)


def filters(argv: list[str]) -> list[str]:
    """The filters, each with the names of the streams it takes and gives."""
    return argv[argv.index("-filter_complex") + 1].split(";")


def sources(argv: list[str], name: str) -> str:
    """The filters that a stream comes from, the last one first."""
    chain = {re.findall(r"\[\w+\]", each)[-1]: each for each in filters(argv) if not each.startswith("[0:")}
    chain |= {label: each for each in filters(argv) for label in re.findall(r"\[\w+\]", each.partition("=")[2])}
    told = []
    while name in chain:
        told.append(chain[name])
        name = re.findall(r"^\[[\w:]+\]", chain[name])[0]
    return " ".join(told)


def test_sound_that_is_right_gets_no_filter():
    """The command is the one without any of this."""
    job = a_job([Ladder(), Mp4()], a_shot())

    assert graphs.argv(job, "ffmpeg", None, LEFT) == graphs.argv(job, "ffmpeg")
    assert not [each for each in filters(graphs.argv(job, "ffmpeg")) if "volume" in each or "alimiter" in each]


def test_a_gain_alone_needs_no_limiter():
    """Nothing comes near the ceiling: nothing looks at every sample of it."""
    argv = graphs.argv(a_job([Sound()], a_shot()), "ffmpeg", None, Levelling(gain_db=-3.25))

    assert [each for each in filters(argv) if "volume=-3.250dB:precision=float" in each]
    assert not [each for each in filters(argv) if "alimiter" in each]


def test_the_gain_is_made_once_and_a_proxy_goes_without():
    """Picture and sound of all come from one decode; what goes out shares one limiter."""
    job = a_job([Proxy(), Mp4(), Ladder(), Sound()], a_shot())
    argv = graphs.argv(job, "ffmpeg", None, HELD)
    words = " ".join(filters(argv))

    assert argv.count("-i") == 1
    assert words.count("volume=12.500dB") == words.count("alimiter=") == 1
    assert "limit=0.794328" in words  # -2 dB
    heard = {argv[at + 1]: sources(argv, argv[at + 1]) for at, word in enumerate(argv) if word == "-map"}
    loud = [name for name, chain in heard.items() if "alimiter" in chain]
    plain = [name for name, chain in heard.items() if "apad" in chain and "alimiter" not in chain]
    assert (len(loud), len(plain)) == (3, 1)


def test_who_listens_hears_what_will_be_made():
    """The same filters as in the command, then a meter; no picture, no coder."""
    shot = a_shot()
    argv = graphs.level_argv(shot, cut(shot), "ffmpeg", "level.txt", HELD)
    made = graphs.argv(a_job([Sound()], shot), "ffmpeg", None, HELD)

    assert [re.sub(r"\[\w+\]", "", each) for each in filters(argv)][:-2] == [
        re.sub(r"\[\w+\]", "", each) for each in filters(made)
    ]
    assert "ametadata=print:file=level.txt" in filters(argv)[-1]
    assert argv[-3:] == ["-f", "null", "-"]
    assert "-c:v" not in argv
