"""Asked from outside until it is refused: a server that forgets slowly, a cache that does not, nobody at all."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mediadesk.store import refused as room
from mediadesk.store.refused import refused

STONE = {"v/x/index.html": b"gone"}
LEAVES = [f"v/x/m/{number}.mp4" for number in range(20)]


class _Answers(BaseHTTPRequestHandler):
    times: dict[str, int]  # how often a key is still there
    cached: frozenset[str]
    stone: bytes
    status: int
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        key, _, query = self.path.lstrip("/").partition("?")
        self.asked.append((self.path, self.headers["Cache-Control"]))
        if key in STONE:
            self._say(200, self.stone)
        elif key in self.cached and not query:
            self._say(200, b"the film")
        else:
            self.times[key] = self.times.get(key, 0) - 1
            self._say(200 if self.times[key] >= 0 else self.status, b"the film")

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the parent's name
        pass


@contextmanager
def answering(times=None, cached=frozenset(), stone=b"gone", status=404) -> Iterator[tuple[str, list]]:
    """A web server as a bucket and what stands before it; its address, and what it was asked."""
    asked: list[tuple[str, str | None]] = []
    said = {"times": dict(times or {}), "cached": cached, "stone": stone, "status": status, "asked": asked}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), said))
    with server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Nobody waits between two rounds here."""
    monkeypatch.setattr(room, "_PAUSE_SECONDS", 0.01)


def test_everything_is_refused_and_the_page_is_what_took_its_place():
    """Each is asked for as by a reader whose browser wants it fresh."""
    with answering(status=403) as (root, asked):
        found = refused(root, LEAVES, STONE, within_seconds=60)

    assert (found.asked, found.answering, found.cached, found.silent) == (21, (), (), None)
    assert {path.lstrip("/") for path, _ in asked} == {*LEAVES, *STONE}
    assert {fresh for _, fresh in asked} == {"no-cache"}


def test_a_store_that_forgets_slowly_is_asked_again():
    """Only about what it still showed."""
    with answering(times={LEAVES[0]: 3}) as (root, asked):
        assert refused(root, LEAVES, STONE, within_seconds=60).answering == ()

    assert sum(LEAVES[0] in path for path, _ in asked) == 4
    assert sum(LEAVES[1] in path for path, _ in asked) == 1


def test_what_still_answers_when_the_time_is_over_is_told():
    """And so is a page that is still the old one, and a server that only stumbles: nobody knows what it shows."""
    with answering(times={LEAVES[0]: 10_000}) as (root, _):
        found = refused(root, LEAVES, STONE, within_seconds=0.1)
        assert (found.answering, found.cached) == ((f"{root}/{LEAVES[0]}",), ())
    with answering(stone=b"the old page") as (root, _):
        assert refused(root, LEAVES, STONE, within_seconds=0.1).answering == (f"{root}/v/x/index.html",)
    with answering(status=503) as (root, _):
        assert len(refused(root, LEAVES, STONE, within_seconds=0.1).answering) == len(LEAVES)


def test_a_cache_that_does_not_ask_its_store_is_told_from_the_store():
    """Past it, the store refuses: what is left is for who can purge it."""
    with answering(cached=frozenset(LEAVES[:2])) as (root, _):
        found = refused(root, LEAVES, STONE, within_seconds=0.1)

    assert found.answering == found.cached == tuple(f"{root}/{key}" for key in LEAVES[:2])


def test_where_nobody_answers_nobody_waits():
    """It says so, and claims nothing."""
    with answering() as (root, _):
        pass
    found = refused(root, LEAVES, STONE, within_seconds=60)
    assert found.asked == 0
    assert found.silent
    assert found.seconds < 10


def test_sabotage_an_asker_that_takes_any_answer_for_a_no_finds_nothing(monkeypatch):
    """What the tests above are for."""
    monkeypatch.setattr(room, "_answers", lambda *_, **__: False)
    with pytest.raises(AssertionError):
        test_what_still_answers_when_the_time_is_over_is_told()
