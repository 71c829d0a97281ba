"""The S3 server of the tests and the demo: open to readers, closed to the world, and gone when its starter is."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scripts import seaweed
from scripts.seaweed import NotStarted, Seaweed, client
from tests.parts import ROOT

pytestmark = pytest.mark.needs("seaweedfs")

SHOW = (
    "import json, os; print(json.dumps({k: v for k, v in os.environ.items() if k.startswith(('AWS_', 'MEDIADESK_'))}))"
)


@pytest.fixture
def page(s3_server: Seaweed) -> str:
    """The address of an object in the bucket."""
    client(s3_server).put_object(Bucket=s3_server.bucket, Key="w/page.html", Body=b"<title>", ContentType="text/html")
    return f"{s3_server.public_url}/w/page.html"


def test_anyone_on_this_machine_may_read_and_only_that(page):
    with closing(urllib.request.urlopen(page)) as answer:
        assert answer.read() == b"<title>"
    for method in ("PUT", "DELETE"):
        with pytest.raises(urllib.error.HTTPError, match="403") as refused:
            urllib.request.urlopen(urllib.request.Request(page, data=b"", method=method))
        refused.value.close()


def test_a_frame_without_an_origin_may_read(page):
    asked = urllib.request.Request(page, headers={"Origin": "null", "Range": "bytes=0-1"})
    with closing(urllib.request.urlopen(asked)) as answer:
        assert answer.status == 206
        assert answer.headers["Access-Control-Allow-Origin"] in {"*", "null"}


def test_it_listens_on_loopback_alone(s3_server):
    port = urlsplit(s3_server.endpoint).port
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        pass
    others = {each[4][0] for each in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in (each for each in others if not each.startswith("127.")):
        with pytest.raises(OSError, match=r"refused|timed out"):
            socket.create_connection((address, port), timeout=2)


def test_the_command_gets_a_store_and_the_exit_code_comes_back(tmp_path):
    """And what it kept is there again the next time, at the same address."""
    run = [sys.executable, "scripts/seaweed.py", "--folder", str(tmp_path / "s3"), "--port", str(free_port()), "--"]
    first, again = (
        subprocess.run([*run, sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=False)
        for told in (SHOW, f"{SHOW}; exit(3)")
    )

    assert (first.returncode, again.returncode) == (0, 3)
    one, two = json.loads(first.stdout), json.loads(again.stdout)
    assert one["MEDIADESK_STORE_S3_KIND"] == "s3"
    assert one["MEDIADESK_STORE_S3_PUBLIC_URL"] == two["MEDIADESK_STORE_S3_PUBLIC_URL"]
    assert one["MEDIADESK_STORE_S3_ENDPOINT"] in one["MEDIADESK_STORE_S3_PUBLIC_URL"]
    assert one["AWS_SECRET_ACCESS_KEY"] != two["AWS_SECRET_ACCESS_KEY"]


def test_it_ends_with_whoever_started_it_even_by_kill_9(tmp_path):
    port = free_port()
    starter = subprocess.Popen(
        [sys.executable, "scripts/seaweed.py", "--folder", str(tmp_path), "--port", str(port), "--", "cat"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with starter:
        assert starter.stderr
        assert b"SeaweedFS: http://127.0.0.1" in starter.stderr.readline()
        assert answers(port)
        os.kill(starter.pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while answers(port) and time.monotonic() < until:
        time.sleep(0.1)
    assert not answers(port)


def test_it_stays_for_readers_until_ctrl_c(tmp_path):
    """The demo has published; now somebody wants to see the player."""
    port = free_port()
    words = ["--folder", str(tmp_path), "--port", str(port), "--stay", "--", "true"]
    starter = subprocess.Popen([sys.executable, "scripts/seaweed.py", *words], cwd=ROOT, stderr=subprocess.PIPE)
    with starter:
        assert starter.stderr
        told = [starter.stderr.readline() for _ in range(2)]
        assert b"goes on; Ctrl-C ends it" in told[1]
        assert answers(port)
        starter.send_signal(signal.SIGINT)
    assert starter.returncode == 130
    assert not answers(port)


def test_a_server_that_does_not_get_ready_is_told_with_its_last_words(tmp_path, monkeypatch):
    broken = tmp_path / "weed"
    broken.write_text("#!/bin/sh\necho 'no such flag: mini' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(seaweed, "weed", lambda: str(broken))

    with pytest.raises(NotStarted, match="no such flag: mini"), seaweed.seaweed(tmp_path / "s3"):
        pass


def test_the_program_is_found():
    assert Path(seaweed.weed()).is_file()


def free_port() -> int:
    return seaweed._free_ports(None)["s3"]


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
