"""What a stranger's server gets, from real servers on loopback."""

import gzip
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from mediadesk.embed.page import oembed, player_page
from mediadesk.store.outside import AGENT, Reach, Unreachable, asked, seen_by_wordpress
from tests.embed.site import ID, a_page

HERE = Reach(ports=None, private=True, seconds=5)
PAGE, OEMBED = f"/v/{ID}/index.html", f"/v/{ID}/oembed.json"
Answers = dict[str, tuple[int, dict[str, str], bytes]]


@contextmanager
def host(answers: Answers, *, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list]]:
    """A server that gives these answers, its address, and the requests it had. A missing one is a 404."""
    heard = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append((self.path, dict(self.headers)))
            status, headers, body = answers.get(self.path, (404, {}, b"nothing here"))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.handle_error = lambda *_: None  # a client that trusts no certificate hangs up
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def published(root: str = "https://media.example.org", **changes) -> Answers:
    """What a store answers after a publish."""
    page = a_page(public_url=root, **changes)
    return {PAGE: (200, {}, player_page(page)), OEMBED: (200, {}, oembed(page))}


@contextmanager
def online(change: Answers | None = None) -> Iterator[tuple[str, list]]:
    """A store on loopback in which the page knows its own address."""
    answers: Answers = {}
    with host(answers) as (root, heard):
        answers.update(published(root) | (change or {}))
        yield root, heard


def test_a_published_page_is_embedded():
    """It is asked for as WordPress asks, once each, without a cookie."""
    with online() as (root, heard):
        sight = seen_by_wordpress(root + PAGE, reach=HERE)

    assert sight.trouble is None
    assert sight.oembed == root + OEMBED
    assert [path for path, _ in heard] == [PAGE, OEMBED]
    assert all(said["User-Agent"] == AGENT and "Cookie" not in said for _, said in heard)


def test_a_packed_answer_is_unpacked():
    """Some hosts pack what they send."""
    with online() as (root, _):
        body = gzip.compress(player_page(a_page(public_url=root)))
        with online({PAGE: (200, {"Content-Encoding": "gzip"}, body)}) as (packed, _):
            assert seen_by_wordpress(packed + PAGE, reach=HERE).trouble is None


def test_it_goes_on_where_it_is_sent():
    with online({"/short": (302, {"Location": PAGE}, b"")}) as (root, heard):
        assert seen_by_wordpress(f"{root}/short", reach=HERE).trouble is None

    assert [path for path, _ in heard] == ["/short", PAGE, OEMBED]


@pytest.mark.parametrize(
    ("change", "why", "mend"),
    [
        ({PAGE: (404, {}, b"")}, "answers 404", "mediadesk publish"),
        ({PAGE: (403, {}, b"")}, "403 to a stranger", "docs/bucket.md"),
        ({PAGE: (200, {}, b"<html><head></head>Are you human?")}, "names no oEmbed answer", "wall against robots"),
        ({OEMBED: (404, {}, b"")}, "answers 404", "mediadesk publish"),
        ({OEMBED: (200, {}, b"<html>")}, "is no JSON", "mediadesk publish"),
        ({PAGE: (302, {"Location": PAGE}, b"")}, "sent on more than 5 times", "public_url"),
        ({PAGE: (302, {"Location": "file:///etc/passwd"}, b"")}, "none that WordPress asks for", "public_url"),
        ({PAGE: (200, {"Content-Encoding": "gzip"}, b"not packed")}, "cannot be reached", "public_url"),
    ],
)
def test_what_is_in_the_way_is_named_with_its_mend(change, why, mend):
    with online(change) as (root, _):
        sight = seen_by_wordpress(root + PAGE, reach=HERE)

    assert why in sight.trouble
    assert mend in sight.mend


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1/v/x/index.html", "this machine only"),
        ("https://media.localhost/v/x/index.html", "this machine only"),
        ("http://[::1]/v/x/index.html", "this machine only"),
        ("http://10.1.2.3/v/x/index.html", "a network that is nobody’s"),
        ("http://192.168.1.9/v/x/index.html", "a network that is nobody’s"),
        ("http://172.31.0.1:8080/v/x/index.html", "a network that is nobody’s"),
        ("https://media.example.org:8443/v/x/index.html", "never at 8443"),
        ("https://[2001:db8::1]/v/x/index.html", "IPv6"),
        ("https://somebody:word@media.example.org/v/x/index.html", "none that WordPress asks for"),
        ("https://media.example.org:port/v/x/index.html", "none that WordPress asks for"),
        ("https://nobody.invalid/v/x/index.html", "no IPv4 address"),
    ],
)
def test_where_wordpress_asks_nobody_we_ask_nobody(address, why, monkeypatch):
    """Without a proxy, which would be asked for the name."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)

    sight = seen_by_wordpress(address)

    assert why in sight.trouble
    assert sight.mend


def test_where_it_is_sent_is_judged_like_where_it_was_asked():
    """A page that sends WordPress to a port it does not ask at: nobody is asked there."""
    with online() as (elsewhere, heard), online({"/away": (302, {"Location": elsewhere + PAGE}, b"")}) as (first, _):
        alone = Reach(ports=frozenset({int(first.rpartition(":")[2])}), private=True)

        assert "WordPress asks at the ports" in seen_by_wordpress(f"{first}/away", reach=alone).trouble
        assert heard == []
        assert seen_by_wordpress(f"{first}/away", reach=HERE).trouble is None  # without that rule it goes there


def test_loopback_is_never_asked_through_a_proxy(monkeypatch):
    """A proxy would fetch its own loopback, or tell somebody what is looked at."""
    with host({}) as (proxy, proxied), online() as (root, heard):
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        assert seen_by_wordpress(root + PAGE, reach=HERE).trouble is None

    assert (len(heard), proxied) == (2, [])


def test_no_more_is_read_than_wordpress_reads():
    with host({"/": (200, {}, b"x" * 500_000)}) as (root, _):
        assert len(asked(f"{root}/", reach=HERE).body) == 153_600


def test_a_host_that_never_ends_is_left():
    """One byte at a time, for ever: the whole answer has its time, not only each byte."""
    done = Event()

    class Drip(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            try:
                while not done.wait(0.02):
                    self.wfile.write(b"x")
            except ConnectionError:
                done.set()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Drip)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with pytest.raises(Unreachable, match="in time"):
            asked(f"http://127.0.0.1:{server.server_port}/", reach=Reach(ports=None, private=True, seconds=0.5))
    finally:
        done.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("gone", [True, False])
def test_nobody_there_and_a_bad_certificate_are_told_apart(gone, tmp_path):
    """Each has its own mend."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split()
    made = ["openssl", *words, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with host(published(), tls=tls) as (root, _):
        if not gone:
            sight = seen_by_wordpress(root + PAGE, reach=HERE)
            assert "certificate" in sight.trouble
            assert "renew it" in sight.mend
    if gone:
        assert "cannot be reached" in seen_by_wordpress(root + PAGE, reach=HERE).trouble
