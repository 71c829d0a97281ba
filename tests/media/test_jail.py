"""A file from a card makes ffmpeg read itself and nothing else; each attack bites where the options are left out."""

import base64
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import jail, runner
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.jail import PARSE, decoding, file_name, input_options, making, span_options
from mediadesk.media.probe import Unreadable, probe
from mediadesk.media.render import render
from mediadesk.media.runner import read
from mediadesk.model.recipe import Proxy
from tests.media.conftest import Make
from tests.media.shots import a_clip, a_job, probed

pytestmark = pytest.mark.needs("ffmpeg")

JPEG = ("-f", "lavfi", "-i", "color=red:s=64x48", "-frames:v", "1", "-update", "1")
BOUNDS = "-max_pixels 67108864 -max_alloc 536870912"
CONTAINERS = ("mov", "matroska", "mpegts")
HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n{}\n#EXT-X-ENDLIST\n"
DASH = """<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"
 profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"
 bandwidth="1"><BaseURL>{}</BaseURL></Representation></AdaptationSet></Period></MPD>"""
# the name of the file, its text, the neighbour that it names. Since ffmpeg 7 an HLS list needs an ending of its own
LISTS = {
    "hls": ("list.m3u8", HLS, "neighbour.ts"),
    "ffconcat": ("concat.mp4", "ffconcat version 1.0\nfile {}\n", "neighbour.mp4"),
    "dash": ("dash.mp4", DASH, "neighbour.mp4"),
}


@pytest.fixture(autouse=True)
def options_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wall of the kernel stands here: what the options do, they do by themselves."""
    monkeypatch.setattr(runner, "wall", lambda: "none")


def frames(programs: Programs, opened: Sequence[str]) -> int:
    """How many frames ffmpeg gets out of what it opened."""
    argv = [programs.ffmpeg, "-v", "error", *opened, "-f", "framecrc", "-"]
    try:
        said = read(argv, cell=Cell(writes=Path.cwd(), limits=PARSE), most_bytes=1 << 20, wall_seconds=60)
    except ToolFailed:
        return 0
    return sum(not line.startswith(b"#") for line in said.splitlines())


def width(programs: Programs, opened: Sequence[str]) -> int | None:
    """The width that ffprobe finds in what it opened."""
    argv = [programs.ffprobe, "-v", "error", "-show_entries", "stream=width", "-of", "csv=p=0", *opened]
    try:
        said = read(argv, cell=Cell(writes=Path.cwd(), limits=PARSE), most_bytes=1000, wall_seconds=60).split()
    except ToolFailed:
        return None
    return int(said[0]) if said else None


@pytest.fixture
def attack(request: pytest.FixtureRequest, make: Make, tmp_path: Path) -> Path:
    """A list that names a neighbour which is really there."""
    name, text, neighbour = LISTS[request.param]
    make(neighbour)
    path = tmp_path / name
    path.write_text(text.format(neighbour))
    return path


@pytest.fixture
def visits() -> Iterator[list[str]]:
    """Who connects to a port of this machine; the first item is the port's address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen = [f"http://127.0.0.1:{server.getsockname()[1]}/secret.ts"]

        def listen() -> None:
            while True:
                try:
                    visitor, _ = server.accept()
                except OSError:
                    return
                seen.append("a visit")
                visitor.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield seen
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.parametrize("attack", LISTS, indirect=True)
@pytest.mark.parametrize("container", CONTAINERS)
def test_a_list_of_other_files_reads_no_neighbour(attack: Path, container: str, programs: Programs) -> None:
    """Whatever the container that our own look at the bytes were fooled to name."""
    assert frames(programs, input_options(container, attack)) == 0
    assert width(programs, input_options(container, attack)) is None


@pytest.mark.parametrize("attack", LISTS, indirect=True)
def test_a_probe_refuses_a_list_by_its_bytes(attack: Path, programs: Programs) -> None:
    with pytest.raises(Unreadable, match="it is text"):
        probe(attack, programs=programs)


@pytest.mark.parametrize("attack", LISTS, indirect=True)
def test_sabotage_file_protocol_alone_lets_a_list_read_its_neighbour(attack: Path, programs: Programs) -> None:
    assert frames(programs, ["-protocol_whitelist", "file", "-i", file_name(attack)]) >= 10


def test_no_socket_is_opened(programs: Programs, tmp_path: Path, visits: list[str]) -> None:
    for name, (file, text, _) in LISTS.items():
        path = tmp_path / file
        path.write_text(text.format(visits[0]))
        for container in CONTAINERS:
            assert frames(programs, input_options(container, path)) == 0, (name, container)
    assert visits[1:] == []


def test_sabotage_a_wider_list_of_protocols_opens_a_socket(
    programs: Programs, tmp_path: Path, visits: list[str]
) -> None:
    path = tmp_path / "list.m3u8"
    path.write_text(HLS.format(visits[0]))
    frames(programs, ["-protocol_whitelist", "file,http,tcp", "-i", file_name(path)])
    assert visits[1:]


def test_a_name_that_is_a_pattern_reads_one_file(make: Make, programs: Programs, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        make(f"img{number:03}.jpg", *JPEG)
    pattern = tmp_path / "img%03d.jpg"
    pattern.write_bytes((tmp_path / "img001.jpg").read_bytes())
    assert frames(programs, input_options("image2", pattern)) == 1
    # the sabotage: without the option it reads its neighbours
    assert frames(programs, ["-f", "image2", "-i", file_name(pattern)]) == 3


@pytest.mark.parametrize(
    "name", ["-y.mp4", "http:x.mp4", "concat:one.ts|two.ts", "subfile,,start,0,end,1,,:x.mp4", "pipe:0"]
)
def test_a_name_is_a_file_whatever_it_looks_like(
    name: str, make: Make, programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also as a relative path, with the neighbours there that it seems to name."""
    for neighbour in ("one.ts", "two.ts"):
        make(neighbour, "-f", "lavfi", "-i", "testsrc2=s=128x96:d=1:r=10", "-pix_fmt", "yuv420p")
    (tmp_path / name).write_bytes(make("real.mp4").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert width(programs, input_options("mov", Path(name))) == 64
    assert frames(programs, input_options("mov", Path(name))) == 10
    assert probe(Path(name), programs=programs).container == "mov"


def test_sabotage_a_bare_name_reads_the_neighbours_it_lists(
    make: Make, programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("one.ts")
    make("two.ts")
    monkeypatch.chdir(tmp_path)
    assert frames(programs, ["-i", "concat:one.ts|two.ts"]) == 20


def test_a_name_that_is_no_utf8_is_read(make: Make, programs: Programs, tmp_path: Path) -> None:
    odd = tmp_path / "\udcff\udcfe.mp4"
    odd.write_bytes(make("real.mp4").read_bytes())
    assert probe(odd, programs=programs).frame is not None


def test_a_parse_writes_no_file(make: Make, programs: Programs, tmp_path: Path) -> None:
    opened = input_options("mov", make("a.mp4"))
    argv = [programs.ffmpeg, "-v", "error", "-y", *opened, "-f", "rawvideo", str(tmp_path / "out")]
    with pytest.raises(ToolFailed):
        read(argv, cell=Cell(writes=Path.cwd(), limits=PARSE), most_bytes=1, wall_seconds=60)
    assert (tmp_path / "out").stat().st_size == 0
    # the sabotage: without the limits it writes
    read(argv, cell=Cell(writes=tmp_path), most_bytes=1, wall_seconds=60)
    assert (tmp_path / "out").stat().st_size > 0


def test_the_parts_of_a_recording_are_one_input() -> None:
    """Chapters are a list of ours on the command line, each shut in as if it were alone; a cut stream is its bytes."""
    parts = [Path("/card/GX010042.MP4"), Path("/card/it's.MP4")]

    assert span_options("mov", parts[:1], ()) == input_options("mov", parts[0])
    assert span_options("mpegts", [Path("/a/0.MTS"), Path("/a/1.MTS")]) == (
        f"{BOUNDS} -protocol_whitelist concat,file -format_whitelist mpegts -f mpegts "
        "-i concat:file:/a/0.MTS|file:/a/1.MTS"
    ).split(" ")
    *words, listing = span_options("mov", parts, (Fraction(1001, 3000), Fraction(1)))
    told = f"{BOUNDS} -protocol_whitelist data,file -format_whitelist concat,mov -f concat -safe 0 -i"
    assert words == told.split(" ")
    assert listing == (
        "data:text/plain,ffconcat version 1.0\n"
        "file 'file:/card/GX010042.MP4'\noption format_whitelist mov\noption protocol_whitelist file\n"
        "duration 0.333667\n"
        r"file 'file:/card/it'\''s.MP4'" + "\noption format_whitelist mov\noption protocol_whitelist file\n"
        "duration 1.000000\n"
    )


def test_many_parts_do_not_drift() -> None:
    """No part of 30000/1001 is whole microseconds; a hundred of them begin within one of where they should."""
    seconds = [Fraction(1001, 3000)] * 100
    *_, listing = span_options("mov", [Path(f"/card/{number}.MP4") for number in range(100)], seconds)

    said = [Fraction(line.split()[1]) for line in listing.splitlines() if line.startswith("duration")]

    assert abs(sum(said) - sum(seconds)) < Fraction(1, 1_000_000)


@pytest.mark.parametrize("name", ["it's.mp4", "a b.mp4", "%03d.mp4", "a\\b.mp4", "#.mp4", "x'\noption.mp4", "a|b.mp4"])
def test_parts_may_have_any_name_or_are_refused(name: str, make: Make, programs: Programs, tmp_path: Path) -> None:
    """A name never becomes another line of the list, nor another file of the stream."""
    part = tmp_path / name
    part.write_bytes(make("real.mp4").read_bytes())
    if "\n" in name:
        with pytest.raises(Misasked, match="no program can join"):
            span_options("mov", [part, part], (Fraction(1), Fraction(1)))
    else:
        assert frames(programs, span_options("mov", [part, part], (Fraction(1), Fraction(1)))) == 20
    if "|" in name:
        with pytest.raises(Misasked, match="no program can join"):
            span_options("mpegts", [part, part])


LISTED = ("option format_whitelist mov\n", "option protocol_whitelist file\n")


def test_a_part_that_is_a_list_reads_no_neighbour(make: Make, programs: Programs, tmp_path: Path) -> None:
    """Also where it stands in a list of ours; and no address is opened from there."""
    make("neighbour.mp4")
    evil = tmp_path / "evil.mp4"
    evil.write_text("ffconcat version 1.0\nfile neighbour.mp4\n")
    whole = make("whole.mp4")
    opened = span_options("mov", [whole, evil], (Fraction(1), Fraction(1)))

    assert frames(programs, opened) == 10
    # the sabotage: each part would be opened as the list itself is
    assert frames(programs, [*opened[:-1], opened[-1].replace(LISTED[0], "")]) == 20


def test_a_part_opens_no_data_of_its_own(programs: Programs, make: Make) -> None:
    """The list is told as `data:`; a part may be a file and nothing else."""
    whole = make("whole.mp4")
    opened = span_options("mov", [whole, whole], (Fraction(1), Fraction(1)))
    address = "data:video/mp4;base64," + base64.b64encode(whole.read_bytes()).decode()
    told = opened[-1].replace(f"file:{whole}", address, 1)

    assert frames(programs, [*opened[:-1], told]) == 0
    # the sabotage: without the line it is read
    assert frames(programs, [*opened[:-1], told.replace(LISTED[1], "")]) == 20


def test_what_is_made_has_room_for_honest_footage_and_an_end() -> None:
    """An hour may take long and be large; a length that nobody knows counts as a day, and more is never given."""
    hour, unknown = making(Fraction(3600)), making(None)
    assert (hour.cpu_seconds or 0) > 3600 * 100
    assert (hour.file_bytes or 0) > 3600 * 12_000_000
    assert unknown == making(Fraction(86_400)) == making(Fraction(10**9))
    assert None not in (unknown.cpu_seconds, unknown.memory_bytes, unknown.file_bytes)
    assert decoding(Fraction(3600)).file_bytes == 0


@pytest.mark.parametrize(("bound", "least"), [("-max_pixels", "3071"), ("-max_alloc", "1000")])
def test_both_programs_know_the_bounds(bound: str, least: str, make: Make, programs: Programs) -> None:
    """They stand where they are taken: a picture of 64x48 is too much for a smaller one."""
    opened = input_options("mov", make("a.mp4"))
    smaller = [*opened[: opened.index(bound) + 1], least, *opened[opened.index(bound) + 2 :]]
    assert (frames(programs, opened), width(programs, opened)) == (10, 64)
    assert frames(programs, smaller) == 0
    assert width(programs, smaller) != 64


@pytest.mark.parametrize("limits", [{"file_bytes": 4096}, {"memory_bytes": 32 << 20}, {"cpu_seconds": 0}])
def test_what_is_made_stays_within_its_limits(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]
) -> None:
    """Of each resource; with room enough the same job is done."""
    job = a_job([Proxy()], probed(a_clip(tmp_path / "a.mp4", programs, seconds=1), programs))
    for folder in ("little", "enough"):
        (tmp_path / folder).mkdir()
    assert render(job, tmp_path / "enough", programs=programs)
    generous = jail.making
    monkeypatch.setattr(jail, "making", lambda seconds: replace(generous(seconds), **limits))

    with pytest.raises(ToolFailed):
        render(job, tmp_path / "little", programs=programs)
