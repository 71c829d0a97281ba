"""What can be between us and a bucket: a line that flips, cuts and listens, and a server that refuses."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit


@dataclass(kw_only=True)
class Line:
    """A line to a server on loopback, by TCP, so that nothing is understood on the way."""

    endpoint: str
    replace: tuple[bytes, bytes] = (b"", b"")  # in what goes out
    cut_after: int = 0  # of what comes back with a body this long, once; 0 never
    requests: list[bytes] = field(default_factory=list)  # the head of each

    def _pump_out(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while piece := here.recv(1 << 16):
                if piece.startswith((b"PUT ", b"GET ", b"HEAD ", b"POST ", b"DELETE ")):
                    self.requests.append(piece.split(b"\r\n\r\n")[0])
                there.sendall(piece.replace(*self.replace) if self.replace[0] else piece)
        _close(here, there)

    def _pump_back(self, here: socket.socket, there: socket.socket) -> None:
        passed = 0
        with suppress(OSError):
            while piece := there.recv(1 << 16):
                passed += len(piece)
                if self.cut_after and passed > self.cut_after:
                    self.cut_after = 0
                    break
                here.sendall(piece)
        _close(here, there)


@contextmanager
def a_line(to: str, **faults: Any) -> Iterator[Line]:
    """A line to the address, listening at its own."""
    target = (urlsplit(to).hostname, urlsplit(to).port)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line = Line(endpoint=f"http://127.0.0.1:{listening.getsockname()[1]}", **faults)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    here, _ = listening.accept()
                    there = socket.create_connection(target)
                    for pump in (line._pump_out, line._pump_back):
                        threading.Thread(target=pump, args=(here, there), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield line
        listening.shutdown(socket.SHUT_RDWR)


def _close(*ends: socket.socket) -> None:
    for each in ends:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextmanager
def a_refusing_server(status: int, code: str) -> Iterator[str]:
    """An S3 server that answers every question with this error. Gives its address."""

    class Refusing(BaseHTTPRequestHandler):
        protocol_version: ClassVar[str] = "HTTP/1.1"

        def do_GET(self) -> None:
            body = f"<Error><Code>{code}</Code><Message>the key AKIAEXAMPLE is no good</Message></Error>".encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
