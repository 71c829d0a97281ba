"""Sending: what it counts, what it trusts, how it stops, and that a rerun mends whatever kill -9 has left."""

import gzip
import os
import secrets
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Lock

import pytest

from mediadesk.errors import NotFound, Refused, Stopped, StoreRefused
from mediadesk.events import Began, Ended, Event, Moved
from mediadesk.model.publication import Outgoing, upload_waves
from mediadesk.store import send as module
from mediadesk.store.base import Tick
from mediadesk.store.folder import Folder
from mediadesk.store.send import send
from scripts.seaweed import environment
from tests.parts import ROOT
from tests.store.outgoing import Flipping, Recording, Wrapped, a_dispatch, live_but_wrong, outgoing
from tests.store.publish_slowly import the_dispatch, the_store

PAGE = "v/3q2mw7/index.html"
SEGMENT = "v/3q2mw7/m/d1/00000.mp4"


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(name="public", root=tmp_path / "public")


def test_progress_counts_what_goes_out_and_what_comes_back(folder):
    """The bar ends full, and never runs backwards or over its end."""
    events: list[Event] = []
    sent = send(folder, a_dispatch(), report=events.append)

    assert events[0] == Began("send to public", 2 * sent.sent_bytes, "bytes")
    assert events[-1] == Ended("send to public")
    done = [each.done for each in events if isinstance(each, Moved)]
    assert done == sorted(done)
    assert done[-1] == 2 * sent.sent_bytes


def test_a_publish_that_changes_nothing_says_nothing(folder):
    proved = send(folder, a_dispatch()).objects
    events: list[Event] = []
    recording = Recording(store=folder)
    send(recording, a_dispatch(), proved=proved, report=events.append)

    assert events == []
    assert {what for what, _ in recording.done} == {"head"}


def test_a_folder_gets_the_engine_unpacked_because_it_cannot_say_gzip(folder):
    sent = send(folder, a_dispatch())
    engine = next(each for each in sent.objects if each.key == "a/hls-1.js")

    assert (folder.root / "a/hls-1.js").read_bytes() == b"play();" * 50
    assert engine == folder.read_back("a/hls-1.js")
    assert engine.encoding is None


def test_a_packed_file_is_unpacked_from_its_file_too(folder, tmp_path):
    packed = outgoing("a/hls-1.js", gzip.compress(b"play();"), encoding="gzip", file=tmp_path / "hls.js.gz")
    send(folder, [packed])

    assert (folder.root / "a/hls-1.js").read_bytes() == b"play();"


def test_what_a_finished_publish_has_proved_is_not_fetched_again(folder):
    """A changed caption must not cost the download of the whole film."""
    before = send(folder, a_dispatch(revision="r1"))
    recording = Recording(store=folder)
    send(recording, a_dispatch(revision="r2"), proved=before.objects)

    assert {key for what, key in recording.done if what == "read back"} == {
        "v/3q2mw7/r/r2/poster.jpg",
        "v/3q2mw7/r/r2/hls/v360.m3u8",
        "v/3q2mw7/r/r2/hls/master.m3u8",
        "v/3q2mw7/oembed.json",
        PAGE,
    }


def test_what_nobody_has_proved_is_fetched_before_the_pointer_moves(folder):
    send(folder, a_dispatch(revision="r1"))
    recording = Recording(store=folder)
    send(recording, a_dispatch(revision="r2"))

    done = [each for each in recording.done if each[0] != "head"]
    assert done.index(("read back", SEGMENT)) < done.index(("put", PAGE))


def test_of_a_new_film_nothing_is_asked_for_one_by_one(folder):
    """A listing tells that none of its hundreds is there; what a listing names is still asked for, with its headers."""
    film = [outgoing(f"v/3q2mw7/m/d1/{number:05}.mp4", b"%d" % number) for number in range(40)]
    recording = Recording(store=folder)
    send(recording, film[:20])
    assert "head" not in {what for what, _ in recording.done}

    again = Recording(store=folder)
    assert send(again, film).sent == 20
    assert {key for what, key in again.done if what == "head"} == {each.object.key for each in film[:20]}


def test_what_was_proved_and_is_lost_is_sent_and_fetched(folder):
    proved = send(folder, a_dispatch()).objects
    folder.delete(SEGMENT)
    recording = Recording(store=folder)

    assert send(recording, a_dispatch(), proved=proved).sent == 1
    assert ("read back", SEGMENT) in recording.done
    assert live_but_wrong(folder, a_dispatch()) == []


def test_a_pointer_that_comes_back_wrong_is_told(folder):
    with pytest.raises(StoreRefused, match=r"index\.html was sent twice"):
        send(Flipping(store=folder, key=PAGE), a_dispatch())


def test_headers_that_come_back_wrong_are_named(folder):
    """A type that the store changes makes a browser refuse the film."""
    odd = outgoing(SEGMENT, b"x")
    odd = replace(odd, object=replace(odd.object, content_type="application/octet-stream"))

    with pytest.raises(StoreRefused, match="came back with content type 'video/mp4'"):
        send(folder, [odd])


def test_a_store_that_forgets_is_told(folder):
    class Forgetting(Wrapped):
        def put(self, *_: object) -> None:
            """Says yes, does nothing."""

    with pytest.raises(StoreRefused, match="came back with nothing at all"):
        send(Forgetting(store=folder), a_dispatch())


def publish_while_a_segment_is_refused(folder: Folder) -> None:
    """The disk of the web host is full at the worst moment. No reader may see a page that names what is not there."""

    class Full(Wrapped):
        def put(self, out: Outgoing, tick: Tick) -> None:
            if out.object.key == SEGMENT:
                raise StoreRefused("no room left")
            folder.put(out, tick)

    with pytest.raises(StoreRefused, match="no room left"):
        send(Full(store=folder), a_dispatch())
    assert live_but_wrong(folder, a_dispatch()) == []


def test_a_publish_that_breaks_shows_nothing(folder):
    publish_while_a_segment_is_refused(folder)


def test_with_the_pointer_first_a_publish_that_breaks_would_show_a_page_without_its_film(folder, monkeypatch):
    """The sabotage: it is the order of the waves that keeps the reader safe."""
    monkeypatch.setattr(module, "upload_waves", lambda outgoing: reversed(upload_waves(outgoing)))

    with pytest.raises(AssertionError, match=r"more items?"):
        publish_while_a_segment_is_refused(folder)


def test_a_film_that_changed_on_this_desk_does_not_go_live(folder, tmp_path):
    """Between the leak check and the upload: what was not checked is not shown."""
    changed = outgoing(SEGMENT, b"checked", file=tmp_path / "00000.mp4")
    (tmp_path / "00000.mp4").write_bytes(b"other bytes")

    with pytest.raises(Refused, match=r"00000\.mp4 is not what it was") as refused:
        send(folder, [changed, *[each for each in a_dispatch() if each.object.key != SEGMENT]])
    assert refused.value.hint == "mediadesk check --deep"
    assert folder.head(PAGE) is None


def test_a_film_that_is_gone_does_not_go_live(folder, tmp_path):
    gone = outgoing(SEGMENT, b"x", file=tmp_path / "00000.mp4")
    (tmp_path / "00000.mp4").unlink()

    with pytest.raises(NotFound, match=r"00000\.mp4 is gone"):
        send(folder, [gone, *[each for each in a_dispatch() if each.object.key != SEGMENT]])
    assert folder.head(PAGE) is None


def test_whoever_stops_it_stops_it_before_the_pointer(folder):
    def stop(event: Event) -> None:
        if isinstance(event, Moved):
            raise Stopped("asked to stop")

    with pytest.raises(Stopped):
        send(folder, a_dispatch(), report=stop)
    assert folder.head(PAGE) is None


def test_one_failure_stops_what_is_under_way(folder):
    """A film is going out for an hour when another is refused: the trouble is told now, not in an hour."""

    class Slow(Wrapped):
        def put(self, out: Outgoing, tick: Tick) -> None:
            if out.object.key == SEGMENT:
                raise StoreRefused("no room left")
            for _ in range(12_000):  # two minutes
                time.sleep(0.01)
                tick(0)

    began = time.monotonic()
    with pytest.raises(StoreRefused, match="no room left"):
        send(Slow(store=folder), a_dispatch())
    assert time.monotonic() - began < 60


def test_nobody_there_is_asked_once(folder):
    """A bucket that does not answer takes its time to say so: one wait, not eight."""

    class Nobody(Wrapped):
        asked = 0
        lock = Lock()

        def head(self, _key: str) -> None:
            with self.lock:
                Nobody.asked += 1
            raise StoreRefused("nobody is there")

    with pytest.raises(StoreRefused):
        send(Nobody(store=folder), a_dispatch())
    assert Nobody.asked == 1


def test_nothing_to_send_is_no_trouble(folder):
    assert send(folder, []).sent == 0


def killed_after(lines: int, words: list[str], env: dict[str, str]) -> bool:
    """Publish in another process and kill it after that many lines. False when it was done before."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.store.publish_slowly", *words], cwd=ROOT, env=env, stdout=subprocess.PIPE
    )
    assert child.stdout
    with child, child.stdout:
        seen = sum(1 for _ in zip(range(lines), child.stdout, strict=False))
        child.kill()
    return seen == lines


def kill_and_mend(words: list[str], film: Path, kills: list[int], env: dict[str, str]) -> None:
    """After each kill no reader sees anything wrong; the last run mends everything."""
    film.write_bytes(os.urandom(4 << 20))
    dispatch = the_dispatch(film)
    store = the_store(words)
    for lines in kills:
        assert killed_after(lines, [*words, str(film)], env)
        assert live_but_wrong(store, dispatch) == []
    sent = send(store, dispatch)

    assert sent.sent > 0
    assert sorted(store.keys()) == sorted(each.object.key for each in dispatch)
    assert [store.read_back(each.key) for each in sent.objects] == list(sent.objects)
    assert live_but_wrong(store, dispatch) == []


@pytest.mark.parametrize("kills", [[2], [3, 3], [4, 9, 14], [16], [20]], ids=str)
def test_kill_9_anywhere_leaves_nothing_a_rerun_cannot_mend(tmp_path, kills):
    kill_and_mend(["folder", str(tmp_path / "public")], tmp_path / "film.mp4", kills, dict(os.environ))

    assert not [each for each in (tmp_path / "public").rglob("*") if each.name.startswith(".part-")]


@pytest.mark.needs("seaweedfs")
def test_kill_9_anywhere_leaves_nothing_a_rerun_cannot_mend_in_a_bucket(s3_server, tmp_path, monkeypatch):
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    words = ["s3", s3_server.bucket, s3_server.endpoint, f"k/{secrets.token_hex(6)}"]
    kill_and_mend(words, tmp_path / "film.mp4", [3, 12, 20], dict(os.environ))
