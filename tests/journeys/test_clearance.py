"""Somebody takes back what they agreed to, and it is gone from everywhere a reader could ask."""

import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from scripts.seaweed import environment
from tests.cli.world import SLUG, asker, done, pictured

pytestmark = pytest.mark.needs("ffmpeg", "engine", "seaweedfs")


def answers(address: str) -> bytes | None:
    """What the origin gives a reader; None for nothing."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return None


def test_one_word_takes_every_dispatch_out_of_a_folder_and_a_bucket(online, tmp_path, s3_server, monkeypatch):
    """Two dispatches in two stores. A bucket that is away is named, and the rest is gone; the second word ends it."""
    desk = Path(shutil.copytree(online, tmp_path / "desk"))
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    ask, clip = asker(desk), pictured(desk)[0]
    done("dispatch", "new", "second", "--title", "The market of Kharkiv", "--desk", desk)
    done("dispatch", "pick", "second", clip, "--out", "1", "--desk", desk)
    done("publish", "second", "--desk", desk)
    ids = {}
    for slug in (SLUG, "second"):
        (published,) = ask("publish", slug, "--to", "s3", "--json").of("published")
        ids[slug] = published["public_id"]
    folder = desk / "assets/public"
    kept = {path.relative_to(folder).as_posix() for path in (folder / "v").rglob("*") if path.is_file()}
    addresses = {key: f"{s3_server.public_url}/{key}" for key in kept}
    assert all(answers(address) for address in addresses.values())
    done("clear", "subject", clip, "--alias", "baker", "--desk", desk)

    with monkeypatch.context() as away:
        away.setenv("MEDIADESK_STORE_S3_ENDPOINT", "http://127.0.0.1:9")
        first = ask("clear", "withdraw", "baker", "--json")
    assert first.trouble["code"] == 7
    assert {each["slug"] for each in first.of("still-online")} == {SLUG, "second"}
    assert len(first.of("done")) == 2
    left = {path.relative_to(folder).as_posix() for path in (folder / "v").rglob("*") if path.is_file()}
    assert left == {f"v/{each}/{name}" for each in ids.values() for name in ("index.html", "oembed.json")}
    assert ask("publish", SLUG, "--to", "s3", "--json").trouble["code"] == 5

    assert ask("clear", "withdraw", "baker", "--json").code == 0

    for key, address in addresses.items():
        body = answers(address)
        if key.endswith(("index.html", "oembed.json")):
            assert body is not None
            assert b"Kharkiv" not in body
        else:
            assert body is None
    assert ask("clear", "withdraw", "baker", "--json").of("done") == []
