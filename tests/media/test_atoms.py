"""Small facts of MP4 files that ffprobe does not tell, out of files that may be anything."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.media import atoms
from mediadesk.media.answer import Answer, written
from mediadesk.media.atoms import Atoms, read_atoms
from mediadesk.media.makers import serial_hash
from tests.media.test_gpmf import klv, nested


def atom(kind: bytes, *inside: bytes) -> bytes:
    payload = b"".join(inside)
    return (8 + len(payload)).to_bytes(4, "big") + kind + payload


def quicktime_text(text: str) -> bytes:
    """A length, a packed language, then the text."""
    return len(text).to_bytes(2, "big") + b"\x15\xc7" + text.encode()


def sony_zone(minutes: int) -> bytes:
    entry = b"\x00\x0c" + (0x0B).to_bytes(4, "big") + b"\xd5\xc4\x00\x00" + minutes.to_bytes(2, "big", signed=True)
    other = b"\x00\x12" + (0x0A).to_bytes(4, "big") + bytes(12)
    return atom(b"uuid", atoms._USMT, atom(b"MTDT", b"\x00\x02", other, entry))


@pytest.fixture
def said(tmp_path: Path):
    """What is read of these bytes."""

    def read(content: bytes) -> Atoms:
        path = tmp_path / "clip.mp4"
        path.write_bytes(content)
        return read_atoms(path)

    return read


def test_a_whole_file_without_any_of_it_says_nothing(said) -> None:
    assert (
        said(atom(b"ftyp", b"isom") + atom(b"moov", atom(b"mvhd", b"\1" * 100)) + atom(b"mdat", b"x" * 99)) == Atoms()
    )


def test_a_phone_writes_an_iso_date_of_its_own(said) -> None:
    file = atom(b"moov", atom(b"udta", atom(b"date", b"2018-02-07T10:15:08-0500")))
    assert said(file).date == "2018-02-07T10:15:08-0500"


def test_two_places_are_both_told_udta_first(said) -> None:
    item = atom(b"\xa9xyz", atom(b"data", bytes(8), b"+40.6892-074.0445+010/"))
    meta = atom(b"meta", bytes(4), atom(b"hdlr", bytes(24)), atom(b"ilst", item))
    file = atom(b"moov", atom(b"udta", meta, atom(b"\xa9xyz", quicktime_text("+40.680-074.500/"))))
    assert said(file).places == ("+40.680-074.500", "+40.6892-074.0445")


@pytest.mark.parametrize("minutes", [60, -210, 330, 0])
def test_sony_writes_its_zone_in_minutes(minutes: int, said) -> None:
    assert said(atom(b"moov", sony_zone(minutes))).zone_minutes == minutes
    assert said(atom(b"moov", atom(b"trak", sony_zone(minutes)))).zone_minutes == minutes


def test_a_zone_that_is_nowhere_on_earth_is_none(said) -> None:
    assert said(atom(b"moov", sony_zone(3000))).zone_minutes is None


def test_a_gopro_says_its_model_in_its_own_format(said) -> None:
    gpmf = b"DEVC\x00\x01\x00\x00MINFc\x01\x00\x1e" + b"HERO7 Black".ljust(30, b"\x00") + b"after"
    assert said(atom(b"moov", atom(b"udta", atom(b"GPMF", gpmf)))).model == "HERO7 Black"


def test_of_a_gopros_serial_number_a_hash_is_kept(said) -> None:
    gpmf = nested(
        b"DEVC", nested(b"STRM", klv(b"CASN", "c", 14, b"C3221324500000")), klv(b"MINF", "c", 1, b"HERO9 Black")
    )
    found = said(atom(b"moov", atom(b"udta", atom(b"GPMF", gpmf))))
    assert (found.model, found.serial) == ("HERO9 Black", serial_hash("C3221324500000"))
    assert b"C3221324500000" not in written(Answer(container="mov", said={}, atoms=found))


def test_sonys_xml_is_found_in_either_kind_of_meta(said) -> None:
    xml = b'<?xml version="1.0"?><NonRealTimeMeta><Device manufacturer="Sony"/></NonRealTimeMeta>'
    for version in (b"", bytes(4)):
        assert said(atom(b"meta", version, atom(b"hdlr", bytes(24)), atom(b"xml ", bytes(4), xml))).xml == xml.decode()


def test_the_serial_number_in_sonys_xml_is_hashed(said) -> None:
    xml = b'<?xml version="1.0"?><NonRealTimeMeta><Device modelName="X" serialNo="1234567"/></NonRealTimeMeta>'
    found = said(atom(b"meta", atom(b"xml ", bytes(4), xml))).xml
    assert "1234567" not in found
    assert 'modelName="X" serialNo="' in found


def test_nikons_notes_are_found_and_their_place_is_one_of_the_places(said) -> None:
    degrees = b"".join(number.to_bytes(4, "big") for number in (33, 1, 51, 1, 36, 1))
    records = b"".join(
        number.to_bytes(4, "big") + kind + len_ + data
        for number, kind, len_, data in (
            (0x01, b"\0\2", b"\0\6", b"NIKON\0"),
            (0x1200001, b"\0\2", b"\0\2", b"S\0"),
            (0x1200002, b"\0\5", b"\0\3", degrees),
            (0x1200004, b"\0\5", b"\0\3", degrees),
        )
    )
    found = said(atom(b"moov", atom(b"udta", atom(b"NCDT", atom(b"NCTG", records)))))
    assert found.nikon == ("NIKON", "", "")
    assert found.places == ("-33.860000+033.860000/",)


def test_makers_sign_in_small_texts(said) -> None:
    author = atom(b"auth", bytes(4) + b"\x15\xc7FLIR One\0")
    about = atom(b"\xa9inf", b"\0\x15\0\0PENTAX DIGITAL CAMERA")
    assert said(atom(b"moov", atom(b"udta", author, about))).notes == (
        ("auth", "FLIR One"),
        ("\xa9inf", "PENTAX DIGITAL CAMERA"),
    )
    assert said(atom(b"sefd", bytes(8))).samsung


@pytest.mark.parametrize("around", ["udta", "uuid"])
def test_a_packet_of_xmp_is_found_where_programs_put_it(around: str, said) -> None:
    packet = b"<x:xmpmeta/>"
    whole = {
        "udta": atom(b"moov", atom(b"udta", atom(b"XMP_", packet))),
        "uuid": atom(b"uuid", atoms._ADOBE, packet),
    }
    assert said(whole[around]).xmp == packet.decode()


@pytest.mark.parametrize(("version", "unset"), [(bytes(4), 4), (b"\1" + bytes(3), 8)])
def test_a_date_that_was_never_set_is_seen(version: bytes, unset: int, said) -> None:
    assert said(atom(b"moov", atom(b"mvhd", version, bytes(unset), b"\1" * 80))).unset
    assert not said(atom(b"moov", atom(b"mvhd", version, bytes(unset - 1), b"\1" * 80))).unset
    assert not said(atom(b"moov", atom(b"mvhd", version, bytes(3)))).unset


def test_a_file_that_was_cut_off_says_how_much_is_missing(said) -> None:
    whole = atom(b"ftyp", b"isom") + atom(b"moov", bytes(100)) + atom(b"mdat", bytes(1000))
    assert said(whole).missing_bytes == 0
    assert said(whole[:-400]).missing_bytes == 400
    assert said(atom(b"moov", bytes(50)) + atom(b"mdat", bytes(1000))[:-1]).missing_bytes == 1


def test_what_a_device_appends_is_not_taken_for_a_cut(said) -> None:
    """Insta360 and dashcams write their own trailers after the last box."""
    assert said(atom(b"mdat", bytes(100)) + b"\x7f\xff\xff\xffOWN trailer").missing_bytes == 0


def test_sizes_of_64_bits_and_to_the_end_are_understood(said) -> None:
    date = atom(b"moov", atom(b"udta", atom(b"date", b"2018-02-07T10:15:08Z")))
    long = (1).to_bytes(4, "big") + b"mdat" + (16 + 50).to_bytes(8, "big") + bytes(50)
    assert said(long + date).date == "2018-02-07T10:15:08Z"
    assert said(date + bytes(4) + b"mdat" + bytes(500)).missing_bytes == 0


def test_a_size_beyond_all_files_is_no_crash(said) -> None:
    """A box inside one that claims to end far away may lead there."""

    def endless(kind: bytes, size: int) -> bytes:
        return (1).to_bytes(4, "big") + kind + size.to_bytes(8, "big")

    assert said(endless(b"moov", 2**64 - 1) + endless(b"udta", 2**63) + bytes(100)).date is None


def test_a_bomb_of_nested_and_countless_boxes_does_not_bite(said) -> None:
    bomb = b""
    for _ in range(2000):
        bomb = atom(b"moov", bomb)
    crowd = atom(b"moov", *[atom(b"trak", *[atom(b"udta")] * 300)] * 300)
    started = time.process_time()  # ours: the machine may be busy with other things
    said(bomb)
    said(crowd * 3)
    assert time.process_time() - started < 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(data=st.data())
def test_any_bytes_are_read_without_harm(data: st.DataObject, tmp_path: Path) -> None:
    """Whole trees of the boxes we read, with any bytes inside, cut anywhere."""
    kinds = st.sampled_from(
        [b"moov", b"udta", b"meta", b"ilst", b"uuid", b"date", b"\xa9xyz", b"GPMF", b"xml ", b"trak"]
    )
    payload = st.one_of(st.binary(max_size=60), st.just(sony_zone(60)), st.just(b"MINFc\xff\xff\xff"))
    tree = st.recursive(payload, lambda inner: st.builds(lambda k, i: atom(k, *i), kinds, st.lists(inner, max_size=3)))
    content = data.draw(tree)
    path = tmp_path / "any.mp4"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    assert isinstance(read_atoms(path), Atoms)
