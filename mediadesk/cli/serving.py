"""Serving a folder store on loopback, with the headers that a bucket would send: for looking, not for readers."""

import re
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mediadesk.errors import Misasked
from mediadesk.model.layout import is_private
from mediadesk.model.publication import CONTENT_TYPES, cache_class, is_public_key

HOST = "127.0.0.1"
PORT = 8765  # if not said otherwise
_BLOCK = 1 << 16


def server(
    root: Path, port: int, *, may_show: Callable[[str], bool] = lambda _: True, else_any: bool = False
) -> ThreadingHTTPServer:
    """A server of the files below `root` on loopback, to be used in a `with`; port 0 takes any.

    `may_show` is asked of every key that is about to be answered: what it does not allow is not there.

    A port that is in use raises Misasked, or with `else_any` gives way to any other.
    """
    answers = type("Answers", (_Answers,), {"root": root.resolve(), "may_show": staticmethod(may_show)})
    try:
        return ThreadingHTTPServer((HOST, port), answers)
    except OSError as error:
        if else_any:
            return ThreadingHTTPServer((HOST, 0), answers)
        raise Misasked(f"port {port} cannot be used: {error.strerror}", hint="--port 0 takes any free one") from error


def address(running: ThreadingHTTPServer) -> str:
    """Where its files are, without a / at the end."""
    return f"http://{HOST}:{running.server_port}"


def serve_until_ctrl_c(running: ThreadingHTTPServer) -> None:
    """Ctrl-C is how this ends, and no trouble."""
    with suppress(KeyboardInterrupt):
        running.serve_forever()


class _Answers(BaseHTTPRequestHandler):
    root: Path
    may_show: Callable[[str], bool]
    protocol_version = "HTTP/1.1"
    server_version = "mediadesk"
    sys_version = ""

    def do_GET(self) -> None:
        """A file, or the range of it that is asked for."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """What GET would say, without the bytes."""
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the parent's name
        """Nobody is watched, not even on the same machine."""

    def _answer(self, *, body: bool) -> None:
        key = unquote(urlsplit(self.path).path).lstrip("/")
        path = (self.root / key).resolve() if is_public_key(key) else None
        if path is None or not path.is_relative_to(self.root) or not path.is_file() or not self.may_show(key):
            self.send_response(HTTPStatus.NOT_FOUND)
            self._end(0)
            return
        size = path.stat().st_size
        asked = self._range(size)
        start, stop = asked or (0, size)
        if asked and start >= size:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self._end(0)
            return
        self.send_response(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        self.send_header("Content-Type", CONTENT_TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Cache-Control", cache_class(key).value)
        if is_private(key):
            self.send_header("X-Robots-Tag", "noindex")
        self.send_header("Accept-Ranges", "bytes")
        self._end(stop - start)
        if body:
            self._send(path, start, stop)

    def _end(self, length: int) -> None:
        self.send_header("Content-Length", str(length))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def _range(self, size: int) -> tuple[int, int] | None:
        """First byte and the one after the last; None is the whole file, as for what is no range (RFC 9110, 14.1)."""
        match = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not match or match[0] == "bytes=-":
            return None
        if not match[1]:
            return max(0, size - int(match[2])), size
        start, stop = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        return None if match[2] and int(match[2]) < start else (start, stop)

    def _send(self, path: Path, start: int, stop: int) -> None:
        try:
            with path.open("rb") as file:
                file.seek(start)
                while start < stop and (block := file.read(min(_BLOCK, stop - start))):
                    self.wfile.write(block)
                    start += len(block)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the reader sought elsewhere
