"""A big film over a bad line, in parts: what a kill has left is used or taken away, and nothing is paid for twice."""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from mediadesk.store.base import unseen
from mediadesk.store.s3 import S3
from mediadesk.store.send import send
from scripts.seaweed import Seaweed, client, environment
from tests.faults.broken_line import BrokenLine, broken_line
from tests.parts import ROOT
from tests.store.outgoing import from_file
from tests.store.s3.publish_big import KEY

pytestmark = pytest.mark.needs("seaweedfs")

PART = 8 << 20
AT_ONCE = 8  # parts under way


@pytest.fixture
def keyed(s3_server: Seaweed, monkeypatch) -> Seaweed:
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    return s3_server


def film_of(folder: Path, megabytes: int) -> Path:
    film = folder / "film.mp4"
    with film.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1 << 20))
    return film


def begun(server: Seaweed, prefix: str) -> list[str]:
    """Uploads that nobody has ended: their parts are paid for, and no listing shows them."""
    found = client(server).list_multipart_uploads(Bucket=server.bucket, Prefix=prefix)
    return [each["Key"] for each in found.get("Uploads", [])]


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.prove), pytest.param(3, marks=pytest.mark.prove)]
)
def test_a_big_film_over_a_bad_line_is_whole_and_leaves_nothing_behind(keyed, tmp_path, seed):
    """Beginnings, parts and the end are lost, repeated, cut and changed on the way."""
    out, prefix = from_file(KEY, film_of(tmp_path, 20)), f"b{secrets.token_hex(6)}"
    with broken_line(keyed.endpoint, seed, 0.4) as bad:
        bad.spoiling.kinds = ("500", "503", "reset", "cut", "lost", "truncated", "flipped-up")
        sent = send(S3(name="web", bucket=keyed.bucket, endpoint=bad.endpoint, prefix=prefix), [out])

    there = S3(name="web", bucket=keyed.bucket, endpoint=keyed.endpoint, prefix=prefix)
    assert sent.sent == 1
    assert there.read_back(KEY) == out.object
    assert begun(keyed, prefix) == []


def test_sabotage_without_the_last_look_a_lost_answer_leaves_an_upload(keyed, tmp_path, monkeypatch):
    """The server began twice, we heard of one."""
    from mediadesk.store.s3 import parts

    out, prefix = from_file(KEY, film_of(tmp_path, 9)), f"b{secrets.token_hex(6)}"
    monkeypatch.setattr(parts, "forget_begun", unseen_key)
    with broken_line(keyed.endpoint, 1, 0) as bad:
        there = S3(name="web", bucket=keyed.bucket, endpoint=bad.endpoint, prefix=prefix)
        assert there.head(KEY) is None
        losing = bad.spoiling.fault
        bad.spoiling.fault = lambda request: "lost" if begins(request, bad) else losing(request)
        there.put(out, unseen)

    assert begun(keyed, prefix) == [f"{prefix}/{KEY}"]


def unseen_key(*_: object) -> None:
    """The protection, taken out."""


def begins(request, bad: BrokenLine) -> bool:
    """Whether this is the first request that begins an upload."""
    return request.method == "POST" and request.path.endswith("?uploads") and not bad.seen["lost"]


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(4))
def test_killed_again_and_again_what_was_sent_stays_sent(keyed, tmp_path, seed):
    """Three kills cost no more than the parts that were under way, each time."""
    chance, film, prefix = Random(seed), film_of(tmp_path, 200), f"b{secrets.token_hex(6)}"
    with broken_line(keyed.endpoint, seed, 0, keep_puts=True) as bad:
        words = [bad.endpoint, keyed.bucket, prefix, str(film), "0"]
        for kill in (True, True, True, False):
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.store.s3.publish_big", *words], cwd=ROOT, stdout=subprocess.PIPE
            )
            if kill:
                assert child.stdout
                for _ in zip(range(chance.randint(20, 600)), child.stdout, strict=False):
                    pass
                child.kill()
            child.communicate()
        sent = sum(len(each.body) for each in bad.puts)

    there = S3(name="web", bucket=keyed.bucket, endpoint=keyed.endpoint, prefix=prefix)
    assert there.read_back(KEY) == from_file(KEY, film).object
    assert begun(keyed, prefix) == []
    assert film.stat().st_size <= sent <= film.stat().st_size + 3 * AT_ONCE * PART
