"""The second reader says what is in a file by itself, and where it sees something else than our walk does."""

import subprocess
from pathlib import Path

import pytest

from mediadesk.media import second
from mediadesk.media.binaries import Programs
from mediadesk.media.jpegs import size_of
from mediadesk.media.render import render
from mediadesk.model.recipe import Mp4, Poster
from tests.media.shots import TINY, a_job, probed


@pytest.fixture(scope="module")
def made(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film, a ladder and a poster."""
    folder = tmp_path_factory.mktemp("made")
    source = ["-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=5", "-f", "lavfi", "-i", "sine=440:d=5"]
    subprocess.run([programs.ffmpeg, "-v", "error", *source, "-pix_fmt", "yuv420p", str(folder / "a.mov")], check=True)
    job = a_job([Mp4(), TINY], probed(folder / "a.mov", programs))
    for name, each in (("moving", job), ("still", a_job([Poster()], *job.shots))):
        (folder / name).mkdir()
        render(each, folder / name, programs=programs)
    return folder


def told(path: Path, programs: Programs) -> set[str]:
    return {each.what for each in second.film_findings(path, "x.mp4", programs)}


def test_what_we_make_is_clean(made, programs):
    """The film, and each rung joined from its beginning and its segments."""
    films = [*made.glob("moving/*.mp4"), *made.glob("moving/*/*/init.mp4")]

    assert len(films) == 4
    assert [told(each, programs) for each in films] == [set()] * 4


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["-metadata", "location=+48.8577+002.2950/"], "tag location"),
        (["-metadata:s:v:0", "language=ukr"], "tag language"),
        (["-metadata:s:v:0", "handler_name=KOFI"], "tag handler_name"),
        (["-timecode", "10:11:12:00"], "tag timecode"),
        (["-c:v", "mpeg4"], "a track that is neither picture nor sound, or of a codec that we never publish"),
        (["-pix_fmt", "yuv444p"], "an unknown value of pix_fmt"),
        (["-brand", "mp42"], "an unknown major_brand"),
        (["-display_rotation:v:0", "90"], "side data: Display Matrix"),
    ],
)
def test_what_a_file_says_beside_is_found(made, programs, tmp_path, options, what):
    """By ffprobe alone: our own walk is not asked."""
    source = next(made.glob("moving/*.mp4"))
    before = options if options[0].startswith("-display") else []
    copied = ["-c", "copy"] if options[0] not in {"-c:v", "-pix_fmt"} else []
    after = [] if before else options
    bad = tmp_path / "bad.mp4"
    argv = [
        programs.ffmpeg,
        "-v",
        "error",
        *before,
        "-i",
        str(source),
        *copied,
        "-fflags",
        "+bitexact",
        *after,
        str(bad),
    ]
    subprocess.run(argv, check=True)

    assert what in told(bad, programs)


def test_a_segment_that_only_one_reader_understands_is_found(made, programs, tmp_path):
    """Sabotage: what one segment holds is of a track that there is not, so a player shows it to nobody."""
    rung = next(made.glob("moving/*/v72"))
    for path in rung.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    last = max(tmp_path.glob("0*.mp4"))
    body = bytearray(last.read_bytes())
    place = body.index(b"tfhd") + 8
    body[place : place + 4] = (9).to_bytes(4)
    last.write_bytes(body)

    assert told(tmp_path / "init.mp4", programs) == {"tracks that two readers do not see alike"}


def test_what_it_cannot_read_is_no_silence(programs, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"KOFI" * 100)

    assert told(tmp_path / "a.mp4", programs) == {"an MP4 that ffprobe cannot read"}
    assert second.picture_findings(tmp_path / "a.mp4", "x.jpg", (1, 1), programs)


def test_a_picture_is_decoded_by_another_decoder(made, programs, tmp_path):
    """A profile of colours is found by it, and so is a size that our walk read otherwise."""
    poster = next(made.glob("still/*.jpg"))
    body = poster.read_bytes()
    profile = b"ICC_PROFILE\0\1\1" + b"\0\0\2\x0c" + bytes(32) + b"acsp" + bytes(488)
    (tmp_path / "icc.jpg").write_bytes(body[:2] + b"\xff\xe2" + (len(profile) + 2).to_bytes(2) + profile + body[2:])
    size = size_of(poster)
    assert size is not None

    assert second.picture_findings(poster, "x.jpg", size, programs) == []
    assert second.picture_findings(tmp_path / "icc.jpg", "x.jpg", size, programs)
    assert second.picture_findings(poster, "x.jpg", (size[1], size[0]), programs)


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("tag com.apple.quicktime.location.ISO6709", "location"),
        ("tag artist", "author"),
        ("tag title", "name"),
        ("tag com.android.model", "device"),
        ("tag creation_time", "date"),
        ("tag encoder", "tool"),
        ("chapters", "field"),
    ],
)
def test_a_tag_is_of_a_kind_by_its_name(tag, kind):
    assert second.kind_of_tag(tag) == kind
