"""What a generation looks like, byte by byte, and what it tells of names that had to be changed for a drive."""

from datetime import UTC, datetime

import pytest

from mediadesk.custody.mhl_read import Link
from mediadesk.custody.mhl_write import chain, hash_list, list_name
from mediadesk.model.mhl import Entry, Recorded

AT = datetime(2022, 5, 7, 6, 15, 4, tzinfo=UTC)
HASH = "0123456789abcdef" * 2


def written(*entries: Entry, known: dict[bytes, Recorded] | None = None) -> str:
    return b"".join(hash_list(entries, known or {}, at=AT)).decode()


def entry(path: bytes, **more) -> Entry:
    return Entry(path=path, size_bytes=7, xxh128=HASH, **more)


def recorded(path: bytes, **hashes: str) -> dict[bytes, Recorded]:
    return {path: Recorded(path=path, hashes=hashes)}


def previous(text: str) -> list[str]:
    return [each.partition("</")[0] for each in text.split("<previousPath>")[1:]]


def test_a_generation_is_as_the_schema_has_it():
    """These bytes were checked with `ascmhl-debug xsd-schema-check` and the schema of ASC MHL v2.0."""
    card = datetime(2022, 5, 6, 18, 30, tzinfo=UTC)

    assert written(entry(b"DCIM/a & b.mp4", modified_at=card, card_path=b"DCIM/a & b*.mp4")) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">\n'
        "<creatorinfo><creationdate>2022-05-07T06:15:04+00:00</creationdate><hostname /><tool>mediadesk</tool>"
        "</creatorinfo>\n"
        "<processinfo><process>transfer</process><roothash>"
        '<content><xxh128 hashdate="2022-05-07T06:15:04+00:00">8b8d6de7ed9be2195e5557aca9ea6050</xxh128></content>'
        '<structure><xxh128 hashdate="2022-05-07T06:15:04+00:00">b85178be5a85740c2865dab74c02ab3d</xxh128></structure>'
        "</roothash><ignore><pattern>.DS_Store</pattern><pattern>ascmhl</pattern><pattern>ascmhl/</pattern>"
        "<pattern>._*</pattern><pattern>.part-*</pattern></ignore></processinfo>\n"
        "<hashes>\n"
        '<hash><path size="7" lastmodificationdate="2022-05-06T18:30:00+00:00">DCIM/a &amp; b.mp4</path>'
        f'<xxh128 action="original" hashdate="2022-05-07T06:15:04+00:00">{HASH}</xxh128>'
        "<previousPath>DCIM/a &amp; b*.mp4</previousPath></hash>\n"
        "<directoryhash><path>DCIM</path>"
        '<content><xxh128 hashdate="2022-05-07T06:15:04+00:00">a85fe038c46f8ac59cc4a090209a65b9</xxh128></content>'
        '<structure><xxh128 hashdate="2022-05-07T06:15:04+00:00">f3af40baec1bf2311fa3132ede4c7e43</xxh128></structure>'
        "</directoryhash>\n"
        "</hashes>\n"
        "</hashlist>\n"
    )


def test_a_chain_numbers_its_lists():
    """In order, with the hash of each."""
    assert chain([Link(name="0001_R.mhl", c4="c41"), Link(name="0002_<R>.mhl", c4="c42")]).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">\n'
        '<hashlist sequencenr="1"><path>0001_R.mhl</path><c4>c41</c4></hashlist>\n'
        '<hashlist sequencenr="2"><path>0002_&lt;R&gt;.mhl</path><c4>c42</c4></hashlist>\n'
        "</ascmhldirectory>\n"
    )


@pytest.mark.parametrize(
    ("known", "action"),
    [({}, "original"), ({"xxh128": HASH}, "verified"), ({"xxh128": "f" * 32}, "failed"), ({"md5": HASH}, "original")],
)
def test_the_record_decides_what_an_entry_is(known: dict[str, str], action: str):
    """Nobody can write "verified" over bytes that are others."""
    assert f'action="{action}"' in written(entry(b"a"), known=recorded(b"a", **known))


@pytest.mark.parametrize("name", [b"b:c.mp4", "\N{CYRILLIC SMALL LETTER A}".encode() * 200, b".hidden", b"A.MP4"])
def test_the_name_on_the_card_is_told(name: bytes):
    """Where the drive could not have it."""
    assert previous(written(entry(b"a.mp4", card_path=name))) == [name.decode()]


@pytest.mark.parametrize("name", [b"a.mp4", b"a\n.mp4", b"\xff.mp4", b"a%3Ab", "\u202ea".encode(), b"\0", b"other"])
def test_a_name_that_says_nothing_or_cannot_be_written_is_left_out(name: bytes):
    """No text, no XML, the same name, or one that could be taken for another file of the folder."""
    assert previous(written(entry(b"a.mp4", card_path=name), entry(b"other"))) == []


def test_folders_are_hashed_only_where_everything_is_known():
    """A file that has no xxh128 on record leaves a gap that no hash may hide."""
    text = written(entry(b"x/a"), known=recorded(b"x/b", md5="0" * 32))

    assert "directoryhash" not in text
    assert "roothash" not in text


@pytest.mark.parametrize("bad", ["", "f" * 31, "F" * 32, "g" * 32])
def test_a_hash_that_is_none_is_not_written(bad: str):
    """A mistake of ours shall not look like a hash for years."""
    with pytest.raises(ValueError, match="no xxh128"):
        written(Entry(path=b"a", size_bytes=1, xxh128=bad))


def test_a_list_is_named_by_number_folder_and_time():
    """The folder's name is made safe for any disk."""
    assert list_name(12, "R0012-k3f9", AT) == "0012_R0012-k3f9_2022-05-07_061504Z.mhl"
    assert list_name(12_345, "a:b", AT) == "12345_a%3Ab_2022-05-07_061504Z.mhl"
