"""A recording in several files is one: at a join no frame is lost or shown twice, and the sound keeps time."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.events import Said
from mediadesk.media import sounds
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import cut
from mediadesk.media.jail import span_options
from mediadesk.media.render import render
from mediadesk.media.spans import measured, pieces
from mediadesk.model.recipe import Film, Mp4, Poster, Proxy, Storyboard, Thumbnail
from mediadesk.model.rendition import Shot
from tests.media.shots import (
    TINY,
    a_clip,
    a_job,
    a_long_clip,
    chapters,
    in_packets,
    loudest,
    numbers,
    probed,
    spanned,
    stream_parts,
)

pytestmark = pytest.mark.needs("ffmpeg")

KINDS = ("chapters", "stream")
IN_TIME = 48_000 * 40 // 1000  # samples: what nobody hears


@pytest.fixture(scope="module")
def card(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, ...]]:
    """250 frames in three files of each kind."""
    clip = a_long_clip(tmp_path_factory.mktemp("card"), programs)
    return {"chapters": chapters(clip, programs), "stream": stream_parts(clip, programs)}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder for a job."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def made(out: Path, recipe: str) -> Path:
    return next(out.glob(f"{recipe}-*"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_moves_goes_on_over_the_joins(kind, card, programs, out):
    """Proxy, download and ladder show each of 250 frames once; the last part's click is heard with frame 200."""
    results = render(a_job([Proxy(), Mp4(), TINY], spanned(card[kind], programs)), out, programs=programs)

    assert {each.seconds for each in results} == {10}
    for path in (made(out, "proxy"), made(out, "mp4"), made(out, "ladder") / "v36.m3u8"):
        assert numbers(path, programs) == list(range(250))
    for path in (made(out, "proxy"), made(out, "ladder") / "a64.m3u8"):
        assert abs(loudest(path, programs)[0] - 8 * 48_000) < IN_TIME


@pytest.mark.parametrize("kind", KINDS)
def test_picks_begin_and_end_anywhere(kind, card, programs, out):
    """Before a join, on it, over one and over two, in the last part; each frame as the proxy showed it."""
    parts = card[kind]
    points = [("3.6", "4.4"), ("4", "4.2"), ("3.8", "4"), ("9.6", None), ("3.96", "8.04"), ("0.4", "0.6")]
    picks = [spanned(parts, programs, begin, end) for begin, end in points]

    (film,) = render(a_job([Film()], *picks), out, programs=programs)

    wanted = [*range(90, 110), *range(100, 105), *range(95, 100), *range(240, 250), *range(99, 201), *range(10, 15)]
    assert numbers(out / film.path, programs) == wanted
    heard, samples = loudest(out / film.path, programs)
    assert abs(heard - (20 + 5 + 5 + 10 + 101) * 1920) < IN_TIME
    assert samples == len(wanted) * 1920


@pytest.mark.parametrize("kind", KINDS)
def test_stills_are_of_the_whole(kind, card, programs, out):
    """The storyboard has a tile for each of ten seconds; the others are there."""
    results = render(
        a_job([Thumbnail(), Poster(), Storyboard()], spanned(card[kind], programs)), out, programs=programs
    )

    board = next(each for each in results if each.recipe == "storyboard")
    assert float(board.seconds or 0) == pytest.approx(10, abs=0.04)
    assert tiles(out / board.path / "sprite.jpg", programs) == pytest.approx([25 * tile for tile in range(10)], abs=25)
    assert {each.recipe for each in results} == {"thumbnail", "poster", "storyboard"}


def tiles(sprite: Path, programs: Programs) -> list[int]:
    """The tens and hundreds that ten tiles in a row show."""
    how = ["-vf", "crop=640:64:0:0,scale=30:1:flags=area,format=gray", "-f", "rawvideo", "-"]
    argv = [programs.ffmpeg, "-v", "error", "-i", sprite, *how]
    said = subprocess.run(argv, capture_output=True, check=True).stdout
    greys = [round((grey * 219 / 255) / 20) for grey in said]
    return [greys[place + 1] * 10 + greys[place + 2] * 100 for place in range(0, 30, 3)]


def test_the_last_part_is_reached_without_the_others(card, programs, out, tmp_path):
    """Of the first part nothing but its header is read: its pictures may be gone."""
    first, *others = card["chapters"]
    shot = spanned(card["chapters"], programs, "9", "9.4")

    (film,) = render(a_job([Film()], replace(shot, paths=(hollow(first, tmp_path), *others))), out, programs=programs)

    assert numbers(out / film.path, programs) == list(range(225, 235))


def hollow(part: Path, folder: Path) -> Path:
    """The part with zeros for pictures and sound, under its own name."""
    whole = part.read_bytes()
    begin, end = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    (folder / part.name).write_bytes(whole[:begin] + bytes(end - begin) + whole[end:])
    return folder / part.name


@pytest.fixture(params=["0.94", "1.05"])
def uneven(request, programs, tmp_path) -> list[Path]:
    """Eight parts of a second whose sound is shorter, or longer, than their picture; a click amid the last one."""
    parts = [tmp_path / f"GX0{number}0042.MOV" for number in range(8)]
    for path in parts:
        click = f"aevalsrc='if(eq(n,24000),0.9,0)*{int(path == parts[-1])}':s=48000:d={request.param}"
        picture = "-f lavfi -i testsrc2=s=64x64:d=1:r=25 -f lavfi -i".split()
        coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac".split()
        subprocess.run([programs.ffmpeg, "-v", "error", *picture, click, *coded, path], check=True)
    return parts


def click_is_late(parts, programs, out) -> int:
    """How many samples too late, or too early, the click is heard."""
    render(a_job([Proxy()], spanned(parts, programs)), out, programs=programs)
    return abs(loudest(made(out, "proxy"), programs)[0] - 7 * 48_000 - 24_000)


def test_sound_of_another_length_than_its_picture_stays_in_time(uneven, programs, out):
    """What is missing or too much in each of eight parts does not add up."""
    assert click_is_late(uneven, programs, out) < IN_TIME


@pytest.mark.parametrize("uneven", ["1.05"], indirect=True)
def test_sabotage_as_ffmpeg_would_have_it_the_sound_is_late(uneven, programs, out, monkeypatch):
    """It lets a tenth of a second pass."""
    monkeypatch.setattr(sounds, "_MOST_APART", 0.1)
    monkeypatch.setattr(sounds, "_MOST_STRETCH", 1)
    assert click_is_late(uneven, programs, out) > IN_TIME


def test_a_recorder_of_sound_splits_too(programs, out, tmp_path):
    """WAV files end at 2 or 4 GB; nothing is between two of them."""
    parts = []
    for number in range(3):
        path = tmp_path / f"{number}.wav"
        tone = f"aevalsrc='if(eq(n,24000),0.9,0)*{int(number == 2)}':s=48000:d=1"
        subprocess.run([programs.ffmpeg, "-v", "error", "-f", "lavfi", "-i", tone, path], check=True)
        parts.append(path)

    (proxy,) = render(a_job([Proxy()], spanned(parts, programs)), out, programs=programs)

    click, samples = loudest(out / proxy.path, programs)
    assert abs(click - 120_000) <= 48
    assert abs(samples - 144_000) <= 1024


def test_a_single_part_is_not_measured(programs, tmp_path):
    """Nothing is run for it, and it stays as it is."""
    shot = probed(a_clip(tmp_path / "a.mp4", programs, seconds=1), programs)

    assert measured(shot, Programs(ffmpeg="/none", ffprobe="/none")) is shot
    assert pieces(shot) == [(0, shot)]


def test_chapters_are_as_long_as_their_pictures(card, programs):
    """Sound that lasts a little longer than the picture would make a frame stand at each join."""
    shot = measured(spanned(card["chapters"], programs), programs)

    assert shot.part_seconds == (4, 4, 2)
    assert shot.facts.seconds == 10
    assert [begin for begin, _ in pieces(shot)] == [0, 4, 8]
    assert [piece.facts.seconds for _, piece in pieces(shot)] == [4, 4, 2]


def test_a_cut_stream_has_one_clock(card, programs):
    """Its parts are one piece; streams whose clocks begin anew are not."""
    cut = measured(spanned(card["stream"], programs), programs)
    anew = measured(spanned([card["stream"][0]] * 2, programs), programs)

    assert cut.part_seconds == ()
    assert len(pieces(cut)) == 1
    assert float(cut.facts.seconds or 0) == pytest.approx(10, abs=0.04)
    assert len(anew.part_seconds) == 2


def test_the_last_part_of_a_stream_may_be_a_few_packets(card, programs, out, tmp_path):
    """A camera fills a file to its last byte; what little is left has no picture that could be read alone."""
    stream = b"".join(path.read_bytes() for path in card["stream"])
    parts = (tmp_path / "00000.MTS", tmp_path / "00001.MTS")
    parts[0].write_bytes(stream[: -10 * 192])
    parts[1].write_bytes(stream[-10 * 192 :])

    render(a_job([Proxy()], spanned(parts, programs)), out, programs=programs)

    assert numbers(made(out, "proxy"), programs) == list(range(250))


def test_a_part_of_another_recording_is_named(card, programs, tmp_path):
    """Two cameras number their files alike; joined, the picture would jump."""
    other = a_clip(tmp_path / "GX040042.MP4", programs, seconds=1)

    with pytest.raises(ToolFailed, match=r"GX040042\.MP4 is no further part of GX010042\.MP4"):
        measured(spanned([*card["chapters"], other], programs), programs)


def test_what_the_camera_could_not_finish_is_left_out_and_told(card, programs, out, tmp_path):
    """It lost power in the last chapter: what came before is made. A film that would show more is not."""
    torn = tmp_path / "GX030042.MP4"
    torn.write_bytes(card["chapters"][2].read_bytes()[:2000])
    shot, said = spanned([*card["chapters"][:2], torn], programs), []

    (proxy,) = render(a_job([Proxy()], shot), out, programs=programs, report=said.append)

    assert numbers(out / proxy.path, programs) == list(range(200))
    assert Said("7QK2MW3ZTA: GX030042.MP4 cannot be read; what is made ends before it") in said
    (film,) = render(a_job([Film()], replace(shot, out_point=Fraction(4))), out, programs=programs)
    assert numbers(out / film.path, programs) == list(range(100))
    for end in (None, Fraction(9)):
        with pytest.raises(ToolFailed, match=r"the last of GX010042\.MP4 cannot be read: GX030042\.MP4"):
            render(a_job([Film()], replace(shot, out_point=end)), out, programs=programs)


def test_a_middle_that_is_cut_off_stands_still(card, programs, out, tmp_path):
    """Its index came first, and so it can be read; what follows is where it was, and keeps time."""
    first, middle, last = card["chapters"]
    torn = tmp_path / middle.name
    index_first = "-c copy -movflags +faststart -f mov".split()
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", middle, *index_first, torn], check=True)
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size * 6 // 10])

    (proxy,) = render(a_job([Proxy()], spanned([first, torn, last], programs)), out, programs=programs)

    shown = numbers(out / proxy.path, programs)
    assert (shown[:150], shown[200:]) == (list(range(150)), list(range(200, 250)))
    assert len(set(shown[160:200])) < 20
    assert abs(loudest(out / proxy.path, programs)[0] - 8 * 48_000) < IN_TIME


def test_a_recording_is_not_quietly_made_without_most_of_it(card, programs, out, tmp_path):
    """Of the second chapter and all that follows no picture can be decoded, whatever their headers say."""
    first, *others = card["chapters"]
    parts = [first, *(hollow(part, tmp_path) for part in others)]

    with pytest.raises(ToolFailed, match=r"GX020042\.MP4, a part of GX010042\.MP4, cannot be read to its end"):
        render(a_job([Proxy()], spanned(parts, programs)), out, programs=programs)


def test_a_part_that_cannot_be_read_is_named(card, programs, out, tmp_path):
    """A recording without its middle is not made: nobody would see that something is missing."""
    first, middle, last = card["chapters"]
    torn = tmp_path / middle.name
    torn.write_bytes(middle.read_bytes()[:2000])

    with pytest.raises(ToolFailed, match=r"GX020042\.MP4, a part of GX010042\.MP4, cannot be read"):
        render(a_job([Proxy()], spanned([first, torn, last], programs)), out, programs=programs)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("gopro_hero7black_2019_gpmf_gps.mp4", "chapters"),
        ("sony_ilce-7m3_avchd_2019_1080i50_dst.mts", "packets"),
        ("dashcam_viofo-a119v3_novatek_anon.TS", "packets"),
    ],
)
def test_real_footage_in_parts_shows_what_it_shows_in_one(name, kind, programs, footage, tmp_path):
    """The same frames at the same times, bit for bit, of files as real cameras write them."""
    whole = footage / name
    if kind == "chapters":
        kept = ["-map", "0:v", "-map", "0:a", "-c", "copy", "-f", "mp4"]
        whole = tmp_path / "whole.mp4"
        subprocess.run([programs.ffmpeg, "-v", "error", "-i", footage / name, *kept, whole], check=True)
        parts = chapters(whole, programs)
    else:
        parts = in_packets(whole, tmp_path)
    shot = measured(spanned(parts, programs), programs)

    assert len(parts) == 3
    assert shown(shot, programs) == shown(probed(whole, programs), programs)


def shown(shot: Shot, programs: Programs) -> list[str]:
    """The hash of each picture on the grid of the clip."""
    how = ["-map", "0:0", "-vf", f"fps={cut(shot).rate}:start_time=0,scale=64:36", "-f", "framemd5", "-"]
    opened = span_options(shot.facts.container, shot.paths, shot.part_seconds)
    said = subprocess.run([programs.ffmpeg, "-v", "fatal", *opened, *how], capture_output=True, check=True).stdout
    return [line.split(b",")[-1].decode() for line in said.splitlines() if not line.startswith(b"#")]
