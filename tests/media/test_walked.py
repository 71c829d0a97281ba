"""Our walk over an MP4: what we make is clean, and whatever is put anywhere into it is found."""

import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediadesk.media import boxes
from mediadesk.media.binaries import Programs
from mediadesk.media.forms import FORMS
from mediadesk.media.render import render
from mediadesk.media.walked import box_findings
from mediadesk.model.recipe import Mp4
from tests.media.shots import TINY, a_job, probed


@pytest.fixture(scope="session")
def made(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A film and a ladder as they would go out: whole files, init segments, segments."""
    import subprocess

    folder = tmp_path_factory.mktemp("made")
    source = ["-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=2", "-f", "lavfi", "-i", "sine=440:d=2"]
    shot = folder / "shot.mp4"
    subprocess.run([programs.ffmpeg, "-v", "error", *source, "-pix_fmt", "yuv420p", str(shot)], check=True)
    out = folder / "out"
    out.mkdir()
    render(a_job([Mp4(), TINY], probed(shot, programs)), out, programs=programs)
    shutil.copytree(out, folder / "kept")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*.mp4"))}


@pytest.fixture(scope="session")
def film(made: dict[str, bytes]) -> bytes:
    return next(body for name, body in made.items() if "/" not in name)


def told(body: bytes, path: Path) -> set[str]:
    path.write_bytes(body)
    return {each.what for each in box_findings(path, "v/x/video.mp4")}


def with_box(body: bytes, path: str, box: bytes, *, at_end: bool = True) -> bytes:
    """The same file with a box put into the first box at a path; the sizes of those around it are made right."""
    found = [each for each in boxes.boxes(body) if path == each.path or path.startswith(f"{each.path}/")]
    chain = {each.path: each for each in reversed(found)}
    target = chain[path]
    place = target.stop if at_end else target.start
    grown = bytearray(body[:place] + box + body[place:])
    for each in chain.values():
        head = each.start - 8
        size = int.from_bytes(grown[head : head + 4]) + len(box)
        grown[head : head + 4] = size.to_bytes(4)
    return bytes(grown)


def a_box(kind: bytes, payload: bytes = b"KOFI") -> bytes:
    return (8 + len(payload)).to_bytes(4) + kind + payload


def test_everything_that_we_make_is_clean(made, tmp_path):
    """Whole files, init segments, segments of picture and of sound."""
    assert len(made) > 6
    assert {name: told(body, tmp_path / "a.mp4") for name, body in made.items() if told(body, tmp_path / "a.mp4")} == {}


HOLDERS = ["moov", "moov/trak", "moov/trak/mdia", "moov/trak/mdia/minf", "moov/trak/mdia/minf/stbl"]


@pytest.mark.parametrize("path", HOLDERS)
@settings(max_examples=15)
@given(kind=st.binary(min_size=4, max_size=4))
def test_any_box_that_we_do_not_write_is_found_anywhere(film, tmp_path_factory, path, kind):
    """Whatever its four letters are, but those that may stand there; those are found by what is in them."""
    path_of = tmp_path_factory.getbasetemp() / "any.mp4"

    assert told(with_box(film, path, a_box(kind, b"KOFI-7" * 4)), path_of)


@pytest.mark.parametrize(
    "kind", ["udta", "meta", "uuid", "skip", "loci", "\xa9xyz", "tref", "cprt", "emsg", "prft", "free"]
)
def test_boxes_that_tell_are_found_at_the_top_too(made, film, tmp_path, kind):
    """In a whole file, and in a segment."""
    box = a_box(kind.encode("latin-1"))
    segment = next(body for name, body in made.items() if name.endswith("00000.mp4"))

    assert told(film + box, tmp_path / "a.mp4")
    assert told(box + film, tmp_path / "a.mp4")
    assert told(segment + box, tmp_path / "a.mp4")


def test_every_value_has_its_form(film, made, tmp_path):
    """Each byte that is not free to be anything: changed, it is found. One box of each kind, each of its bytes."""
    chance = Random(7)
    free = {"mdat", "stts", "stss", "ctts", "stsc", "stsz", "stco", "btrt", "tfdt", "trun", "sidx", "tfhd", "mfhd"}
    unseen: dict[str, int] = {}
    checked = set[str]()
    for body in (film, *(body for name, body in made.items() if "init" in name)):
        for box in boxes.boxes(body):
            if box.path in checked or box.kind in free or not FORMS.get(box.path):
                continue
            checked.add(box.path)
            own = range(box.start, min(box.stop, box.start + {"avc1": 78, "mp4a": 28, "stsd": 8}.get(box.kind, 99)))
            for place in chance.sample(own, min(len(own), 12)):
                bad = bytearray(body)
                bad[place] ^= 0x41
                unseen[box.path] = unseen.get(box.path, 0) + (not told(bytes(bad), tmp_path / "a.mp4"))
    # what says how long, how large, which track
    numbers = {
        "mvhd": 12,
        "tkhd": 12,
        "mdhd": 8,
        "elst": 8,
        "avc1": 4,
        "mp4a": 2,
        "esds": 13,
        "trex": 4,
        "avcC": 4,
        "sbgp": 8,
    }
    assert len(checked) > 18
    assert {path: count for path, count in unseen.items() if count > numbers.get(path.rpartition("/")[2], 0)} == {}


def test_bytes_that_belong_to_nothing_are_found(film, made, tmp_path):
    """Behind the last box, at the end of a box, in the media before, between and behind the samples."""
    media = next(box for box in boxes.boxes(film) if box.path == "mdat")
    grown = bytearray(film + b"KOFI")
    grown[media.start - 8 : media.start - 4] = (media.stop - media.start + 12).to_bytes(4)

    assert told(film + b"KOFI", tmp_path / "a.mp4") >= {"bytes behind the last box"}
    assert told(with_box(film, "moov", b"KOFI"), tmp_path / "a.mp4") >= {"bytes behind the boxes in MP4 box 'moov'"}
    assert told(bytes(grown), tmp_path / "a.mp4") == {"bytes of media that no picture and no sound is made of"}
    segment = next(body for name, body in made.items() if name.endswith("00000.mp4"))
    media = next(box for box in boxes.boxes(segment) if box.path == "mdat")
    grown = bytearray(segment + b"KOFI")
    grown[media.start - 8 : media.start - 4] = (media.stop - media.start + 12).to_bytes(4)
    assert told(bytes(grown), tmp_path / "a.mp4") == {"bytes of media that no picture and no sound is made of"}


def test_sound_that_begins_with_something_else_is_found(film, tmp_path):
    """Data (4), a programme with its comment (5), filling (6): where encoders sign."""
    start = [start for start, size in boxes.samples(film) if film[start] >> 5 == 1][5]
    for element in (4, 5, 6):
        bad = bytearray(film)
        bad[start] = bad[start] & 0x1F | element << 5
        assert told(bytes(bad), tmp_path / "a.mp4") == {"data beside the sound"}


def test_what_is_no_mp4_is_no_silence(tmp_path):
    for body in (b"", b"KOFI", b"\0\0\0\x08free", a_box(b"ftyp")):
        assert told(body, tmp_path / "a.mp4")
