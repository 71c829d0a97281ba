"""The head beside the catalogue: this one or an older one, whatever happens to the machine."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.head import note_head, noted_head
from mediadesk.model.custody import Head
from tests.catalogue.world import now
from tests.parts import ROOT

ONE, OTHER = Head(number=9, digest="a" * 64), Head(number=10, digest="b" * 64)
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mediadesk.catalogue import Catalogue
catalogue = Catalogue(Path(sys.argv[1]))
while True:
    with catalogue.write() as shelves:
        shelves.custody.add(what="held", at=datetime.now(UTC))
    print("written", flush=True)
"""


def test_a_head_is_read_as_it_was_noted(tmp_path: Path):
    for head in (ONE, OTHER, ONE):
        note_head(tmp_path / "catalog.db", head)
        assert noted_head(tmp_path / "catalog.db") == head
    assert (tmp_path / "catalog.db.head").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [None, b"", b"9 aa\n", b"\0" * 86])
def test_what_is_no_head_is_none(tmp_path: Path, content: bytes | None):
    """After a power cut the file may hold nothing."""
    if content is not None:
        (tmp_path / "catalog.db.head").write_bytes(content)
    assert noted_head(tmp_path / "catalog.db") is None


def test_a_disk_that_takes_nothing_keeps_the_older_head_and_stops_nobody(catalogue: Catalogue):
    with catalogue.write() as shelves:
        shelves.custody.add(what="held", at=now())
    before = noted_head(catalogue.path)
    head = catalogue.path.with_name("catalog.db.head")
    head.rename(head.with_name("away"))
    head.symlink_to("away")  # no link is followed
    with catalogue.write() as shelves:
        shelves.custody.add(what="lifted", at=now())
    assert noted_head(catalogue.path) == before


def test_after_every_transaction_that_added_the_head_is_noted(catalogue: Catalogue):
    with catalogue.write() as shelves:
        for _ in range(3):
            last = shelves.custody.add(what="held", at=now())
        assert noted_head(catalogue.path) is None  # not before it is committed
    assert noted_head(catalogue.path) == Head(number=3, digest=last.digest)
    with catalogue.write():
        pass
    assert noted_head(catalogue.path) == Head(number=3, digest=last.digest)


def test_killed_anywhere_the_noted_head_is_in_the_chain(catalogue: Catalogue):
    for written in (1, 7):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(catalogue.path)], stdout=subprocess.PIPE, cwd=ROOT, env=os.environ
        ) as child:
            assert child.stdout
            for _ in range(written):
                child.stdout.readline()
            child.send_signal(signal.SIGKILL)
        noted = noted_head(catalogue.path)
        with catalogue.read() as shelves:
            assert noted
            assert shelves.custody.holds(noted)
            assert list(shelves.custody.broken()) == []
            assert shelves.custody.head().number - noted.number in (0, 1)
