"""Hardware that fails in every way a driver can is not trusted; one that is good is, and once is enough.

No machine of ours has such hardware. What stands for it is a program that takes the words for VAAPI and lets x264 do
the work, well or badly. So this proves who is chosen and what a trial finds, and nothing of any real driver.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.media import hardware, runner, trial
from mediadesk.media.binaries import Programs
from mediadesk.media.hardware import KINDS
from mediadesk.media.render import render
from mediadesk.model.recipe import Proxy
from tests.media.shots import a_clip, a_job, probed

pytestmark = pytest.mark.needs("ffmpeg")
VAAPI = next(each for each in KINDS if each.kind == "vaapi")

FAKE = """#!{python}
import os, sys
words, on = sys.argv[1:], "h264_vaapi" in sys.argv
if on:
    with open({log!r}, "a") as log:
        log.write("hardware\\n")
    if {harm!r} == "fails":
        sys.exit(1)
    for option in ("-init_hw_device", "-filter_hw_device", "-hwaccel", "-sei"):
        at = words.index(option)
        del words[at : at + 2]
    swaps = {{"h264_vaapi": "libx264", "-qp": "-crf"}}
    words = [swaps.get(word, word) for word in words]
    at = words.index("-filter_complex") + 1
    words[at] = words[at].replace("hwupload", {filters!r})
    target = words.pop()
    words += ["-pix_fmt", "yuv420p", "-preset", "ultrafast", *{more!r}, target]
os.execv({ffmpeg!r}, [{ffmpeg!r}, *words])
"""
HARMS = {  # what it does to a picture, the options that it adds, and what is said of it
    "colours swapped": ("swapuv", [], "its picture is wrong"),
    "levels shifted": ("lutyuv=y=val*0.85+20", [], "its picture is wrong"),
    "green": ("lutyuv=u=0:v=0", [], "its picture is wrong"),
    "late by a frame": ("tpad=start=1:start_mode=clone,trim=end_frame=50", [], "its picture is wrong"),
    "a frame lost": ("trim=end_frame=49", [], "failed"),
    "another size": ("scale=632:360", [], "failed"),
    "too coarse": ("null", ["-crf", "51"], "its picture is wrong"),
    "no limit": ("null", ["-crf", "1"], "bytes"),
    "other tags": ("setparams=colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m", [], "failed"),
    "fails": ("null", [], "failed"),
}


SAMPLE = ("colours swapped", "another size")
REST = sorted({*HARMS} - {*SAMPLE})


@pytest.fixture(autouse=True)
def _no_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in is a script that starts another program, which a cell rightly forbids."""
    monkeypatch.setattr(runner, "wall", lambda: "none")


def stand_in(folder: Path, programs: Programs, harm: str = "") -> Programs:
    """A program that has hardware which does this."""
    filters, more, _ = HARMS.get(harm, ("null", [], ""))
    path = folder / "ffmpeg"
    told = {"python": sys.executable, "log": str(folder / "log"), "harm": harm, "ffmpeg": programs.ffmpeg}
    path.write_text(FAKE.format(**told, filters=filters, more=more))
    path.chmod(0o755)
    return replace(programs, ffmpeg=str(path))


def test_good_hardware_is_chosen_and_tried_once(programs: Programs, tmp_path: Path, monkeypatch):
    """What was found is kept beside the ffmpeg it was found with; another ffmpeg is tried anew."""
    monkeypatch.setattr(hardware, "is_here", lambda each, platform: each.kind == "vaapi")
    fake = stand_in(tmp_path, programs)

    assert trial.chosen(fake, tmp_path / "cache") == VAAPI
    before = (tmp_path / "log").read_text()
    assert trial.chosen(fake, tmp_path / "cache") == VAAPI
    assert (tmp_path / "log").read_text().count("hardware") == before.count("hardware") == 1
    assert list(json.loads((tmp_path / "cache" / trial.KEPT).read_text()).values()) == [""]
    other = stand_in(tmp_path, programs, "fails")
    assert trial.chosen(other, tmp_path / "cache") is None


@pytest.mark.parametrize("harm", [*SAMPLE, *(pytest.param(each, marks=pytest.mark.prove) for each in REST)])
def test_sabotage_hardware_that_spoils_a_picture_is_not_trusted(programs: Programs, tmp_path: Path, harm: str):
    """Each in its own way; it is told what is wrong."""
    assert HARMS[harm][2] in trial.tried(VAAPI, stand_in(tmp_path, programs, harm), tmp_path / "cache")


def test_an_ffmpeg_without_it_is_not_tried(programs: Programs, tmp_path: Path):
    none = replace(VAAPI, encoder="h264_nobody")
    assert trial.tried(none, programs, tmp_path) == "this ffmpeg has no h264_nobody"


def test_a_machine_without_hardware_is_not_slowed_down(programs: Programs, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(trial, "tried", lambda *_: pytest.fail("tried"))
    monkeypatch.setattr(hardware, "is_here", lambda each, platform: False)
    assert trial.chosen(programs, tmp_path) is None


@pytest.mark.parametrize(("harm", "told"), [("", True), ("fails", False)])
def test_a_proxy_is_made_by_it_and_says_so(programs: Programs, tmp_path: Path, harm: str, told: bool):
    """And where it fails later, by the processor, with a word about it."""
    shot = probed(a_clip(tmp_path / "a.mp4", programs, seconds=1), programs)
    fake = replace(stand_in(tmp_path, programs, harm), hardware=VAAPI)
    (tmp_path / "made").mkdir()

    (proxy,) = render(a_job([Proxy()], shot), tmp_path / "made", programs=fake)

    assert ("encoded by h264_vaapi" in proxy.proofs) is told
    assert proxy.seconds == 1
    assert any(each.startswith("made without h264_vaapi, which failed") for each in proxy.proofs) is not told
