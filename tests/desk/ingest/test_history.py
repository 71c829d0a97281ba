"""Hash lists that come with a card: whichever hash they hold is compared."""

import hashlib
import os
from pathlib import Path

import pytest
import xxhash

from mediadesk.desk.ingest.history import against, read_history, say_missing
from mediadesk.events import Said, ignore
from mediadesk.model.card import MediaFile
from mediadesk.model.holding import Reel
from mediadesk.model.mhl import History, Recorded

CONTENT = b"what was filmed" * 100_000
FILE = MediaFile(path=(b"DCIM", b"A.MP4"), size_bytes=len(CONTENT), modified_ns=0)
HASHES = {
    "xxh128": xxhash.xxh3_128(CONTENT).hexdigest(),
    "xxh64": xxhash.xxh64(CONTENT).hexdigest(),
    "md5": hashlib.md5(CONTENT).hexdigest(),
    "sha1": hashlib.sha1(CONTENT).hexdigest(),
}


def said(kind: str, digest: str, tmp_path: Path) -> str | None:
    """What a history with this one hash says of the file."""
    path = tmp_path / "A.MP4"
    path.write_bytes(CONTENT)
    history = History(files={b"DCIM/A.MP4": Recorded(path=b"DCIM/A.MP4", hashes={kind: digest})})
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return against(history, FILE, descriptor, HASHES["xxh128"])
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("kind", HASHES)
def test_the_right_hash_of_any_kind_agrees_and_a_wrong_one_does_not(tmp_path, kind):
    digest = HASHES[kind]
    wrong = digest[:-1] + ("0" if digest[-1] != "0" else "1")

    assert said(kind, digest, tmp_path) is None
    assert "hash list" in (said(kind, wrong, tmp_path) or "")


def test_a_file_that_no_list_knows_is_not_judged(tmp_path):
    assert against(None, FILE, 0, "") is None
    assert against(History(), FILE, 0, "") is None


def test_what_a_list_names_and_is_not_there_is_said_and_fails_nothing():
    """The list may be of another card: whoever sent the files may have sent it, too."""
    history = History(files={path: Recorded(path=path, hashes={}) for path in (b"DCIM/A.MP4", b"DCIM/B.MP4")})
    told = []
    say_missing(history, Reel(name="R0001", seen={b"DCIM/A.MP4": None}), told.append)
    say_missing(history, Reel(name="R0001", seen={b"DCIM/A.MP4": None, b"DCIM/B.MP4": None}), told.append)

    assert told == [Said("the hash lists found there also name what is not there: DCIM/B.MP4")]


def test_a_card_without_lists_has_no_history(tmp_path):
    assert read_history(tmp_path, ignore) is None
