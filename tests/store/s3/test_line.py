"""The line to a server: without boto3 in between, and patient with everything that another attempt mends."""

import secrets
from collections import Counter

import pytest

from mediadesk.errors import StoreRefused
from mediadesk.store.s3 import S3, line
from mediadesk.store.s3.line import pause
from scripts.seaweed import Seaweed, environment
from tests.faults.broken_line import broken_line
from tests.store.outgoing import outgoing

pytestmark = pytest.mark.needs("seaweedfs")

KEY = "v/3q2mw7/m/d1/00000.mp4"


@pytest.fixture
def keyed(s3_server: Seaweed, monkeypatch) -> Seaweed:
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    return s3_server


def store(server: Seaweed, endpoint: str) -> S3:
    return S3(name="web", bucket=server.bucket, endpoint=endpoint, prefix=f"l{secrets.token_hex(6)}")


def used(bucket: S3) -> None:
    """Everything that a publish asks, with what it must answer."""
    out = outgoing(KEY, b"four seconds" * 5000)
    assert bucket.head(KEY) is None
    bucket.put(out)
    assert bucket.head(KEY) == out.object
    assert bucket.read_back(KEY) == out.object
    assert list(bucket.keys("v/3q2mw7")) == [KEY]
    bucket.delete(KEY)
    assert list(bucket.keys("v/3q2mw7")) == []


@pytest.mark.parametrize("fault", ["500", "503", "reset", "cut", "truncated", "lost", "flipped-up"])
def test_a_bad_line_is_asked_again(keyed, fault):
    """Half of all requests meet the same fault; nobody hears of it."""
    with broken_line(keyed.endpoint, 1, 0.5, kinds=(fault,)) as bad:
        bucket = store(keyed, bad.endpoint)
        for _ in range(12):  # a fault that only a put can meet may not come the first time
            used(bucket)
            if bad.seen[fault]:
                break

    assert bad.seen[fault]


def test_a_list_in_which_a_bit_was_flipped_is_asked_for_again(keyed):
    """It would come out as an error that is not ours."""
    with broken_line(keyed.endpoint, 1, 0, kinds=("flipped-down",)) as bad:
        bucket = store(keyed, bad.endpoint)
        bucket.put(outgoing(KEY, b"four seconds"))
        bad.spoiling.rate = 0.5
        for _ in range(4):
            assert list(bucket.keys("v/3q2mw7")) == [KEY]

    assert bad.seen["flipped-down"]


def test_sabotage_without_patience_the_first_fault_ends_it(keyed, monkeypatch):
    """What the test above is for."""
    monkeypatch.setattr(line, "_ATTEMPTS", 1)
    with broken_line(keyed.endpoint, 1, 0, kinds=("500",)) as bad:
        bucket = store(keyed, bad.endpoint)
        assert bucket.head(KEY) is None
        bad.spoiling.rate = 1
        with pytest.raises(StoreRefused, match="refused to write"):
            bucket.put(outgoing(KEY, b"x"))


def test_what_another_attempt_does_not_mend_is_asked_once(keyed):
    """A key that may not write is told so at once."""
    asked = Counter[str]()
    with broken_line(keyed.endpoint, 1, 0, before_put=lambda request: asked.update([request.key])) as bad:
        bucket = store(keyed, bad.endpoint)
        assert bucket.head(KEY) is None
        _, to_server = bucket._connect()
        to_server.credentials = type("Wrong", (), {"get_frozen_credentials": lambda _: _Wrong()})()
        with pytest.raises(StoreRefused, match="does not know this key"):
            bucket.put(outgoing(KEY, b"x"))

    assert sum(asked.values()) == 1


class _Wrong:
    access_key, secret_key, token = "AKIAWRONG", "wrong", None


def test_pauses_grow_and_end(monkeypatch):
    """At random below a bound: fifty thousandths, twice that, up to five seconds; longer where the server is busy."""
    monkeypatch.setattr(line.random, "uniform", lambda _, most: most)

    assert [pause(count) for count in (1, 2, 3, 12)] == [0.05, 0.1, 0.2, 5]
    assert [pause(count, "SlowDown") for count in (1, 2, 12)] == [0.2, 0.4, 5]


def test_its_secret_is_not_shown(keyed):
    with broken_line(keyed.endpoint, 1, 0) as good:
        bucket = store(keyed, good.endpoint)
        bucket.put(outgoing(KEY, b"x"))

    assert keyed.secret not in repr(bucket)
