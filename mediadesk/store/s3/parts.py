"""A big file goes up in parts, several at once. What an earlier run has sent of it, before it was killed, stays sent.

The server is asked which parts it has. One is kept when it has the size and the hash of ours, which is computed from
the file: an ETag of a part is its MD5 unless the server encrypts with a key of somebody, and then nothing is kept.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from mediadesk.errors import Stopped
from mediadesk.model.trial import Digest
from mediadesk.store.base import Tick
from mediadesk.store.pace import Pace
from mediadesk.store.s3.body import Body
from mediadesk.store.s3.words import code_of

PART = 8 << 20  # R2 wants them equal; what a kill loses is at most one for each thread
_MOST = 9_000  # of the 10,000 that S3 allows
_MIB = 1 << 20
_ENDED = {"NoSuchUpload", "404"}
_CHECKED = {"md5": "ContentMD5", "sha256": "ChecksumSHA256"}  # as boto3 calls the headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file on its way to one key."""

    client: Any  # boto3 makes its clients' types at run time
    bucket: str
    key: str
    path: Path
    size: int
    headers: Mapping[str, Any]
    tick: Tick
    pace: Pace
    checked_by: Digest | None


def part_size(size: int) -> int:
    """Bytes of each part but the last, by the size of the file alone: a later run must cut in the same places."""
    return max(PART, -(-size // _MOST // _MIB) * _MIB)


def checksum(checked_by: Digest | None, content: bytes) -> dict[str, str]:
    """The header that lets a server see that these bytes changed on the way."""
    return _header(checked_by, hashlib.new(checked_by, content, usedforsecurity=False)) if checked_by else {}


def checksum_of(checked_by: Digest | None, path: Path, start: int, size: int) -> dict[str, str]:
    """The same for a slice of a file."""
    return _header(checked_by, _hash(checked_by, path, start, size)) if checked_by else {}


def begun(client: Any, bucket: str, below: str) -> list[dict[str, Any]]:
    """Uploads in parts that nobody has ended. A server or key that cannot tell has none."""
    from botocore.exceptions import ClientError

    try:
        pages = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=below)
        return [each for page in pages for each in page.get("Uploads", [])]
    except ClientError:
        return []


def forget_begun(client: Any, bucket: str, key: str) -> None:
    """Nothing of the uploads of this key stays."""
    for each in begun(client, bucket, key):
        if each["Key"] == key:
            _abort(client, bucket, key, each["UploadId"])


def send_in_parts(up: Upload, pool: Executor) -> None:
    """Sends what the server has not got, then ends the upload. Whoever stops it leaves its parts for the next run."""
    identity, there = _go_on(up)
    step, over = part_size(up.size), Event()
    if there:
        up.tick(sum(min(step, up.size - (number - 1) * step) for number in there))
    missing = [number for number in range(1, -(-up.size // step) + 1) if number not in there]
    if not identity:
        how = {"ChecksumAlgorithm": "SHA256"} if up.checked_by == "sha256" else {}
        answer = up.client.create_multipart_upload(Bucket=up.bucket, Key=up.key, **how, **up.headers)
        identity = answer["UploadId"]
    sending = [pool.submit(_send_part, up, identity, number, over) for number in missing]
    try:
        for each in wait(sending, return_when=FIRST_EXCEPTION).done:
            each.result()
    finally:
        over.set()
        for each in sending:
            each.cancel()
        wait(sending)
        if not there and not any(map(_well, sending)):
            _abort(up.client, up.bucket, up.key, identity)  # there is nothing to go on with
    sent = dict(zip(missing, (each.result() for each in sending), strict=True))
    _end(up, identity, [part for _, part in sorted((there | sent).items())])
    forget_begun(up.client, up.bucket, up.key)  # one whose beginning was acknowledged to nobody


def _well(sending: Future[dict[str, Any]]) -> bool:
    return not sending.cancelled() and sending.exception() is None


def _go_on(up: Upload) -> tuple[str, dict[int, dict[str, Any]]]:
    """The upload that an earlier run has begun of this very file, and its parts; ("", {}) when there is none.

    All others of the key are ended: two of one key would be paid for twice, and one of them never be finished.
    """
    found, parts = "", dict[int, dict[str, Any]]()
    of_key = (each for each in begun(up.client, up.bucket, up.key) if each["Key"] == up.key)
    for each in sorted(of_key, key=lambda each: str(each.get("Initiated", "")), reverse=True):
        there = {} if found else _whole_parts(up, each["UploadId"])
        if there:
            found, parts = each["UploadId"], there
        else:
            _abort(up.client, up.bucket, up.key, each["UploadId"])
    return found, parts


def _whole_parts(up: Upload, identity: str) -> dict[int, dict[str, Any]]:
    """The parts by their numbers, as ending the upload needs them; none when one is of another film."""
    whole = dict[int, dict[str, Any]]()
    for number, part in _listed(up, identity):
        start = (number - 1) * part_size(up.size)
        if not _same(up, part, start, min(part_size(up.size), up.size - start)):
            return {}
        whole[number] = _as_sent(number, part)
    return whole


def _listed(up: Upload, identity: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    from botocore.exceptions import ClientError

    try:
        pages = up.client.get_paginator("list_parts").paginate(Bucket=up.bucket, Key=up.key, UploadId=identity)
        for page in pages:
            yield from ((each["PartNumber"], each) for each in page.get("Parts", []))
    except ClientError:  # ended meanwhile, or a key that may not look
        return


def _same(up: Upload, part: Mapping[str, Any], start: int, size: int) -> bool:
    if size <= 0 or part.get("Size") != size:
        return False
    if noted := part.get("ChecksumSHA256"):
        return checksum_of("sha256", up.path, start, size) == {"ChecksumSHA256": noted}
    return str(part.get("ETag", "")).strip('"') == _hash("md5", up.path, start, size).hexdigest()


def _send_part(up: Upload, identity: str, number: int, over: Event) -> dict[str, Any]:
    start = (number - 1) * part_size(up.size)
    size = min(part_size(up.size), up.size - start)

    def tick(count: int) -> None:
        if over.is_set():
            raise Stopped("another part could not be sent")
        up.tick(count)

    headers = checksum_of(up.checked_by, up.path, start, size)
    which = {"Bucket": up.bucket, "Key": up.key, "UploadId": identity, "PartNumber": number}
    with Body(source=up.path, start=start, size=size, tick=tick, pace=up.pace) as body:
        return _as_sent(number, up.client.upload_part(**which, Body=body, **headers))


def _as_sent(number: int, answer: Mapping[str, Any]) -> dict[str, Any]:
    """What ending the upload must say of a part: a server that was given checksums asks for them again."""
    sums = {name: value for name, value in answer.items() if name.startswith("Checksum") and name != "ChecksumType"}
    return {"PartNumber": number, "ETag": answer["ETag"], **sums}


def _end(up: Upload, identity: str, parts: Sequence[Mapping[str, Any]]) -> None:
    from botocore.exceptions import ClientError

    which = {"Bucket": up.bucket, "Key": up.key, "UploadId": identity}
    try:
        up.client.complete_multipart_upload(**which, MultipartUpload={"Parts": parts})
    except ClientError as refused:
        # its answer to the first attempt was lost, and there is no such upload any more because it is whole
        if code_of(refused) not in _ENDED or not _arrived(up):
            raise


def _arrived(up: Upload) -> bool:
    from botocore.exceptions import ClientError

    try:
        found = up.client.head_object(Bucket=up.bucket, Key=up.key)
    except ClientError:
        return False
    noted = {name.lower(): value for name, value in found.get("Metadata", {}).items()}
    return bool(found["ContentLength"] == up.size and noted.get("sha256") == up.headers["Metadata"]["sha256"])


def _abort(client: Any, bucket: str, key: str, identity: str) -> None:
    from botocore.exceptions import ClientError

    try:
        client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=identity)
    except ClientError as refused:
        if code_of(refused) not in _ENDED:
            raise


def _hash(digest: Digest, path: Path, start: int, size: int) -> "hashlib._Hash":
    found = hashlib.new(digest, usedforsecurity=False)
    with path.open("rb") as file:
        file.seek(start)
        while size > 0 and (piece := file.read(min(_MIB, size))):
            found.update(piece)
            size -= len(piece)
    return found


def _header(checked_by: Digest, digest: "hashlib._Hash") -> dict[str, str]:
    return {_CHECKED[checked_by]: base64.b64encode(digest.digest()).decode()}
