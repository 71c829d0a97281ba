"""bundle.json: what a desk writes is read as it was meant, and nothing else is read at all."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from mediadesk.errors import Misasked
from mediadesk.model.bundle import Bundle, Enclosed, SentClip, SentClock, read_bundle, written_bundle
from mediadesk.model.clip import Attached, Audio, Camera, Clip, Facts, Frame, Log, clip_id
from mediadesk.model.clock import ClockProfile, ClockSpan
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.holding import HeldFile
from mediadesk.model.moment import Captured
from mediadesk.model.picking import Choice, Proposal, Said
from mediadesk.model.place import Place
from mediadesk.model.stamps import CLOCK, Stamp, stamped
from mediadesk.model.strict import canonical

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SHA, PART, SRT, CUT = ("ab" * 32, "cd" * 32, "ef" * 32, "12" * 32)
CLIP = clip_id(SHA)
LOG = Log(
    title="Хліб",
    notes=("one\ntwo",),
    tags=frozenset({"market"}),
    labels=frozenset({"minor"}),
    poster=Fraction(1, 3),
    captured=Captured(at=NOW, source="typed", confidence="high"),
    place=Place(lat=50.0, lon=36.2, radius_m=30.0, source="typed", name="Saltivka"),
)
FACTS = Facts(
    container="mov",
    seconds=Fraction(25, 2),
    frame=Frame(stream=0, width=1920, height=1080, rotation=0, codec="h264", fps=Fraction(30)),
    audio=(Audio(stream=1, codec="aac", channels=2, rate=48_000),),
    camera=Camera(make="Canon", model="EOS R5"),
)


def a_held(sha256, role, name):
    return HeldFile(sha256=sha256, xxh3="0" * 32, size_bytes=9, name=name, path=None, role=role, clip=CLIP)


SENT = SentClip(
    clip=Clip(
        id=CLIP,
        name=b"A\xff001.MOV",
        path=None,
        sha256=SHA,
        size_bytes=9,
        facts=FACTS,
        log=LOG,
        parts=(Attached(name=b"A002.MOV", path=None, sha256=PART, size_bytes=9, seconds=Fraction(5)),),
        sidecars=(Attached(name=b"A001.SRT", path=None, sha256=SRT, size_bytes=9),),
    ),
    files=(
        a_held(SHA, "clip", b"A\xff001.MOV"),
        a_held(PART, "part", b"A002.MOV"),
        a_held(SRT, "sidecar", b"A001.SRT"),
    ),
    stamps=stamped(Log(), LOG, (), NOW),
    originals=("maria",),
)
KYIV = Stamp(field=CLOCK, at=NOW, value=canonical(ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))))
PICK = Pick(clip=CLIP, in_point=Fraction(1), out_point=Fraction(2), caption="Bread")
BUNDLE = Bundle(
    desk="maria",
    made=NOW,
    clips=(SENT,),
    clocks=(SentClock(body=Camera(make="Canon", model="EOS R5"), stamps=frozenset({KYIV})),),
    holds=(Hold(clip=CLIP, owner="maria", reason="for part two", at=NOW),),
    embargoes=(Embargo(target=CLIP, until=NOW, by="maria", at=NOW), Embargo(target="bread", rule="civilian", at=NOW)),
    said=(Said(editor="kestrel", saved=NOW, choice=Choice(clip=CLIP, flag="select", rating=4, note="yes")),),
    proposals=(Proposal(slug="bread", editor="kestrel", saved=NOW, picks=(PICK,)),),
    dispatch=Dispatch(slug="bread", title="Bread", public_id="abcdefghijklmnopqrstuvwxyz", picks=(PICK,)),
    excerpts=(
        Enclosed(
            clip=CLIP,
            begins=Fraction(1, 2),
            seconds=Fraction(4),
            sha256=CUT,
            size_bytes=5,
            name="one-1.mov",
            facts=FACTS,
        ),
    ),
)


def changed(path, value):
    """The file with something else at a path of keys."""
    said = json.loads(written_bundle(BUNDLE))
    *way, last = path
    inner = said
    for key in way:
        inner = inner[key]
    inner[last] = value
    return json.dumps(said).encode()


def test_what_is_written_is_read():
    assert read_bundle(written_bundle(BUNDLE), NOW) == BUNDLE


def test_where_a_file_lies_is_not_told():
    lying = replace(SENT, clip=replace(SENT.clip, path="assets/originals/secret/A.MOV"))
    assert b"secret" not in written_bundle(replace(BUNDLE, clips=(lying,)))


def test_what_steers_a_screen_does_not_go_along():
    bad = Hold(clip=CLIP, owner="maria", reason="\x1b[2J\u202eno", at=NOW)
    assert read_bundle(written_bundle(replace(BUNDLE, holds=(bad,))), NOW).holds[0].reason == "[2Jno"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kind",), "picks"),
        (("version",), 2),
        (("version",), True),
        (("from",), ""),
        (("from",), "a\nb"),
        (("made",), "2026-11-23T08:30:00"),
        (("made",), "2027-11-23T08:30:00+00:00"),
        (("more",), 1),
        (("clips",), {}),
        (("clips", 0, "id"), "AAAAAAAAAA"),
        (("clips", 0, "file", "sha256"), "AB" * 32),
        (("clips", 0, "file", "sha256"), "cd" * 32),
        (("clips", 0, "file", "xxh3"), ""),
        (("clips", 0, "file", "size"), -1),
        (("clips", 0, "file", "size"), True),
        (("clips", 0, "file", "name"), "../x"),
        (("clips", 0, "file", "name"), ".."),
        (("clips", 0, "file", "name"), "a\0"),
        (("clips", 0, "file", "name"), "\ud800"),
        (("clips", 0, "file", "name"), "a" * 300),
        (("clips", 0, "facts", "container"), "concat"),
        (("clips", 0, "facts", "path"), "/etc/passwd"),
        (("clips", 0, "stamps", 0, "field"), "labels"),
        (("clips", 0, "stamps", 0, "at"), "2027-11-23T08:30:00+00:00"),
        (("clips", 0, "stamps", 0, "at"), "2026-11-23T08:30:00"),
        (("clips", 0, "stamps", 0, "value"), 5),
        (("clips", 0, "labels"), ["minor", "minor"]),
        (("clips", 0, "parts", 0, "sha256"), SHA),
        (("clips", 0, "parts", 0, "seconds"), "-1/1"),
        (("clips", 0, "originals"), ["\x1b"]),
        (("clocks", 0, "body"), {}),
        (("clocks", 0, "stamps", 0, "field"), "title"),
        (("holds", 0, "clip"), "AAAAAAAAAA"),
        (("holds", 0, "at"), "2026-11-23T08:30:00"),
        (("embargoes", 0, "target"), "AAAAAAAAAA"),
        (("embargoes", 0, "until"), None),
        (("said", 0, "choice", "clip"), "AAAAAAAAAA"),
        (("said", 0, "saved"), "2027-11-23T08:30:00+00:00"),
        (("proposals", 0, "slug"), "other"),
        (("dispatch", "slug"), "../bread"),
        (("dispatch", "public_id"), "../../x"),
        (("dispatch", "title"), None),
        (("dispatch", "first_url"), "javascript:alert(1)"),
        (("dispatch", "language"), "<b>"),
        (("dispatch", "number"), 0),
        (("dispatch", "state"), "live"),
        (("dispatch", "picks", 0, "clip"), "AAAAAAAAAA"),
        (("excerpts", 0, "name"), "../one.mov"),
        (("excerpts", 0, "name"), "/etc/passwd"),
        (("excerpts", 0, "clip"), "AAAAAAAAAA"),
        (("excerpts", 0, "seconds"), "0/1"),
        (("excerpts", 0, "facts", "container"), "lavfi"),
    ],
)
def test_anything_else_is_refused(path, value):
    with pytest.raises(Misasked):
        read_bundle(changed(path, value), NOW)


def test_a_clock_that_is_far_ahead_is_named():
    data = changed(("clips", 0, "stamps", 0, "at"), (NOW + timedelta(days=2)).isoformat())
    with pytest.raises(Misasked, match="the clock of the desk it comes from is wrong"):
        read_bundle(data, NOW)


@pytest.mark.parametrize("times", [2])
def test_two_things_said_of_one_clip_are_refused(times):
    with pytest.raises(Misasked):
        read_bundle(written_bundle(replace(BUNDLE, clips=(SENT,) * times)), NOW)


def mutations(seed: int, count: int):
    """The file with one to three bytes changed, cut, or doubled."""
    chance, whole = random.Random(seed), written_bundle(BUNDLE)
    for _ in range(count):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randint(1, 20)]
                case 2:
                    data[at:at] = data[at : at + chance.randint(1, 20)]
                case _:
                    data[at : at + 1] = chance.choice([b"null", b"[", b"{", b"-1", b'"', b"1e999", b"true", b"\\ud800"])
        yield bytes(data)


def test_a_damaged_file_is_refused_or_says_what_a_desk_could_say():
    """What is taken can be written and is read as the same."""
    taken = 0
    for data in mutations(1, 3_000):
        try:
            read = read_bundle(data, NOW)
        except Misasked:
            continue
        taken += 1
        assert read_bundle(written_bundle(read), NOW) == read
    assert taken < 1_500  # most of what is changed breaks the form
