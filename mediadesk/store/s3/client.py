"""A store behind the S3 API: AWS, R2, B2, Wasabi, Hetzner, Scaleway, MinIO, Ceph, Garage, SeaweedFS.

What was learned of these servers: no ACL header (several refuse any), deletes one by one (the batch call needs an MD5
that boto3 no longer sends), no checksum trailers unless asked for (several store `aws-chunked` inside the object), path
addressing wherever an endpoint is given. The ETag is no hash of the content: it differs by part size, by encryption and
by gateway. So `put` notes our SHA-256 in the object's own metadata, and `read_back` trusts nothing but the bytes.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from mediadesk.errors import DeskError, Misasked, NotFound
from mediadesk.model.publication import Outgoing, PublicObject, is_public_key, public_key
from mediadesk.model.trial import Digest, Trial
from mediadesk.store.base import Tick, is_loopback, must_be_here, unseen
from mediadesk.store.pace import Pace
from mediadesk.store.providers import Provider, provider_of
from mediadesk.store.s3.body import Body, aloud, quiet
from mediadesk.store.s3.line import Line, patient
from mediadesk.store.s3.parts import PART, Upload, begun, checksum, checksum_of, forget_begun, send_in_parts
from mediadesk.store.s3.words import in_our_words

_Found = TypeVar("_Found")

Addressing = Literal["auto", "path", "virtual"]
Checksums = Literal["auto", "when_required", "when_supported"]
Readback = Literal["full", "auto"]

_CHUNK = 1 << 20
_AT_ONCE = 8  # connections kept, as many as `send` works with, and parts of big files beside them
_SLOWLY = 1 << 14  # bytes read at once where there is a limit: a megabyte would be a burst
_SMALL = 1 << 20  # up to here a body is in memory, and goes in one piece
_KNOCKS = 4  # how often an answer that is none is asked for when nobody knows yet whether somebody is there

_MISSING = {"404", "NoSuchKey", "NotFound"}
_NOTED = "x-amz-meta-sha256"
_HEADERS = {
    "ContentType": "content-type",
    "CacheControl": "cache-control",
    "ContentEncoding": "content-encoding",
    "ChecksumSHA256": "x-amz-checksum-sha256",
}


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
    checksums: Checksums = "auto"  # when_required, unless the trial says that the store takes more
    readback: Readback = "full"  # auto is full, unless the trial says that the store refuses a flipped byte
    provider: str = "auto"  # whose it is: known by its address, unless that is one of your own
    most_kbps: int = 0  # kilobits a second each way, 0 for all there is
    trial: Trial | None = None  # what was proved of a store with these very settings
    # boto3's client, whose type it makes at run time, and the line beside it
    _connected: tuple[Any, Line] | None = field(default=None, init=False, repr=False)
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

    @property
    def refuses_flipped(self) -> bool:
        """Where it was proved, and the settings rely on it."""
        return self.readback == "auto" and self.trial is not None and self.trial.refuses_flipped

    @property
    def known_provider(self) -> Provider:
        """What is known of whoever runs it."""
        return provider_of(self.endpoint, self.provider)

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        """One request, or parts of 8 MB; a server shows nothing before the last byte is there."""
        must_be_here(out)
        key = public_key(out.object.key)
        headers: dict[str, Any] = {
            "ContentType": out.object.content_type,
            "CacheControl": str(out.object.cache),
            "Metadata": {"sha256": out.object.sha256},
        }
        if out.object.encoding:
            headers["ContentEncoding"] = out.object.encoding
        with self.in_our_words("write"):
            self._send(out, {"Bucket": self.bucket, "Key": self.full_key(key)}, headers, tick)

    def _send(self, out: Outgoing, where: dict[str, str], headers: dict[str, Any], tick: Tick) -> None:
        body, size = out.body, out.object.size_bytes
        if isinstance(body, Path) and size <= _SMALL:
            body = body.read_bytes()
        if isinstance(body, bytes) and not self.most_kbps and self.checksums != "when_supported":
            tick(len(body))
            said = {_HEADERS[name]: str(value) for name, value in headers.items() if name in _HEADERS}
            if self._checked_by == "sha256":  # an MD5 goes along in any case
                said |= {_HEADERS[name]: value for name, value in checksum("sha256", body).items()}
            self._asked().put(where["Key"], body, {**said, _NOTED: headers["Metadata"]["sha256"]})
        elif isinstance(body, bytes) or size <= PART:
            summed = (
                checksum(self._checked_by, body)
                if isinstance(body, bytes)
                else checksum_of(self._checked_by, body, 0, size)
            )
            size = len(body) if isinstance(body, bytes) else body.stat().st_size
            client = self.client()
            with Body(source=body, size=size, tick=tick, pace=self._up) as read:
                client.put_object(**where, Body=read, **summed, **headers)
        else:
            upload = Upload(
                client=self.client(),
                bucket=self.bucket,
                key=where["Key"],
                path=body,
                size=body.stat().st_size,
                headers=headers,
                tick=tick,
                pace=self._up,
                checked_by=self._checked_by,
            )
            send_in_parts(upload, self._for_parts)

    def head(self, key: str) -> PublicObject | None:
        """The headers, the size, and the hash that `put` noted: empty for an object that something else has put."""
        full = self.full_key(public_key(key))
        with self.in_our_words("read"):
            found = self._found(lambda: self._asked().head(full))
        if found is None:
            return None
        return _seen(key, found, found.get(_NOTED, ""), int(found["content-length"]))

    def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
        """Every byte through the endpoint, which is no cache; a download that breaks is begun again."""
        from botocore.exceptions import HTTPClientError

        full, piece = self.full_key(public_key(key)), _SLOWLY if self.most_kbps else _CHUNK

        def read(headers: Mapping[str, str], pieces: Iterator[bytes]) -> PublicObject:
            sha256, size = hashlib.sha256(), 0
            try:
                for each in pieces:
                    sha256.update(each)
                    size += len(each)
                    self._down.take(len(each))
                    tick(len(each))
            except HTTPClientError:
                tick(-size)
                raise
            return _seen(key, headers, sha256.hexdigest(), size)

        with self.in_our_words("read"):
            found = self._found(lambda: self._asked().get(full, piece, read))
        if found is None:
            raise NotFound(f"{self.describe(key)} is not there", hint="publish the dispatch again")
        return found

    def keys(self, prefix: str = "") -> Iterator[str]:
        """The listing, and the uploads that were begun and never ended."""
        below = self.full_key(public_key(prefix)) + "/" if prefix else self.full_key("")
        with self.in_our_words("list"):
            found = {key for key, _ in self._listed(below)}
            found.update(each["Key"] for each in begun(self.client(), self.bucket, below))
        ours = (each.removeprefix(self.full_key("")) for each in sorted(found))
        yield from filter(is_public_key, ours)

    def sizes(self, prefix: str) -> Mapping[str, int]:
        """A thousand objects a request."""
        with self.in_our_words("list"):
            listed = list(self._listed(self.full_key(public_key(prefix)) + "/"))
        ours = ((key.removeprefix(self.full_key("")), size) for key, size in listed)
        return {key: size for key, size in ours if is_public_key(key)}

    def _listed(self, below: str) -> Iterator[tuple[str, int]]:
        for page in self.client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=below):
            yield from ((each["Key"], each["Size"]) for each in page.get("Contents", []))

    def delete(self, key: str) -> None:
        """The object, then whatever uploads of it were begun."""
        full = self.full_key(public_key(key))
        with self.in_our_words("delete"):
            self._found(lambda: self._asked().delete(full))
            if self._asked().has_begun(full):
                forget_begun(self.client(), self.bucket, full)

    def describe(self, key: str = "") -> str:
        """The address every S3 tool takes."""
        return f"s3://{self.bucket}/{self.full_key(key)}".rstrip("/")

    def full_key(self, key: str) -> str:
        """The key in the bucket."""
        return f"{self.prefix}/{key}" if self.prefix else key

    @cached_property
    def _up(self) -> Pace:
        return Pace.of_kbps(self.most_kbps)

    @cached_property
    def _down(self) -> Pace:
        return Pace.of_kbps(self.most_kbps)

    @cached_property
    def _for_parts(self) -> ThreadPoolExecutor:
        """The threads of all big files together: of eight films at once, no more parts are under way than of one.

        Where a line is slow enough to be limited, few: what is half sent when somebody pulls the plug is lost.
        """
        return ThreadPoolExecutor(2 if self.most_kbps else _AT_ONCE, thread_name_prefix="part")

    @property
    def _checked_by(self) -> Digest | None:
        return self.trial.checked_by if self.trial and self.refuses_flipped else None

    def _found(self, ask: Callable[[], _Found]) -> _Found | None:
        from botocore.exceptions import ClientError

        try:
            return ask()
        except ClientError as refused:
            if refused.response["Error"]["Code"] in _MISSING:
                return None
            raise

    def _asked(self) -> Line:
        """The line for whole objects, once somebody has answered."""
        return self._connect()[1]

    @property
    def _sums(self) -> Literal["when_required", "when_supported"]:
        if self.checksums != "auto":
            return self.checksums
        return "when_supported" if self.trial and self.trial.takes_trailers else "when_required"

    def client(self) -> Any:
        """boto3's client, connected once; its errors are not in our words. Raises StoreRefused when nobody is there."""
        return self._connect()[0]

    def _connect(self) -> tuple[Any, Line]:
        with self._connecting:
            if self._connected is None:
                with self.in_our_words("list"):
                    session = self._session
                    # A patient client would take minutes to say that nobody is there.
                    knocking = self.new_client(attempts=2, read_timeout=8)
                    patient(knocking, _KNOCKS)
                    knocking.list_objects_v2(Bucket=self.bucket, Prefix=self.full_key(""), MaxKeys=1)
                    knocking.close()
                    client = self.new_client(attempts=10, read_timeout=60)
                    patient(client)
                    line = Line(client=client, credentials=session.get_credentials(), bucket=self.bucket)
                    self._connected = client, line
            return self._connected

    @cached_property
    def _session(self) -> Any:
        import boto3

        named = self.region or self.known_provider.region_in(self.endpoint)
        return boto3.session.Session(profile_name=self.profile or None, region_name=named or None)

    def new_client(
        self,
        *,
        attempts: int,
        read_timeout: int,
        checksums: Literal["when_required", "when_supported"] | None = None,
    ) -> Any:
        """Another of boto3's clients for this bucket, not connected yet; `checksums` goes over the settings'."""
        from botocore.config import Config

        session, summed = self._session, checksums or self._sums
        config = Config(
            signature_version="s3v4",
            retries={"mode": "standard", "total_max_attempts": attempts},
            connect_timeout=5,
            read_timeout=read_timeout,
            max_pool_connections=3 * _AT_ONCE,
            request_checksum_calculation=summed,
            response_checksum_validation=summed,
            s3={"addressing_style": "path" if self.addressing == "auto" and self.endpoint else self.addressing},
            proxies={} if self.local else None,  # loopback means this machine, not the proxy's
        )
        region = session.region_name or self.known_provider.region or None
        client = session.client("s3", endpoint_url=self.endpoint or None, region_name=region, config=config)
        client.meta.events.register_first("needs-retry.s3", _obey_who_stops)
        client.meta.events.register_first("request-created.s3", quiet)
        client.meta.events.register_last("request-created.s3", aloud)
        return client

    def in_our_words(self, doing: str) -> AbstractContextManager[None]:
        """What boto3 raises inside becomes StoreRefused."""
        return in_our_words(doing, name=self.name, bucket=self.bucket, host=urlsplit(self.endpoint).hostname or "AWS")


def _seen(key: str, headers: Mapping[str, str], sha256: str, size_bytes: int) -> PublicObject:
    return PublicObject(
        key=key,
        sha256=sha256,
        size_bytes=size_bytes,
        content_type=headers.get("content-type", ""),
        cache=headers.get("cache-control", ""),
        encoding=headers.get("content-encoding") or None,
    )


def _obey_who_stops(caught_exception: Exception | None, **_: object) -> None:
    """boto3 takes what a tick raises for a broken line, and would send everything again, ten times."""
    if caught_exception is not None:
        raised = getattr(caught_exception, "kwargs", {}).get("error")
        if isinstance(raised, DeskError):
            raise raised


def _is_address(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        return False
