"""A clip is known by its content, and shows itself as a viewer sees it."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.clip import Attached, Camera, Clip, Facts, Frame, Log, clip_id, is_id_beginning
from mediadesk.model.clock import ClockProfile, ClockSpan
from mediadesk.model.moment import UNKNOWN, Captured, wall_clock
from mediadesk.model.place import Place

FRAME = Frame(stream=0, width=1080, height=1920, rotation=90, codec="hevc")


def a_clip(facts: Facts, log: Log) -> Clip:
    sha256 = hashlib.sha256(b"clip").hexdigest()
    return Clip(id=clip_id(sha256), name=b"a.mov", path="a.mov", sha256=sha256, size_bytes=4, facts=facts, log=log)


def test_an_id_is_the_beginning_of_the_content_in_base_32():
    """The same clip has the same id on every machine: RFC 4648, so of zeros A, of ones 7."""
    assert clip_id("00" * 32) == "AAAAAAAAAA"
    assert clip_id("ff" * 32) == "7777777777"
    assert clip_id(hashlib.sha256(b"").hexdigest()) == "4OYMIQUY7Q"


@given(st.binary(min_size=32, max_size=32), st.integers(1, 10))
def test_every_beginning_of_an_id_may_name_it_in_either_case(content, letters):
    beginning = clip_id(content.hex())[:letters]
    assert is_id_beginning(beginning)
    assert is_id_beginning(beginning.lower())


@pytest.mark.parametrize("text", ["", "0", "1", "8", "9", "A" * 11, "A B", "a.mov", "AAAA\n", "İ", "ſ"])
def test_what_is_no_letter_of_base_32_begins_no_id(text):
    assert not is_id_beginning(text)


@pytest.mark.parametrize(
    ("aspect", "display"),
    [
        (None, (1080, 1920)),
        (Fraction(1), (1080, 1920)),
        (Fraction(4, 3), (1440, 1920)),
        (Fraction(1, 2), (540, 1920)),
        (Fraction(1, 65_535), (1, 1920)),
    ],
)
def test_a_viewer_sees_square_pixels(aspect, display):
    """HDV stores 1440 columns for 1920: the width gives way, the height stays."""
    assert replace(FRAME, sample_aspect=aspect).display == display


def test_what_a_person_typed_counts_before_what_the_file_says():
    tagged, typed = Captured(source="tag"), Captured(source="typed")
    here, there = (Place(lat=1.0, lon=lon, radius_m=1, source="tag") for lon in (1.0, 2.0))
    facts = Facts(container="mov", captured=tagged, place=here)
    of_file, of_person = a_clip(facts, Log()), a_clip(facts, Log(captured=typed, place=there))
    assert (of_file.captured, of_file.place) == (tagged, here)
    assert (of_person.captured, of_person.place) == (typed, there)


def test_what_nobody_says_is_not_known():
    bare = a_clip(Facts(container="mov"), Log())
    assert bare.captured == UNKNOWN
    assert bare.place is None


@pytest.mark.parametrize(
    ("seconds", "whole"), [((), 10), ((Fraction(1, 3), 2), Fraction(37, 3)), ((2, None), None)], ids=str
)
def test_a_clip_is_as_long_as_its_parts_together(seconds, whole):
    """One part that does not tell how long it is leaves the whole unknown: nothing is guessed."""
    parts = tuple(Attached(name=b"b", path=None, sha256="", size_bytes=1, seconds=each) for each in seconds)
    clip = replace(a_clip(Facts(container="mov", seconds=Fraction(10)), Log()), parts=parts)
    assert clip.seconds == whole
    assert replace(clip, facts=Facts(container="mov")).seconds is None


CANON = Camera(make="Canon", model="EOS R5")
NIGHT = wall_clock(datetime(2022, 10, 30, 3, 30), source="quicktime:clock")
KYIV = ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))


def test_a_wall_clock_names_its_mend():
    """Of a camera it is said once; else of the clip."""
    canon = a_clip(Facts(container="mov", captured=NIGHT, camera=CANON), Log())
    assert canon.mend == 'mediadesk clock set "Canon EOS R5" --zone Europe/Kyiv'
    assert replace(canon, clock=KYIV).mend is None
    for captured, camera in ((UNKNOWN, CANON), (NIGHT, None), (NIGHT, Camera())):
        clip = a_clip(Facts(container="mov", captured=captured, camera=camera), Log())
        assert clip.mend == f"mediadesk log {clip.id} --time 2022-05-07T14:03+03:00"


def test_a_clip_is_read_by_the_clock_of_its_body_and_typed_times_stand():
    canon = replace(a_clip(Facts(container="mov", captured=NIGHT, camera=CANON, trouble=("torn",)), Log()), clock=KYIV)
    assert canon.captured.at == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)
    assert canon.trouble[0] == "torn"
    assert "came twice" in canon.trouble[1]
    typed = replace(canon, log=Log(captured=Captured(source="typed")))
    assert (typed.captured.source, typed.trouble) == ("typed", ("torn",))
    own = replace(canon, log=Log(clock=ClockProfile(spans=(ClockSpan(zone="Europe/Warsaw"),))))
    assert own.captured.zone == "Europe/Warsaw"


def test_a_body_is_called_by_its_name_and_told_apart_by_its_serial_number():
    assert (CANON.name, CANON.called, Camera().called) == ("Canon EOS R5", "Canon EOS R5", "")
    assert replace(CANON, serial_hash="a3f97c").called == "Canon EOS R5 #a3f9"
    assert Camera(serial_hash="a3f97c").called == "#a3f9"
