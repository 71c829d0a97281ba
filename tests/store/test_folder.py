"""A store that is a directory: links and strangers in it, half-written files, a full or read-only disk."""

import errno
import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event

import pytest

from mediadesk.errors import NotFound, StoreRefused
from mediadesk.store import folder as module
from mediadesk.store.folder import Folder, _refusal
from tests.store.outgoing import outgoing

SEGMENT = "v/3q2mw7/m/d1/00000.mp4"


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(name="public", root=tmp_path / "public")


@pytest.fixture
def private(tmp_path):
    """What must never be touched: somebody's own folder, beside the public one."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "00000.mp4").write_bytes(b"a source's face")
    return tmp_path / "private"


def test_the_key_is_the_path(folder):
    folder.put(outgoing(SEGMENT, b"four seconds"))

    assert (folder.root / SEGMENT).read_bytes() == b"four seconds"
    assert folder.describe(SEGMENT) == str(folder.root / SEGMENT)
    assert [each.name for each in (folder.root / SEGMENT).parent.iterdir()] == ["00000.mp4"]


@pytest.mark.parametrize(
    ("public_url", "local"),
    [
        (None, True),
        ("http://127.0.0.1:8765", True),
        ("http://localhost/films", True),
        ("https://media.example.org", False),
    ],
)
def test_a_folder_that_readers_are_sent_to_is_not_this_machine_alone(tmp_path, public_url, local):
    """Somebody serves it, or carries it there: then it is published as any bucket is."""
    assert Folder(name="public", root=tmp_path, public_url=public_url).local is local


def test_a_folder_has_no_headers(folder):
    assert not folder.keeps_encoding


def test_a_linked_folder_is_not_followed(folder, private):
    """Whoever can write into the public folder must not get us to write, read or delete elsewhere."""
    (folder.root / "v/3q2mw7/m").mkdir(parents=True)
    (folder.root / "v/3q2mw7/m/d1").symlink_to(private)

    with pytest.raises(StoreRefused, match="in the way"):
        folder.put(outgoing(SEGMENT, b"x"))
    with pytest.raises(StoreRefused, match="in the way"):
        folder.delete(SEGMENT)
    with pytest.raises(NotFound):
        folder.read_back(SEGMENT)
    assert list(folder.keys()) == []
    assert list(folder.keys("v/3q2mw7/m/d1")) == []
    assert (private / "00000.mp4").read_bytes() == b"a source's face"


def test_without_the_flag_a_linked_folder_would_be_followed(folder, private, monkeypatch):
    """The sabotage: it is this one flag that keeps a source's face out of reach."""
    monkeypatch.setattr(module, "_FOLDER", module._FOLDER & ~os.O_NOFOLLOW)
    (folder.root / "v/3q2mw7/m").mkdir(parents=True)
    (folder.root / "v/3q2mw7/m/d1").symlink_to(private)
    folder.put(outgoing(SEGMENT, b"x"))

    assert (private / "00000.mp4").read_bytes() == b"x"


def test_a_linked_file_is_not_followed(folder, private):
    """It is no object of ours: putting replaces the link itself."""
    (folder.root / "v/3q2mw7/m/d1").mkdir(parents=True)
    (folder.root / SEGMENT).symlink_to(private / "00000.mp4")

    assert folder.head(SEGMENT) is None
    assert list(folder.keys()) == []
    folder.put(outgoing(SEGMENT, b"four seconds"))
    assert (folder.root / SEGMENT).read_bytes() == b"four seconds"
    assert (private / "00000.mp4").read_bytes() == b"a source's face"


def test_a_linked_part_is_not_followed(folder, private):
    (folder.root / "v/3q2mw7/m/d1").mkdir(parents=True)
    (folder.root / "v/3q2mw7/m/d1/.part-00000.mp4").symlink_to(private / "00000.mp4")

    with pytest.raises(StoreRefused, match="in the way"):
        folder.put(outgoing(SEGMENT, b"four seconds"))
    assert (private / "00000.mp4").read_bytes() == b"a source's face"


def test_the_folder_itself_may_be_a_link(folder, tmp_path):
    """A person's own choice: the disk of the web host is mounted elsewhere."""
    (tmp_path / "disk").mkdir()
    folder.root.symlink_to(tmp_path / "disk")
    folder.put(outgoing(SEGMENT, b"four seconds"))

    assert (tmp_path / "disk" / SEGMENT).read_bytes() == b"four seconds"
    assert list(folder.keys()) == [SEGMENT]


def test_a_pipe_in_the_way_keeps_nobody_waiting(folder):
    (folder.root / "v/3q2mw7/m/d1").mkdir(parents=True)
    os.mkfifo(folder.root / SEGMENT)
    os.mkfifo(folder.root / "v/3q2mw7/m/d1/.part-00000.mp4")

    assert folder.head(SEGMENT) is None
    with pytest.raises(StoreRefused):
        folder.put(outgoing(SEGMENT, b"x"))


def test_a_file_where_a_folder_should_be_is_told(folder):
    folder.put(outgoing("v/3q2mw7/m/d1/00000.mp4", b"x"))

    with pytest.raises(StoreRefused, match="in the way") as refused:
        folder.put(outgoing("v/3q2mw7/m/d1/00000.mp4/init.mp4", b"x"))
    assert refused.value.hint


def test_a_folder_where_a_file_should_be_is_told_and_leaves_no_part(folder):
    (folder.root / SEGMENT).mkdir(parents=True)

    with pytest.raises(StoreRefused, match="in the way"):
        folder.put(outgoing(SEGMENT, b"x"))
    assert [each.name for each in (folder.root / SEGMENT).parent.iterdir()] == ["00000.mp4"]


def test_what_a_stranger_put_there_is_left_alone(folder):
    """A README, a .htaccess, a name with spaces: not ours, not listed, not in the way."""
    folder.put(outgoing(SEGMENT, b"x"))
    for name in ("READ ME.txt", ".htaccess", "Салтівка.jpg"):
        (folder.root / name).write_text("hello")

    assert list(folder.keys()) == [SEGMENT]
    folder.delete(SEGMENT)
    assert sorted(each.name for each in folder.root.iterdir()) == [".htaccess", "READ ME.txt", "Салтівка.jpg"]


def test_an_ending_we_never_publish_can_be_read(folder):
    (folder.root / "v").mkdir(parents=True)
    (folder.root / "v/notes.bin").write_bytes(b"x")

    assert folder.read_back("v/notes.bin").content_type == "application/octet-stream"


def test_a_half_written_file_is_listed_and_taken_away_with_its_key(folder):
    """After a kill and a withdrawal, a web server would still hand out the half film."""
    (folder.root / "v/3q2mw7/m/d1").mkdir(parents=True)
    (folder.root / "v/3q2mw7/m/d1/.part-00000.mp4").write_bytes(b"half of a fi")

    assert list(folder.keys("v/3q2mw7")) == [SEGMENT]
    assert folder.head(SEGMENT) is None
    assert folder.sizes("v/3q2mw7") == {}
    folder.delete(SEGMENT)
    assert list(folder.root.iterdir()) == []


def put_twice_at_once(folder: Folder, *, patience_seconds: float) -> None:
    """One publish is half through a film when another one puts the same key."""
    halfway, others_turn = Event(), Event()

    def tick(_count: int) -> None:
        halfway.set()
        others_turn.wait(30)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(folder.put, outgoing(SEGMENT, b"1" * 3_000_000), tick)
        halfway.wait()
        second = pool.submit(folder.put, outgoing(SEGMENT, b"2" * 2_000_000))
        wait([second], patience_seconds)
        others_turn.set()
        first.result()
        second.result()


def test_two_publishes_at_once_wait_for_each_other(folder):
    """A reader sees one film or the other, never something of both."""
    put_twice_at_once(folder, patience_seconds=0.2)

    assert (folder.root / SEGMENT).read_bytes() == b"2" * 2_000_000


def test_without_the_lock_they_would_write_into_each_other(folder, monkeypatch):
    """The sabotage: the first finds that its part has become the other one's film."""
    monkeypatch.setattr(fcntl, "flock", lambda file, how: None)

    with pytest.raises(StoreRefused):
        put_twice_at_once(folder, patience_seconds=30)


def test_what_was_deleted_stays_deleted_after_a_power_cut(folder, monkeypatch):
    """The folder is on the disk without the name before anyone says that it is gone."""
    folder.put(outgoing(SEGMENT, b"four seconds"))
    flushed = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append([*os.scandir(descriptor)]))

    folder.delete(SEGMENT)
    assert flushed == [[]]


def test_a_put_that_fails_leaves_no_part(folder):
    def fail(_count: int) -> None:
        raise StoreRefused("no room left")

    with pytest.raises(StoreRefused):
        folder.put(outgoing(SEGMENT, b"x"), fail)
    assert not [each for each in folder.root.rglob("*") if each.is_file()]


def test_a_flipped_bit_on_the_disk_is_seen_by_head(folder):
    """Nothing but the bytes tells the hash."""
    out = outgoing(SEGMENT, b"four seconds")
    folder.put(out)
    (folder.root / SEGMENT).write_bytes(b"four secondz")

    assert folder.head(SEGMENT) != out.object


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may do everything; for a moment it is somebody who may not."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_folder_that_is_not_ours_is_told(folder):
    folder.root.mkdir(mode=0o500)

    with as_nobody(), pytest.raises(StoreRefused, match="no permission") as refused:
        folder.put(outgoing(SEGMENT, b"x"))
    assert "path" in refused.value.hint


def test_a_folder_that_cannot_be_listed_is_not_an_empty_one(folder):
    """Else a withdrawal would find nothing to take away, and say done."""
    folder.put(outgoing(SEGMENT, b"x"))
    (folder.root / "v/3q2mw7").chmod(0)

    for prefix in ("", "v/3q2mw7", "v/3q2mw7/m"):
        with as_nobody(), pytest.raises(StoreRefused, match="no permission"):
            list(folder.keys(prefix))
    with as_nobody(), pytest.raises(StoreRefused, match="cannot be read"):
        folder.head(SEGMENT)
    (folder.root / "v/3q2mw7").chmod(0o700)


@pytest.mark.parametrize(
    ("number", "what", "hint"),
    [
        (errno.ENOSPC, "no room left", "make room"),
        (errno.EDQUOT, "no room left", "make room"),
        (errno.EROFS, "no permission", "`path`"),
        (errno.EACCES, "no permission", "`path`"),
        (errno.ELOOP, "in the way", "take it away"),
        (errno.EIO, "Input/output error", "disk"),
    ],
)
def test_every_trouble_of_a_disk_is_told_with_what_helps(number, what, hint):
    told = _refusal(OSError(number, os.strerror(number)), "public/v/x")

    assert what in told.what
    assert "public/v/x" in told.what
    assert hint in told.hint


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_readers_can_read_what_is_published_whatever_the_umask(tmp_path, umask):
    """A door lets nobody else read what we make: the public folder alone is opened again, in so many words."""
    store = Folder(name="public", root=tmp_path / "srv/www/public")
    before = os.umask(umask)
    try:
        store.put(outgoing(SEGMENT, b"four seconds"))
    finally:
        os.umask(before)

    file = store.root / SEGMENT
    assert file.stat().st_mode & 0o777 == 0o644
    way = [each for each in file.parents if each.is_relative_to(tmp_path / "srv")]
    assert {each.stat().st_mode & 0o777 for each in way} == {0o755}
