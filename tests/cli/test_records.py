"""What programs read: absent knowledge is null, never a guess."""

from fractions import Fraction

from mediadesk.cli import records
from mediadesk.model.clip import Attached, Clip, ClipId, Facts, Frame, Log
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.ingested import Ingested, Present, Tally
from mediadesk.model.moment import Captured

CLIP = ClipId("7QK2MW3ZTA")


def a_clip(**changes):
    """A clip of which next to nothing is known."""
    known = {"id": CLIP, "name": b"IMG_0042.MOV", "path": "assets/originals/x", "sha256": "ab", "size_bytes": 1}
    return Clip(**({"facts": Facts(container="mov")} | known | changes))


def test_what_nobody_knows_is_null():
    """Every key is there all the same."""
    record = records.clip(a_clip(path=None), {})

    unknown = {"path", "seconds", "frame", "place", "camera", "trip", "shooter", "title", "flag", "rating", "poster"}
    unknown |= {"received_from", "channel"}
    assert {name for name, value in record.items() if value is None} == unknown
    assert record["captured"] == {
        "at": None, "local": None, "offset": None, "zone": None, "day": None, "source": None, "confidence": "none",
    }  # fmt: skip
    assert {name for name, value in record.items() if value == []} == {
        "audio", "notes", "tags", "labels", "parts", "sidecars", "copies", "trouble",
    }  # fmt: skip


def test_a_wall_clock_is_no_instant():
    """A camera without a zone fills `local` alone."""
    from datetime import datetime

    facts = Facts(container="mov", captured=Captured(local=datetime(2022, 5, 7, 10, 21, 51), source="filename"))

    captured = records.clip(a_clip(facts=facts), {})["captured"]

    assert (captured["at"], captured["local"]) == (None, "2022-05-07T10:21:51")


def test_a_picture_is_told_as_the_contract_has_it():
    """Rational rates as numbers, a pixel's shape as 12:11."""
    frame = Frame(
        stream=0, width=720, height=576, rotation=0, codec="dvvideo", fps=Fraction(30000, 1001),
        sample_aspect=Fraction(12, 11), interlaced=True,
    )  # fmt: skip

    record = records.clip(a_clip(facts=Facts(container="mov", seconds=Fraction(1001, 30), frame=frame)), {})

    assert (record["seconds"], record["frame"]["fps"], record["frame"]["sample_aspect"]) == (33.367, 29.97, "12:11")


def test_a_name_that_is_no_text_is_escaped():
    """Whatever lies on a card, the line stays one line of JSON."""
    assert records.clip(a_clip(name=b"a\nb\xff\xe2\x80\xae.mov"), {})["name"] == r"a\nb\xff\u202e.mov"


def test_a_clip_of_several_parts_is_as_long_as_all_of_them():
    """Each part with its own length and its own copies; what lies on drives alone has no path on the desk."""
    part = Attached(name=b"GX020042.MP4", path=None, sha256="cd", size_bytes=2, seconds=Fraction(5, 2))
    copies = {"ab": [Present(volume="T7-A", path="R0001/A", state="verified")]}
    copies["cd"] = [Present(volume="T7-B", path="R0001/B", state="copied")]
    clip = a_clip(path=None, facts=Facts(container="mov", seconds=Fraction(10)), parts=(part,))

    record = records.clip(clip, copies)

    assert (record["path"], record["seconds"]) == (None, 12.5)
    assert record["copies"] == [{"volume": "T7-A", "path": "R0001/A", "state": "verified"}]
    assert record["parts"] == [
        {"name": "GX020042.MP4", "path": None, "sha256": "cd", "size_bytes": 2, "seconds": 2.5,
         "copies": [{"volume": "T7-B", "path": "R0001/B", "state": "copied"}]}
    ]  # fmt: skip


def test_who_sent_a_clip_is_an_alias():
    """And the way it came; both as they were typed."""
    record = records.clip(a_clip(log=Log(received_from="Kestrel", channel="signal")), {})

    assert (record["received_from"], record["channel"]) == ("Kestrel", "signal")


def test_a_card_is_counted():
    """Only what failed is not safe, and nobody says yet that a card may be formatted."""
    tally = Tally(results={"added": 2, "set-aside": 1}, size_bytes=9, seconds=1.23456)

    assert records.tally(tally) == {
        "kind": "ingest", "added": 2, "known": 0, "kept": 0, "failed": 0, "sidecars": 0, "set_aside": 1, "bytes": 9,
        "seconds": 1.235, "safe_to_format": None,
    }  # fmt: skip
    assert records.ingested(Ingested(path=(b"x",), result="failed", why="y"))["copies"] == []


def test_points_are_fractions():
    """12/1, never a float; a pick without points says null."""
    picks = (Pick(clip=CLIP, in_point=Fraction(12), out_point=Fraction(41, 2)), Pick(clip=CLIP))
    dispatch = Dispatch(slug="s", title="T", public_id="p", picks=picks)

    assert [(each["in"], each["out"]) for each in records.dispatch(dispatch)["picks"]] == [
        ("12/1", "41/2"), (None, None),
    ]  # fmt: skip
