"""A bad line to an S3 server: a proxy in front of the real one that spoils requests, as often as it is told.

Host and everything else that is signed goes on as it came, so the server's answer to a signature is its own. With a
certificate it speaks TLS to the client, as it is out there, and plain HTTP to the server on loopback.
"""

import http.client
import http.server
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit

Headers = list[tuple[str, str]]

_METHODS = ("GET", "PUT", "POST", "HEAD", "DELETE")
_ERRORS = {"500": "InternalError", "503": "SlowDown"}
_OWN = {"connection", "transfer-encoding", "content-length", "expect", "keep-alive"}
SLOW_SECONDS = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for, whole."""

    method: str
    path: str  # as it came, with the question
    headers: Headers
    body: bytes
    chunked: bool  # the body is framed in chunks, and stays so

    @property
    def key(self) -> str:
        """The bucket and the key, unescaped."""
        return unquote(urlsplit(self.path).path).lstrip("/")

    def is_put_of(self, ending: str) -> bool:
        """Whether it would store an object, whole, under a key that ends so."""
        return self.method == "PUT" and not urlsplit(self.path).query and self.key.endswith(ending)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said."""

    status: int
    headers: Headers
    body: bytes


@dataclass(kw_only=True)
class Spoiling:
    """Which request meets which fault, by a seed. Requests come from several threads, so only the draws repeat."""

    rate: float
    chance: Random
    kinds: tuple[str, ...] = ()  # all that can happen to such a request
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, request: Request) -> str:
        """The name of what happens to it; empty for nothing."""
        with self.lock:
            if self.chance.random() >= self.rate:
                return ""
            can = [name for name, may in FAULTS.items() if may(request) and (not self.kinds or name in self.kinds)]
            return self.chance.choice(can) if can else ""

    def bit(self, body: bytes) -> bytes:
        """The body with one bit the other way."""
        with self.lock:
            at, bit = self.chance.randrange(len(body)), 1 << self.chance.randrange(8)
        return body[:at] + bytes([body[at] ^ bit]) + body[at + 1 :]


def _always(_request: Request) -> bool:
    return True


def _up(request: Request) -> bool:
    return bool(request.body) and request.method == "PUT"


def _down(request: Request) -> bool:
    return request.method == "GET"


def _of_a_leaf(request: Request) -> bool:
    """A pointer that the store itself changes is read as it is: against that nothing helps but another store."""
    return _up(request) and not request.key.endswith((".html", ".json")) and not urlsplit(request.path).query


# What happens → to which requests it can.
FAULTS: dict[str, Callable[[Request], bool]] = {
    "500": _always,
    "503": _always,
    "reset": _always,  # before anything was understood
    "cut": _up,  # half of what goes up
    "truncated": _down,  # half of what comes down
    "slow": _always,
    "lost": _always,  # done, and nobody hears of it
    "swallowed": _up,  # acknowledged, and not done
    "flipped-up": _up,
    "flipped-down": _down,
    "spoilt": _of_a_leaf,  # stored with a bit flipped, and acknowledged
}


@dataclass(kw_only=True)
class BrokenLine:
    """A line that can be looked at while it is in use."""

    endpoint: str
    to: tuple[str, int]
    spoiling: Spoiling
    spoil: Callable[[Request, bytes], None] | None = None  # stores other bytes behind the client's back
    before_put: Callable[[Request], None] | None = None  # asked before a whole object goes on to the server
    seen: Counter[str] = field(default_factory=Counter)  # what happened
    requests: int = 0
    puts: list[Request] = field(default_factory=list)  # those that reached the server
    keep_puts: bool = False
    came: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int, seconds: float, over: Callable[[], bool]) -> bool:
        """Until so many requests have come altogether. False when that did not happen in time, or `over` says so."""
        until = time.monotonic() + seconds
        with self.came:
            while self.requests < count and time.monotonic() < until and not over():
                self.came.wait(0.02)
            return self.requests >= count

    def note(self, fault: str) -> None:
        """One more request has come."""
        with self.came:
            self.requests += 1
            self.seen[fault or "fine"] += 1
            self.came.notify_all()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    line: BrokenLine
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (OSError, ValueError, http.client.HTTPException):  # the other side was killed
            self.close_connection = True

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
        if there := getattr(self, "there", None):
            there.close()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def answer(self) -> None:
        """One request."""
        line, spoiling = self.line, self.line.spoiling
        size = int(self.headers.get("Content-Length") or 0)
        chunked = "chunked" in self.headers.get("Transfer-Encoding", "")
        headers = [(name, value) for name, value in self.headers.items()]
        head = Request(method=self.command, path=self.path, headers=headers, body=b"x" * bool(size), chunked=chunked)
        fault = spoiling.fault(head)
        line.note(fault)
        if fault == "reset":
            return self._reset()
        body = self._chunks() if chunked else self.rfile.read(size // 2 if fault == "cut" else size)
        if fault == "cut" or len(body) < size:
            return self._reset()
        request = Request(method=self.command, path=self.path, headers=headers, body=body, chunked=chunked)
        if fault in _ERRORS:
            words = f"<Error><Code>{_ERRORS[fault]}</Code><Message>not now</Message></Error>".encode()
            return self._say(Answer(status=int(fault), headers=[("Content-Type", "application/xml")], body=words))
        if fault == "swallowed":
            return self._say(Answer(status=200, headers=[("ETag", '"d41d8cd98f00b204e9800998ecf8427e"')], body=b""))
        answer = self._passed_on(request, spoiling.bit(body) if fault == "flipped-up" else body)
        if fault == "spoilt" and answer.status == 200 and line.spoil:
            line.spoil(request, spoiling.bit(body))
        if fault == "slow":
            time.sleep(SLOW_SECONDS)
        if fault == "lost":
            return self._reset()
        if fault == "flipped-down" and answer.body:
            answer = Answer(status=answer.status, headers=answer.headers, body=self._garbled(answer))
        return self._say(answer, cut=fault == "truncated" and len(answer.body) > 1)

    def _garbled(self, answer: Answer) -> bytes:
        """A bit of an object; of XML the first letter, as what can still be parsed is what nobody could notice."""
        if any(name.lower() == "content-type" and "xml" in value for name, value in answer.headers):
            return b"\x1c" + answer.body[1:]
        return self.line.spoiling.bit(answer.body)

    def _passed_on(self, request: Request, body: bytes) -> Answer:
        line = self.line
        if line.before_put and request.is_put_of(""):
            line.before_put(request)
        if not hasattr(self, "there"):
            self.there = http.client.HTTPConnection(*line.to, timeout=60)
        there = self.there
        for last in (False, True):  # the server may have closed what was kept open
            try:
                there.putrequest(request.method, request.path, skip_host=True, skip_accept_encoding=True)
                for name, value in request.headers:
                    if name.lower() not in _OWN:
                        there.putheader(name, value)
                if request.chunked:
                    there.putheader("Transfer-Encoding", "chunked")
                elif body or request.method in {"PUT", "POST"}:
                    there.putheader("Content-Length", str(len(body)))
                there.endheaders(body or None)
                answered = there.getresponse()
                break
            except (http.client.HTTPException, ConnectionError):
                there.close()
                if last:
                    raise
        if line.keep_puts and request.method == "PUT":
            with line.came:
                line.puts.append(request)
        return Answer(status=answered.status, headers=answered.getheaders(), body=answered.read())

    def _say(self, answer: Answer, *, cut: bool = False) -> None:
        self.send_response_only(answer.status)
        told = {name.lower(): value for name, value in answer.headers}
        for name, value in answer.headers:
            if name.lower() not in _OWN:
                self.send_header(name, value)
        size = told.get("content-length", "0") if self.command == "HEAD" else str(len(answer.body))
        if answer.status != 204:
            self.send_header("Content-Length", size)
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
        if cut:
            self._reset()

    def _chunks(self) -> bytes:
        """A body in chunks, with its frames, up to the end of its trailer."""
        told = b""
        while True:
            line = self.rfile.readline()
            told += line
            if size := int(line.split(b";")[0], 16):
                told += self.rfile.read(size + 2)
                continue
            while line not in {b"\r\n", b""}:
                line = self.rfile.readline()
                told += line
            return told

    def _reset(self) -> None:
        """The line breaks: no goodbye."""
        self.close_connection = True
        with suppress(OSError):
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            ends = self.connection.detach() if isinstance(self.connection, ssl.SSLSocket) else None
            if ends is not None:
                socket.close(ends)
            else:
                self.connection.close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """Whoever was killed in the middle of a word is no error of ours."""


@contextmanager
def broken_line(
    to: str, seed: int, rate: float, *, certificate: Path | None = None, **more: Any
) -> Iterator[BrokenLine]:
    """A line to the server at the address; `certificate` is a file with a certificate and its key. For `more` see
    BrokenLine, and `kinds` of Spoiling."""
    spoiling = Spoiling(rate=rate, chance=Random(seed), kinds=more.pop("kinds", ()))
    handler = type("Handler", (_Handler,), dict.fromkeys([f"do_{each}" for each in _METHODS], _Handler.answer))
    with _Server(("127.0.0.1", 0), handler) as server:
        scheme = "http"
        if certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            scheme = "https"
        address = urlsplit(to)
        line = BrokenLine(
            endpoint=f"{scheme}://127.0.0.1:{server.server_address[1]}",
            to=(address.hostname or "", address.port or 0),
            spoiling=spoiling,
            **more,
        )
        handler.line = line
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield line
        finally:
            server.shutdown()
