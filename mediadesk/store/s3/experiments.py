"""What an S3 server really does, tried with the key that publishes."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from mediadesk.model.trial import Digest
from mediadesk.store.experiments import Right
from mediadesk.store.providers import Provider
from mediadesk.store.s3.client import S3
from mediadesk.store.s3.parts import checksum
from mediadesk.store.s3.words import code_of

_CONTENT = b"These bytes were written by mediadesk store doctor, which takes them away again.\n" * 800
_REFUSED = {"AccessDenied", "403", "AllAccessDisabled", "Unauthorized", "AccessForbidden", "Forbidden"}
_UNKNOWN_CALL = {"NotImplemented", "501", "MethodNotAllowed", "405"}  # what nobody can do, the key cannot
_NONSENSE = b"mediadesk store doctor asks whether it would be allowed"
_WITH_NONSENSE = "with words that are no document, so that no server can take them"
_DELETE_NOT_TRIED = "not tried: some servers delete a bucket that is not empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Experiments:
    """Of one bucket."""

    store: S3

    @property
    def provider(self) -> Provider:
        """By the endpoint, or by what the settings say."""
        return self.store.known_provider

    @property
    def bucket(self) -> str:
        """As the settings name it."""
        return self.store.bucket

    def addresses(self, key: str) -> list[str]:
        """By path; by host where boto3 would ask so."""
        return [f"{each}/{self.store.full_key(key)}" for each in self._roots()]

    def listings(self) -> list[str]:
        """Both ways to ask for a list."""
        return [f"{each}{query}" for each in self._roots() for query in ("/?list-type=2&max-keys=5", "/?max-keys=5")]

    def kept(self, key: str) -> Mapping[str, str]:
        """By HEAD."""
        with self.store.in_our_words("read"):
            answer = self.store.client().head_object(**self._at(key))
        return {name.lower(): str(value) for name, value in answer["ResponseMetadata"]["HTTPHeaders"].items()}

    def refuses_flipped(self, key: str, digest: Digest | None) -> bool:
        """The body is changed after it was signed and summed, as a bad line would do it."""
        with self.store.in_our_words("write"):
            client = self._new_client()
            summed = checksum(digest, _CONTENT)
            how = {"ChecksumAlgorithm": "SHA256"} if digest == "sha256" else {}
            with _flipping(client):
                if not _refused(lambda: client.put_object(**self._at(key), Body=_CONTENT, **summed)):
                    return False
            begun = client.create_multipart_upload(**self._at(key), **how)["UploadId"]
            part = {**self._at(key), "UploadId": begun, "PartNumber": 1, **summed}
            try:
                with _flipping(client):
                    return _refused(lambda: client.upload_part(**part, Body=_CONTENT))
            finally:
                client.abort_multipart_upload(**self._at(key), UploadId=begun)

    def trouble_with_parts(self, key: str) -> str:
        """An upload of one small part: begun, listed, ended, read."""
        with self.store.in_our_words("write"):
            return _trouble_with_parts(self._new_client(), self._at(key))

    def trouble_with_trailers(self, key: str) -> str:
        """As boto3 would do it by itself, over TLS at the end of the body: is `aws-chunked` kept inside the object?"""
        from botocore.exceptions import BotoCoreError, ClientError

        client = self._new_client(checksums="when_supported")
        try:
            client.put_object(**self._at(key), Body=_CONTENT, ContentType="text/plain; charset=utf-8")
            with client.get_object(**self._at(key))["Body"] as body:
                content = body.read()
        except ClientError as refused:
            return f"they are refused: {code_of(refused)}"
        except BotoCoreError as trouble:
            return f"they fail: {type(trouble).__name__}"
        if content != _CONTENT:
            return "what comes back is not what was sent: the chunks are kept inside the object"
        encoding = self.kept(key).get("content-encoding", "")
        return f"the object keeps Content-Encoding {encoding!r}" if encoding else ""

    def honours_conditions(self, key: str) -> bool:
        """The key must be there."""
        with self.store.in_our_words("write"):
            client = self._new_client()
            return _refused(lambda: client.put_object(**self._at(key), Body=b"never", IfNoneMatch="*"))

    def rights(self) -> Iterator[Right]:
        """Nothing valid is ever sent to the bucket itself; a bucket that could be made is ours, empty, and goes."""
        client, bucket = self._new_client(), {"Bucket": self.bucket}
        client.meta.events.register("before-call.s3", _say_nonsense)
        rules: dict[str, Any] = {"Rules": []}
        tries: list[tuple[str, Callable[[], object]]] = [
            ("change the bucket's policy", lambda: client.put_bucket_policy(**bucket, Policy="")),
            ("change the bucket's ACL", lambda: client.put_bucket_acl(**bucket, AccessControlPolicy={"Grants": []})),
            ("change the bucket's CORS", lambda: client.put_bucket_cors(**bucket, CORSConfiguration={"CORSRules": []})),
            (
                "change what expires in the bucket",
                lambda: client.put_bucket_lifecycle_configuration(**bucket, LifecycleConfiguration=rules),
            ),
        ]
        for call, attempt in tries:
            yield Right(call=call, allowed=_allowed(attempt), how=_WITH_NONSENSE)
        yield from self._about_buckets(self._new_client())

    def _about_buckets(self, client: Any) -> Iterator[Right]:
        name = f"mediadesk-doctor-{secrets.token_hex(8)}"
        made = _allowed(lambda: client.create_bucket(Bucket=name))
        yield Right(
            call="make buckets", allowed=made, how=f"with one of a random name, {name}, deleted at once if it was made"
        )
        if made:
            gone = _allowed(lambda: client.delete_bucket(Bucket=name))
            how = "with the empty bucket just made" if gone else f"please delete the empty bucket {name}"
            yield Right(call="delete buckets", allowed=gone, how=how)
        else:
            yield Right(call="delete buckets", allowed=None, how=_DELETE_NOT_TRIED)

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.store.full_key(key)}

    def _new_client(self, checksums: Literal["when_required", "when_supported"] = "when_required") -> Any:
        """One that gives up at the first refusal: that is what is asked for."""
        return self.store.new_client(attempts=2, read_timeout=20, checksums=checksums)

    def _roots(self) -> list[str]:
        meta = self.store.client().meta
        endpoint = str(meta.endpoint_url).rstrip("/")
        parts = urlsplit(endpoint)
        by_path = f"{endpoint}/{self.bucket}"
        if meta.config.s3.get("addressing_style") == "path":
            return [by_path]
        return [f"{parts.scheme}://{self.bucket}.{parts.netloc}", by_path]


def _trouble_with_parts(client: Any, at: dict[str, str]) -> str:
    from botocore.exceptions import ClientError

    step = "begin an upload in parts"
    try:
        begun = client.create_multipart_upload(**at)["UploadId"]
        step = "send a part"
        sent = client.upload_part(**at, UploadId=begun, PartNumber=1, Body=_CONTENT)
        step = "list the parts that are there"
        listed = client.list_parts(**at, UploadId=begun).get("Parts", [])
        step = "put the parts together"
        whole = {"Parts": [{"PartNumber": 1, "ETag": sent["ETag"]}]}
        client.complete_multipart_upload(**at, UploadId=begun, MultipartUpload=whole)
        step = "read it"
        with client.get_object(**at)["Body"] as body:
            if body.read() != _CONTENT:
                return "the parts were put together wrong"
    except ClientError as refused:
        return f"it refused to {step}: {code_of(refused)}"
    if [each.get("Size") for each in listed] != [len(_CONTENT)]:
        return "it does not list the parts that are there: a big film that was killed begins again"
    return ""


def _say_nonsense(params: dict[str, Any], **_: object) -> None:
    """Instead of what boto3 made: no XML and no JSON, so that whoever may do it still changes nothing."""
    params["body"] = _NONSENSE


@contextmanager
def _flipping(client: Any) -> Iterator[None]:
    """One bit of each body is changed after everything was computed."""

    def flip(request: Any, **_: object) -> None:
        body = request.body.read() if hasattr(request.body, "read") else request.body
        if body:
            request.body = bytes([body[0] ^ 4]) + bytes(body[1:])

    client.meta.events.register_last("before-send.s3", flip)
    try:
        yield
    finally:
        client.meta.events.unregister("before-send.s3", flip)


def _refused(attempt: Callable[[], object]) -> bool:
    """Whether the server said no to this very request."""
    from botocore.exceptions import ClientError

    try:
        attempt()
    except ClientError as refused:
        return bool(400 <= refused.response["ResponseMetadata"]["HTTPStatusCode"] < 500)
    return False


def _allowed(attempt: Callable[[], object]) -> bool | None:
    """Whether the key may: done, or refused for what was asked and not for who asks. None when nobody can tell."""
    from botocore.exceptions import BotoCoreError, ClientError

    with suppress(BotoCoreError):
        try:
            attempt()
        except ClientError as refused:
            code, status = code_of(refused), refused.response["ResponseMetadata"]["HTTPStatusCode"]
            if code in _REFUSED or status in {401, 403} or code in _UNKNOWN_CALL or status in {405, 501}:
                return False
            return True if 400 <= status < 500 else None
        return True
    return None
