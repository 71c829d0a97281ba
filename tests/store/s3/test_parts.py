"""Big files in parts: what a kill has left is gone on with, what is not ours is not, and never two uploads of a key."""

import hashlib
import secrets
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from mediadesk.errors import Stopped, StoreRefused
from mediadesk.store.s3 import S3, parts
from mediadesk.store.s3.parts import PART, part_size
from scripts.seaweed import Seaweed, client, environment
from tests.parts import ROOT
from tests.store.outgoing import from_file, outgoing
from tests.store.s3.publish_big import KEY
from tests.store.wire import a_line

REAL = pytest.mark.needs("seaweedfs")


@pytest.fixture
def bucket(s3_server: Seaweed, monkeypatch) -> S3:
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    return S3(name="web", bucket=s3_server.bucket, endpoint=s3_server.endpoint, prefix=f"p/{secrets.token_hex(6)}")


@pytest.fixture
def film(tmp_path):
    """Three parts, the last of them small."""
    return outgoing(KEY, secrets.token_bytes(2 * PART + 12_345), file=tmp_path / "film.mp4")


def sent_bytes(heads: list[bytes]) -> int:
    """What the PUTs on a line have carried, by their own words."""
    lengths = [
        int(line.split(b":")[1])
        for head in heads
        if head.startswith(b"PUT ")
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    return sum(lengths)


def uploads(server: Seaweed, store: S3) -> list[dict[str, Any]]:
    found = client(server).list_multipart_uploads(Bucket=store.bucket, Prefix=store.prefix)
    return found.get("Uploads", [])


def begin(server: Seaweed, store: S3, *pieces: bytes) -> str:
    """An upload of the key that somebody has begun."""
    owner, where = client(server), {"Bucket": store.bucket, "Key": f"{store.prefix}/{KEY}"}
    identity = owner.create_multipart_upload(**where)["UploadId"]
    for number, piece in enumerate(pieces, 1):
        owner.upload_part(**where, UploadId=identity, PartNumber=number, Body=piece)
    return identity


def test_parts_are_cut_by_the_size_of_the_file_alone():
    """And there are never more than S3 takes."""
    assert part_size(1) == part_size(70 << 30) == PART
    assert part_size(5 << 40) % (1 << 20) == 0
    assert -(-(5 << 40) // part_size(5 << 40)) <= 10_000


@REAL
def test_a_film_goes_out_in_parts_and_comes_back_the_same(bucket, film):
    ticks: list[int] = []
    bucket.put(film, ticks.append)

    assert bucket.read_back(KEY) == bucket.head(KEY) == film.object
    assert sum(ticks) == film.object.size_bytes


@REAL
def test_what_a_kill_has_left_is_not_sent_again(bucket, film, s3_server):
    """Two of three parts are there: only the last one goes over the line, and the bar still ends full."""
    content = film.body.read_bytes()
    begin(s3_server, bucket, content[:PART], content[PART : 2 * PART])
    ticks: list[int] = []
    with a_line(bucket.endpoint) as line:
        replace(bucket, endpoint=line.endpoint).put(film, ticks.append)

    assert sent_bytes(line.requests) == 12_345
    assert sum(ticks) == film.object.size_bytes
    assert bucket.read_back(KEY).sha256 == film.object.sha256
    assert uploads(s3_server, bucket) == []


@REAL
def test_parts_of_another_film_are_not_mixed_in(bucket, film, s3_server):
    begin(s3_server, bucket, secrets.token_bytes(PART))
    bucket.put(film)

    assert bucket.read_back(KEY) == film.object
    assert uploads(s3_server, bucket) == []


@REAL
def test_without_comparing_the_parts_another_film_is_mixed_in(bucket, film, s3_server, monkeypatch):
    """The sabotage: whoever trusts the numbers of the parts puts two films together."""
    monkeypatch.setattr(parts, "_same", lambda *_: True)
    begin(s3_server, bucket, secrets.token_bytes(PART))
    bucket.put(film)

    assert bucket.read_back(KEY).sha256 != film.object.sha256


@REAL
def test_of_several_uploads_one_is_gone_on_with_and_the_others_are_ended(bucket, film, s3_server):
    content = film.body.read_bytes()
    begin(s3_server, bucket)
    begin(s3_server, bucket, content[:PART])
    begin(s3_server, bucket, b"a part that is too short")
    assert len(uploads(s3_server, bucket)) == 3
    bucket.put(film)

    assert uploads(s3_server, bucket) == []
    assert bucket.read_back(KEY).sha256 == film.object.sha256


@REAL
def test_whoever_stops_leaves_what_was_sent_for_the_next_run(bucket, film):
    """Ctrl-C on a slow line: the parts that are whole stay."""
    done = 0

    def stop_in_the_last_part(count: int) -> None:
        nonlocal done
        done += count
        if done > 2 * PART:
            raise Stopped("asked to stop")

    one_by_one = replace(bucket, most_kbps=400_000)
    one_by_one.__dict__["_for_parts"] = parts_one_by_one()
    with pytest.raises(Stopped):
        one_by_one.put(film, stop_in_the_last_part)
    assert list(bucket.keys()) == [KEY]
    assert bucket.head(KEY) is None

    with a_line(bucket.endpoint) as line:
        replace(bucket, endpoint=line.endpoint).put(film)
    assert sent_bytes(line.requests) == 12_345


def parts_one_by_one():
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1)


@REAL
def test_an_end_whose_answer_is_lost_is_an_end(bucket, film, monkeypatch):
    """The server has put the parts together, its answer never came, and it knows no such upload any more."""
    connected = bucket.client()
    end = connected.complete_multipart_upload

    def twice(**words):
        end(**words)
        return end(**words)

    monkeypatch.setattr(connected, "complete_multipart_upload", twice)
    bucket.put(film)

    assert bucket.read_back(KEY) == film.object


@REAL
def test_an_upload_that_is_gone_without_its_film_is_told(bucket, film, monkeypatch):
    connected = bucket.client()
    end = connected.complete_multipart_upload

    def gone(**words):
        connected.abort_multipart_upload(Bucket=words["Bucket"], Key=words["Key"], UploadId=words["UploadId"])
        return end(**words)

    monkeypatch.setattr(connected, "complete_multipart_upload", gone)
    with pytest.raises(StoreRefused, match="NoSuchUpload"):
        bucket.put(film)


@REAL
def test_killed_in_the_middle_at_most_one_part_of_each_thread_goes_again(bucket, s3_server, tmp_path):
    """kill -9 while parts are on their way; the next run, in another process, sends the rest alone."""
    file = tmp_path / "film.mp4"
    file.write_bytes(secrets.token_bytes(12 * PART + 1))
    before = kill_after(7 * PART, bucket, s3_server, file)
    assert before < 12 * PART

    film = from_file(KEY, file)
    with a_line(bucket.endpoint) as line:
        replace(bucket, endpoint=line.endpoint).put(film)
    assert 0 < sent_bytes(line.requests) <= film.object.size_bytes - before + 8 * PART
    assert sent_bytes(line.requests) < film.object.size_bytes
    assert bucket.read_back(KEY) == film.object
    assert uploads(s3_server, bucket) == []


def kill_after(count: int, store: S3, server: Seaweed, file) -> int:
    """Begins to send in a process of its own, and kills it once so many bytes are out. Gives how many were told."""
    words = [sys.executable, "-m", "tests.store.s3.publish_big", store.endpoint, store.bucket, store.prefix, str(file)]
    sending = subprocess.Popen([*words, "800000"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    done = 0
    with sending:
        assert sending.stdout
        for line in sending.stdout:
            done = int(line)
            if done >= count:
                sending.kill()
                break
    assert sending.returncode == -9
    return done


@REAL
@pytest.mark.parametrize("checked_by", ["md5", "sha256"])
def test_each_part_carries_its_checksum_where_the_store_looks_at_it(bucket, film, checked_by, s3_server):
    from tests.store.s3.trials import proved

    with a_line(bucket.endpoint) as line:
        replace(bucket, endpoint=line.endpoint, readback="auto", trial=proved(checked_by)).put(film)

    heads = b"\n".join(line.requests).lower()
    header = {"md5": b"content-md5", "sha256": b"x-amz-checksum-sha256"}[checked_by]
    assert heads.count(header + b":") == 3
    assert bucket.read_back(KEY) == film.object
    assert hashlib.sha256(film.body.read_bytes()).hexdigest() == bucket.head(KEY).sha256
