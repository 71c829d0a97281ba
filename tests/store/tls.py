"""TLS on loopback: a certificate of one's own CA, and servers behind it. What goes over is seen here."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Of 127.0.0.1, by a CA that no machine trusts unless it is told to."""

    ca: Path
    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def made(folder: Path) -> Certificate:
    """A CA and what it has signed, by openssl."""
    ca, ca_key, key, asked, chain = (
        folder / name for name in ("ca.pem", "ca.key", "key.pem", "asked.csr", "chain.pem")
    )
    extra = folder / "extra.cnf"
    extra.write_text("subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n")
    new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _run(
        *new, "-x509", "-days", "2", "-subj", "/CN=a CA of our own", "-keyout", ca_key, "-out", ca,
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )  # fmt: skip
    _run(*new, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", asked)
    _run(
        "openssl",
        "x509",
        "-req",
        "-in",
        asked,
        "-CA",
        ca,
        "-CAkey",
        ca_key,
        "-days",
        "2",
        "-extfile",
        extra,
        "-out",
        chain,
    )
    return Certificate(ca=ca, chain=chain, key=key)


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


@dataclass(kw_only=True)
class Front:
    """Takes TLS off, and gives everything to a server that has none. Keeps the head of each request."""

    endpoint: str
    requests: list[bytes] = field(default_factory=list)

    def _pump(self, here: socket.socket, there: socket.socket, *, note: bool) -> None:
        with suppress(OSError):
            while piece := here.recv(1 << 16):
                if note and piece.startswith((b"PUT ", b"GET ", b"HEAD ", b"POST ", b"DELETE ")):
                    self.requests.append(piece.split(b"\r\n\r\n")[0])
                there.sendall(piece)
        for each in (here, there):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def a_front(to: str, certificate: Certificate) -> Iterator[Front]:
    """In front of the address, until the block ends."""
    target, context = (urlsplit(to).hostname, urlsplit(to).port), certificate.context()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        front = Front(endpoint=f"https://127.0.0.1:{listening.getsockname()[1]}")

        def serve(plain: socket.socket) -> None:
            with suppress(OSError), context.wrap_socket(plain, server_side=True) as here:
                there = socket.create_connection(target)
                back = threading.Thread(target=front._pump, args=(there, here), kwargs={"note": False}, daemon=True)
                back.start()
                front._pump(here, there, note=True)
                back.join()
                there.close()

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield front
        listening.shutdown(socket.SHUT_RDWR)


class Naive(BaseHTTPRequestHandler):
    """An S3 server as several providers are: it keeps what comes, chunks and all, and minds no signature."""

    protocol_version: ClassVar[str] = "HTTP/1.1"
    kept: ClassVar[dict[str, tuple[dict[str, str], bytes]]]

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self) -> bytes:
        if length := self.headers["Content-Length"]:
            return self.rfile.read(int(length))
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # the trailer
        return whole

    def do_PUT(self) -> None:
        body = self.body()
        names = ("Content-Type", "Cache-Control", "Content-Encoding", "x-amz-meta-sha256")
        headers = {name: self.headers[name] for name in names if self.headers[name]}
        self.kept[unquote(urlsplit(self.path).path)] = (headers, body)
        self.answer(200, headers={"ETag": '"x"'})

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if "list-type" in path.query or "uploads" in path.query:
            self.answer(200, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
        elif found := self.kept.get(unquote(path.path)):
            self.answer(200, found[1], found[0])
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.kept.pop(unquote(urlsplit(self.path).path), None)
        self.answer(204)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def a_naive_server(certificate: Certificate) -> Iterator[str]:
    """Its address, with TLS."""
    own = type("OwnNaive", (Naive,), {"kept": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), own) as server:
        server.daemon_threads = True
        server.socket = certificate.context().wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
