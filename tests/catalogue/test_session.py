"""Transactions: who writes waits for whom, and what was acknowledged stays."""

import re
import signal
import subprocess
import sys
import threading
from dataclasses import fields
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue, Shelves, session
from mediadesk.errors import CatalogueTrouble, DeskError, Misasked
from mediadesk.model.clip import Log
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, a_file, shelve
from tests.parts import ROOT

WRITER = [sys.executable, "-m", "tests.catalogue.writer"]


def test_all_of_a_block_is_kept_or_nothing(catalogue):
    with pytest.raises(ZeroDivisionError):
        _add_and_raise(catalogue, ZeroDivisionError())
    with catalogue.read() as shelves:
        assert shelves.files.all() == []


def test_the_catalogue_goes_on_after_a_block_that_failed(catalogue):
    """Also after one whose COMMIT failed: SQLite is then still inside the transaction."""
    with pytest.raises(CatalogueTrouble), catalogue.write() as shelves:
        shelves.clips.add(a_clip())
    shelve(catalogue, a_clip())
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query(limit=0))) == 1


def test_a_stop_in_a_block_forgets_it(catalogue):
    with pytest.raises(KeyboardInterrupt):
        _add_and_raise(catalogue, KeyboardInterrupt())
    with catalogue.read() as shelves:
        assert shelves.files.all() == []


def _add_and_raise(catalogue: Catalogue, trouble: BaseException) -> None:
    with catalogue.write() as shelves:
        shelves.files.add(a_file("market"))
        raise trouble


def test_who_reads_cannot_write(catalogue):
    """A write in a reading block would be forgotten without a word, so it is refused."""
    with pytest.raises(CatalogueTrouble), catalogue.read() as shelves:
        shelves.files.add(a_file("market"))
    shelve(catalogue, a_clip())  # and the next writer may


def test_who_reads_sees_one_moment(catalogue):
    """Somebody catalogues a clip while an editor's list is being made."""
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query(limit=0))) == 0
        shelve(catalogue, a_clip())
        assert len(shelves.clips.find(Query(limit=0))) == 0


def test_nothing_of_sqlmodel_crosses_the_door(catalogue):
    """A row would raise once its session is over, and would not travel to another process."""
    shelve(catalogue, a_clip())
    with catalogue.read() as shelves:
        found = shelves.clips.find(Query())
    assert found == [a_clip()]
    assert {type(found[0]).__module__, type(found[0].facts).__module__} == {"mediadesk.model.clip"}


def test_there_is_a_shelf_for_every_noun(catalogue):
    with catalogue.read() as shelves:
        assert isinstance(shelves, Shelves)
        assert all(getattr(shelves, field.name) for field in fields(Shelves))


def test_a_text_that_is_no_utf8_is_misasked(catalogue):
    """A shell hands over a byte that is no UTF-8 as half a character."""
    with pytest.raises(Misasked), catalogue.write() as shelves:
        shelves.files.add(a_file("market", why="\udcff"))


def test_a_number_beyond_64_bits_is_misasked(catalogue):
    """SQLite keeps no larger one, and somebody will lean on a key."""
    with pytest.raises(Misasked, match="too large"), catalogue.read() as shelves:
        shelves.clips.find(Query(limit=10**20))


def test_who_cannot_wait_any_longer_is_told_that_another_one_writes(catalogue):
    impatient = Catalogue(catalogue.path, patience_seconds=0.05)
    with catalogue.write():
        with pytest.raises(CatalogueTrouble, match="another mediadesk is writing"), impatient.write():
            pass
        with impatient.read() as shelves:  # readers never wait
            assert shelves.clips.find(Query()) == []
    impatient.close()


def test_four_writers_at_once_wait_for_each_other(catalogue):
    """Each reads what is there and adds one to it, fifty times: no error, and no addition lost."""
    assert _count_together(catalogue) == []
    with catalogue.read() as shelves:
        assert len(shelves.clips.get(a_clip().id).log.notes) == 4 * 50


def test_with_a_deferred_begin_they_would_not(catalogue, monkeypatch):
    """Sabotage: a writer that begins as a reader finds out too late that another one writes."""
    monkeypatch.setattr(session, "_WRITE", "BEGIN DEFERRED")
    troubles = _count_together(catalogue)
    assert troubles
    assert all("another mediadesk is writing" in trouble.what for trouble in troubles)


def _count_together(catalogue: Catalogue) -> list[DeskError]:
    shelve(catalogue, a_clip())
    troubles: list[DeskError] = []

    def count() -> None:
        for _ in range(50):
            try:
                with catalogue.write() as shelves:
                    log = shelves.clips.get(a_clip().id).log
                    shelves.clips.log(a_clip().id, Log(notes=(*log.notes, "seen")))
            except DeskError as trouble:
                troubles.append(trouble)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def test_four_processes_at_once_wait_for_each_other(catalogue):
    children = [_start(catalogue.path, prefix, 20) for prefix in "abcd"]
    said = [child.communicate() for child in children]

    assert [child.returncode for child in children] == [0, 0, 0, 0], said
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query(limit=0))) == 80
    assert catalogue.integrity() == []


def test_what_was_acknowledged_survives_kill_9(catalogue):
    """The process is killed while it writes; whatever it said is safe is there, whole, and found."""
    acknowledged: list[str] = []
    for prefix, after in (("a", 1), ("b", 23)):
        with _start(catalogue.path, prefix, 100_000) as child:
            assert child.stdout
            acknowledged += [child.stdout.readline().strip() for _ in range(after)]
            child.kill()
            acknowledged += child.stdout.read().split()
        assert child.returncode == -signal.SIGKILL

    with catalogue.read() as shelves:
        there = {clip.id for clip in shelves.clips.find(Query(limit=0))}
    assert len(acknowledged) >= 24
    assert set(acknowledged) <= there
    assert len(there) <= len(acknowledged) + 2  # at most the one that was kept and not yet said, each time
    assert catalogue.integrity() == []


@pytest.mark.needs("strace")
def test_the_disk_has_it_before_anyone_says_so(catalogue):
    """A power cut forgets what was not synced: between two acknowledgements the disk is asked to keep."""
    assert all(_syncs_between_words(catalogue.path))


@pytest.mark.needs("strace")
def test_with_less_than_full_it_would_not(catalogue):
    """Sabotage: with synchronous=NORMAL most of what is acknowledged is in memory alone."""
    assert not all(_syncs_between_words(catalogue.path, "normal"))


def _syncs_between_words(path: Path, *sabotage: str) -> list[int]:
    """How often the disk was asked to keep, before each acknowledgement after the first."""
    trace = path.with_name("trace")
    tracer = ["strace", "-f", "--seccomp-bpf", "-o", str(trace), "-e", "trace=write,fsync,fdatasync"]
    subprocess.run([*tracer, *WRITER, str(path), "a", "8", *sabotage], cwd=ROOT, check=True, capture_output=True)
    calls = re.findall(r"(fsync|fdatasync|write)\((\d+)", trace.read_text())
    told = "".join("." if call == "write" and to == "1" else "s" if call != "write" else "" for call, to in calls)
    return [len(syncs) for syncs in told.split(".")[1:-1]]


@pytest.mark.needs("unshare")
def test_a_full_disk_loses_nothing(tmp_path):
    """The disk fills up in the middle: one calm line, exit code 8, and what was said before is still there."""
    Catalogue.create(tmp_path / "catalog.db").close()
    code, (*acknowledged, trouble) = _write_on_a_small_disk(tmp_path, "true")

    assert code == CatalogueTrouble.code
    assert trouble.startswith("the disk is full")
    left = Catalogue(tmp_path / "disk after" / "catalog.db")
    with left.read() as shelves:
        assert {clip.id for clip in shelves.clips.find(Query(limit=0))} == set(acknowledged) != set()
    assert left.integrity() == []
    left.close()


@pytest.mark.needs("unshare")
def test_a_read_only_disk_is_said_calmly(tmp_path):
    Catalogue.create(tmp_path / "catalog.db").close()
    code, words = _write_on_a_small_disk(tmp_path, "mount -o remount,ro disk")

    assert code == CatalogueTrouble.code
    assert len(words) == 1
    assert words[0].endswith(("cannot be written", "cannot be opened"))


def _write_on_a_small_disk(folder: Path, then: str) -> tuple[int, list[str]]:
    """The exit code and the words of a writer whose disk has a megabyte; `disk after` holds what it left there.

    The disk is a mount in a namespace of its own, and gone at the end.
    """
    script = f"""
        mkdir disk 'disk after' && mount -t tmpfs -o size=1m tmpfs disk && cp catalog.db disk && {then} &&
        (cd {ROOT}; exec {" ".join(WRITER)} {folder}/disk/catalog.db a 100000)
        code=$?; cp disk/* 'disk after'; exit $code
    """
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.splitlines()


def _start(path: Path, prefix: str, how_many: int) -> "subprocess.Popen[str]":
    words = [*WRITER, str(path), prefix, str(how_many)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_an_error_that_is_told_to_us_names_no_person(catalogue):
    """MEDIADESK_DEBUG prints how an error came about; people send that on."""
    shelve(catalogue, a_clip(log=Log(title="Olena at home")))
    with pytest.raises(CatalogueTrouble) as told, catalogue.write() as shelves:
        shelves.clips.add(a_clip(log=Log(title="Olena at home")))
    chain = f"{told.value!r} {told.value.__cause__!r} {told.value.__cause__}"
    assert "UNIQUE" in chain
    assert "Olena" not in chain
