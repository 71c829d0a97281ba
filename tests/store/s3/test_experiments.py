"""What is tried of a real server: the truth is found, and nothing is left or changed."""

import secrets

import pytest

from mediadesk.store.s3 import S3
from mediadesk.store.s3.experiments import S3Experiments
from scripts.seaweed import Seaweed, client, environment
from tests.store.outgoing import outgoing
from tests.store.wire import a_refusing_server

REAL = pytest.mark.needs("seaweedfs")
KEY = "v/3q2mw7/r/x/trial.txt"


@pytest.fixture
def bucket(s3_server: Seaweed, monkeypatch) -> S3:
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    return S3(name="web", bucket=s3_server.bucket, endpoint=s3_server.endpoint, prefix=f"e/{secrets.token_hex(6)}")


@REAL
@pytest.mark.parametrize(("digest", "refused"), [("md5", True), ("sha256", True), (None, False)])
def test_by_which_checksum_a_flipped_byte_is_refused(bucket, digest, refused):
    """SeaweedFS takes a body that is not the one that was signed."""
    assert S3Experiments(store=bucket).refuses_flipped(KEY, digest) is refused
    assert list(bucket.keys()) == ([] if refused else [KEY])


@REAL
def test_a_good_server_has_no_trouble(bucket):
    experiments = S3Experiments(store=bucket)
    assert experiments.trouble_with_parts(KEY) == ""
    assert experiments.trouble_with_trailers(KEY) == ""
    assert experiments.honours_conditions(KEY)
    assert "etag" in experiments.kept(KEY)


@REAL
def test_asking_for_rights_changes_nothing(bucket, s3_server):
    """The owner's key may do everything, so every attempt would have gone through."""
    owner, its = client(s3_server), {"Bucket": s3_server.bucket}
    before = (owner.get_bucket_policy(**its)["Policy"], owner.get_bucket_acl(**its)["Grants"])
    buckets = [each["Name"] for each in owner.list_buckets()["Buckets"]]
    rights = list(S3Experiments(store=bucket).rights())

    assert [each.allowed for each in rights] == [True] * 6
    assert (owner.get_bucket_policy(**its)["Policy"], owner.get_bucket_acl(**its)["Grants"]) == before
    assert [each["Name"] for each in owner.list_buckets()["Buckets"]] == buckets


def test_a_key_that_may_nothing_but_publish_is_found_good(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with a_refusing_server(403, "AccessDenied") as endpoint:
        rights = list(S3Experiments(store=S3(name="web", bucket="dispatches", endpoint=endpoint)).rights())

    assert {each.call: each.allowed for each in rights} == {
        "change the bucket's policy": False,
        "change the bucket's ACL": False,
        "change the bucket's CORS": False,
        "change what expires in the bucket": False,
        "make buckets": False,
        "delete buckets": None,
    }


@REAL
def test_where_strangers_would_try(bucket):
    experiments = S3Experiments(store=bucket)
    assert experiments.addresses(KEY) == [f"{bucket.endpoint}/{bucket.bucket}/{bucket.prefix}/{KEY}"]
    assert all(each.startswith(f"{bucket.endpoint}/{bucket.bucket}/?") for each in experiments.listings())
    bucket.put(outgoing(KEY, b"x"))
    assert experiments.kept(KEY)["content-type"] == "text/plain; charset=utf-8"
