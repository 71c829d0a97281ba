"""The light edition of a film and the whole one, made by two commands: what both have is the same, byte for byte."""

import math
import re
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import Misasked
from mediadesk.media import boxes, graphs, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.leaks import findings
from mediadesk.media.render import render
from mediadesk.model.recipe import EVERY_FILM, LIGHT_FILM, Ladder, Mp4, Small, Sound, rungs_for
from mediadesk.model.rendition import Shot
from tests.media.shots import a_job, a_shot, loudest, probed
from tests.referee import complaints

pytestmark = pytest.mark.needs("ffmpeg")
IDR, SLICE = 5, 1  # kinds of H.264 units (ITU-T H.264, table 7-1)


def moving(shot: Shot, folder: Path, programs: Programs) -> dict[str, Path]:
    """Everything that moves of both editions, by `light/ladder` and the like."""
    made = {}
    for name, recipes in (("light", LIGHT_FILM), ("whole", EVERY_FILM)):
        (folder / name).mkdir(parents=True)
        job = a_job([each for each in recipes if each.tier == "moving"], shot)
        for each in render(job, folder / name, programs=programs):
            made[f"{name}/{each.recipe}"] = folder / name / each.path
    return made


@pytest.fixture(scope="module")
def both(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Of five seconds at 50 frames a second, 540 lines, with a click at two seconds."""
    clip = tmp_path_factory.mktemp("card") / "a.mp4"
    made = "-f lavfi -i testsrc2=s=540x540:d=5:r=50 -f lavfi".split()
    click = ["-i", "aevalsrc='if(eq(n,96000),0.9,0)':s=48000:d=5"]
    coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -b:a 192k -ac 2".split()
    subprocess.run([programs.ffmpeg, "-v", "error", *made, *click, *coded, clip], check=True)
    return {"card": clip} | moving(probed(clip, programs), tmp_path_factory.mktemp("made"), programs)


def test_what_a_light_edition_sent_is_not_sent_again(both):
    """Its rungs, its sound and its file are those of the whole one; it has no others."""
    light, whole = files(both["light/ladder"]), files(both["whole/ladder"])

    assert {name.partition("/")[0] for name in light if "/" in name} == {"a64", "v234", "v360"}
    assert {name.partition("/")[0] for name in whole if "/" in name} == {"a64", "v234", "v360", "v540"}
    assert {name: body for name, body in light.items() if name != "master.m3u8"}.items() <= whole.items()
    assert both["light/small"].read_bytes() == both["whole/small"].read_bytes()
    assert sorted(both) == [
        "card",
        "light/ladder",
        "light/small",
        "whole/ladder",
        "whole/mp4",
        "whole/small",
        "whole/sound",
    ]


def test_sabotage_made_from_another_size_nothing_is_the_same(both, programs: Programs, tmp_path: Path, monkeypatch):
    """What the test above is for: scaled down from the largest rung of each edition, the same rung has other bytes."""
    monkeypatch.setattr(graphs, "made_from", lambda display: (480, 480))

    (ladder,) = render(a_job(LIGHT_FILM[-2:-1], probed(both["card"], programs)), tmp_path, programs=programs)

    assert ladder.recipe == "ladder"
    assert files(tmp_path / ladder.path)["v234/00000.mp4"] != files(both["light/ladder"])["v234/00000.mp4"]


def test_the_small_file_is_for_a_thin_line(both):
    """360 lines, at most 30 frames a second, 550 kb/s in all, the index first."""
    picture, sound = boxes.tracks(both["whole/small"])

    assert picture.size == (360, 360)
    assert picture.samples / picture.shown_seconds == 25
    assert sound.shown_seconds == picture.shown_seconds == 5
    assert both["whole/small"].stat().st_size * 8 / 5 <= 550_000


def test_the_download_is_720_lines_and_starts_at_once(both):
    """Never above the source; the index first; picture and sound as the film has them."""
    wide, upright = (a_job([Mp4()], a_shot(size=size)) for size in ((3840, 2160), (1080, 1920)))
    assert [*graphs.picture_sizes(wide).values(), *graphs.picture_sizes(upright).values()] == [(1280, 720), (720, 1280)]

    picture, sound = boxes.tracks(both["whole/mp4"])

    assert (picture.size, picture.shown_seconds, sound.shown_seconds) == ((540, 540), 5, 5)
    assert picture.samples / picture.shown_seconds == 50
    assert picture.colour == (1, 1, 1, False)
    with boxes.opened(both["whole/mp4"]) as data:
        order = [box.kind for box in boxes.boxes(data) if "/" not in box.path]
    assert order.index("moov") < order.index("mdat")


def test_sound_alone_is_all_of_the_sound_in_time(both, programs: Programs):
    """One track, as long as the film, the click where it was; the index first, so that it starts at once."""
    (track,) = boxes.tracks(both["whole/sound"])

    assert (track.handler, track.shown_seconds) == ("soun", 5)
    click, samples = loudest(both["whole/sound"], programs)
    assert abs(click - 96_000) < 48
    assert samples == 5 * 48_000
    with boxes.opened(both["whole/sound"]) as data:
        order = [box.kind for box in boxes.boxes(data) if "/" not in box.path]
    assert order.index("moov") < order.index("mdat")


@pytest.mark.parametrize("name", ["whole/sound", "whole/small"])
def test_two_readers_find_nothing_in_them(both, programs: Programs, name: str):
    """Our own walk and ffprobe, by the name that each goes out under."""
    outgoing = {"whole/sound": "v/x/m/0123456789ab/audio.m4a", "whole/small": "v/x/m/0123456789ab/video-360.mp4"}
    assert findings(both[name], outgoing[name], programs=programs) == []


def test_a_tag_in_a_sound_is_found_by_both(both, programs: Programs, tmp_path: Path):
    """Sabotage: what a plain copy writes into it."""
    told = tmp_path / "told.m4a"
    words = "-c copy -metadata title=KOFI -metadata:s handler_name=KOFI".split()
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", both["whole/sound"], *words, told], check=True)

    found = {each.what for each in findings(told, "audio.m4a", programs=programs)}

    assert any("box" in what or "handler" in what for what in found)
    assert any(what.startswith("tag ") for what in found)


@pytest.mark.needs("node")
def test_a_ladder_keeps_every_promise_of_a_playlist(both, programs: Programs):
    check_ladder(both["whole/ladder"], (540, 540), programs)
    check_ladder(both["light/ladder"], (540, 540), programs)


def test_a_key_frame_that_leans_on_others_is_no_beginning(both, programs: Programs, tmp_path: Path):
    """Sabotage of the check below: with open groups of pictures a segment begins with a frame, and not with an IDR."""
    how = "-an -c:v libx264 -g 25 -bf 2 -x264-params open-gop=1:scenecut=0 -f mp4 -movflags +frag_keyframe+empty_moov"
    target = tmp_path / "open.mp4"
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", both["whole/small"], *how.split(), target], check=True)

    with boxes.opened(target) as data:
        firsts = [kind_of(bytes(data[start : start + size])) for start, size in boxes.samples(data)][::25]
    assert IDR not in firsts[1:]


def check_ladder(ladder: Path, display: tuple[int, int], programs: Programs) -> None:
    """Everything that a player may rely on, measured in the files."""
    texts = {path.name: path.read_text() for path in sorted(ladder.glob("*.m3u8"))}
    media = [name.removesuffix(".m3u8") for name in texts if name not in {"master.m3u8", "i234.m3u8"}]
    assert complaints(list(texts.values())) == [""] * len(texts)
    assert all(text.endswith("#EXT-X-ENDLIST\n") for name, text in texts.items() if name != "master.m3u8")
    lengths = {
        name: [Fraction(each) for each in re.findall(r"#EXTINF:([\d.]+),", texts[f"{name}.m3u8"])] for name in media
    }
    totals = [sum(each) for each in lengths.values()]
    assert max(totals) - min(totals) <= Fraction(1, 10)
    rungs = [name for name in media if name.startswith("v")]
    assert all(lengths[name] == lengths[rungs[0]] for name in rungs)
    for name in rungs:
        assert {*begins(ladder / name)} == {IDR}
    for uri, told in streams(texts["master.m3u8"]):
        name = uri.removesuffix(".m3u8")
        peak = densest(ladder, name, lengths) + (densest(ladder, "a64", lengths) if name != "a64" else 0)
        assert math.floor(peak) <= int(told["BANDWIDTH"]) <= 1.1 * peak
        assert told["CODECS"]
        if name != "a64":
            size = [int(each) for each in told["RESOLUTION"].split("x")]
            assert all(made <= shown for made, shown in zip(size, display, strict=True))
    assert len(rungs) == len([each for each in rungs_for(Ladder(), display) if f"v{each.short_side}" in rungs])
    lists = sorted(ladder.glob("[av]*.m3u8"))
    assert verify.decodes(lists, max(totals), programs) == ("decodes without an error",)


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def streams(master: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What a master says of each of its streams."""
    for attributes, uri in re.findall(r"#EXT-X-STREAM-INF:(.*)\n(.*)", master):
        yield uri, dict(re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', attributes))


def densest(ladder: Path, name: str, lengths: dict[str, list[Fraction]]) -> float:
    """Bits a second of the densest segment that is at least half a target long (RFC 8216, 4.3.4.2)."""
    sizes = [path.stat().st_size * 8 for path in sorted((ladder / name).glob("0*.mp4"))]
    rows = [(size, long) for size, long in zip(sizes, lengths[name], strict=True) if long >= 2]
    return float(max(size / long for size, long in rows or zip(sizes, lengths[name], strict=True)))


def begins(rung: Path) -> Iterator[int]:
    """The kind of the first picture of each segment."""
    for path in sorted(rung.glob("0*.mp4")):
        with boxes.opened(path) as data:
            start, size = next(iter(boxes.samples(data)))
            yield kind_of(bytes(data[start : start + size]))


def kind_of(sample: bytes) -> int:
    """The kind of the first slice in a sample: units with four bytes of length before each (ISO/IEC 14496-15)."""
    place = 0
    while sample[place + 4] & 31 not in {IDR, SLICE}:
        place += 4 + int.from_bytes(sample[place : place + 4])
    return sample[place + 4] & 31


@pytest.mark.prove
@pytest.mark.needs("footage", "node")
@pytest.mark.parametrize("name", ["gopro_hero5_trimmed_gpmf_gps.mp4", "apple_iphone6_2019_h264_rot90_gps_tz+0300.mov"])
def test_the_same_of_real_footage(footage: Path, programs: Programs, tmp_path: Path, name: str):
    """All five rungs of a wide clip and of an upright one."""
    shot = probed(footage / name, programs)
    assert shot.facts.frame

    made = moving(shot, tmp_path, programs)

    light, whole = files(made["light/ladder"]), files(made["whole/ladder"])
    assert {each: body for each, body in light.items() if each != "master.m3u8"}.items() <= whole.items()
    for each in ("light/ladder", "whole/ladder"):
        check_ladder(made[each], shot.facts.frame.display, programs)
    seconds = boxes.tracks(made["whole/small"])[0].shown_seconds
    bits = made["whole/small"].stat().st_size * 8
    print(f"{name}: small {float(bits / seconds) / 1000:.0f} kb/s in {float(seconds):.1f} s")
    ahead = 2_000 * Small().kbps  # what x264's buffer of two seconds may hold when the film begins
    assert bits <= 550_000 * seconds + ahead


def test_nothing_is_asked_of_silence(programs: Programs):
    """A recipe of sound has a track to take it from, or says so."""
    with pytest.raises(Misasked, match="no sound"):
        graphs.argv(a_job([Sound(), Small()], a_shot(audio=())), programs.ffmpeg)
