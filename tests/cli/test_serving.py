"""The folder store on loopback, with the headers that a bucket would send."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from mediadesk.cli.serving import HOST, address, server
from mediadesk.errors import Misasked

PAGE = "v/abcdefghijklmnopqrstuvwxyz/index.html"
VIDEO = "v/abcdefghijklmnopqrstuvwxyz/video.mp4"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A folder with a page, a film, and what nobody may see beside it."""
    root = tmp_path / "public"
    (root / PAGE).parent.mkdir(parents=True)
    (root / PAGE).write_text("<title>Kharkiv")
    (root / VIDEO).write_bytes(bytes(range(100)))
    (tmp_path / "catalog.db").write_text("secret")
    (root / "v/link.html").symlink_to(tmp_path / "catalog.db")
    return root


@pytest.fixture
def site(public: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to the folder as it is served."""
    with server(public, 0) as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        connection = http.client.HTTPConnection(HOST, running.server_port, timeout=60)
        yield connection
        connection.close()
        running.shutdown()
        thread.join()


def get(site, path, **headers):
    """Status, headers and body of an answer."""
    site.request(headers.pop("method", "GET"), path, headers=headers)
    answer = site.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read()


def test_types_caches_and_cors_are_those_of_a_bucket(site):
    """A frame of a blog has no origin, so everything is for everybody."""
    status, headers, body = get(site, f"/{PAGE}?t=12")

    assert (status, body) == (200, b"<title>Kharkiv")
    assert headers["Content-Type"].startswith("text/html")
    assert "max-age=60" in headers["Cache-Control"]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert get(site, f"/{PAGE}", method="HEAD")[2] == b""


def test_what_is_for_few_is_in_no_search(site, public):
    """Its film and its pictures have no head to say it in. What is for everybody says nothing of the kind."""
    below = public / "p/abcdefghijklmnopqrstuvwxyz"
    below.mkdir(parents=True)
    for name in ("index.html", "video.mp4"):
        (below / name).write_bytes(b"for few")
        assert get(site, f"/p/{below.name}/{name}")[1]["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in get(site, f"/{PAGE}")[1]


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [("bytes=0-9", 206, 0, 9), ("bytes=90-", 206, 90, 99), ("bytes=-5", 206, 95, 99), ("bytes=95-500", 206, 95, 99)],
)
def test_a_player_may_seek(site, asked, status, first, last):
    """Byte ranges, as RFC 9110 has them."""
    answer = get(site, f"/{VIDEO}", Range=asked)

    assert answer[0] == status
    assert answer[1]["Content-Range"] == f"bytes {first}-{last}/100"
    assert answer[2] == bytes(range(first, last + 1))


@pytest.mark.parametrize(("asked", "status"), [("bytes=200-", 416), ("bytes=9-3", 200), ("lines=1-2", 200)])
def test_a_range_that_is_none(site, asked, status):
    """Beyond the end there is nothing; what makes no sense, or is of another unit, is answered by the whole file."""
    code, headers, body = get(site, f"/{VIDEO}", Range=asked)

    assert code == status
    assert headers.get("Content-Range") == ("bytes */100" if status == 416 else None)
    assert body == (b"" if status == 416 else bytes(range(100)))


@pytest.mark.parametrize("path", ["/", "/v/", "/../catalog.db", "/%2e%2e/catalog.db", "/v/link.html", "//catalog.db"])
def test_nothing_else_of_this_machine_is_served(site, path):
    """No listing, no way up, no link that leads out."""
    assert get(site, path)[0] == 404


def test_only_this_machine_can_ask(public):
    """The server is bound to loopback, and a taken port is told or left."""
    with server(public, 0) as running:
        port = running.server_port
        assert address(running) == f"http://127.0.0.1:{port}"
        with pytest.raises(Misasked, match=str(port)):
            server(public, port)
        with server(public, port, else_any=True) as other:
            assert other.server_port != port
