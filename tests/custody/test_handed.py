"""A zip from others: nothing in it leads elsewhere, is more than it says, or is believed."""

import hashlib
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from mediadesk.custody.handed import opened
from mediadesk.errors import Misasked, NotFound

DATA = b"frame" * 1_000
SHA = hashlib.sha256(DATA).hexdigest()


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as packed:
        for name, data in entries:
            packed.writestr(name, data)
    return path


def look(path: Path, most: int = 10):
    with opened(path, called="this bundle", most_files=most) as handed:
        return dict(handed.sizes), handed.read("paper.json", 1 << 20)


def test_what_is_in_it_comes_out_as_it_was(tmp_path):
    path = zipped(tmp_path / "a.zip", ("paper.json", b"{}"), ("excerpts/one.mov", DATA))
    assert look(path) == ({"paper.json": 2, "excerpts/one.mov": len(DATA)}, b"{}")
    with opened(path, called="this bundle", most_files=10) as handed:
        handed.take_out("excerpts/one.mov", len(DATA), SHA, tmp_path / "out.mov")
        assert (tmp_path / "out.mov").read_bytes() == DATA
        assert stat.S_IMODE((tmp_path / "out.mov").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "size", "sha256"),
    [("excerpts/none.mov", 5_000, SHA), ("excerpts/one.mov", 4_999, SHA), ("excerpts/one.mov", 5_000, "0" * 64)],
)
def test_a_file_that_is_not_what_was_told_is_refused(tmp_path, name, size, sha256):
    path = zipped(tmp_path / "a.zip", ("excerpts/one.mov", DATA))
    with opened(path, called="this bundle", most_files=10) as handed, pytest.raises(Misasked):
        handed.take_out(name, size, sha256, tmp_path / "out.mov")


@pytest.mark.parametrize(
    "name",
    [
        "../up",
        "/etc/passwd",
        "a/../../b",
        "a//b",
        "./a",
        "folder/",
        "a\\b",
        "C:\\x",
        "a\x1bb",
        "..",
        "\u202ea",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(Misasked):
        look(zipped(tmp_path / "a.zip", ("paper.json", b"{}"), (zipfile.ZipInfo(name), b"x")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFBLK])
def test_a_link_or_a_device_is_refused(tmp_path, kind):
    entry = zipfile.ZipInfo("link")
    entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
    with pytest.raises(Misasked):
        look(zipped(tmp_path / "a.zip", ("paper.json", b"{}"), (entry, b"/etc/passwd")))


def test_two_files_of_one_name_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zipped(tmp_path / "a.zip", ("paper.json", b"{}"), ("paper.json", b"[]"))
    with pytest.raises(Misasked, match="one name"):
        look(path)


def test_more_files_than_there_can_be_are_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", *((f"f{number}", b"") for number in range(11)))
    with pytest.raises(Misasked, match="too many"):
        look(path)


def test_a_list_of_files_that_would_fill_the_memory_is_not_read(tmp_path):
    path = zipped(tmp_path / "a.zip", ("paper.json", b"{}"))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<I", 1 << 30)
    path.write_bytes(data)
    with pytest.raises(Misasked):
        look(path)


def test_a_bomb_is_refused_by_what_it_claims_and_by_what_it_holds(tmp_path):
    """A small file that says it is small, and unpacks to more; and one that says so."""
    path = zipped(tmp_path / "a.zip", ("paper.json", b"0" * (2 << 20)))
    with pytest.raises(Misasked, match="too large"):
        look(path)
    data = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        begin = data.find(signature)
        data[begin + at : begin + at + 4] = struct.pack("<I", 100)
    path.write_bytes(data)
    with pytest.raises(Misasked):
        look(path)


def test_files_that_share_their_bytes_are_refused(tmp_path):
    """As in a bomb of overlapping files: many entries of the list name the same packed bytes."""
    chance = random.Random(5)
    noise = chance.randbytes(50_000)
    path = zipped(tmp_path / "a.zip", ("f0", noise))
    data = path.read_bytes()
    begin, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    entry = data[begin:end]
    entries = b"".join(entry.replace(b"f0", f"f{number}".encode()) for number in range(9))
    record = bytearray(data[end:])
    record[8:12], record[12:16] = struct.pack("<HH", 9, 9), struct.pack("<I", len(entries))
    path.write_bytes(data[:begin] + entries + bytes(record))
    with pytest.raises(Misasked, match="share"):
        look(path)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_zip_is_refused(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(Misasked):
        look(tmp_path / "a.zip")


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(NotFound):
        look(tmp_path / "a.zip")


def test_a_damaged_zip_is_refused_or_whole(tmp_path):
    """Bytes changed anywhere: what comes out was told by its hash, or nothing does."""
    chance = random.Random(7)
    whole = zipped(tmp_path / "a.zip", ("paper.json", b"{}"), ("excerpts/one.mov", DATA)).read_bytes()
    for number in range(1_000):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "b.zip").write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
        target = tmp_path / f"{number}.mov"
        try:
            with opened(tmp_path / "b.zip", called="this bundle", most_files=10) as handed:
                handed.take_out("excerpts/one.mov", len(DATA), SHA, target)
        except Misasked:
            continue
        assert target.read_bytes() == DATA


def test_another_way_of_packing_is_refused(tmp_path):
    with pytest.raises(Misasked, match="packed"):
        look(zipped(tmp_path / "a.zip", ("paper.json", b"{}"), method=zipfile.ZIP_LZMA))
