"""What people read: a clip on a line, a clip on a page, a dispatch with its picks."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from mediadesk.cli.tables import clip_line, clip_lines, dispatch_lines, place_words
from mediadesk.model.clip import Attached, Audio, Camera, Facts, Frame, Log
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.ingested import Present
from mediadesk.model.moment import Captured, instant
from mediadesk.model.place import Place
from tests.cli.test_records import CLIP, a_clip

KHARKIV = Place(lat=49.9935, lon=36.2304, radius_m=30, source="quicktime:location", name="Kharkiv", country="UA")


def test_a_line_has_what_one_looks_for():
    """When, how long, where, which camera, what it shows."""
    at = instant(datetime.fromisoformat("2022-05-07T10:21:51+03:00"), source="quicktime", confidence="high")
    facts = Facts(
        container="mov",
        seconds=Fraction(64),
        captured=at,
        place=KHARKIV,
        camera=Camera(make="Apple", model="iPhone 12"),
    )

    line = clip_line(a_clip(facts=facts, log=Log(title="Bread queue", flag="select")))

    assert line.split("  ")[:2] == [CLIP, "2022-05-07 10:21"]
    assert all(word in line for word in ("1:04", "Kharkiv, UA", "iPhone 12", "Bread queue [select]"))


def test_lists_stand_in_columns_and_small_files_weigh_something():
    """An instant without a zone has one letter more than a local time; a file of 2.7 kB is not one of 0.0 MB."""
    instant = Captured(at=datetime(2022, 5, 7, 7, 21, tzinfo=UTC), source="quicktime:mvhd", confidence="medium")
    clip = a_clip(facts=Facts(container="mov", captured=instant))

    lines = [clip_line(each) for each in (clip, a_clip())]

    assert "2022-05-07 07:21Z  " in lines[0]
    assert lines[0].index("no place") == lines[1].index("no place")
    assert f"({clip.size_bytes / 1e3:.1f} kB)" in "\n".join(clip_lines(clip, {}))


def test_what_is_not_known_is_said():
    """Never a blank that could be taken for an answer."""
    line, page = clip_line(a_clip()), "\n".join(clip_lines(a_clip(), {}))

    assert "no date" in line
    assert "no place" in line
    assert "IMG_0042.MOV" in line
    assert page.count("not known") == 4
    assert "none: sound alone" in page


def test_a_clock_without_a_zone_names_the_way_to_mend_it():
    """A wall clock is shown, and what would make an instant of it."""
    captured = Captured(local=datetime(2022, 5, 7, 10, 21, 51), source="filename", confidence="low")

    canon = Camera(make="Canon", model="EOS R5")
    page = "\n".join(clip_lines(a_clip(facts=Facts(container="mov", captured=captured, camera=canon)), {}))

    assert "2022-05-07 10:21:51 by a wall clock whose zone is not known — the file's name" in page
    assert "(filename), confidence low" in page
    assert 'try       mediadesk clock set "Canon EOS R5" --zone' in page


def test_each_fact_says_where_it_comes_from_and_how_sure_it_is():
    """So that a reporter sees why."""
    at, hours = datetime(2022, 5, 7, 7, 21, 51, tzinfo=UTC), timedelta(hours=3)
    there = Captured(
        at=at,
        local=datetime(2022, 5, 7, 10, 21, 51),
        offset=hours,
        zone="Europe/Kyiv",
        source="quicktime:creationdate",
        confidence="high",
    )
    page = "\n".join(clip_lines(a_clip(facts=Facts(container="mov", captured=there, place=KHARKIV)), {}))

    assert "when      2022-05-07 10:21:51 +03:00 Europe/Kyiv (07:21:51 UTC) — the device's creation date" in page
    assert ", confidence high" in page
    assert "where     Kharkiv, UA (49.9935,36.2304 ± 30 m) — the device's GPS, as it noted it" in page
    assert "(quicktime:location)" in page


def test_a_day_without_a_time_is_shown_as_one():
    """What a messenger saved."""
    captured = Captured(day=date(2022, 5, 7), source="filename:received", confidence="low")
    clip = a_clip(facts=Facts(container="mov", captured=captured))

    assert clip_line(clip).split("  ")[1] == "2022-05-07"
    assert "when      2022-05-07, a day without a time — the file's name: the day a messenger" in "\n".join(
        clip_lines(clip, {})
    )


def test_a_picture_and_a_sound_in_words():
    """What a cutter wants to know."""
    frame = Frame(
        stream=0, width=1080, height=1920, rotation=90, codec="hevc", fps=Fraction(30000, 1001), bit_depth=10,
        hdr="hlg", dolby_vision=True, vfr=True,
    )  # fmt: skip
    audio = (Audio(stream=1, codec="aac", channels=2, rate=48000),)

    page = "\n".join(clip_lines(a_clip(facts=Facts(container="mov", frame=frame, audio=audio)), {}))

    assert "1080×1920, turned by 90°, 29.97 fps, hevc, 10 bit, hlg, Dolby Vision, variable frame rate" in page
    assert "aac 2 ch 48000 Hz" in page


def test_a_clip_on_drives_alone_says_where_it_is():
    """Every copy with its drive; the parts of the recording one by one, and the length of the whole."""
    part = Attached(name=b"GX020042.MP4", path=None, sha256="cd", size_bytes=2_000_000, seconds=Fraction(5, 2))
    copies = {"ab": [Present(volume="T7-A", path="R0001/A.MP4", state="verified")]}
    clip = a_clip(path=None, facts=Facts(container="mov", seconds=Fraction(10)), parts=(part,))

    lines = clip_lines(clip, copies)

    assert "file      not on this desk (0.0 kB)" in lines
    assert "copy      T7-A: R0001/A.MP4 (verified)" in lines
    assert "length    12.50 s" in lines
    assert "part      2 of the recording: GX020042.MP4 (2.50 s, 2.0 MB)" in lines
    assert "0:12" in clip_line(clip)


def test_who_sent_a_clip_is_shown():
    """From whom, and by which way."""
    page = clip_lines(a_clip(log=Log(received_from="Kestrel", channel="signal")), {})

    assert "received  from Kestrel by signal" in page


def test_a_place_without_a_name_is_its_point():
    """Honest about what the gazetteer does not know."""
    assert place_words(Place(lat=49.9, lon=36.2, radius_m=1, source="typed")) == "49.900,36.200"


def test_a_dispatch_with_its_picks():
    """Numbered from 1, with the stretch of each."""
    picks = (
        Pick(clip=CLIP),
        Pick(clip=CLIP, in_point=Fraction(1, 2), caption="Bread"),
        Pick(clip=CLIP, out_point=Fraction(9)),
    )
    dispatch = Dispatch(slug="s", title="T", public_id="p", series="Mutual aid", number=3, picks=picks)

    lines = dispatch_lines(dispatch)

    assert lines[0] == "s (draft)"
    assert lines[-3:] == [
        f"  1. {CLIP}  whole", f"  2. {CLIP}  0.50 s to the end  Bread", f"  3. {CLIP}  0.00 s to 9.00 s",
    ]  # fmt: skip
    assert "number    3" in lines
