"""A history beside the files: the reference tool reads ours, we read its, both see the flipped byte."""

import os
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xxhash

from mediadesk.custody import mhl
from mediadesk.custody.mhl_hashes import hasher_for
from mediadesk.model.mhl import FORMATS, Entry
from tests.custody.reels import AT, CARD, entries, entry, everything_is_good, laid_out, names
from tests.custody.reference import ask
from tests.parts import FOOTAGE


@pytest.fixture
def reel(tmp_path: Path) -> Path:
    """The files of a card on a drive, without a history."""
    return laid_out(tmp_path / "R0001-k3f9", CARD)


@pytest.fixture
def told(reel: Path) -> Path:
    """The same with our history of one generation."""
    assert mhl.add_generation(reel, entries(CARD), at=AT)
    return reel


def flip(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def wrong_files(folder: Path, paths: Iterable[bytes]) -> set[bytes]:
    """Which files are not what the history says, by whatever hash it has."""
    history = mhl.read(folder)
    wrong = set()
    for path in paths:
        recorded = history.known(path)
        hasher = hasher_for(recorded.check_by)
        hasher.update((folder / os.fsdecode(path)).read_bytes())
        if not recorded.agrees({recorded.check_by: hasher.hexdigest()}):
            wrong.add(path)
    return wrong


def test_the_reference_tool_finds_our_history_good(told: Path):
    """Every file, every folder, nothing missing and nothing new."""
    assert everything_is_good(told)
    assert names(told) == ["0001_R0001-k3f9_2022-05-07_061504Z.mhl", "ascmhl_chain.xml"]


def test_the_reference_tool_finds_a_flipped_byte(told: Path):
    """And so do we."""
    flip(told / "DCIM/100GOPRO/GX020042.MP4")

    assert ask("verify", told) == "other bytes"
    assert ask("verify", told, "-dh") == "other folders"
    assert wrong_files(told, CARD) == {b"DCIM/100GOPRO/GX020042.MP4"}


def test_a_wrong_hash_of_ours_would_be_found(reel: Path):
    """Sabotage: one digit of one entry is another one."""
    first, *others = entries(CARD)
    wrong = Entry(path=first.path, size_bytes=first.size_bytes, xxh128=first.xxh128[:-1] + "0")
    assert wrong != first
    mhl.add_generation(reel, [wrong, *others], at=AT)

    assert ask("verify", reel) == "other bytes"


def test_what_is_missing_or_was_added_is_found(told: Path):
    """A file that went, a file that came; our own unfinished parts and a Mac's notes are neither."""
    for name in (".part-0123", "._GX010042.MP4", ".DS_Store"):
        (told / "DCIM" / name).write_bytes(b"")
    assert everything_is_good(told)

    (told / "DCIM/new.mp4").write_bytes(b"")
    assert (ask("verify", told), ask("diff", told)) == ("new files", "new files")
    (told / "DCIM/new.mp4").rename(told / "readme.txt")
    assert ask("verify", told) == "other bytes"
    (told / "readme.txt").unlink()
    assert (ask("verify", told), ask("diff", told)) == ("missing files", "missing files")


def test_a_name_changed_for_the_drive_is_told(reel: Path, capsys: pytest.CaptureFixture[str]):
    """The tool finds the file under its new name, and says its old one; so do we."""
    renamed = entry(b"%2Ehidden", CARD[b"%2Ehidden"], card_path=b".hidden")
    mhl.add_generation(reel, [renamed, *entries({path: CARD[path] for path in CARD if path != renamed.path})], at=AT)

    assert everything_is_good(reel)
    capsys.readouterr()
    assert ask("info", reel, "-v", "-sf", str(reel / "%2Ehidden")) == "good"
    assert "the file was named: .hidden" in capsys.readouterr().out
    assert mhl.read(reel).known(b"%2Ehidden").previous == b".hidden"


def test_later_files_make_a_second_generation(told: Path):
    """The same card once more, with new clips: only they are written down."""
    new = {b"DCIM/101GOPRO/GX010099.MP4": b"sixth"}
    laid_out(told, new)
    later = AT + timedelta(days=1)

    second = mhl.add_generation(told, entries(CARD | new), at=later)

    assert second.name == "0002_R0001-k3f9_2022-05-08_061504Z.mhl"
    assert second.read_text().count("<hash>") == 1
    assert [ask(command, told) for command in ("verify", "diff", "info")] == ["good"] * 3
    history = mhl.read(told)
    assert (set(history.files), history.trouble) == ({*CARD, *new}, ())
    assert [each.made_at for each in history.generations] == [AT, later]
    assert mhl.add_generation(told, entries(CARD | new), at=later) is None
    assert len(names(told)) == 3


def test_files_checked_again_are_verified_or_failed(told: Path):
    """On request all are written down, with what came of it; the older hash goes on to count."""
    path, content = b"readme.txt", CARD[b"readme.txt"]

    mhl.add_generation(told, [entry(path, content)], at=AT, again=True)
    assert mhl.read(told).known(path).failed is False
    last = mhl.add_generation(told, [entry(path, b"rotten")], at=AT)

    assert 'action="failed"' in last.read_text()
    recorded = mhl.read(told).known(path)
    assert recorded.failed is True
    assert recorded.agrees({"xxh128": entry(path, content).xxh128}) is True
    assert everything_is_good(told)


def test_the_reference_tool_can_go_on_where_we_stopped(told: Path):
    """Its next generation is read by us, with every kind of hash it adds."""
    formats = [each for each in FORMATS if each != "xxh32"]  # the tool makes no such hash any more
    assert ask("create", told, *(word for each in formats for word in ("-h", each))) == "good"

    history = mhl.read(told)

    assert history.trouble == ()
    for path, content in CARD.items():
        assert set(history.known(path).hashes) == set(formats)
        for kind in formats:
            hasher = hasher_for(kind)
            hasher.update(content)
            assert history.known(path).agrees({kind: hasher.hexdigest()}) is True


@pytest.mark.parametrize("kind", [each for each in FORMATS if each != "xxh32"])
def test_a_history_of_the_reference_tool_is_read(reel: Path, kind: str):
    """Whatever hash it has: a good card is good, a flipped byte is found."""
    assert ask("create", reel, "-h", kind) == "good"
    assert wrong_files(reel, CARD) == set()
    assert mhl.read(reel).known(b"readme.txt").size_bytes == len(CARD[b"readme.txt"])

    flip(reel / "readme.txt")
    assert wrong_files(reel, CARD) == {b"readme.txt"}


def test_a_changed_list_is_not_believed(told: Path):
    """Somebody who changes a hash must change the chain, too; the tool and we both see it."""
    (file,) = (told / "ascmhl").glob("0001*")
    file.write_bytes(file.read_bytes().replace(b'size="5"', b'size="6"'))

    history = mhl.read(told)

    assert ask("verify", told) == "list changed"
    assert (history.files, history.generations) == ({}, ())
    (trouble,) = history.trouble
    assert "was changed after it was written" in trouble


def test_a_missing_list_is_said(told: Path):
    """The chain names what is gone; the next ingest writes the files down again, under a number of its own."""
    (file,) = (told / "ascmhl").glob("0001*")
    file.unlink()

    assert ask("verify", told) == "list missing"
    assert mhl.read(told).trouble == (f"{file.name} is named in ascmhl_chain.xml and is missing",)
    assert mhl.add_generation(told, entries(CARD), at=AT).name.startswith("0002_")


def test_a_chain_that_cannot_be_read_is_kept_aside(told: Path):
    """It may be evidence: nothing is thrown away."""
    chain = told / "ascmhl/ascmhl_chain.xml"
    chain.write_bytes(b"\0" * 512)
    assert "ascmhl_chain.xml cannot be used" in mhl.read(told).trouble[0]

    mhl.add_generation(told, entries(CARD), at=AT)

    assert everything_is_good(told)
    (kept,) = (told / "ascmhl").glob("*.unreadable-*")
    assert kept.read_bytes() == b"\0" * 512


@pytest.mark.parametrize("name", ["0000_older.mhl", "0001_other.mhl", "packinglist.mhl"])
def test_a_list_put_beside_ours_is_not_believed(told: Path, tmp_path: Path, name: str):
    """Only the next one may be missing in the chain, for its writer may have been stopped."""
    liar = laid_out(tmp_path / "liar", dict.fromkeys(CARD, b"lie"))
    mhl.add_generation(liar, entries(dict.fromkeys(CARD, b"lie")), at=AT)
    shutil.copy(next((liar / "ascmhl").glob("0001*")), told / "ascmhl" / name)

    history = mhl.read(told)

    assert len(history.generations) == 1
    assert wrong_files(told, CARD) == set()
    assert history.trouble == (f"{name} is not in ascmhl_chain.xml, and is not believed",)
    assert mhl.add_generation(told, entries(CARD), at=AT) is None


def test_nothing_in_it_names_person_host_or_place(told: Path):
    """No user, no machine, no zone of the clock, no version; nor what the folder above is called."""
    written = b"".join(each.read_bytes() for each in (told / "ascmhl").iterdir())

    assert re.findall(rb"<(author|location|comment)\b", written) == []
    assert b"<hostname />" in written
    assert b"<tool>mediadesk</tool>" in written
    assert os.uname().nodename.encode() not in written
    assert told.parent.name.encode() not in written
    assert set(re.findall(rb"T\d\d:\d\d:\d\d(.{6})", written)) == {b"+00:00"}


def test_an_empty_history_is_no_history(reel: Path):
    """Nothing to write down leaves nothing behind."""
    assert mhl.read(reel) is None
    assert mhl.add_generation(reel, [], at=AT) is None
    assert not (reel / "ascmhl").exists()


@pytest.mark.parametrize(
    "path", [b"../out.mp4", b"/etc/passwd", b"a//b", b"ascmhl/x", b"DCIM/ASCMHL/x", b"a\nb", b"\xff.mp4", b""]
)
def test_a_path_that_no_history_can_hold_is_refused(reel: Path, path: bytes):
    """Names on our drives are made safe before; nothing half is left when one is not."""
    with pytest.raises(ValueError, match="no history can hold"):
        mhl.add_generation(reel, [entry(b"good.mp4", b""), entry(path, b"")], at=AT)

    assert names(reel) == []


def test_links_fifos_and_giants_are_said_and_not_read(told: Path, tmp_path: Path):
    """What lies in a history folder may be anything: nothing outside is read, nothing hangs."""
    below = told / "ascmhl"
    secret = tmp_path / "secret.mhl"
    secret.write_bytes(next(below.glob("0001*")).read_bytes())
    (below / "0002_link.mhl").symlink_to(secret)
    os.mkfifo(below / "0003_fifo.mhl")
    (below / "0004_folder.mhl").mkdir()
    with (below / "0005_giant.mhl").open("wb") as giant:
        giant.truncate(1 << 40)

    history = mhl.read(told)

    assert [each.number for each in history.generations] == [1]
    assert [re.sub("_.*", "", each) for each in history.trouble] == ["0002", "0003", "0004", "0005"]


def test_a_history_that_is_a_link_is_none(tmp_path: Path, told: Path):
    """A hostile drive cannot lend itself another one's history."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "ascmhl").symlink_to(told / "ascmhl")

    assert mhl.read(other) is None
    with pytest.raises(OSError, match="ascmhl"):
        mhl.add_generation(other, entries(CARD), at=AT)


def test_lists_that_lie_alone_are_read(tmp_path: Path):
    """MHL 1.x wrote one list beside the files."""
    content = b"fifth"
    value = xxhash.xxh64(content)
    (tmp_path / "A001.mhl").write_text(
        '<?xml version="1.0"?><hashlist version="1.1"><creatorinfo><startdate>2019-01-02T03:04:05Z</startdate>'
        f"</creatorinfo><hash><file>readme.txt</file><size>5</size><xxhash64be>{value.hexdigest()}</xxhash64be></hash>"
        "</hashlist>"
    )
    laid_out(tmp_path, {b"readme.txt": content})

    assert wrong_files(tmp_path, [b"readme.txt"]) == set()
    assert mhl.read(tmp_path).trouble == ()
    flip(tmp_path / "readme.txt")
    assert wrong_files(tmp_path, [b"readme.txt"]) == {b"readme.txt"}


@pytest.mark.needs("footage")
def test_the_example_of_the_specification_is_read(tmp_path: Path):
    """A list of another tool, without a chain."""
    (example,) = FOOTAGE.glob("*.mhl")
    (tmp_path / example.name).write_bytes(example.read_bytes())

    history = mhl.read(tmp_path)

    assert history.trouble == ()
    assert history.known(b"Clips/A002C006_141024_R2EC.mov").hashes == {"xxh64": "0ea03b369a463d9d"}
    assert history.known(b"Sidecar.txt").size_bytes == 58
    assert len(history.files) == 3
    assert history.generations[0].made_at == datetime(2020, 1, 16, 9, 15, tzinfo=UTC)
