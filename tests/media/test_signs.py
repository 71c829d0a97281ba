"""What devices write, as other programs read it."""

import json
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from mediadesk.media import signs
from mediadesk.media.binaries import Programs
from mediadesk.model.place import LatLon

pytestmark = pytest.mark.needs("ffmpeg")

AT = datetime(2022, 5, 8, 9, 30, 12, tzinfo=timezone(timedelta(hours=3)))
PLACE = LatLon(lat=50.11, lon=-36.12)


@pytest.fixture
def clip(make):
    """`clip("a.mov")`, made without a word of ffmpeg's own."""
    how = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.5:r=10", "-pix_fmt", "yuv420p", "-fflags", "+bitexact")
    return lambda name: make(name, *how)


def tags(programs: Programs, path: Path) -> dict[str, str]:
    argv = [programs.ffprobe, "-v", "error", "-of", "json", "-show_format", f"file:{path}"]
    return json.loads(subprocess.run(argv, check=True, capture_output=True).stdout)["format"]["tags"]


def decodes(programs: Programs, path: Path) -> bool:
    argv = [programs.ffmpeg, "-v", "error", "-xerror", "-i", f"file:{path}", "-f", "null", "-"]
    said = subprocess.run(argv, check=False, capture_output=True)
    return said.returncode == 0 and not said.stderr


def test_a_telephone_writes_keys(clip, programs: Programs):
    """ffprobe finds place, accuracy, time there, make and model."""
    path = clip("a.mov")

    signs.telephone(path, AT, PLACE)

    found = tags(programs, path)
    assert found["com.apple.quicktime.location.ISO6709"] == "+50.1100-036.1200+115.000/"
    assert found["com.apple.quicktime.creationdate"] == "2022-05-08T09:30:12+0300"
    assert found["com.apple.quicktime.make"] == "Apple"
    assert found["com.apple.quicktime.model"] == "iPhone 12"
    assert decodes(programs, path)


def test_a_drone_writes_its_place_and_an_srt(clip, programs: Programs):
    """The index has place, make and model; the SRT has a cue for each frame, one after the other."""
    path = clip("DJI_0001.MP4")

    signs.drone(path, AT, PLACE, frames=5, rate=10)

    found = tags(programs, path)
    assert found["location"] == "+50.1100-036.1200+230.000/"
    assert (found["make"], found["model"]) == ("DJI", "FC3170")
    assert decodes(programs, path)
    cues = path.with_suffix(".SRT").read_text().split("\n\n")
    assert len(cues) == 5
    assert cues[4].startswith("5\n00:00:00,400 --> 00:00:00,500\n")
    assert "2022-05-08 09:30:12,400,000" in cues[4]
    assert "[latitude: 50.110006] [longitude: -36.120000] [altitude: 80.040000]" in cues[4]


def test_a_camera_writes_xml_inside_and_beside(clip, programs: Programs):
    """The same XML twice: with zone, make and model; the file plays on."""
    path = clip("C0001.MP4")

    signs.camera(path, AT, frames=5, rate=10)

    xml = path.with_name("C0001M01.XML").read_bytes()
    assert b'<CreationDate value="2022-05-08T09:30:12+03:00"/>' in xml
    assert b'manufacturer="Sony" modelName="ILCE-7M3"' in xml
    assert xml in path.read_bytes()
    assert decodes(programs, path)


@pytest.mark.needs("exiftool")
def test_exiftool_reads_them_too(clip):
    """A second reader, of another house."""
    phone, camera = clip("a.mov"), clip("b.mp4")

    signs.telephone(phone, AT, PLACE)
    signs.camera(camera, AT, frames=5, rate=10)

    assert exif(phone, "-GPSLatitude#", "-GPSLongitude#") == {"GPSLatitude": 50.11, "GPSLongitude": -36.12}
    assert exif(camera, "-CreationDateValue", "-DeviceModelName") == {
        "CreationDateValue": "2022:05:08 09:30:12+03:00",
        "DeviceModelName": "ILCE-7M3",
    }


def exif(path: Path, *asked: str) -> dict[str, object]:
    said = json.loads(subprocess.run(["exiftool", "-j", *asked, path], check=True, capture_output=True).stdout)[0]
    return {name: value for name, value in said.items() if name != "SourceFile"}


def test_an_index_in_front_is_not_broken(make):
    """A box is only added where nothing has to move."""
    fast = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.5:r=10", "-movflags", "+faststart")
    path = make("a.mov", *fast)
    before = path.read_bytes()

    with pytest.raises(ValueError, match="does not end with moov"):
        signs.telephone(path, AT, PLACE)

    assert path.read_bytes() == before
