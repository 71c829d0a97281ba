"""What a server answers becomes our words, and never its own."""

import pytest
from botocore.exceptions import ClientError, SSLError

from mediadesk.errors import StoreRefused
from mediadesk.store.s3.words import code_of, in_our_words


def refused(code: str, status: int = 400) -> ClientError:
    answer = {"Error": {"Code": code, "Message": "AKIAEXAMPLE"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "PutObject")


def told(trouble: Exception) -> str:
    with (
        pytest.raises(StoreRefused) as told,
        in_our_words("write", name="web", bucket="dispatches", host="s3.example.org"),
    ):
        raise trouble
    return f"{told.value.what} | {told.value.hint}"


def test_a_code_is_letters_and_digits_whatever_a_server_writes():
    assert code_of(refused("Bad\x1b[2JCode <b>")) == "Bad2JCodeb"
    assert code_of(refused("", 418)) == "418"


def test_what_a_server_says_is_not_repeated():
    assert told(refused("AccessDenied", 403)) == (
        "s3://dispatches: not allowed to write | "
        "give the key s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject on the bucket"
    )
    assert "AKIA" not in told(refused("Whatever"))


def test_an_unknown_certificate_is_told_with_the_way_to_a_ca_of_ones_own():
    assert "AWS_CA_BUNDLE" in told(SSLError(endpoint_url="https://s3.example.org", error="x"))


def test_a_disk_that_fails_is_told_as_one():
    assert told(OSError(5, "Input/output error")).startswith("cannot write s3://dispatches: Input/output error")
