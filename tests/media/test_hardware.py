"""What graphics hardware is told, word for word. No machine of ours has any: these are words, not encodes."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.media import coding, graphs, hardware
from mediadesk.media.cuts import cut
from mediadesk.media.hardware import KINDS
from mediadesk.media.options import BARE, BARE_H264, BARE_MP4
from mediadesk.model.recipe import Edit, Ladder, Mp4, Proxy, Thumbnail
from tests.media.shots import a_job, a_shot

BY_KIND = {each.kind: each for each in KINDS}
JOB = a_job([Proxy()], a_shot())


@pytest.mark.parametrize("kind", BY_KIND)
def test_every_output_of_hardware_is_as_bare_as_any(kind):
    """Its encoder instead of x264, none of x264's own options, and everything that keeps an output bare."""
    software = coding.mp4(Proxy(), Fraction(25))
    coded = hardware.coded(BY_KIND[kind], software, 800)

    assert coded["c:v"] == f"h264_{kind}"
    assert {**BARE, **BARE_MP4, **BARE_H264}.items() <= coded.items()
    assert "crf" not in coded
    assert coded["g"] == software["g"]
    assert coded.get("preset") != software["preset"] or kind == "qsv"


def test_the_picture_goes_to_the_device_after_it_was_made_as_ever():
    """The same filters in the same order; decoded by the hardware, and back in memory in between."""
    ever = graphs.argv(JOB, "ffmpeg")
    words = graphs.proxy_argv(JOB, "ffmpeg", cut(JOB.shots[0]), BY_KIND["vaapi"])
    made, by_x264 = (each[each.index("-filter_complex") + 1] for each in (words, ever))

    assert words[1:5] == ["-init_hw_device", "vaapi=hw", "-filter_hw_device", "hw"]
    assert words[words.index("-hwaccel") + 1] == "vaapi"
    assert "format=nv12" in made.rpartition("hwupload")[0].rpartition(";")[0]
    assert [each.partition("]")[2] for each in by_x264.split(";")][:4] == [
        each.partition("]")[2] for each in made.split(";")
    ][:4]
    assert "hwupload" not in graphs.proxy_argv(JOB, "ffmpeg", cut(JOB.shots[0]), BY_KIND["nvenc"])


@pytest.mark.parametrize("recipes", [[Proxy(), Mp4()], [Ladder()], [Edit()], [Thumbnail()]])
def test_what_goes_out_is_never_made_by_hardware(recipes):
    """Every machine makes the same bytes of it."""
    assert not hardware.is_for(a_job(recipes, a_shot()))
    assert hardware.is_for(JOB)
    silent = replace(a_shot(), facts=replace(a_shot().facts, frame=None))
    assert not hardware.is_for(a_job([Proxy()], silent))


def test_hardware_is_looked_for_where_it_would_be(tmp_path: Path):
    """By its devices; on macOS it is always worth a trial."""
    (tmp_path / "dri").mkdir()
    (tmp_path / "dri/renderD129").touch()
    (tmp_path / "dri/renderD128").touch()
    here = {each.kind for each in KINDS if hardware.is_here(each, "linux", tmp_path)}

    assert here == {"qsv", "vaapi"}
    assert [path.name for path in hardware.devices(BY_KIND["vaapi"], tmp_path)] == ["renderD128", "renderD129"]
    assert {each.kind for each in KINDS if hardware.is_here(each, "darwin", tmp_path)} == {"videotoolbox"}
