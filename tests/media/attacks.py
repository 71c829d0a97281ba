"""Files that were made to reach others: each a small world of its own, with a neighbour that is none of their business.

The words of an attack open it as a careless program would: by its own name, `.` and all, which nobody exchanges for
another one (mediadesk/media/told.py).
"""

import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tests.media.conftest import Make

# what ffmpeg makes of a frame: a quarter as wide and as high, in yuv420p
SMALLER = ("-vf", "scale=iw/4:ih/4,format=yuv420p")
NEIGHBOUR_BYTES = 20 * 15 + 2 * 10 * 8
TS = ("-f", "lavfi", "-i", "testsrc2=s=80x60:d=1:r=10", "-pix_fmt", "yuv420p")
JPEG = ("-f", "lavfi", "-i", "color=red:s=80x60", "-frames:v", "1", "-update", "1")
HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n{}\n#EXT-X-ENDLIST\n"
DASH = """<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"
 profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"
 bandwidth="1"><BaseURL>{}</BaseURL></Representation></AdaptationSet></Period></MPD>"""
CARELESS = ("-protocol_whitelist", "file,http,tcp,data,concat,subfile,crypto")
ANY_HLS = (*CARELESS, "-f", "hls", "-allowed_extensions", "ALL", "-extension_picky", "0")
BOMB_PIXELS = 9_000  # squared
BOMB_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A file on a card, and how a careless program opens it."""

    path: Path
    careless: tuple[str, ...]
    by_name: bool = False  # it is the name that attacks, told from the folder where it lies
    frame_bytes: int = NEIGHBOUR_BYTES  # of what comes out when it succeeds; 0 is anything at all


Arms = Callable[[Make, Path, str], Attack]


def hls(make: Make, card: Path, _: str) -> Attack:
    return _listed(card / "hls.mp4", HLS.format(_neighbour(make, "neighbour.ts")), ANY_HLS)


def ffconcat(make: Make, card: Path, _: str) -> Attack:
    text = f"ffconcat version 1.0\nfile '{_neighbour(make, 'neighbour.mp4')}'\n"
    return _listed(card / "concat.mp4", text, (*CARELESS, "-safe", "0"), "concat")


def dash(make: Make, card: Path, _: str) -> Attack:
    return _listed(card / "dash.mp4", DASH.format(_neighbour(make, "neighbour.mp4")), CARELESS)


def through_a_link(make: Make, card: Path, _: str) -> Attack:
    (card / "link.mp4").symlink_to(_neighbour(make, "neighbour.mp4"))
    return _listed(card / "linked.mp4", "ffconcat version 1.0\nfile link.mp4\n", CARELESS, "concat")


def hls_to_a_port(_: Make, card: Path, address: str) -> Attack:
    return _listed(card / "ssrf.mp4", HLS.format(address), ANY_HLS)


def dash_to_a_port(_: Make, card: Path, address: str) -> Attack:
    return _listed(card / "ssrf-dash.mp4", DASH.format(address), CARELESS)


def pattern(make: Make, card: Path, _: str) -> Attack:
    first = _neighbour(make, "img001.jpg", *JPEG)
    (card / "img001.jpg").write_bytes(first.read_bytes())
    (card / "img002.jpg").write_bytes(first.read_bytes())
    path = card / "img%03d.jpg"
    path.write_bytes(make("own.jpg", "-f", "lavfi", "-i", "color=blue:s=64x48", "-frames:v", "1").read_bytes())
    return Attack(path=path, careless=("-f", "image2", "-i", str(path)))


def reference_movie(make: Make, card: Path, _: str) -> Attack:
    return _referring(card / "reference.mov", _neighbour(make, "neighbour.mp4", *TS))


def reference_sound(make: Make, card: Path, _: str) -> Attack:
    """As a voice memo: its sound lies in another file."""
    sound = _neighbour(make, "neighbour.m4a", "-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac")
    return replace(_referring(card / "memo.m4a", sound), frame_bytes=0)


def a_name_that_is_a_list(make: Make, card: Path, _: str) -> Attack:
    """`concat:` and two neighbours; read from where they lie."""
    for name in ("one.ts", "two.ts"):
        (card / name).write_bytes(_neighbour(make, name).read_bytes())
    path = card / "concat:one.ts|two.ts"
    path.write_bytes(make("own.ts").read_bytes())
    return Attack(path=path, careless=(*CARELESS, "-i", path.name), by_name=True)


def a_name_of_two_lines(make: Make, card: Path, _: str) -> Attack:
    """In the list in which the parts of a recording are told, its first line is the name of a neighbour."""
    (card / "neighbour.mp4").write_bytes(_neighbour(make, "neighbour.mp4").read_bytes())
    path = card / "neighbour.mp4\nduration 1"
    path.write_bytes(make("own.mp4").read_bytes())
    told = f"data:text/plain,ffconcat version 1.0\nfile file:./{path.name}\n"
    return Attack(path=path, careless=(*CARELESS, "-f", "concat", "-safe", "0", "-i", told), by_name=True)


def pixels(make: Make, card: Path, _: str) -> Attack:
    """A picture of 81 million pixels in 80 kB."""
    black = ("-f", "lavfi", "-i", f"color=black:s={BOMB_PIXELS}x{BOMB_PIXELS},format=gray", "-frames:v", "1")
    path = make(f"{card.name}/pixels.mov", *black, "-c:v", "png", "-compression_level", "1")
    return Attack(path=path, careless=("-i", str(path)), frame_bytes=(BOMB_PIXELS // 4) ** 2 * 3 // 2)


def inflated(make: Make, card: Path, _: str) -> Attack:
    """An index of a few hundred bytes that says it has a gigabyte when it is inflated."""
    path = card / "inflated.mov"
    path.write_bytes(_with_packed_index(make("small.mov").read_bytes(), BOMB_BYTES))
    return Attack(path=path, careless=("-i", str(path)), frame_bytes=0)


def _neighbour(make: Make, name: str, *how: str) -> Path:
    return make(f"desk/{name}", *(how or TS))


def _listed(path: Path, text: str, careless: Sequence[str], kind: str = "") -> Attack:
    path.write_text(text)
    return Attack(path=path, careless=(*careless, *(("-f", kind) if kind else ()), "-i", _by_its_own_name(path)))


def _by_its_own_name(path: Path) -> str:
    return f"file:{path.parent}/./{path.name}"


def _referring(path: Path, to: Path) -> Attack:
    """The index of a neighbour, which says that what it shows lies there: QuickTime's data reference by alias."""
    path.write_bytes(_with_alias(to.read_bytes(), to))
    return Attack(path=path, careless=("-enable_drefs", "1", "-use_absolute_path", "1", "-i", _by_its_own_name(path)))


def _with_alias(movie: bytes, to: Path) -> bytes:
    """Without its own data, and with each reference to itself turned into an alias record of classic Mac OS."""
    boxes = dict(_boxes(movie))
    moov = boxes[b"moov"]
    own = b"\0\0\0\x0curl \0\0\0\x01"
    alias = _alias(to)
    reference = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    moov = _replaced(moov, own, reference)
    return _box(b"ftyp", boxes[b"ftyp"]) + _box(b"moov", moov)


def _alias(to: Path) -> bytes:
    """The fields that ffmpeg reads: volume, file name, how many folders lie between, and the whole path."""
    name = to.name.encode()
    path = b"Volume:" + str(to).lstrip("/").replace("/", ":").encode()
    head = bytes(10) + _pascal(b"Volume", 28) + bytes(12) + _pascal(name, 64) + bytes(16) + struct.pack(">hh", -1, -1)
    record = head + bytes(16)
    record += struct.pack(">hH", 2, len(path)) + path + bytes(len(path) % 2)
    full = str(to).encode()
    return record + struct.pack(">hH", 18, len(full)) + full + bytes(len(full) % 2) + struct.pack(">hH", -1, 0)


def _pascal(text: bytes, size: int) -> bytes:
    return (bytes([min(len(text), size - 1)]) + text)[:size].ljust(size, b"\0")


_NESTED = (b"trak", b"mdia", b"minf", b"dinf")


def _replaced(payload: bytes, old: bytes, new: bytes) -> bytes:
    """In every track of a movie, with the sizes of all boxes around it put right."""
    out = b""
    for kind, content in _boxes(payload):
        if kind in _NESTED:
            out += _box(kind, _replaced(content, old, new))
        else:
            out += _box(kind, content.replace(old, new) if kind == b"dref" else content)
    return out


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        yield kind, data[place + 8 : place + size]
        place += size


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _with_packed_index(movie: bytes, says: int) -> bytes:
    """QuickTime's compressed movie resource: https://developer.apple.com/documentation/quicktime-file-format."""
    packed = b""
    for kind, content in _boxes(movie):
        if kind == b"moov":
            whole = struct.pack(">I", says) + zlib.compress(_box(kind, content))
            packed += _box(kind, _box(b"cmov", _box(b"dcom", b"zlib") + _box(b"cmvd", whole)))
        else:
            packed += _box(kind, content)
    return packed


@contextmanager
def listening() -> Iterator[tuple[str, Callable[[], bool]]]:
    """An address of this machine, and whether anybody has come there. Whoever comes is sent away at once."""
    came = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            with suppress(OSError):
                while True:
                    visitor, _ = server.accept()
                    came.set()
                    visitor.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/secret.ts", came.is_set
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
