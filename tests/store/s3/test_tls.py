"""Over TLS boto3 behaves otherwise than on loopback: only here is the trap of `aws-chunked` to be seen."""

import secrets
from dataclasses import replace

import pytest

from mediadesk.errors import StoreRefused
from mediadesk.store.s3 import S3
from mediadesk.store.s3.experiments import S3Experiments
from mediadesk.store.s3.parts import PART
from mediadesk.store.send import send
from scripts.seaweed import Seaweed, environment
from tests.store.outgoing import a_dispatch, live_but_wrong, outgoing
from tests.store.tls import Certificate, a_front, a_naive_server, made

REAL = pytest.mark.needs("seaweedfs")
TRAP = b"aws-chunked"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Certificate:
    return made(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(certificate, monkeypatch) -> Certificate:
    """The CA is named as the manual says; and there are keys."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate.ca))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    return certificate


@pytest.fixture
def front(s3_server: Seaweed, trusted, monkeypatch):
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    with a_front(s3_server.endpoint, trusted) as front:
        yield front


def behind(front, server: Seaweed) -> S3:
    return S3(name="web", bucket=server.bucket, endpoint=front.endpoint, prefix=f"s/{secrets.token_hex(6)}")


@REAL
def test_nothing_that_we_send_is_chunked(front, s3_server, tmp_path):
    """A small object, one from its file, and one in parts."""
    store = behind(front, s3_server)
    film = outgoing("v/3q2mw7/video.mp4", secrets.token_bytes(PART + 5), file=tmp_path / "film.mp4")
    send(store, [*(each for each in a_dispatch() if each.object.key != film.object.key), film])

    heads = b"\n".join(front.requests).lower()
    assert heads.count(b"put /") == 11
    assert not [each for each in (TRAP, b"x-amz-trailer", b"x-amz-acl", b"transfer-encoding") if each in heads]
    assert live_but_wrong(store, [film]) == []


@REAL
def test_when_supported_is_chunked_over_tls(front, s3_server):
    """The opposite of the test above, so that we know it would see it."""
    store = replace(behind(front, s3_server), checksums="when_supported")
    store.put(outgoing("v/3q2mw7/index.html", b"<title>"))

    assert TRAP in b"\n".join(front.requests).lower()


@REAL
def test_what_a_real_server_keeps_of_it_is_seen_by_the_doctor_over_tls_alone(front, s3_server):
    """SeaweedFS 4.48 unpacks the chunks, and keeps their name in the object: a browser could not read it."""
    store = behind(front, s3_server)
    plain = replace(store, endpoint=s3_server.endpoint)
    key = "v/3q2mw7/r/x/trial.txt"

    assert S3Experiments(store=store).trouble_with_trailers(key) == "the object keeps Content-Encoding 'aws-chunked'"
    assert S3Experiments(store=plain).trouble_with_trailers(key) == ""


@REAL
def test_checksums_forced_over_tls_spoil_nothing_that_a_reader_sees(front, s3_server):
    """The sabotage: the setting that boto3 has by itself, on a real server. Reading back finds it before the page."""
    store = replace(behind(front, s3_server), checksums="when_supported")
    with pytest.raises(StoreRefused, match=r"came back with encoding '(gzip,)?aws-chunked'"):
        send(store, a_dispatch())
    assert live_but_wrong(store, a_dispatch()) == []


def test_a_store_that_keeps_the_chunks_is_seen_by_the_doctor(trusted):
    with a_naive_server(trusted) as endpoint:
        experiments = S3Experiments(store=S3(name="web", bucket="dispatches", endpoint=endpoint))
        trouble = experiments.trouble_with_trailers("v/3q2mw7/r/x/trial.txt")

    assert "the chunks are kept inside the object" in trouble


def test_to_such_a_store_we_send_nothing_but_the_object(trusted):
    with a_naive_server(trusted) as endpoint:
        store = S3(name="web", bucket="dispatches", endpoint=endpoint)
        send(store, a_dispatch())
        assert live_but_wrong(store, a_dispatch()) == []


def test_with_checksums_forced_such_a_store_is_found_by_reading_back(trusted):
    """The sabotage: the setting that boto3 has by itself spoils every object, and none goes live."""
    with a_naive_server(trusted) as endpoint:
        store = S3(name="web", bucket="dispatches", endpoint=endpoint, checksums="when_supported")
        with pytest.raises(StoreRefused, match="came back with other bytes"):
            send(store, a_dispatch())


def test_without_the_ca_nobody_is_trusted(trusted, monkeypatch):
    monkeypatch.delenv("AWS_CA_BUNDLE")
    with a_naive_server(trusted) as endpoint, pytest.raises(StoreRefused, match="no certificate that this machine"):
        S3(name="web", bucket="dispatches", endpoint=endpoint).head("v/3q2mw7/index.html")
