"""What anybody gets: as it came, whatever the status, and no redirect followed."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mediadesk.errors import StoreRefused
from mediadesk.store.s3 import S3
from mediadesk.store.stranger import fetch
from tests.store.tls import a_naive_server, made


@contextmanager
def answering(status: int, headers: dict[str, str], body: bytes = b"x" * 100):
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("status", [200, 206, 302, 403, 404, 500])
def test_every_status_is_an_answer(status):
    with answering(status, {"Location": "http://127.0.0.1:9/", "ETag": '"x"'}) as url:
        found = fetch(url)
    assert (found.status, found.headers["ETag"], len(found.body)) == (status, '"x"', 100)


def test_no_more_is_read_than_was_asked_for():
    with answering(200, {}) as url:
        assert len(fetch(url, most_bytes=10).body) == 10


def test_what_is_packed_stays_packed():
    with answering(200, {"Content-Encoding": "gzip"}, b"\x1f\x8b packed") as url:
        assert fetch(url).body == b"\x1f\x8b packed"


def test_nobody_there_is_told():
    with pytest.raises(StoreRefused, match=r"127\.0\.0\.1 does not answer"):
        fetch("http://127.0.0.1:9/")


def test_a_certificate_that_nobody_trusts_is_told(tmp_path, monkeypatch):
    """And one of the desk's own CA is trusted once it is named."""
    certificate = made(tmp_path)
    with a_naive_server(certificate) as endpoint:
        with pytest.raises(StoreRefused, match="no certificate that this machine trusts"):
            fetch(f"{endpoint}/dispatches/x")
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate.ca))
        assert fetch(f"{endpoint}/dispatches/x").status == 404
    assert S3(name="web", bucket="dispatches", endpoint=endpoint).local
