"""What was asked of a file is kept whole, and small, and damage to it is seen."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media.answer import Answer, read_back, without_serials, written
from mediadesk.media.atoms import Atoms
from mediadesk.media.makers import serial_hash

SAID = {
    "program_version": {"version": "5.1"},
    "format": {"duration": "1.5"},
    "streams": [{"index": 0, "codec_type": "video", "tags": {"title": "Харків"}}],
}
WHOLE = Answer(
    container="mov",
    said=SAID,
    frame={"pix_fmt": "yuv420p"},
    atoms=Atoms(missing_bytes=3, zone_minutes=-210, places=("+50+036/", "+51+036/"), xml="<a/>", whatsapp=True),
    picture=b"\x00MDPM\xff",
    counted=Fraction(1001, 30),
    decodes=False,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


def test_an_answer_comes_back_as_it_was_given():
    assert read_back(written(WHOLE)) == WHOLE
    assert WHOLE.version == "5.1"


def test_the_same_answer_is_the_same_bytes():
    """So that an answer that did not change is not written anew."""
    assert written(WHOLE) == written(WHOLE)


def test_an_answer_of_an_older_mediadesk_lacks_what_nobody_asked_for_then():
    told = json.loads(written(WHOLE))
    del told["decodes"], told["atoms"]["xml"], told["atoms"]["whatsapp"]
    told["atoms"]["gone"] = 1

    found = read_back(json.dumps(told).encode())

    assert found is not None
    assert found.decodes
    assert found.atoms.xml == ""
    assert found.atoms.zone_minutes == -210


def test_of_a_serial_number_in_a_tag_a_hash_is_kept():
    tags = {"com.arri.camera.CameraSerialNumber": "1234567", "title": "1234567 and more"}
    said = without_serials({"format": {"tags": tags}, "streams": [{"tags": {"SERIAL": "000"}}, {"index": 1}]})

    assert said["format"]["tags"] == {
        "com.arri.camera.CameraSerialNumber": serial_hash("1234567"),
        "title": "1234567 and more",
    }
    assert said["streams"] == [{"tags": {"SERIAL": ""}}, {"index": 1}]


@given(JSON, st.binary(max_size=50))
def test_whatever_ffprobe_says_is_kept(said, picture):
    answer = Answer(container="avi", said={"anything": said}, picture=picture)
    assert read_back(written(answer)) == answer


@given(st.data())
def test_damage_gives_no_answer_or_another_one_and_no_crash(data):
    whole = bytearray(written(WHOLE))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = read_back(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert found is None or isinstance(found, Answer)
