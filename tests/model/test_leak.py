"""The desk's own secrets are found in a text in whatever notation, and what is no secret is left in peace."""

import os
import unicodedata
from dataclasses import replace
from fractions import Fraction
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediadesk.media.makers import serial_hash
from mediadesk.model.clip import Attached, Camera, Clip, Facts, Log, clip_id
from mediadesk.model.leak import NEVER_OVERRIDDEN, Secrets, secrets_of, text_findings
from mediadesk.model.place import LatLon, Place

EIFFEL = LatLon(lat=48.85774, lon=2.29504)
SOUTH_WEST = LatLon(lat=-34.73834, lon=-58.45635)
SECRETS = Secrets(
    points=(EIFFEL, SOUTH_WEST),
    names=frozenset({b"IMG_0042.MOV", b"00012.MTS", b"video.mp4", "Интервью Кофи.mov".encode()}),
    people=frozenset({"kofi"}),
    cameras=frozenset({"iPhone 12 Pro Max"}),
    machine=frozenset({"/home/kofi/desk-7", "fieldbook", "root"}),
)


def kinds(text: str | bytes) -> list[str]:
    return [finding.kind for finding in text_findings(text, "v/x/index.html", SECRETS)]


@pytest.mark.parametrize(
    "text",
    [
        "shot at 48.85774, 2.29504",
        "48.858 2.295",
        "48.857,2.295",
        '{"lat": 48.8577, "lng": 2.2950}',
        '{"coordinates": [2.2950, 48.8577]}',
        "+48.8577+002.2950/",
        "+48.8577+002.2950+035.000/",
        "+4851.4644+00217.7024/",
        "48°51'27.9\"N 2°17'42.1\"E",
        "48 deg 51' 27.86\" N, 2 deg 17' 42.14\" E",
        "48°51.464' 2°17.702'",
        "48&deg;51&#39;27.9 2&deg;17&#39;42.1",
        "48,8577 / 2,2950",
        "GPS(2.2950,48.8577,35)",
        "34.73834 S 58.45635 W",
        "-34.7383,-58.4563",
    ],
)
def test_a_place_is_found_in_any_notation(text):
    """Decimals with three digits or more, ISO 6709, degrees and minutes, either order."""
    assert kinds(f"<p>{text}</p>") == ["location"]
    assert kinds(f"\x00\x01{text}\x00".encode()) == ["location"]


@pytest.mark.parametrize(
    "text",
    [
        "48.85 2.29",  # a town, not a house
        "48.85774",  # half a place is none
        "#EXTINF:4.004000,\nv234/00000.mp4\n#EXTINF:2.295000,\nv234/00001.mp4",
        "00:00:48.857 --> 00:00:52.295",
        "12.48577 12.2950",
        f"48.8577 {'x' * 400} 2.2950",
    ],
)
def test_other_numbers_are_no_place(text):
    """Lengths, times, and numbers far apart: a check that cries wolf is switched off."""
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("media/img_0042.mp4", "name"),
        ("IMG_0042.MOV", "name"),
        ("Интервью кофи", "name"),
        ("by Kofi", "author"),
        ("iphone 12 pro max", "device"),
        ("/home/kofi/desk-7/assets", "name"),
        ("made on fieldbook", "name"),
    ],
)
def test_names_are_found_in_any_case(text, kind):
    """Of originals, shooters, cameras, and of the machine itself."""
    assert kind in kinds(text)


@pytest.mark.parametrize("text", ["v234/00012.mp4", "video.mp4", "kofinance", "IMG_00421", "the root of it"])
def test_what_only_looks_alike_is_no_leak(text):
    """`00012` is a segment of every ladder; `kofi` inside a longer word is another word."""
    assert kinds(text) == []


def test_a_finding_does_not_tell_what_it_found():
    """It goes into logs and onto screens."""
    text = "48.8577,2.2950 IMG_0042 kofi fieldbook iPhone 12 Pro Max"
    found = text_findings(text, "index.html", SECRETS)

    said = " ".join(f"{each.where} {each.what}" for each in found).casefold()
    assert len(found) == 5
    assert not any(secret in said for secret in ("48.8", "2.29", "0042", "kofi", "fieldbook", "iphone"))


def test_a_film_is_searched_in_seconds():
    """Every published byte is read for secrets, so a megabyte must not take a second."""
    noise = Random(7).randbytes(4 << 20)
    film = b"\0" + noise[: 1 << 20] + b"IMG_0042" + noise[1 << 20 :] + b"\0+48.8577+002.2950/\0"

    began = process_time()
    found = kinds(film)

    assert set(found) == {"location", "name"}
    assert process_time() - began < 4


@pytest.mark.parametrize("word", ["max", "tom", "anna", "olena", "\xe9va"])
def test_a_short_word_in_the_noise_of_a_film_is_no_leak(word):
    """Three letters stand in every megabyte. A finding that nobody can override would stop every film of Max."""
    noise = b"\0" + Random(7).randbytes(8 << 20)

    assert text_findings(noise, "v/x/video.mp4", Secrets(people=frozenset({word}), machine=frozenset({word}))) == []


@pytest.mark.parametrize(
    "told",
    [
        b"\x00\x00\x00\x00max\x00\x00\x00\x10",
        b"\x00Max",
        b"\x15\xc7shot by Max, with a tripod\x01",
        b"\x00by max\x00",
    ],
)
def test_a_short_word_in_a_tag_of_a_film_is_found(told):
    """A tag stands between zeros, or is a whole sentence."""
    noise = Random(7).randbytes(1 << 10).replace(b"max", b"___")
    found = text_findings(b"\0" + noise + told, "v/x/video.mp4", Secrets(people=frozenset({"max"})))

    assert [each.kind for each in found] == ["author"]


def test_a_name_in_another_alphabet_is_found_in_raw_bytes():
    """A box may hold the title of a Cyrillic file name between bytes that are no text."""
    assert kinds(b"\x00\xff\x01\xc1" + "Интервью Кофи.mov".encode() + b"\x00\xfe") == ["name"]


@pytest.mark.parametrize(
    ("told", "secrets"),
    [
        ("Сокіл", Secrets(people=frozenset({"Сокіл"}))),
        ("сокіл", Secrets(people=frozenset({"Сокіл"}))),
        ("Ноутбук Олі", Secrets(machine=frozenset({"Ноутбук Олі"}))),
        ("Новий ринок", Secrets(names=frozenset({unicodedata.normalize("NFD", "Новий ринок.mov").encode()}))),
        (unicodedata.normalize("NFD", "Андрій"), Secrets(people=frozenset({"Андрій"}))),
        ("Інтервʼю", Secrets(names=frozenset({"Інтервʼю".encode()}))),
    ],
)
def test_any_alphabet_is_searched_in_any_case_and_either_spelling(told, secrets):
    """macOS takes й apart in file names. In raw bytes only ASCII has a case that bytes can fold."""
    assert text_findings(f"by {told}, 2022", "v/x/index.html", secrets)
    assert text_findings(b"\x00\xff " + told.encode() + b"\x00", "v/x/video.mp4", secrets)


@pytest.mark.parametrize("name", [b"\xff\xfeABCD.MOV", b"ABCDE\xc3.MOV"])
def test_a_name_that_is_no_utf8_is_found(name):
    """A broken card has such names, and a container keeps them as they are."""
    secrets, stem = Secrets(names=frozenset({name})), name.removesuffix(b".MOV")

    assert text_findings(b"\x00\x01 " + stem + b"\x00", "v/x/video.mp4", secrets)
    assert text_findings(b"title: " + stem + b", 2022", "v/x/index.html", secrets)


def test_a_desk_in_a_folder_that_is_no_utf8_is_searched_for():
    """Python shows such a folder with half characters, which no text can hold."""
    desk = Secrets(machine=frozenset({os.fsdecode(b"/home/kofi/\xff")}))

    assert text_findings("made on 7 May", "v/x/index.html", desk) == []
    assert text_findings(b"\x00\xfe made on 7 May \x00", "v/x/video.mp4", desk) == []


def test_places_people_and_names_are_never_waved_through():
    """SAFETY.md 11: an override passes a tool's version, not somebody's address."""
    assert {"location", "author", "name"} == NEVER_OVERRIDDEN


def test_the_secrets_of_clips_are_gathered():
    """Both places, parts and sidecars, who filmed and who sent it, the camera."""
    typed = Place(lat=1.5, lon=2.5, radius_m=10, source="typed")
    said = Place(lat=48.8, lon=2.2, radius_m=10, source="quicktime:location")
    clip = Clip(
        id=clip_id("ab" * 32),
        name=b"IMG_0042.MOV",
        path="a",
        sha256="ab" * 32,
        size_bytes=1,
        facts=Facts(container="mov", seconds=Fraction(1), place=said, camera=Camera(make="Apple", model="iPhone X")),
        log=Log(shooter="kofi", received_from="plover", place=typed),
        sidecars=(Attached(name=b"IMG_0042.XMP", path="b", sha256="cd" * 32, size_bytes=1),),
    )

    secrets = secrets_of([clip], machine=["/desk", ""])

    assert set(secrets.points) == {typed.point, said.point}
    assert secrets.names == {b"IMG_0042.MOV", b"IMG_0042.XMP"}
    assert (secrets.people, secrets.cameras, secrets.machine) == ({"kofi", "plover"}, {"iPhone X"}, {"/desk"})


TYPED = Secrets(
    names=frozenset({b"Kharkiv.mp4", b"interview.mov", b"Kharkiv 2.mp4", b"IMG_0042.MOV"}),
    people=frozenset({"kestrel"}),
    machine=frozenset({"lviv", "/home/kofi/lviv"}),
    typed=(
        "The recovery in Kharkiv",
        "An interview, with more & more",
        "IMG_0042, Kharkiv 2",
        "By Kestrel",
        "From Lviv",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><title>The recovery in Kharkiv</title>",
        "<!doctype html><p>An interview, with more &amp; more</p>",
        '<!doctype html><meta content="The recovery in Kharkiv"><p>From Lviv',
        '{"title": "The recovery  in Kharkiv", "html": "<a>An interview, with more &amp;amp; more</a>"}',
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAn interview, with more & more\n",
    ],
)
def test_an_ordinary_word_may_stand_where_an_editor_typed_it(text):
    """A clip that is called Kharkiv.mp4 does not forbid the name of the town; however the text is escaped."""
    assert text_findings(text, "v/x/index.html", TYPED) == []


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><title>The recovery</title><p>Kharkiv",
        "<!doctype html><title>The recovery in Kharkiv</title><a href='kharkiv.mp4'>",
        "#EXTM3U\nkharkiv.mp4\n",
        b"\0\0\0\0Kharkiv\0\0\0The recovery in Kharkiv\0",
        "<!doctype html><title>The recovery in Kharkivs interview</title>",
        "made in lviv",
    ],
)
def test_anywhere_else_it_is_a_leak(text):
    """In an address, in a tag, in a text that nobody typed: there it is the name of a file, or of a machine."""
    assert {each.kind for each in text_findings(text, "v/x/index.html", TYPED)} == {"name"}


@pytest.mark.parametrize("text", ["IMG_0042, Kharkiv 2", "By Kestrel", "/home/kofi/lviv"])
def test_what_no_word_means_by_itself_is_a_leak_also_where_it_was_typed(text):
    """Names with figures, paths, and people who do not sign."""
    secrets = replace(TYPED, typed=(*TYPED.typed, text))

    assert text_findings(f"<!doctype html><p>{text}</p>", "v/x/index.html", secrets)


def test_whoever_signs_may_be_named_in_what_was_typed_alone():
    """In the byline and in the lead; not in a tag of the film."""
    secrets = replace(TYPED, signed=frozenset({"kestrel"}))

    assert text_findings("<!doctype html><p>By Kestrel", "v/x/index.html", secrets) == []
    assert [each.kind for each in text_findings(b"\0\0\0By Kestrel\0\0", "v/x/video.mp4", secrets)] == ["author"]


SERIAL = "C3461324123456"


@pytest.mark.parametrize(
    "text", [SERIAL, f"<!doctype html><p>{SERIAL}</p>", f"camera: {SERIAL}", b"\0\xff" + SERIAL.encode() + b"\0\xfe"]
)
def test_a_serial_number_is_known_by_its_hash(text):
    """The desk keeps no serial number, and finds it all the same. Sabotage: another number is nothing."""
    secrets = Secrets(serials=frozenset({serial_hash(SERIAL) or ""}))
    other = Secrets(serials=frozenset({serial_hash("C3461324123457") or ""}))

    assert [each.kind for each in text_findings(text, "v/x/video.mp4", secrets)] == ["device"]
    assert text_findings(text, "v/x/video.mp4", other) == []


@pytest.mark.parametrize(
    ("secrets", "kind"),
    [
        (Secrets(real=frozenset({"Olena Kovalenko"})), "author"),
        (Secrets(cards=frozenset({"Olena Kovalenko"})), "name"),
        (Secrets(machine=frozenset({"Olena Kovalenko"})), "name"),
    ],
)
def test_real_names_and_names_of_cards_are_looked_for(secrets, kind):
    for text in ("a talk with olena kovalenko", b"\0\0a talk with Olena Kovalenko\0", "olena%20kovalenko"):
        assert [each.kind for each in text_findings(text, "v/x/index.html", secrets)] == [kind]


@settings(max_examples=25)
@given(content=st.binary(max_size=3_000))
def test_noise_tells_nothing_and_breaks_nothing(content):
    """Whatever the bytes are: a place, a name and a number that do not stand in them are not found."""
    secrets = replace(TYPED, points=(EIFFEL,), serials=frozenset({"ab" * 8}))

    assert text_findings(content, "v/x/video.mp4", secrets) == []
    assert text_findings(b"\0" + content, "v/x/video.mp4", secrets) == []
