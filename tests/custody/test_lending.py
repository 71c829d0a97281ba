"""What lies on the share, and what is taken back from it."""

import hashlib
import os
import time

import pytest

from mediadesk.custody.lending import Borrowing, Lending
from mediadesk.errors import NotFound, Stopped, ToolFailed


@pytest.fixture
def lending(tmp_path):
    """A share."""
    (tmp_path / "share").mkdir()
    return Lending(tmp_path / "share")


@pytest.fixture
def original(tmp_path):
    """Somebody's clip."""
    path = tmp_path / "Olha at home.MOV"
    path.write_bytes(b"market")
    return path


def sha(content):
    return hashlib.sha256(content).hexdigest()


def nothing(size):
    """Nobody listens."""


def test_a_copy_goes_out_under_a_name_that_tells_nothing(lending, original):
    """Never a link: who can write the share could change the original through it."""
    with lending.run() as run:
        lent = lending.lend(run, [original], [sha(b"market")], nothing)
        there = lending.share / lent.folder / "in" / "0.mov"
        assert there.read_bytes() == b"market"
        assert there.stat().st_ino != original.stat().st_ino
        there.write_bytes(b"changed")
        assert original.read_bytes() == b"market"
        told = [str(path) for path in lending.share.rglob("*")]
        assert not any("Olha" in each or "home" in each for each in told)


def test_an_original_that_is_not_what_was_ingested_stays_at_home(lending, original):
    with lending.run() as run, pytest.raises(ToolFailed, match="other bytes"):
        lending.lend(run, [original], [sha(b"another")], nothing)


def test_a_worker_reads_what_was_lent_or_nothing(lending, original, tmp_path):
    """Both by its hash: the share is anybody's who can write there."""
    with lending.run() as run:
        lent = lending.lend(run, [original], [], nothing)
        room = tmp_path / "room"
        room.mkdir()
        (path,) = lending.fetched(lent, room, nothing)
        assert path.read_bytes() == b"market"
        path.unlink()
        (lending.share / lent.folder / "in" / "0.mov").write_bytes(b"markeT")
        with pytest.raises(ToolFailed, match="not what was lent"):
            lending.fetched(lent, room, nothing)
        with pytest.raises(NotFound, match="does not see the share"):
            Lending(tmp_path / "elsewhere").fetched(lent, room, nothing)


def test_what_was_made_comes_home_whole(lending, original, tmp_path):
    made, home = tmp_path / "made", tmp_path / "home"
    (made / "ladder" / "v360").mkdir(parents=True)
    home.mkdir()
    (made / "ladder" / "v360" / "1.mp4").write_bytes(b"segment")
    (made / "poster.jpg").write_bytes(b"picture")
    with lending.run() as run:
        lent = lending.lend(run, [original], [], nothing)
        counted = []
        lending.take(lent, lending.hand_in(lent, made), home, counted.append)
    assert (home / "ladder/v360/1.mp4").read_bytes() == b"segment"
    assert (home / "poster.jpg").read_bytes() == b"picture"
    assert sum(counted) == 14


@pytest.mark.parametrize("strange", ["link", "folder link", "pipe", "device"])
def test_what_is_no_file_is_not_taken(lending, original, tmp_path, strange):
    """A link would have us read, and perhaps publish, what is not the worker's; a pipe would have us wait for ever."""
    secret, made, home = tmp_path / "secret", tmp_path / "made", tmp_path / "home"
    secret.mkdir()
    (secret / "x").write_bytes(b"secret")
    made.mkdir()
    home.mkdir()
    with lending.run() as run:
        lent = lending.lend(run, [original], [], nothing)
        out = lending.share / lent.folder / lending.hand_in(lent, made) / "poster.jpg"
        {
            "link": lambda: out.symlink_to(secret / "x"),
            "folder link": lambda: out.symlink_to(secret),
            "pipe": lambda: os.mkfifo(out),
            "device": lambda: out.symlink_to("/dev/zero"),
        }[strange]()
        with pytest.raises(ToolFailed, match="no file"):
            lending.take(lent, out.parent.name, home, nothing)
    assert not any(path.is_file() for path in home.rglob("*"))


@pytest.mark.parametrize("name", ["..", "../../secret", "/etc", "in", "out-", "out-0123456789abcdef/.."])
def test_a_name_that_leads_elsewhere_is_not_followed(lending, original, tmp_path, name):
    (tmp_path / "home").mkdir()
    with lending.run() as run, pytest.raises(ToolFailed, match="strange"):
        lending.take(lending.lend(run, [original], [], nothing), name, tmp_path / "home", nothing)


def test_nothing_stays_on_the_share(lending, original):
    """Of a job when it ends, of a run when it ends, of a run that was killed when the next one begins."""
    (lending.share / ".part-killed" / "job" / "in").mkdir(parents=True)
    (lending.share / "somebody else's").touch()
    with lending.run() as run:
        lent = lending.lend(run, [original], [], nothing)
        lending.clear(lent)
        assert list((lending.share / run).iterdir()) == []
        lending.lend(run, [original], [], nothing)
        with lending.run():
            assert (lending.share / run).is_dir()  # another desk's run sweeps what nobody holds, and nothing else
    assert [path.name for path in lending.share.iterdir()] == ["somebody else's"]


def test_a_share_that_is_not_there_is_said(tmp_path):
    with pytest.raises(NotFound, match="share"), Lending(tmp_path / "none").run():
        pass


def test_what_is_lent_for_several_jobs_is_fetched_once_and_given_back(lending, original, tmp_path, monkeypatch):
    """A copy stays between two jobs, and goes when the desk has cleared the share. The sabotage: while somebody reads
    it, it stays."""
    monkeypatch.setattr("mediadesk.custody.lending._LOOK_SECONDS", 0.02)
    fetched = []
    borrowing = Borrowing(lending, tmp_path)
    with lending.run() as run:
        lent = lending.lend(run, [original], [], nothing)
        with borrowing.of(lent, fetched.append) as (first,):
            assert first.read_bytes() == b"market"
        with borrowing.of(lent, fetched.append) as (second,):
            assert (second, sum(fetched)) == (first, 6)
            lending.clear(lent)
            assert not gone(first, seconds=0.2)
        assert gone(first, seconds=20)


def test_a_copy_that_was_stopped_half_way_is_made_anew(lending, original, tmp_path):
    borrowing = Borrowing(lending, tmp_path)

    def stop(size):
        raise Stopped("stopped")

    with lending.run() as run:
        lent = lending.lend(run, [original], [sha(b"market")], nothing)
        with pytest.raises(Stopped), borrowing.of(lent, stop):
            pass
        with borrowing.of(lent, nothing) as (path,):
            assert path.read_bytes() == b"market"


def test_what_one_worker_made_is_thrown_away_and_what_was_lent_stays(lending, original, tmp_path):
    """And no name leads elsewhere."""
    (tmp_path / "made").mkdir()
    with lending.run() as run:
        lent = lending.lend(run, [original], [], nothing)
        out = lending.hand_in(lent, tmp_path / "made")
        for name in ("../..", "in", out):
            lending.throw(lent, name)
        assert [path.name for path in (lending.share / lent.folder).iterdir()] == ["in"]


def gone(path, seconds):
    ends_at = time.monotonic() + seconds
    while path.exists() and time.monotonic() < ends_at:
        time.sleep(0.02)
    return not path.exists()
