"""A store on loopback: a small film in the published layout, and a server that does what an object store does."""

import gzip
import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

import imageio_ffmpeg

from mediadesk.embed.page import Page, Part, Words
from mediadesk.model.caption import Chapter, Correction

ID = "abcdefghijklmnopqrstuvwxyz"
SECONDS = 16
TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".vtt": "text/vtt; charset=utf-8", ".mp4": "video/mp4"}


def a_page(**changes) -> Page:
    """A whole page about a small film."""
    facts = {
        "public_id": ID,
        "title": "The recovery in Kharkiv",
        "language": "en",
        "lead": "Two weeks after the shelling, neighbours in Saltivka clear glass, carry water and repair roofs.",
        "dateline": "Kharkiv, 7–9 May 2022",
        "byline": "Olha K. and the Assembly collective",
        "credits": "Camera: Olha K.\nEdit: D. M.",
        "licence": "CC BY-NC 4.0",
        "outlet": "Assembly",
        "first_url": "https://assembly.example/2022/05/recovery",
        "series": "Mutual aid",
        "number": 3,
        "seconds": float(SECONDS),
        "width": 640,
        "height": 360,
        "engine": "../../a/hls-0.0.0-00000000.js",
        "master": "r/0123456789ab/hls/master.m3u8",
        "mp4": "video.mp4",
        "mp4_bytes": 6_400_000,
        "poster": "r/0123456789ab/poster.jpg",
        "storyboard": "r/0123456789ab/story.vtt",
        "public_url": "https://media.example.org",
    }
    return Page(**(facts | changes))


SAID = {
    "uk": ["Ми прийшли сюди о шостій.", "Скло було всюди,\nна сходах і в ліжках.", "Тепер тут знову живуть люди."],
    "en": [
        "We came here at six.",
        "There was glass everywhere,\non the stairs & in the beds.",
        "People live here again.",
    ],
    "ar": ["وصلنا إلى هنا في السادسة.", "كان الزجاج في كل مكان،\nعلى الدرج وفي الأسرّة.", "عاد الناس ليعيشوا هنا."],
}
TIMES = [(0, 4.5), (5, 9), (10, 15.5)]  # seconds; of the sentences of each language


def a_full_page(**changes) -> Page:
    """The same with captions in three languages, chapters, a correction and other parts of its series."""
    below = "r/0123456789ab"
    words = [
        Words(language=each, vtt=f"{below}/cc/{each}.vtt", transcript=f"{below}/transcript.{each}.html")
        for each in SAID
    ]
    titles = {0: "Six in the morning", 5000: "Glass on the stairs", 10000: "Roofs, water, and who carries it up"}
    facts = {
        "captions": tuple(words),
        "chapters": tuple(Chapter(start_ms=start, title=title) for start, title in titles.items()),
        "chapters_vtt": f"{below}/chapters.en.vtt",
        "corrections": (
            Correction(
                at=datetime(2022, 5, 20, 9, tzinfo=UTC),
                note="An earlier version named the wrong street. The bakery is on Akademika Pavlova Street.",
            ),
        ),
        "parts": (
            Part(number=1, title="The first night in the metro", url="../firstpart/index.html"),
            Part(number=2, title="Bread for two thousand", url="../secondpart/index.html"),
            Part(number=4, title="What the water carried: a long title about a river", url="../fourthpart/index.html"),
        ),
        "small_mp4": f"{below}/video-360.mp4",
        "small_mp4_bytes": 2_100_000,
        "sound": f"{below}/audio.m4a",
        "sound_bytes": 1_000_000,
        "card": f"{below}/og.jpg",
    }
    return a_page(**(facts | changes))


def write_words(folder: Path) -> None:
    """The files of `a_full_page` that are texts, below a revision's folder."""
    (folder / "cc").mkdir()
    for language, said in SAID.items():
        cues = [
            f"{_clock(start)} --> {_clock(end)}\n{text.replace('&', '&amp;')}\n"
            for (start, end), text in zip(TIMES, said, strict=True)
        ]
        (folder / "cc" / f"{language}.vtt").write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
        (folder / f"transcript.{language}.html").write_text(
            f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>{language}</title>'
        )


def _clock(seconds: float) -> str:
    return f"00:00:{seconds:06.3f}"


def make_film(root: Path, seconds: int = SECONDS) -> None:
    """The media of `a_page` below `root`: two rungs with their sound apart, an MP4, a poster, a storyboard."""
    folder = root / "v" / ID
    hls = folder / "r/0123456789ab/hls"
    hls.mkdir(parents=True)
    x264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 50 -keyint_min 50 -sc_threshold 0".split()
    _ffmpeg(
        *("-f", "lavfi", "-i", f"testsrc2=s=640x360:r=25:d={seconds}"),
        *("-f", "lavfi", "-i", f"sine=f=330:r=48000:d={seconds}"),
        *(*x264, "-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart", str(folder / "video.mp4")),
    )
    _ffmpeg(
        *("-i", str(folder / "video.mp4")),
        *("-filter_complex", "[0:v]split[b][s];[s]scale=416:234[a]", "-map", "[a]", "-map", "[b]", "-map", "0:a"),
        *(*x264, "-b:v:0", "200k", "-b:v:1", "600k", "-c:a", "aac", "-b:a", "64k", "-f", "hls", "-hls_time", "4"),
        *("-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_flags", "independent_segments"),
        *("-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", str(hls / "%v" / "%05d.mp4")),
        *("-var_stream_map", "v:0,agroup:a,name:v234 v:1,agroup:a,name:v360 a:0,agroup:a,name:a64,default:yes"),
        *("-master_pl_name", "master.m3u8", str(hls / "%v" / "list.m3u8")),
    )
    stills = ["-frames:v", "1", "-update", "1"]
    _ffmpeg("-ss", "3", "-i", str(folder / "video.mp4"), *stills, str(hls.parent / "poster.jpg"))
    sheet = "fps=1,scale=160:90,tile=4x4"
    _ffmpeg("-i", str(folder / "video.mp4"), "-vf", sheet, *stills, str(hls.parent / "story.jpg"))
    cues = [
        f"00:00:{at:02}.000 --> 00:00:{at + 1:02}.000\nstory.jpg#xywh={at % 4 * 160},{at // 4 * 90},160,90\n"
        for at in range(SECONDS)
    ]
    (hls.parent / "story.vtt").write_text("WEBVTT\n\n" + "\n".join(cues))
    write_words(hls.parent)


class Wire:
    """A line between a reader and the store: all that is sent at once shares it."""

    PIECE = 1460  # bytes: a packet
    LATE = 0.2  # seconds that a busy machine may oversleep, and then catch up

    def __init__(self) -> None:
        self._free, self._lock = 0.0, Lock()
        self.slow()

    def slow(self, *, megabits: float = 0, milliseconds: float = 0) -> None:
        """So many megabits a second (0: no limit), and so long for a question and the first byte of its answer."""
        self._rate, self._delay = megabits * 1e6 / 8, milliseconds / 1000

    def ask(self) -> None:
        """Wait as long as a question is on its way."""
        time.sleep(self._delay)

    def pieces(self, body: bytes) -> Iterator[bytes]:
        """The body, as fast as the line carries it beside everything else."""
        step = self.PIECE if self._rate else max(len(body), 1)
        for at in range(0, len(body), step):
            piece = body[at : at + step]
            if self._rate:
                with self._lock:
                    self._free = max(self._free, time.monotonic() - self.LATE) + len(piece) / self._rate
                    free = self._free
                time.sleep(max(0.0, free - time.monotonic()))
            yield piece


@dataclass
class Site:
    """A folder that is served, and what was asked of it."""

    root: Path
    address: str
    asked: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)  # bytes, by path
    lost: dict[str, int] = field(default_factory=dict)  # what is refused, by a pattern of its path: the status
    wire: Wire = field(default_factory=Wire)

    @property
    def page(self) -> str:
        """The address of the player page."""
        return f"{self.address}/v/{ID}/index.html"


@contextmanager
def serve(root: Path, *, cors: bool = True) -> Iterator[Site]:
    """Serve `root` on loopback."""
    site = Site(root=root, address="")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answer, site=site, cors=cors))
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


GZIPPED = b"\x1f\x8b"  # RFC 1952


class _Answer(SimpleHTTPRequestHandler):
    """GET and HEAD with byte ranges, and `Access-Control-Allow-Origin: *` on everything, as a store is set up."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def __init__(self, *args, site: Site, cors: bool):
        self.site, self.cors = site, cors
        super().__init__(*args, directory=str(site.root))

    def do_GET(self):
        self.site.asked.append(json.dumps([self.path, self.headers.get("Referer"), self.headers.get("Origin")]))
        self.site.wire.ask()
        path = Path(self.translate_path(self.path))
        for pattern, status in self.site.lost.items():
            if re.search(pattern, self.path):
                return self.send_error(status)
        if not path.is_file():
            return self.send_error(404)
        body = path.read_bytes()
        if path.suffix == ".js" and not body.startswith(GZIPPED):  # a folder keeps it plain, and its host packs it
            body = gzip.compress(body)
        start, end, status = 0, len(body) - 1, 200
        if wanted := (self.headers.get("Range") or "").removeprefix("bytes="):
            first, _, last = wanted.partition("-")
            start, end, status = int(first), min(int(last or end), end), 206
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(end - start + 1))
        self.send_header("Accept-Ranges", "bytes")
        if path.suffix == ".js":
            self.send_header("Content-Encoding", "gzip")
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(body)}")
        self.end_headers()
        try:
            for piece in self.site.wire.pieces(body[start : end + 1]):
                self.wfile.write(piece)
                self.site.sent[self.path] = self.site.sent.get(self.path, 0) + len(piece)
        except ConnectionError:
            self.close_connection = True  # the browser has seen enough
        return None

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass  # a browser that was closed

    def end_headers(self):
        if self.cors:
            self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *args):
        pass


def _ffmpeg(*args: str) -> None:
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *args], check=True, capture_output=True
    )
