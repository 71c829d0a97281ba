"""The line to a server: our own requests for whole objects, and the patience with it that boto3 has not.

boto3 takes two to three milliseconds of one processor for each request; a film of an hour has a thousand objects, each
sent and fetched back. So what is asked a thousand times is put together here, signed by botocore's own signer, and goes
over the same connections.
"""

import base64
import hashlib
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote
from xml.parsers import expat

_ATTEMPTS = 12
# before the second attempt, at most; each time twice that, up to the last of them
_FIRST_SECONDS, _BUSY_SECONDS, _MOST_SECONDS = 0.05, 0.2, 5.0
_BUSY = {"503", "429", "SlowDown"}
# A bit flipped on the way, a server that was restarted, a gateway in trouble: another attempt may well do
_AGAIN = _BUSY | set("500 502 504 BadDigest InternalError RequestTimeout ServiceUnavailable".split())
_AGAIN.add("XAmzContentSHA256Mismatch")

Done = TypeVar("Done")

_CODE = re.compile(rb"<Code>(\w{1,60})</Code>")


@dataclass(kw_only=True)
class Line:
    """What one client of boto3 asks its server, without boto3 in between. For several threads at once."""

    client: Any  # boto3 makes its clients' types at run time
    credentials: Any  # of its session: those that expire are fetched anew
    bucket: str
    _base: str = field(default="", init=False)

    def __post_init__(self) -> None:
        """Where boto3 would go: it knows of regions, of endpoints, and of names that cannot be part of a host's."""
        signed = self.client.generate_presigned_url("get_object", Params={"Bucket": self.bucket, "Key": "k"})
        self._base = signed.partition("?")[0].removesuffix("k")

    def put(self, key: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Stores an object, whole.

        Its MD5 goes along: SeaweedFS, for one, takes a body for good that is not the one which was signed, but not one
        with another MD5. Else a page with a flipped bit would be there for readers until it is read back.
        """
        md5 = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
        self._patiently("PutObject", lambda: self._ask("PUT", key, body, {**headers, "content-md5": md5}))

    def head(self, key: str) -> Mapping[str, str]:
        """The headers of an object, their names small. Raises ClientError, also when it is not there."""
        return self._patiently("HeadObject", lambda: _headers(self._ask("HEAD", key)))

    def delete(self, key: str) -> None:
        """Takes an object away, whether or not it is there."""
        self._patiently("DeleteObject", lambda: self._ask("DELETE", key))

    def has_begun(self, key: str) -> bool:
        """Whether uploads in parts of this key, or of one that begins like it, were begun and not ended.

        A server or key that cannot tell has none.
        """
        from botocore.exceptions import ClientError

        asked = f"prefix={quote(key, safe='')}&uploads="
        try:
            listed = self._patiently("ListMultipartUploads", lambda: _whole(self._ask("GET", "", query=asked)))
        except ClientError:
            return False
        return b"<Upload>" in listed

    def get(self, key: str, piece: int, read: Callable[[Mapping[str, str], Iterator[bytes]], Done]) -> Done:
        """What `read` makes of an object's headers and its bytes, `piece` at once.

        When the line breaks in between, HTTPClientError comes out of the bytes, and all begins again.
        """

        def fetched() -> Done:
            answer = self._ask("GET", key)
            try:
                return read(_headers(answer), _pieces(answer, piece))
            finally:
                answer.raw.close()

        return self._patiently("GetObject", fetched)

    def _ask(
        self, method: str, key: str, body: bytes = b"", headers: Mapping[str, str] | None = None, query: str = ""
    ) -> Any:
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest

        url = f"{self._base}{key}?{query}" if query else f"{self._base}{key}"
        asked = AWSRequest(method, url, headers or {}, body, stream_output=method == "GET" and not query)
        S3SigV4Auth(self.credentials.get_frozen_credentials(), "s3", self.client.meta.region_name).add_auth(asked)
        answer = _session(self.client).send(asked.prepare())
        if answer.status_code >= 300:
            raise _Refused(answer)
        return answer

    def _patiently(self, operation: str, attempt: Callable[[], Done]) -> Done:
        """What comes of it, however often it takes. Raises what boto3 would."""
        from botocore import exceptions as aws
        from urllib3.exceptions import HTTPError

        for count in range(1, _ATTEMPTS + 1):
            try:
                return attempt()
            except _Refused as refused:
                if count == _ATTEMPTS or refused.code not in _AGAIN:
                    raise aws.ClientError({"Error": {"Code": refused.code}}, operation) from refused
                code = refused.code
            except (aws.HTTPClientError, aws.EndpointConnectionError, aws.ConnectTimeoutError, HTTPError) as broken:
                if count == _ATTEMPTS:
                    raise aws.HTTPClientError(error=broken) from broken
                code = ""
            time.sleep(pause(count, code))
        raise AssertionError  # the last of them returned or raised


class _Refused(Exception):
    """An answer that is none."""

    def __init__(self, answer: Any) -> None:
        super().__init__(answer.status_code)
        found = _CODE.search(answer.content)
        self.code = found[1].decode() if found else str(answer.status_code)


def _pieces(answer: Any, piece: int) -> Iterator[bytes]:
    from botocore.exceptions import HTTPClientError
    from urllib3.exceptions import HTTPError

    left = int(answer.headers["content-length"])
    try:
        for each in answer.raw.stream(piece):
            left -= len(each)
            yield each
    except HTTPError as broken:
        raise HTTPClientError(error=broken) from broken
    if left:
        raise HTTPClientError(error=ValueError("an answer that was cut"))


def pause(attempts: int, code: str = "") -> float:
    """Seconds to wait after so many attempts, at random, so that eight that were refused do not come back as eight."""
    first = _BUSY_SECONDS if code in _BUSY else _FIRST_SECONDS
    return random.uniform(0, min(_MOST_SECONDS, first * 2 ** (attempts - 1)))  # noqa: S311  no secret


def patient(client: Any, attempts: int = _ATTEMPTS) -> None:
    """Makes a client of boto3 try again what it takes for an answer: one that was cut, one that a bit was flipped in.

    It would raise from where nothing is tried again, and errors that are not its own. Who does not answer at all is
    asked as often as boto3 thinks fit.
    """

    def sent(request: Any, **_: object) -> Any:
        answer = _session(client).send(request)
        if answer.status_code < 300 and not (request.stream_output or request.method == "HEAD"):
            _whole(answer)
        return answer

    def asked_again(response: Any, caught_exception: Exception | None, **more: Any) -> float | None:
        from botocore import exceptions as aws

        code = response[1].get("Error", {}).get("Code", "") if response else ""
        broken = type(caught_exception) in (aws.HTTPClientError, aws.ConnectionClosedError)
        return pause(more["attempts"], code) if more["attempts"] < attempts and (broken or code in _AGAIN) else None

    client.meta.events.register_last("before-send.s3", sent)
    client.meta.events.register_first("needs-retry.s3", asked_again)


def _whole(answer: Any) -> bytes:
    """An answer in XML, when it is one."""
    from botocore.exceptions import HTTPClientError

    content: bytes = answer.content
    size = answer.headers.get("content-length")
    try:
        if size is not None and int(size) != len(content):
            raise ValueError("an answer that was cut")
        if content:
            expat.ParserCreate().Parse(content, True)
    except (ValueError, expat.ExpatError) as broken:
        raise HTTPClientError(error=broken) from broken
    return content


def _headers(answer: Any) -> Mapping[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def _session(client: Any) -> Any:
    """The connections of a client, with its proxies, certificates and patience."""
    return client._endpoint.http_session  # noqa: SLF001  boto3 offers no other way to use them
