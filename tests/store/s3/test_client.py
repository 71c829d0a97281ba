"""What only a bucket can do wrong, and how it is told. Every keeper of objects passes tests/contracts/test_store.py."""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from mediadesk.errors import Misasked, NotFound, Stopped, StoreRefused
from mediadesk.store.base import Store
from mediadesk.store.pace import Pace
from mediadesk.store.s3 import S3
from mediadesk.store.s3 import line as line_module
from mediadesk.store.s3.line import Line
from mediadesk.store.s3.words import REFUSALS
from mediadesk.store.send import send
from scripts.seaweed import Seaweed, client, environment
from tests.store.outgoing import Trusting, a_dispatch, live_but_wrong, outgoing
from tests.store.wire import a_line, a_refusing_server

SEGMENT = "v/3q2mw7/m/d1/00000.mp4"
REAL = pytest.mark.needs("seaweedfs")
SECRET = "s3cr3t-of-the-desk"


def a_store(**settings: Any) -> S3:
    return S3(**{"name": "web", "bucket": "dispatches"} | settings)


@pytest.fixture
def keys(monkeypatch) -> None:
    """Some credentials, for what is refused whatever they are."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


@pytest.fixture
def bucket(s3_server: Seaweed, monkeypatch) -> S3:
    """An empty part of a real bucket."""
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    return a_store(bucket=s3_server.bucket, endpoint=s3_server.endpoint, prefix=f"u/{secrets.token_hex(6)}")


def through(line_endpoint: str, bucket: S3) -> S3:
    """The same part of the same bucket, over another line."""
    return replace(bucket, endpoint=line_endpoint)


def test_importing_it_does_not_import_boto3():
    """A quarter of a second that only a publish to a bucket should pay."""
    asked = "import sys, mediadesk.store.s3; print('boto3' in sys.modules, 'botocore' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).split() == ["False", "False"]


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"bucket": ""}, "no `bucket`"),
        ({"endpoint": "s3.example.org"}, "`endpoint`"),
        ({"endpoint": "ftp://s3.example.org"}, "`endpoint`"),
        ({"endpoint": "https://key:secret@s3.example.org"}, "`endpoint`"),
        ({"endpoint": "https://s3.example.org:99999"}, "`endpoint`"),
        ({"prefix": "/field"}, "`prefix`"),
        ({"prefix": "field/"}, "`prefix`"),
        ({"prefix": "../field"}, "`prefix`"),
        ({"addressing": "dns"}, "`addressing`"),
        ({"checksums": "always"}, "`checksums`"),
        ({"readback": "never"}, "`readback`"),
    ],
)
def test_a_setting_that_makes_no_sense_is_told_before_anything_is_connected(settings, what):
    with pytest.raises(Misasked, match=what) as told:
        a_store(**settings)
    assert told.value.hint
    assert "secret" not in told.value.what + told.value.hint


@pytest.mark.parametrize(
    ("endpoint", "public_url", "local"),
    [
        ("http://127.0.0.1:8333", None, True),
        ("http://127.0.0.1:8333", "http://127.0.0.1:8333/dispatches", True),
        ("http://127.0.0.1:8333", "https://media.example.org", False),  # a tunnel
        ("https://s3.example.org", None, False),
        ("", None, False),
        ("", "http://127.0.0.1:8333", False),
    ],
)
def test_only_loopback_through_and_through_is_this_machine(endpoint, public_url, local):
    assert a_store(endpoint=endpoint, public_url=public_url).local is local


def test_a_bucket_is_described_as_every_tool_writes_it():
    assert a_store().describe() == "s3://dispatches"
    assert a_store(prefix="field").describe(SEGMENT) == f"s3://dispatches/field/{SEGMENT}"


@pytest.mark.parametrize("code", [*REFUSALS, "SomethingNew"])
def test_every_refusal_is_told_in_our_words_with_what_helps(keys, code):
    """And never in the server's, which may quote the key."""
    with a_refusing_server(403, code) as endpoint, pytest.raises(StoreRefused) as told:
        a_store(endpoint=endpoint).head(SEGMENT)

    assert "dispatches" in told.value.what
    assert told.value.hint
    words = told.value.what + told.value.hint
    assert not [each for each in ("AKIAEXAMPLE", SECRET, "{", "}", "\n") if each in words]


def test_an_unknown_refusal_is_told_by_its_code(keys):
    with a_refusing_server(400, "SomethingNew") as endpoint, pytest.raises(StoreRefused, match="SomethingNew"):
        a_store(endpoint=endpoint).head(SEGMENT)


def test_a_key_that_may_not_is_told_which_rights_it_needs(keys):
    with a_refusing_server(403, "AccessDenied") as endpoint, pytest.raises(StoreRefused) as told:
        a_store(endpoint=endpoint).head(SEGMENT)
    assert "not allowed to list" in told.value.what
    assert "s3:PutObject" in told.value.hint


def test_a_server_of_another_kind_is_told(keys):
    with a_refusing_server(404, "") as endpoint, pytest.raises(StoreRefused, match=r"127\.0\.0\.1 is no S3 server"):
        a_store(endpoint=endpoint).head(SEGMENT)


def test_no_credentials_is_told():
    with pytest.raises(StoreRefused, match="no credentials") as told:
        a_store(endpoint="http://127.0.0.1:9").head(SEGMENT)
    assert "AWS_PROFILE" in told.value.hint
    assert "[store.web]" in told.value.hint


def test_an_unknown_profile_is_told(keys):
    with pytest.raises(StoreRefused, match="no such profile"):
        a_store(endpoint="http://127.0.0.1:9", profile="nobody").head(SEGMENT)


def test_a_bucket_name_that_cannot_be_is_told(keys):
    with pytest.raises(StoreRefused, match="cannot be a bucket's name"):
        a_store(bucket="no/such name").head(SEGMENT)


def test_nobody_there_is_told_soon(keys):
    """A closed port: not the patience of ten attempts."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        endpoint = f"http://127.0.0.1:{closed.getsockname()[1]}"
    began = time.monotonic()
    with pytest.raises(StoreRefused, match=r"127\.0\.0\.1 does not answer") as told:
        send(a_store(endpoint=endpoint), a_dispatch())
    assert "endpoint" in told.value.hint
    assert time.monotonic() - began < 10


def test_a_server_without_a_trusted_certificate_is_told(keys):
    with a_refusing_server(403, "AccessDenied") as endpoint, pytest.raises(StoreRefused, match="certificate"):
        a_store(endpoint=endpoint.replace("http:", "https:")).head(SEGMENT)


@REAL
def test_a_wrong_secret_is_told(bucket, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with pytest.raises(StoreRefused, match="does not accept this key's secret"):
        bucket.head(SEGMENT)


@REAL
def test_a_missing_bucket_is_told(bucket):
    with pytest.raises(StoreRefused, match="there is no bucket s3://no-such-bucket"):
        replace(bucket, bucket="no-such-bucket").head(SEGMENT)


@REAL
def test_the_encoding_is_kept(bucket):
    packed = outgoing("a/hls-1.js", b"\x1f\x8b packed", encoding="gzip")
    bucket.put(packed)

    assert bucket.head("a/hls-1.js") == bucket.read_back("a/hls-1.js") == packed.object


@REAL
def test_no_acl_no_trailer_and_no_checksum_goes_out(bucket, tmp_path):
    """Each of them is refused, or stored inside the object, by one provider or another."""
    with a_line(bucket.endpoint) as line:
        over = through(line.endpoint, bucket)
        over.put(outgoing(SEGMENT, b"four seconds"))
        over.put(outgoing("v/3q2mw7/video.mp4", b"x" * (17 << 20), file=tmp_path / "film.mp4"))
        over.delete(SEGMENT)

    heads = b"\n".join(line.requests).lower()
    assert heads.count(b"put /") >= 3
    assert not [each for each in (b"x-amz-acl", b"aws-chunked", b"x-amz-trailer", b"x-amz-checksum") if each in heads]


@REAL
def test_checksums_go_out_when_they_are_asked_for(bucket):
    """The opposite of the test above, so that we know it would see them."""
    with a_line(bucket.endpoint) as line:
        replace(through(line.endpoint, bucket), checksums="when_supported").put(outgoing(SEGMENT, b"four seconds"))

    assert b"x-amz-checksum" in b"\n".join(line.requests).lower()


@REAL
def test_a_big_film_goes_out_in_parts(bucket, tmp_path):
    film = outgoing("v/3q2mw7/video.mp4", secrets.token_bytes(20 << 20), file=tmp_path / "film.mp4")
    ticks: list[int] = []
    bucket.put(film, ticks.append)

    assert bucket.read_back(film.object.key) == bucket.head(film.object.key) == film.object
    assert sum(ticks) == film.object.size_bytes


@REAL
def test_what_something_else_has_put_is_sent_again(bucket, s3_server):
    """The same bytes with the same headers, but nobody noted their hash."""
    out = outgoing(SEGMENT, b"four seconds")
    client(s3_server).put_object(
        Bucket=bucket.bucket,
        Key=f"{bucket.prefix}/{SEGMENT}",
        Body=b"four seconds",
        ContentType=out.object.content_type,
        CacheControl=out.object.cache,
    )

    assert bucket.head(SEGMENT) == replace(out.object, sha256="")
    assert bucket.read_back(SEGMENT) == out.object
    assert send(bucket, [out]).sent == 1


@REAL
def test_what_lies_beside_the_prefix_is_not_ours(bucket):
    beside = replace(bucket, prefix=bucket.prefix + "-beside")
    beside.put(outgoing(SEGMENT, b"x"))

    assert list(bucket.keys()) == []
    assert bucket.head(SEGMENT) is None


@REAL
def test_whoever_stops_a_big_film_is_obeyed_at_once_and_no_part_stays(bucket, tmp_path):
    """boto3 would take the stop for a broken line, and send the part again, ten times."""
    film = outgoing("v/3q2mw7/video.mp4", b"x" * (20 << 20), file=tmp_path / "film.mp4")
    began = time.monotonic()

    def stop(_count: int) -> None:
        raise Stopped("asked to stop")

    with pytest.raises(Stopped):
        bucket.put(film, stop)
    assert time.monotonic() - began < 5
    assert list(bucket.keys()) == []


@REAL
def test_parts_that_a_kill_has_left_are_listed_and_taken_away(bucket, s3_server):
    """Invisible to readers, but paid for, and a film that was withdrawn must be gone."""
    owner, full = client(s3_server), f"{bucket.prefix}/{SEGMENT}"
    begun = owner.create_multipart_upload(Bucket=bucket.bucket, Key=full)["UploadId"]
    owner.upload_part(Bucket=bucket.bucket, Key=full, UploadId=begun, PartNumber=1, Body=b"half of a fi")

    assert list(bucket.keys("v/3q2mw7")) == [SEGMENT]
    assert bucket.sizes("v/3q2mw7") == {}
    bucket.delete(SEGMENT)
    assert list(bucket.keys("v/3q2mw7")) == []


@REAL
def test_parts_that_a_kill_has_left_are_forgotten_when_the_film_goes_out(bucket, s3_server, tmp_path):
    owner, full = client(s3_server), f"{bucket.prefix}/v/3q2mw7/video.mp4"
    owner.create_multipart_upload(Bucket=bucket.bucket, Key=full)
    bucket.put(outgoing("v/3q2mw7/video.mp4", b"x" * (17 << 20), file=tmp_path / "film.mp4"))

    assert owner.list_multipart_uploads(Bucket=bucket.bucket, Prefix=full).get("Uploads", []) == []


@REAL
def test_a_download_that_breaks_is_begun_again(bucket):
    out = outgoing("v/3q2mw7/video.mp4", secrets.token_bytes(3 << 20))
    bucket.put(out)
    ticks: list[int] = []
    with a_line(bucket.endpoint, cut_after=2 << 20) as line:
        assert through(line.endpoint, bucket).read_back(out.object.key, ticks.append) == out.object

    assert line.cut_after == 0
    assert sum(ticks) == out.object.size_bytes


@REAL
def test_an_upload_whose_answer_is_lost_is_sent_again(bucket):
    out = outgoing(SEGMENT, b"four seconds")
    with a_line(bucket.endpoint) as line:
        over = through(line.endpoint, bucket)
        assert over.head(SEGMENT) is None
        line.cut_after = 1
        over.put(out)

    assert line.cut_after == 0
    assert bucket.read_back(SEGMENT) == out.object


@pytest.fixture
def unlooked(monkeypatch) -> None:
    """A server that does not look at the MD5: here, it is told none."""

    def put(self: Line, key: str, body: bytes, headers: Mapping[str, str]) -> None:
        self._patiently("PutObject", lambda: self._ask("PUT", key, body, headers))

    monkeypatch.setattr(Line, "put", put)


def publish_over_a_bad_line(store: S3, between: Store, told: str) -> None:
    """A byte is changed on the wire, every time."""
    with pytest.raises(StoreRefused, match=told):
        send(between, a_dispatch())
    assert live_but_wrong(store, a_dispatch()) == []


@REAL
def test_a_byte_flipped_on_the_wire_is_refused(bucket, monkeypatch):
    """By its MD5; several times, then we give up."""
    monkeypatch.setattr(line_module, "_ATTEMPTS", 3)
    with a_line(bucket.endpoint, replace=(b"MARK", b"MERK")) as line:
        publish_over_a_bad_line(bucket, through(line.endpoint, bucket), "bytes changed on the way")


OTHER = r"00000\.mp4 was sent twice, and came back with other bytes"


@REAL
def test_a_byte_flipped_unseen_is_found_before_the_pointer_moves(bucket, unlooked):
    """The server stores it and says yes."""
    with a_line(bucket.endpoint, replace=(b"MARK", b"MERK")) as line:
        publish_over_a_bad_line(bucket, through(line.endpoint, bucket), OTHER)


@REAL
def test_without_reading_back_a_byte_flipped_on_the_wire_goes_live(bucket, unlooked):
    """The sabotage: the server itself does not see it, so the test above turns red."""
    with a_line(bucket.endpoint, replace=(b"MARK", b"MERK")) as line, pytest.raises(pytest.fail.Exception):
        publish_over_a_bad_line(bucket, Trusting(store=through(line.endpoint, bucket)), OTHER)
    assert live_but_wrong(bucket, a_dispatch()) == [SEGMENT]


@REAL
def test_a_missing_object_is_named_with_its_bucket(bucket):
    with pytest.raises(NotFound, match=rf"s3://{bucket.bucket}/{bucket.prefix}/{SEGMENT} is not there"):
        bucket.read_back(SEGMENT)


def seconds_of(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


@REAL
@pytest.mark.parametrize("sizes", [[1 << 20], [40_000] * 25])
def test_a_limit_is_kept_by_all_threads_together_up_and_down(bucket, tmp_path, monkeypatch, sizes):
    """A film, and many small objects over eight threads: 8 Mbit/s are a megabyte a second, and each byte counts once.

    How long the server takes beside it is not asked; that a limit is no slower than it says, test_pace.py shows.
    """
    take, taken = Pace.take, list[int]()
    monkeypatch.setattr(Pace, "take", lambda pace, count: (taken.append(count), take(pace, count)))
    slow = replace(bucket, most_kbps=8_000)
    assert slow.head(SEGMENT) is None  # connected
    out = [
        outgoing(f"v/3q2mw7/m/d1/{number:05}.mp4", secrets.token_bytes(size), file=tmp_path / f"{number}")
        for number, size in enumerate(sizes)
    ]
    expected = sum(sizes) / 1_000_000

    with ThreadPoolExecutor(8) as pool:
        up = seconds_of(lambda: list(pool.map(slow.put, out)))
        down = seconds_of(lambda: list(pool.map(slow.read_back, [each.object.key for each in out])))
    assert min(up, down) >= 0.85 * expected  # a tenth of a second is given
    assert sum(taken) == 2 * sum(sizes)
