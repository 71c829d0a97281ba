"""A hash list from a drive may be anybody's: what it tells is taken, what it tries is not."""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.custody.mhl_read import Link, Unreadable, chain, hash_list
from mediadesk.model.mhl import HashList

ENTITIES = b"".join(b'<!ENTITY e%d "&e%d;&e%d;">' % (each + 1, each, each) for each in range(40))
C4 = "c4" + "1" * 88


def read(*blocks: bytes) -> HashList:
    return hash_list(blocks, name="0001.mhl")


def asc(files: str) -> bytes:
    return f'<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0"><hashes>{files}</hashes></hashlist>'.encode()


def old(files: str) -> bytes:
    return f'<hashlist version="1.1">{files}</hashlist>'.encode()


def a_file(path: str = "a.mp4", hashes: str = f"<xxh128>{'0' * 32}</xxh128>") -> str:
    return f"<hash><path>{path}</path>{hashes}</hash>"


def paths(found: HashList) -> list[bytes]:
    return [each.path for each in found.files]


def test_names_are_taken_as_they_are():
    """Spaces, other scripts, escapes and line breaks inside a name."""
    found = read(asc(a_file(" a &amp; b ") + a_file("Ринок/№1.mp4") + a_file("x&#10;y")))

    assert paths(found) == [b" a & b ", "Ринок/№1.mp4".encode(), b"x\ny"]


def test_whatever_else_is_in_a_list_names_no_file():
    """Folders, the root, references and anybody's metadata hold paths and hashes too."""
    kind = f"<md5>{'0' * 32}</md5>"
    told = (
        f"<directoryhash><path>DCIM</path><content>{kind}</content><structure>{kind}</structure></directoryhash>"
        f"<hash><path>a.mp4</path><sha1>{'1' * 40}</sha1><metadata>{kind}<path>b.mp4</path></metadata></hash>"
    )
    (file,) = read(asc(told)).files

    assert (file.path, file.hashes) == (b"a.mp4", {"sha1": "1" * 40})


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        ("<xxhash>{:010}</xxhash>", "xxh32"),
        ("<xxhash64be>{:016x}</xxhash64be>", "xxh64"),
        ("<xxhash64be>{:016X}</xxhash64be>", "xxh64"),
        ("<xxhash64>{}</xxhash64>", "xxh64"),
    ],
)
def test_old_lists_write_hashes_in_ways_of_their_own(element: str, kind: str):
    """Decimal, reversed, in capitals: each comes out as the hasher would write it."""
    hasher = {"xxh32": xxhash.xxh32, "xxh64": xxhash.xxh64}[kind](b"content")
    value = hasher.digest()[::-1].hex() if element == "<xxhash64>{}</xxhash64>" else hasher.intdigest()

    (file,) = read(old(f"<hash><file>a.mp4</file><size>7</size>{element.format(value)}</hash>")).files

    assert (file.hashes, file.size_bytes) == ({kind: hasher.hexdigest()}, 7)


def test_old_lists_may_be_written_on_windows():
    """There, a backslash parts folders; on a card it is a letter like others."""
    told = old("<hash><file>DCIM\\A.MP4</file></hash><hash><file>DCIM/A\\B.MP4</file></hash>")

    assert paths(read(told)) == [b"DCIM/A.MP4", b"DCIM/A\\B.MP4"]
    assert paths(read(asc(a_file("DCIM\\A.MP4")))) == [b"DCIM\\A.MP4"]


def test_a_file_may_be_listed_without_a_hash():
    """MHL 1.x has an element for it."""
    (file,) = read(old("<hash><file>a.mp4</file><size>7</size><null/></hash>")).files

    assert (file.check_by, file.size_bytes) == (None, 7)


def test_a_hash_that_failed_does_not_count():
    """It is of the wrong bytes."""
    (file,) = read(asc(a_file(hashes=f'<md5 action="failed">{"0" * 32}</md5>'))).files

    assert (file.failed, file.hashes) == (True, {})


@pytest.mark.parametrize("path", ["..\\..\\a", "C:\\..\\a"])
def test_nor_does_a_path_of_windows_lead_out(path: str):
    """It is looked at after it was turned."""
    assert paths(read(old(f"<hash><file>{path}</file></hash>"))) == []


@pytest.mark.parametrize("path", ["../a", "/etc/passwd", "a/../../b", "a//b", "./a", "", "a/"])
def test_a_path_out_of_the_folder_is_left_out(path: str):
    """And said."""
    found = read(asc(a_file(path) + a_file()))

    assert paths(found) == [b"a.mp4"]
    assert found.trouble == ("0001.mhl: 1 paths that lead out of the folder, left out",)


@pytest.mark.parametrize("text", ["", "g" * 32, "0" * 31, "0" * 33, "<b/>" + "0" * 31, "0" * 60_000])
def test_a_hash_that_is_none_is_left_out(text: str):
    """Nothing is compared with it, and the file is known all the same."""
    found = read(asc(a_file(hashes=f"<xxh128>{text}</xxh128><c4>{C4}</c4>")))

    assert found.files[0].hashes == {"c4": C4}
    assert found.trouble == ("0001.mhl: 1 hashes that are none, left out",)


@pytest.mark.parametrize("size", ["", "-1", "1e3", "²", "9" * 5000])
def test_a_size_that_is_none_is_not_known(size: str):
    """A size cannot be a power of nine, nor take a minute to read."""
    (file,) = read(asc(f'<hash><path size="{size}">a</path></hash>')).files

    assert file.size_bytes is None


@pytest.mark.parametrize("date", ["", "yesterday", "2020-01-16T09:15:00", "99999-01-01T00:00:00Z"])
def test_a_date_that_is_no_instant_is_not_known(date: str):
    """An instant needs a zone."""
    found = read(f"<hashlist><creatorinfo><creationdate>{date}</creationdate></creatorinfo></hashlist>".encode())

    assert found.made_at is None


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (b'<!DOCTYPE hashlist [<!ENTITY x SYSTEM "file:///etc/passwd">]><hashlist>&x;</hashlist>', "document type"),
        (b'<!DOCTYPE hashlist [<!ENTITY e0 "ha">' + ENTITIES + b"]><hashlist>&e40;</hashlist>", "document type"),
        (b'<!DOCTYPE hashlist SYSTEM "http://127.0.0.1:9/x.dtd"><hashlist/>', "document type"),
        (b"<hashlist>" + b"<a>" * 100_000, "too deep"),
        (asc(a_file("a" * 100_000)), "text in it is too long"),
        (b"<hashlist>&undeclared;</hashlist>", "no XML"),
        (b"<html/>", "no hashlist"),
        (b"", "no XML"),
        (b"\0" * 4096, "no XML"),
        (asc(a_file())[:-5], "no XML"),
        (b'<?xml version="1.0" encoding="utf-7"?><hashlist>\xff</hashlist>', "no XML"),
        (b"<hashlist \x1b[31m/>", "no XML"),
    ],
)
def test_a_list_made_to_hurt_is_refused(hostile: bytes, why: str):
    """No entity is expanded, nothing is fetched, nothing grows."""
    with pytest.raises(Unreadable, match=why):
        read(hostile)


def endless(block: bytes) -> Iterator[bytes]:
    yield b"<hashlist "
    while True:
        yield block


@pytest.mark.parametrize("block", [b"a" * 65536, b' b="' + b"c" * 65536, b"><!-- " + b"d" * 65536])
def test_a_tag_without_an_end_is_given_up(block: bytes):
    """Old expats read it from its beginning with every block: in time, this would be for ever."""
    begun = time.process_time()
    with pytest.raises(Unreadable, match=r"too long|no XML"):
        hash_list(endless(block), name="0001.mhl")

    assert time.process_time() - begun < 5


@given(st.binary(max_size=200), st.integers(0, 200), st.integers(1, 64))
def test_damage_is_read_or_refused(noise: bytes, at: int, size: int):
    """Bytes in the middle of a list, in blocks of any size: a list, or Unreadable, and never another error."""
    whole = asc(a_file() + a_file("b/c.mp4", f"<c4>{C4}</c4>"))
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    with suppress(Unreadable):
        read(*(damaged[each : each + size] for each in range(0, len(damaged), size)))


def test_a_chain_names_its_lists():
    """In its order, whatever prefix its namespace has."""
    link = f'<m:hashlist sequencenr="1"><m:path>0001.mhl</m:path><m:c4>{C4}</m:c4></m:hashlist>'
    told = f'<m:ascmhldirectory xmlns:m="urn:ASC:MHL:DIRECTORY:v2.0">{link}<m:hashlist/></m:ascmhldirectory>'

    assert chain([told.encode()]) == [Link(name="0001.mhl", c4=C4), Link(name="", c4="")]


def test_a_list_is_no_chain():
    """And a chain is no list."""
    with pytest.raises(Unreadable, match="no ascmhldirectory"):
        chain([asc(a_file())])
