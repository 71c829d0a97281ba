"""One suite that every kind of store passes. Another kind is another line in `store`, and nothing else."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.errors import NotFound, Refused, Stopped, StoreRefused
from mediadesk.events import ignore
from mediadesk.store.base import Store
from mediadesk.store.dryrun import DryRun
from mediadesk.store.folder import Folder
from mediadesk.store.s3 import S3
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down
from scripts.seaweed import Seaweed, client, environment
from tests.store import tls
from tests.store.outgoing import Flipping, Recording, Trusting, a_dispatch, live_but_wrong, outgoing

SERVED = pytest.mark.needs("seaweedfs")
KINDS = [
    "folder",
    pytest.param("s3", marks=SERVED),  # below a prefix, as a small object of many is sent
    "dryrun-over-folder",
    pytest.param("s3-whole-bucket", marks=[SERVED, pytest.mark.prove]),
    pytest.param("s3-tls", marks=[SERVED, pytest.mark.prove]),
    pytest.param("s3-slowly", marks=[SERVED, pytest.mark.prove]),  # with a limit, each body goes in small pieces
]
# only what keeps bytes can keep wrong ones
REAL = pytest.mark.parametrize("store", [each for each in KINDS if each != "dryrun-over-folder"], indirect=True)
SEGMENT = "v/3q2mw7/m/d1/00000.mp4"


@pytest.fixture(params=KINDS)
def store(request, tmp_path, monkeypatch) -> Iterator[Store]:
    """An empty store of each kind."""
    if str(request.param).startswith("s3"):
        server = request.getfixturevalue("s3_server")
        for name, value in environment(server).items():
            monkeypatch.setenv(name, value)
        with _of_s3(request.param, server, tmp_path, monkeypatch) as made:
            yield made
        return
    folder = Folder(name="public", root=tmp_path / "public")
    yield DryRun(store=folder, report=ignore) if request.param == "dryrun-over-folder" else folder


@contextmanager
def _of_s3(kind: str, server: Seaweed, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    plain = S3(name="web", bucket=server.bucket, endpoint=server.endpoint, prefix=f"t/{secrets.token_hex(6)}")
    if kind == "s3-tls":
        certificate = tls.made(folder)
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate.ca))
        with tls.a_front(server.endpoint, certificate) as front:
            yield replace(plain, endpoint=front.endpoint)
    elif kind == "s3-whole-bucket":
        bucket = f"whole-{secrets.token_hex(6)}"
        client(server).create_bucket(Bucket=bucket)
        yield replace(plain, bucket=bucket, prefix="")
    else:
        yield replace(plain, most_kbps=400_000 if kind == "s3-slowly" else 0)


def test_putting_twice_is_putting_once(store):
    out = outgoing(SEGMENT, b"four seconds")
    store.put(out)
    store.put(out)

    assert list(store.keys()) == [SEGMENT]
    assert store.head(SEGMENT) == store.read_back(SEGMENT) == out.object


def test_putting_other_bytes_replaces(store):
    store.put(outgoing("v/3q2mw7/index.html", b"the first edition, which was longer"))
    second = outgoing("v/3q2mw7/index.html", b"the second")
    store.put(second)

    assert store.read_back("v/3q2mw7/index.html") == second.object


def test_a_missing_key_says_which(store):
    store.put(outgoing(SEGMENT, b"four seconds"))

    assert store.head("v/3q2mw7/m/d1/00009.mp4") is None
    with pytest.raises(NotFound, match="m/d1/00009"):
        store.read_back("v/3q2mw7/m/d1/00009.mp4")


def test_what_lies_below_a_file_is_missing_too(store):
    """`a/x` is there, so `a/x/y` cannot be: a folder and a key are told apart."""
    store.put(outgoing(SEGMENT, b"x"))

    assert store.head(SEGMENT + "/init.mp4") is None


def test_headers_survive(store):
    """Type, cache class and, where readers are told of it, the encoding are there as they were asked for."""
    dispatch = [each for each in a_dispatch() if store.keeps_encoding or not each.object.encoding]
    for each in dispatch:
        store.put(each)

    assert [store.head(each.object.key) for each in dispatch] == [each.object for each in dispatch]
    assert [store.read_back(each.object.key) for each in dispatch] == [each.object for each in dispatch]


def test_a_film_goes_out_from_its_file(store, tmp_path):
    """2 MB: more than one piece for whoever reads in pieces."""
    out = outgoing("v/3q2mw7/video.mp4", bytes(range(256)) * 8192, file=tmp_path / "film.mp4")
    ticks: list[int] = []
    store.put(out, ticks.append)

    assert store.read_back("v/3q2mw7/video.mp4") == out.object
    assert sum(ticks) == out.object.size_bytes


def test_an_empty_object_is_an_object(store):
    out = outgoing("v/3q2mw7/r/r1/chapters.en.vtt", b"")
    store.put(out)

    assert store.read_back(out.object.key) == out.object


def test_a_file_that_is_gone_is_named(store, tmp_path):
    out = outgoing(SEGMENT, b"four seconds", file=tmp_path / "00000.mp4")
    (tmp_path / "00000.mp4").unlink()

    with pytest.raises(NotFound, match=r"00000\.mp4 is gone"):
        store.put(out)
    assert store.head(SEGMENT) is None


def test_reading_back_counts_every_byte(store):
    out = outgoing(SEGMENT, b"four seconds")
    store.put(out)
    ticks: list[int] = []
    store.read_back(SEGMENT, ticks.append)

    assert sum(ticks) == out.object.size_bytes


def test_whoever_stops_a_put_leaves_the_old_object(store, tmp_path):
    first = outgoing("v/3q2mw7/video.mp4", b"the first cut")
    store.put(first)

    def stop(_count: int) -> None:
        raise Stopped("asked to stop")

    with pytest.raises(Stopped):
        store.put(outgoing("v/3q2mw7/video.mp4", b"x" * 3_000_000, file=tmp_path / "second.mp4"), stop)
    assert store.read_back("v/3q2mw7/video.mp4") == first.object


def test_keys_are_those_below_the_prefix_alone(store):
    """`v/3q2` is no folder of `v/3q2mw7`."""
    for key in ("v/3q2mw7/index.html", SEGMENT, "v/3q2/index.html", "a/hls-1.js"):
        store.put(outgoing(key, b"x"))

    assert sorted(store.keys("v/3q2mw7")) == ["v/3q2mw7/index.html", SEGMENT]
    assert sorted(store.keys("v/3q2")) == ["v/3q2/index.html"]
    assert len(list(store.keys())) == 4
    assert list(store.keys("v/none")) == []


def test_a_listing_tells_the_size_of_what_is_whole(store):
    """And of nothing beside the folder."""
    for key, body in (("v/3q2mw7/index.html", b"page"), (SEGMENT, b"four seconds"), ("v/3q2/index.html", b"another")):
        store.put(outgoing(key, body))

    assert store.sizes("v/3q2mw7") == {"v/3q2mw7/index.html": 4, SEGMENT: 12}
    assert store.sizes("v/none") == {}


def test_an_empty_store_has_no_keys(store):
    assert list(store.keys()) == []
    assert store.head(SEGMENT) is None


def test_deleting_twice_is_deleting_once_and_touches_nothing_else(store):
    for key in (SEGMENT, "v/3q2mw7/m/d1/00001.mp4"):
        store.put(outgoing(key, b"x"))
    store.delete(SEGMENT)
    store.delete(SEGMENT)

    assert list(store.keys()) == ["v/3q2mw7/m/d1/00001.mp4"]
    assert store.head(SEGMENT) is None


def test_a_deleted_key_may_be_put_again(store):
    out = outgoing(SEGMENT, b"four seconds")
    store.put(out)
    store.delete(SEGMENT)
    store.put(out)

    assert store.read_back(SEGMENT) == out.object


@pytest.mark.parametrize(
    "key", ["../outside.mp4", "/etc/passwd", "v/../../x", "v//x", "v/Салтівка.mp4", "v/.part-x", ""]
)
def test_an_odd_key_is_refused_before_anything_is_touched(store, key):
    for call in (store.head, store.read_back, store.delete):
        with pytest.raises(Refused):
            call(key)
    if key:
        with pytest.raises(Refused):
            list(store.keys(key))
        with pytest.raises(Refused):
            store.sizes(key)


def test_many_threads_may_use_it_at_once(store):
    dispatch = [outgoing(f"v/3q2mw7/m/d1/{number:05}.mp4", b"%d" % number) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.put, dispatch * 2))
        found = list(pool.map(store.read_back, [each.object.key for each in dispatch]))

    assert found == [each.object for each in dispatch]
    assert len(list(store.keys())) == 40


def test_it_can_be_described(store):
    assert store.describe(SEGMENT).endswith(SEGMENT)
    assert store.describe(SEGMENT).startswith(store.describe())


def test_a_dispatch_goes_out_whole_and_a_second_time_sends_nothing(store):
    first = send(store, a_dispatch())
    second = send(store, a_dispatch())

    assert (first.sent, first.kept) == (10, 0)
    assert (second.sent, second.kept, second.sent_bytes) == (0, 10, 0)
    assert first.objects == second.objects == tuple(store.read_back(each.key) for each in first.objects)
    assert live_but_wrong(store, a_dispatch()) == []


def test_a_new_revision_sends_only_what_changed(store):
    send(store, a_dispatch(revision="r1"))
    sent = send(store, a_dispatch(revision="r2"))

    assert (sent.sent, sent.kept) == (5, 5)
    assert live_but_wrong(store, a_dispatch(revision="r2")) == []


def test_nothing_is_named_before_it_was_read_back(store):
    """Every object that goes out later may name any that went before: those were read back by then."""
    recording = Recording(store=store)
    send(recording, a_dispatch())

    done = [each for each in recording.done if each[0] != "head"]
    waves = [
        {"a/hls-1.js", "v/3q2mw7/m/d1/init.mp4", SEGMENT, "v/3q2mw7/m/d1/00001.mp4", "v/3q2mw7/r/r1/poster.jpg"},
        {"v/3q2mw7/r/r1/hls/v360.m3u8"},
        {"v/3q2mw7/r/r1/hls/master.m3u8"},
        {"v/3q2mw7/video.mp4"},
        {"v/3q2mw7/oembed.json"},
        {"v/3q2mw7/index.html"},
    ]
    for wave in waves:
        now, done = done[: 2 * len(wave)], done[2 * len(wave) :]
        assert set(now) == {(what, key) for what in ("put", "read back") for key in wave}
    assert done == []


def publish_through_a_bad_line(store: Store, between: Store) -> None:
    """A segment is changed on its way, every time. Nothing may be live that a reader would get wrong."""
    with pytest.raises(StoreRefused, match=r"00000\.mp4 was sent twice, and came back with other bytes"):
        send(between, a_dispatch())
    assert live_but_wrong(store, a_dispatch()) == []


@REAL
def test_a_flipped_bit_is_found_before_the_pointer_moves(store):
    publish_through_a_bad_line(store, Flipping(store=store, key=SEGMENT))


@REAL
def test_without_reading_back_a_flipped_bit_goes_live(store):
    """The sabotage: the test above turns red, and the segment a reader gets is wrong."""
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        publish_through_a_bad_line(store, Trusting(store=Flipping(store=store, key=SEGMENT)))
    assert live_but_wrong(store, a_dispatch()) == [SEGMENT]


@REAL
def test_a_bit_flipped_once_is_sent_again(store):
    sent = send(Flipping(store=store, key=SEGMENT, times=1), a_dispatch())

    assert sent.sent == 10
    assert live_but_wrong(store, a_dispatch()) == []


@REAL
@pytest.mark.parametrize("key", [SEGMENT, "v/3q2mw7/index.html"])
def test_the_next_run_finds_what_a_killed_one_could_not_look_at(store, key):
    """Put wrong, killed before reading back: what the store noted says all is well, and it is not believed."""
    send(store, [each for each in a_dispatch() if each.object.key != key])
    bad = Flipping(store=store, key=key, times=1)
    bad.put(next(each for each in a_dispatch() if each.object.key == key))
    assert bad.head(key) == next(each.object for each in a_dispatch() if each.object.key == key)

    assert send(bad, a_dispatch()).sent == 0
    assert live_but_wrong(store, a_dispatch()) == []


def test_what_is_taken_down_is_gone(store):
    send(store, a_dispatch())
    leaves = [key for key in store.keys("v/3q2mw7") if not key.endswith(("index.html", "oembed.json"))]

    assert take_down(store, leaves) == 7
    assert sorted(store.keys()) == ["a/hls-1.js", "v/3q2mw7/index.html", "v/3q2mw7/oembed.json"]
    assert take_down(store, leaves) == 7
