"""Thirteen secrets are planted in an original; what we make of it tells none. Then each protection goes in turn."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from mediadesk.media import boxes, graphs, leaks
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.render import render
from mediadesk.media.runner import run
from mediadesk.model.leak import Secrets, text_findings
from mediadesk.model.place import LatLon
from mediadesk.model.recipe import Film, Ladder, Mp4, Poster, Storyboard
from mediadesk.model.rendition import Job
from tests.media.shots import TINY, a_job, probed

TAGS = """;FFMETADATA1
title=Interview KOFI-SOURCE
artist=JOURNALIST-NAME
comment=shot at SAFEHOUSE-7
location=+48.8577+002.2950/
make=CAM-MAKE
model=CAM-MODEL-X
creation_time=2026-11-01T10:11:12Z
com.apple.quicktime.location.ISO6709=+48.8577+002.2950+035.0/
com.apple.quicktime.make=APPLE-MAKE
com.apple.quicktime.software=SOFT-17.1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=900
title=CHAPTER-SOURCE
"""
TELEMETRY = "1\n00:00:00,000 --> 00:00:00,900\nGPS(48.8577,2.2950,35) SERIAL-XYZ123\n"
TOKENS = (
    "KOFI JOURNALIST SAFEHOUSE 48.85 CAM-MAKE CAM-MODEL APPLE-MAKE SOFT-17 CHAPTER-SOURCE SERIAL MIC-SOURCE "
    "REEL-SECRET 2026"
).split()
SECRETS = Secrets(points=(LatLon(lat=48.8577, lon=2.295),), names=frozenset({b"SRC-KOFI_A001.mov"}))


@pytest.fixture(scope="module")
def original(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An original that tells everything: tags, chapters, time code, handler names, a subtitle track with telemetry."""
    folder = tmp_path_factory.mktemp("card")
    (folder / "tags.txt").write_text(TAGS)
    (folder / "telemetry.srt").write_text(TELEMETRY)
    made = "-f lavfi -i testsrc2=s=128x72:r=25:d=1 -f lavfi -i sine=440:d=1 -i telemetry.srt -i tags.txt"
    kept = (
        "-map 0:v -map 1:a -map 2:s -map_metadata 3 -map_chapters 3 -movflags +use_metadata_tags -timecode 10:11:12:00"
    )
    coded = "-c:v libx264 -preset veryfast -pix_fmt yuv420p -c:a aac -c:s mov_text"
    names = "-metadata:s:v:0 handler_name=HANDLER-SERIALNO -metadata:s:a:0 handler_name=MIC-SOURCE"
    told = [*kept.split(), *coded.split(), *names.split(), "-metadata:s:v:0", "reel_name=REEL-SECRET"]
    name = "SRC-KOFI_A001.mov"
    subprocess.run([programs.ffmpeg, "-v", "error", *made.split(), *told, name], cwd=folder, check=True)
    return folder / name


@pytest.fixture
def job(original: Path, programs: Programs) -> Job:
    return a_job([Mp4(), TINY], probed(original, programs))


def test_the_original_tells_everything(original: Path, programs: Programs):
    """Sabotage of all the tests below: the tokens are there to be found, and the scan finds them."""
    said = original.read_bytes()

    assert [token for token in TOKENS if token.encode() not in said] == []
    found = leaks.findings(original, "v/x/video.mp4", programs=programs)
    assert {each.kind for each in found} == {"location", "author", "name", "device", "date", "tool", "field"}
    assert [each.kind for each in text_findings(said, "v/x/video.mp4", SECRETS)] == ["location"]


def test_nothing_of_it_is_left(job: Job, programs: Programs, tmp_path: Path):
    """Film, ladder, download, poster, storyboard: not one token, not one field, not a time, not a tool's name."""
    folders = [tmp_path / name for name in ("film", "moving", "still")]
    for folder in folders:
        folder.mkdir()
    render(a_job([Film()], *job.shots), folders[0], programs=programs)
    render(job, folders[1], programs=programs)
    render(a_job([Poster(), Storyboard()], *job.shots), folders[2], programs=programs)

    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) > 10
    for path in made:
        said = path.read_bytes()
        assert leaks.findings(path, path.name, programs=programs) == []
        assert text_findings(said, path.name, SECRETS) == []
        assert not [token for token in (*TOKENS, "Lavf", "Lavc6", "x264 - core") if token.encode() in said]


@pytest.mark.parametrize(
    ("dropped", "kinds"),
    [
        (["blank_tags"], {"field"}),
        (["blank_tags", "map_metadata", "map_metadata:s"], {"location", "author", "name", "field"}),
        (["map_chapters"], {"field"}),
        (["blank_tags", "fflags"], {"tool", "field"}),
        (["flags:a"], {"tool", "field"}),
        (["metadata:s"], {"tool"}),
        (["bsf:v"], {"tool", "field"}),
        (["empty_hdlr_name"], {"field"}),
        (["hls_segment_options"], {"field"}),
    ],
    ids=lambda value: "+".join(sorted(value)),
)
def test_without_each_protection_the_scan_is_red(job: Job, programs: Programs, tmp_path: Path, dropped, kinds):
    """Sabotage, option by option: the encode runs well without it, and only the scan notices."""
    assert {each.kind for each in encoded(job, programs, tmp_path, dropped)} == kinds


def test_with_all_of_them_it_is_green(job: Job, programs: Programs, tmp_path: Path):
    """The same command, whole."""
    assert list(encoded(job, programs, tmp_path, [])) == []


def encoded(job: Job, programs: Programs, folder: Path, dropped: list[str]) -> Iterator[leaks.Finding]:
    """The findings in what the command makes without some of its options; unverified, for verifying would refuse."""
    shutil.rmtree(folder)
    for name in ("v36", "v72", "a64"):
        (folder / job.wants[1].file_name / name).mkdir(parents=True)
    words = graphs.argv(job, programs.ffmpeg)
    for option in dropped:
        while f"-{option}" in words:
            place = words.index(f"-{option}")
            del words[place : place + 2]
    run(words, cell=Cell(reads=job.shots[0].paths, writes=folder))
    for path in folder.rglob("*.mp4"):
        if "blank_tags" not in dropped:
            boxes.blank_tags(path)
        yield from leaks.findings(path, path.name, programs=programs)


def test_a_finding_names_no_value(original: Path, programs: Programs):
    """It says which field, never what stands in it."""
    said = json.dumps([f"{each.where} {each.what}" for each in leaks.findings(original, "x.mp4", programs=programs)])

    assert not [token for token in TOKENS if token in said]


def test_what_is_never_published_is_a_finding(tmp_path: Path, programs: Programs):
    """An original, a catalogue, a text without an ending: nobody meant them to go out."""
    for name in ("a.mov", "catalog.db", "notes", "a.mp4.part"):
        (tmp_path / name).write_bytes(b"x")
        assert [each.kind for each in leaks.findings(tmp_path / name, name, programs=programs)] == ["field"]
    for name in ("a.mp4", "a.jpg"):
        (tmp_path / name).write_bytes(b"no such thing")
        assert leaks.findings(tmp_path / name, name, programs=programs)


@pytest.mark.parametrize(
    "added",
    [b"\xff\xe1\x00\x08Exif\0\0", b"\xff\xed\x00\x06IPTC", b"\xff\xfe\x00\x06KOFI"],
    ids=["exif", "iptc", "comment"],
)
def test_a_jpeg_tells_its_segments(job: Job, programs: Programs, tmp_path: Path, added: bytes):
    """Exif, IPTC and comments are found wherever they stand, and so is what hangs behind the picture."""
    (poster,) = render(a_job([Poster()], *job.shots), tmp_path, programs=programs)
    path = tmp_path / poster.path
    whole = path.read_bytes()
    assert leaks.jpeg_findings(path, "p.jpg") == []

    for bad in (whole[:2] + added + whole[2:], whole[:20] + added + whole[20:], whole + added, whole[:-2]):
        path.write_bytes(bad)
        assert len(leaks.jpeg_findings(path, "p.jpg")) == 1


def test_no_bytes_at_all_stop_the_scan(job: Job, programs: Programs, tmp_path: Path):
    """Whatever is handed in, flipped or cut: findings come out, not an error that nobody expects."""
    (mp4, _) = render(job, tmp_path, programs=programs)
    whole = (tmp_path / mp4.path).read_bytes()
    head, chance = whole.index(b"mdat"), Random(7)
    bad = tmp_path / "bad.mp4"
    found = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(head)] = chance.randrange(256)
        bad.write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
        found += bool(leaks.box_findings(bad, "v/x/video.mp4"))
    assert found > 50


# what exiftool says of any MP4 or JPEG at all: sizes, rates, tables
HARMLESS = re.compile(
    r"(System|File|ExifTool|Composite):|JFIF:(JFIFVersion|ResolutionUnit|[XY]Resolution|Thumbnail(Width|Height))$|"
    r"(QuickTime|Track\d):("
    r"MajorBrand|MinorVersion|CompatibleBrands|\w*HeaderVersion|\w*Create\w*Date|\w*Modify\w*Date|\w*Duration|\w*TimeScale|"
    r"Preferred(Rate|Volume)|MatrixStructure|(Preview|Poster|Selection|Current)\w*Time|NextTrackID|HandlerType|"
    r"HandlerVendorID|Free|MediaData(Size|Offset)?|Track(ID|Layer|Volume)|\w*Image(Width|Height)|Unknown_\w{4}|"
    r"MediaLanguageCode|GraphicsMode|OpColor|CompressorID|[XY]Resolution|BitDepth|AVCConfiguration|ColorProfiles|"
    r"ColorPrimaries|TransferCharacteristics|MatrixCoefficients|VideoFullRangeFlag|PixelAspectRatio|BufferSize|"
    r"(Max|Average)Bitrate|VideoFrameRate|\w*Table|CompositionTimeToSample|Sample\w+|ChunkOffset\w*|Balance|"
    r"Audio(Format|Channels|BitsPerSample|SampleRate)|PurchaseFileFormat|SegmentIndex|MovieFragment\w*|Fragment\w*)$"
)


@pytest.mark.needs("exiftool", "footage")
def test_exiftool_finds_no_field_of_a_real_telephone(programs: Programs, footage: Path, tmp_path: Path):
    """A reader of its own, unknown and embedded tags shown: place, device and date are gone, and no time is set."""
    clip = footage / "apple_iphone6_2019_h264_rot90_gps_tz+0300.mov"
    shot = probed(clip, programs)
    assert shot.facts.place
    render(a_job([Mp4(), Ladder()], shot), tmp_path, programs=programs)
    render(a_job([Poster(), Storyboard()], shot), tmp_path, programs=programs)

    told = exiftool(tmp_path)

    assert len(told) > 6
    strange = {tag for each in told for tag in each if tag != "SourceFile" and not HARMLESS.match(tag)}
    assert strange == set()
    dates = {
        str(value) for each in told for tag, value in each.items() if "Date" in tag and not tag.startswith("System")
    }
    assert dates == {"0000:00:00 00:00:00"}
    assert {tag for tag in exiftool(clip)[0] if not HARMLESS.match(tag)} >= {"Keys:GPSCoordinates", "Keys:Model"}


def exiftool(path: Path) -> list[dict[str, object]]:
    argv = ["exiftool", "-r", "-j", "-G1", "-a", "-u", "-ee", "-ext", "*", str(path)]
    said: list[dict[str, object]] = json.loads(subprocess.run(argv, capture_output=True, check=False).stdout)
    return [each for each in said if not str(each["SourceFile"]).endswith((".m3u8", ".vtt"))]
