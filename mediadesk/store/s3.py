"""A store behind the S3 API: AWS, R2, B2, Hetzner, MinIO, Ceph, Garage, SeaweedFS. The only file that knows boto3.

What was learned of these servers: no ACL header (several refuse any), deletes one by one (the batch call needs an MD5
that boto3 no longer sends), no checksum trailers unless asked for (several store `aws-chunked` inside the object), path
addressing wherever an endpoint is given. The ETag is no hash of the content: it differs by part size, by encryption and
by gateway. So `put` notes our SHA-256 in the object's own metadata, and `read_back` trusts nothing but the bytes.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from mediadesk.errors import DeskError, Misasked, NotFound, StoreRefused
from mediadesk.model.publication import Outgoing, PublicObject, is_public_key, public_key
from mediadesk.store.base import Tick, is_loopback, must_be_here, unseen

Addressing = Literal["auto", "path", "virtual"]
Checksums = Literal["auto", "when_required", "when_supported"]
Readback = Literal["full", "auto"]

_CHUNK = 1 << 20
_AT_ONCE = 8  # connections kept, as many as `send` works with, and parts of big files beside them
_SMALL = 1 << 20  # below this the threads of a streamed upload cost more than they give
_PART = 16 << 20  # R2 wants equal parts; 10,000 of these are 160 GB
_READS = 5  # how often a broken download is begun again: boto3 repeats requests, not what breaks while it streams

_RIGHTS = "give the key s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject on the bucket"
_CREDENTIALS = "set AWS_PROFILE, or `profile` in [store.{name}] of mediadesk.toml"
_AGAIN = "run it again; what is there already is kept"
# What a server answers → what went wrong, what helps. {where} is s3://bucket, {doing} the attempt.
_REFUSALS = {
    "NoSuchBucket": ("there is no bucket {where}", "make the bucket, or set `bucket` in [store.{name}]"),
    "404": ("{host} is no S3 server, or has no {where}", "check `endpoint` and `bucket` in [store.{name}]"),
    "AccessDenied": ("{where}: not allowed to {doing}", _RIGHTS),
    "AllAccessDisabled": ("{where}: not allowed to {doing}", _RIGHTS),
    "403": ("{where}: not allowed to {doing}", _RIGHTS),
    "InvalidAccessKeyId": ("{where} does not know this key", _CREDENTIALS),
    "SignatureDoesNotMatch": ("{where} does not accept this key's secret", _CREDENTIALS),
    "ExpiredToken": ("the credentials for {where} have expired", _CREDENTIALS),
    "InvalidToken": ("{where} does not accept these credentials", _CREDENTIALS),
    "RequestTimeTooSkewed": ("{where} says this machine's clock is wrong", "set the clock, then run it again"),
    "PermanentRedirect": ("{where} is in another region", "set `region` in [store.{name}]"),
    "AuthorizationHeaderMalformed": ("{where} is in another region", "set `region` in [store.{name}]"),
    "301": ("{where} is in another region", "set `region` in [store.{name}]"),
    "SlowDown": ("{where} is too busy to {doing}", _AGAIN),
    "503": ("{where} is too busy to {doing}", _AGAIN),
    "BadDigest": ("bytes changed on the way to {where}", _AGAIN),
    "XAmzContentSHA256Mismatch": ("bytes changed on the way to {where}", _AGAIN),
}
_MISSING = {"404", "NoSuchKey", "NotFound"}


@dataclass(kw_only=True)
class S3:
    """A bucket, or the part of it below `prefix`. Credentials come from boto3's own chain; `profile` picks one of them.

    Made without a connection; the first call looks whether the bucket answers (about 15 s at most when it does not).
    Raises Misasked for settings that make no sense.
    """

    name: str
    bucket: str
    endpoint: str = ""  # empty is AWS
    region: str = ""
    prefix: str = ""  # below which all keys go
    profile: str = ""
    public_url: str | None = None  # what readers use, with the prefix if they see it
    addressing: Addressing = "auto"  # path where an endpoint is given
    checksums: Checksums = "auto"  # when_required
    readback: Readback = "full"  # auto is full, until a store can be proved to refuse a flipped byte
    _connected: Any = field(default=None, init=False, repr=False)  # boto3 makes its clients' types at run time
    _connecting: Lock = field(default_factory=Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        """Settings are typed by people."""
        here = f"in [store.{self.name}] of mediadesk.toml"
        if not self.bucket:
            raise Misasked(f"no `bucket` {here}", hint="name the bucket that readers are served from")
        if self.endpoint and not _is_address(self.endpoint):
            raise Misasked(f"`endpoint` {here} is no address", hint="write it as https://host or https://host:port")
        if self.prefix and not is_public_key(self.prefix):
            raise Misasked(f"`prefix` {here} is no path", hint="write it as part/part, with no / at its ends")
        for setting, known in (("addressing", Addressing), ("checksums", Checksums), ("readback", Readback)):
            if getattr(self, setting) not in get_args(known):
                raise Misasked(f"`{setting}` {here} is not known", hint=f"one of {', '.join(get_args(known))}")

    @property
    def local(self) -> bool:
        """A server on loopback that readers elsewhere are sent to is a tunnel, or behind one: not on this machine."""
        return bool(self.endpoint) and all(map(is_loopback, filter(None, (self.endpoint, self.public_url))))

    @property
    def keeps_encoding(self) -> bool:
        """Content-Encoding is one of the headers kept with an object."""
        return True

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        """One request, or parts of 16 MB; a server shows nothing before the last byte is there."""
        must_be_here(out)
        key = public_key(out.object.key)
        headers: dict[str, Any] = {
            "ContentType": out.object.content_type,
            "CacheControl": str(out.object.cache),
            "Metadata": {"sha256": out.object.sha256},
        }
        if out.object.encoding:
            headers["ContentEncoding"] = out.object.encoding
        with self._in_our_words("write"):
            if isinstance(out.body, Path) and out.object.size_bytes > _SMALL:
                self._put_file(out.body, self._full(key), headers, tick)
            else:
                body = out.body if isinstance(out.body, bytes) else out.body.read_bytes()
                tick(len(body))
                self._client().put_object(Bucket=self.bucket, Key=self._full(key), Body=body, **headers)

    def head(self, key: str) -> PublicObject | None:
        """The headers, the size, and the hash that `put` noted: empty for an object that something else has put."""
        with self._in_our_words("read"):
            answer = self._found("head_object", public_key(key))
        if answer is None:
            return None
        noted = {name.lower(): value for name, value in answer.get("Metadata", {}).items()}
        return _seen(key, answer, noted.get("sha256", ""), answer["ContentLength"])

    def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
        """Every byte through the endpoint, which is no cache; a download that breaks is begun again."""
        from botocore.exceptions import HTTPClientError, IncompleteReadError

        public_key(key)
        with self._in_our_words("read"):
            for left in reversed(range(_READS)):
                answer = self._found("get_object", key)
                if answer is None:
                    raise NotFound(f"{self.describe(key)} is not there", hint="publish the dispatch again")
                sha256, size = hashlib.sha256(), 0
                try:
                    with closing(answer["Body"]) as body:
                        for chunk in body.iter_chunks(_CHUNK):
                            sha256.update(chunk)
                            size += len(chunk)
                            tick(len(chunk))
                    return _seen(key, answer, sha256.hexdigest(), size)
                except (HTTPClientError, IncompleteReadError):
                    if not left:
                        raise
                    tick(-size)
        raise AssertionError  # the last of them returned or raised

    def keys(self, prefix: str = "") -> Iterator[str]:
        """The listing, and the uploads that were begun and never ended."""
        below = self._full(public_key(prefix)) + "/" if prefix else self._full("")
        found: set[str] = set()
        with self._in_our_words("list"):
            for page in self._client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=below):
                found.update(each["Key"] for each in page.get("Contents", []))
            found.update(each["Key"] for each in self._begun(below))
        ours = (each.removeprefix(self._full("")) for each in sorted(found))
        yield from filter(is_public_key, ours)

    def delete(self, key: str) -> None:
        """The object, then whatever uploads of it were begun."""
        full = self._full(public_key(key))
        with self._in_our_words("delete"):
            self._client().delete_object(Bucket=self.bucket, Key=full)
            self._forget_begun(full)

    def describe(self, key: str = "") -> str:
        """The address every S3 tool takes."""
        return f"s3://{self.bucket}/{self._full(key)}".rstrip("/")

    def _full(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key

    def _put_file(self, path: Path, full: str, headers: dict[str, Any], tick: Tick) -> None:
        from boto3.exceptions import S3UploadFailedError
        from boto3.s3.transfer import TransferConfig

        # two parts at once of each file: `send` has eight files under way
        config = TransferConfig(multipart_threshold=_PART, multipart_chunksize=_PART, max_concurrency=2)
        if path.stat().st_size >= _PART:
            self._forget_begun(full)
        try:
            self._client().upload_file(
                str(path), self.bucket, full, ExtraArgs=headers, Callback=_once(tick), Config=config
            )
        except S3UploadFailedError as failed:  # which swallows the answer into its text
            raise failed.__context__ or failed from failed

    def _found(self, call: str, key: str) -> Any:
        from botocore.exceptions import ClientError

        try:
            return getattr(self._client(), call)(Bucket=self.bucket, Key=self._full(key))
        except ClientError as refused:
            if refused.response["Error"]["Code"] in _MISSING:
                return None
            raise

    def _begun(self, below: str) -> list[dict[str, str]]:
        """Uploads in parts that nobody has ended. A server or key that cannot tell has none."""
        from botocore.exceptions import ClientError

        try:
            pages = self._client().get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket, Prefix=below)
            return [each for page in pages for each in page.get("Uploads", [])]
        except ClientError:
            return []

    def _forget_begun(self, full: str) -> None:
        for each in self._begun(full):
            if each["Key"] == full:
                self._client().abort_multipart_upload(Bucket=self.bucket, Key=full, UploadId=each["UploadId"])

    def _client(self) -> Any:
        with self._connecting:
            if self._connected is None:
                import boto3

                with self._in_our_words("list"):
                    session = boto3.session.Session(profile_name=self.profile or None, region_name=self.region or None)
                    # A patient client would take minutes to say that nobody is there.
                    knocking = self._new_client(session, attempts=2, read_timeout=8)
                    knocking.list_objects_v2(Bucket=self.bucket, Prefix=self._full(""), MaxKeys=1)
                    knocking.close()
                    self._connected = self._new_client(session, attempts=10, read_timeout=60)
            return self._connected

    def _new_client(self, session: Any, *, attempts: int, read_timeout: int) -> Any:
        from botocore.config import Config

        checksums = "when_required" if self.checksums == "auto" else self.checksums
        config = Config(
            signature_version="s3v4",
            retries={"mode": "standard", "total_max_attempts": attempts},
            connect_timeout=5,
            read_timeout=read_timeout,
            max_pool_connections=3 * _AT_ONCE,
            request_checksum_calculation=checksums,
            response_checksum_validation=checksums,
            s3={"addressing_style": "path" if self.addressing == "auto" and self.endpoint else self.addressing},
            proxies={} if self.local else None,  # loopback means this machine, not the proxy's
        )
        client = session.client("s3", endpoint_url=self.endpoint or None, config=config)
        client.meta.events.register_first("needs-retry.s3", _obey_who_stops)
        return client

    @contextmanager
    def _in_our_words(self, doing: str) -> Iterator[None]:
        """The border: no exception of boto3 goes beyond."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except (ClientError, BotoCoreError, OSError) as trouble:
            what, hint = _words_for(trouble)
            words = {"where": f"s3://{self.bucket}", "doing": doing, "name": self.name}
            words["host"] = urlsplit(self.endpoint).hostname or "AWS"
            raise StoreRefused(what.format(**words), hint=hint.format(**words)) from trouble


def _words_for(trouble: Exception) -> tuple[str, str]:
    """What went wrong and what helps, to be formatted. Never the library's own text: it may quote what is secret."""
    from botocore import exceptions as aws

    match trouble:
        case aws.ClientError():
            status = trouble.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            code = re.sub(r"\W", "", str(trouble.response.get("Error", {}).get("Code") or status))
            return _REFUSALS.get(code, ("{where} refused to {doing}: " + code, _AGAIN))
        case aws.NoCredentialsError() | aws.PartialCredentialsError() | aws.CredentialRetrievalError():
            return "no credentials for {where}", _CREDENTIALS
        case aws.ProfileNotFound():
            return "no credentials for {where}: there is no such profile", _CREDENTIALS
        case aws.SSLError():
            return "{host} has no certificate that this machine trusts", "check `endpoint` in [store.{name}]"
        case aws.ConnectionError() | aws.HTTPClientError() | aws.IncompleteReadError():
            return "{host} does not answer", "check the network, and `endpoint` in [store.{name}] of mediadesk.toml"
        case aws.ParamValidationError():
            return "{where} cannot be a bucket's name", "set `bucket` in [store.{name}] of mediadesk.toml"
        case OSError():
            return f"cannot {{doing}} {{where}}: {trouble.strerror}", "look after the disk of this desk"
        case _:
            return f"cannot {{doing}} {{where}}: {type(trouble).__name__}", "check [store.{name}] of mediadesk.toml"


def _seen(key: str, answer: Any, sha256: str, size_bytes: int) -> PublicObject:
    return PublicObject(
        key=key,
        sha256=sha256,
        size_bytes=size_bytes,
        content_type=answer.get("ContentType", ""),
        cache=answer.get("CacheControl", ""),
        encoding=answer.get("ContentEncoding") or None,
    )


def _obey_who_stops(caught_exception: Exception | None, **_: object) -> None:
    """boto3 takes what a tick raises for a broken line, and would send everything again, ten times."""
    if caught_exception is not None:
        raised = getattr(caught_exception, "kwargs", {}).get("error")
        if isinstance(raised, DeskError):
            raise raised


def _once(tick: Tick) -> Tick:
    """A tick that is silent after it has raised: boto3 calls it again on its way out, and would leave the file open."""
    stopped = False

    def told(count: int) -> None:
        nonlocal stopped
        if stopped:
            return
        try:
            tick(count)
        except BaseException:
            stopped = True
            raise

    return told


def _is_address(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        return False
