"""A web host for a folder, with faults to choose: what a provider or a proxy may do to what readers get."""

import gzip
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from mediadesk.model.publication import CONTENT_TYPES, cache_class


@dataclass(kw_only=True)
class Host:
    """What it does; a good one by default."""

    root: Path
    url: str = ""
    cors: str | None = "*"
    ranges: bool = True
    public: bool = True
    lists: bool = False
    takes: bool = False
    a_page_of_its_own: bool = False  # instead of 404
    etag: bool = True
    packs: bool = False  # for whoever can unpack, as a CDN does
    headers: dict[str, str] = field(default_factory=dict)  # over its own
    asked: list[tuple[str, str]] = field(default_factory=list)


class Serving(BaseHTTPRequestHandler):
    """Serves the folder of its host."""

    host: ClassVar[Host]

    def do_GET(self) -> None:
        host, path = self.host, self.path.partition("?")[0].strip("/")
        host.asked.append((self.command, self.path))
        if not host.public:
            return self.answer(403, b"")
        if (file := host.root / path).is_file():
            return self.give(path, file.read_bytes())
        if host.lists:
            return self.answer(200, b"<ListBucketResult><Key>v/secret</Key></ListBucketResult>")
        return self.answer(200, b"<title>Welcome") if host.a_page_of_its_own else self.answer(404, b"")

    def give(self, path: str, body: bytes) -> None:
        headers = {"Content-Type": CONTENT_TYPES[Path(path).suffix], "Cache-Control": str(cache_class(path))}
        headers |= self.host.headers
        if self.host.etag:
            headers["ETag"] = f'"{hashlib.md5(body).hexdigest()}"'
            if self.headers["If-None-Match"] == headers["ETag"]:
                return self.answer(304, b"", headers)
        if self.host.ranges and (asked := self.headers["Range"]):
            first, last = (int(each) for each in asked.removeprefix("bytes=").split("-"))
            headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
            return self.answer(206, body[first : last + 1], headers)
        if self.host.packs and "gzip" in (self.headers["Accept-Encoding"] or ""):
            return self.answer(200, gzip.compress(body), {**headers, "Content-Encoding": "gzip"})
        return self.answer(200, body, headers)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.host.asked.append((self.command, self.path))
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.host.takes:
            (self.host.root / self.path.strip("/")).write_bytes(body)
        self.answer(200 if self.host.takes else 403, b"")

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if self.host.cors and self.headers["Origin"]:
            self.send_header("Access-Control-Allow-Origin", self.host.cors)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def a_host(root: Path, **faults: Any) -> Iterator[Host]:
    """Until the block ends."""
    host = Host(root=root, **faults)
    with ThreadingHTTPServer(("127.0.0.1", 0), type("OwnServing", (Serving,), {"host": host})) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        host.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield host
        server.shutdown()
