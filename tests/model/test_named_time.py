"""What the name of a file tells of when: each device as it writes, and nothing where it only counts."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.moment import UNKNOWN, Captured, instant, wall_clock
from mediadesk.model.named_time import RECEIVED, SOURCE, time_in_name, with_name

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHOT = datetime(2022, 5, 7, 12, 21, 51)


BY_WALL_CLOCK = """
VID_20220507_122151.mp4
20220507_122151.mp4
VID20220507122151.mp4
IMG_20220507_122151.MOV
MVIMG_20220507_122151.mp4
DJI_20220507122151_0001_D.MP4
dji_fly_20220507_122151_12_1651922511000_video.mp4
WIN_20220507_12_21_51_Pro.mp4
2022_0507_122151_001.MP4
NO20220507-122151-000001F.MP4
VID_20220507_122151_00_001.insv
2022-05-07T12:21:51.mkv
Screenrecorder-2022-05-07-12-21-51-123.mp4
Screen_Recording_20220507-122151_App.mp4
VID_20220507_122151~2.mp4
Screencast from 2022-05-07 12-21-51.webm
Screen Recording 2022-05-07 at 12.21.51.mov
"""
COUNTED = """
GX010001.MP4
GOPR20220507.MP4
IMG_1234.MOV
MVI_4823.AVI
DJI_0001.MP4
C0001.MP4
00000.MTS
20220507.mp4
1651922511000.mp4
VID_20221399_155900.mp4
VID_20220507_256199.mp4
lv_0_20220507122151.mp4
VID_18990507_122151.mp4
A002C001_200116_R2EC.mov
clip.mp4
202205071221519999.mp4
.
"""


@pytest.mark.parametrize("name", BY_WALL_CLOCK.strip().splitlines())
def test_cameras_and_recorders_write_their_wall_clock(name: str) -> None:
    found = time_in_name(name.encode())
    assert found == wall_clock(SHOT, source=SOURCE)
    assert found.at is None


@pytest.mark.parametrize("name", ["PXL_20220507_122151210.mp4", "PXL_20220507_122151210.NIGHT.mp4"])
def test_a_pixel_writes_utc_with_milliseconds(name: str) -> None:
    found = time_in_name(name.encode())
    assert found.at == datetime(2022, 5, 7, 12, 21, 51, 210_000, tzinfo=UTC)
    assert (found.local, found.offset, found.confidence) == (None, None, "medium")


def test_a_zone_that_is_written_in_the_name_is_known() -> None:
    assert time_in_name(b"2022-05-07_122151Z.mov").at == SHOT.replace(tzinfo=UTC)
    there = time_in_name(b"20220507_122151+0300.mp4")
    assert (there.local, there.offset) == (SHOT, timedelta(hours=3))
    assert there.at == datetime(2022, 5, 7, 9, 21, 51, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        "VID-20220507-WA0003.mp4",
        "WhatsApp Video 2022-05-07 at 12.21.51.mp4",
        "signal-2022-05-07-12-21-51-123.mp4",
        "video_2022-05-07_12-21-51.mp4",
    ],
)
def test_a_messenger_knows_the_day_it_was_sent_and_that_is_no_instant(name: str) -> None:
    """Neither is the minute it was sent: no clock of any zone must make an instant of it."""
    assert time_in_name(name.encode()) == Captured(day=date(2022, 5, 7), source=RECEIVED, confidence="low")


def test_a_bare_day_is_a_day() -> None:
    found = time_in_name("2022-05-07 Харків.mp4".encode())
    assert found == Captured(day=date(2022, 5, 7), source=SOURCE, confidence="low")
    assert found.day_clock == datetime(2022, 5, 7)


@pytest.mark.parametrize(
    "name", ["20220507122151_NODATA_GH010739.MP4", "20220507_122151 DSC_0042.MOV", "2022-05-07_12-21-51_C0001.MP4"]
)
def test_a_date_that_a_program_put_before_a_cameras_own_name_is_a_day(name: str) -> None:
    """Nobody knows by which clock: GPS would make an instant of it."""
    assert time_in_name(name.encode()) == Captured(day=date(2022, 5, 7), source=SOURCE, confidence="low")


@pytest.mark.parametrize("name", ["", *COUNTED.strip().splitlines()])
def test_a_number_is_no_date(name: str) -> None:
    found = time_in_name(name.encode())
    assert found.at is None
    assert found.local is None


def phone(at: datetime) -> Captured:
    return instant(at.replace(tzinfo=UTC), source="quicktime:mvhd", confidence="medium")


@pytest.mark.parametrize(("late", "seconds"), [(0, 0), (4, 3.2), (605, 600)])
def test_a_wall_clock_in_the_name_and_utc_inside_tell_the_zone(late: int, seconds: float) -> None:
    """Also where the date inside is that of the end."""
    inside = datetime(2022, 5, 7, 9, 21, 51) + timedelta(seconds=late)
    found, odd = with_name(phone(inside), b"VID_20220507_122151.mp4", NOW, seconds)
    assert (found.at, found.offset) == (inside.replace(tzinfo=UTC), timedelta(hours=3))
    assert found.local == inside + timedelta(hours=3)
    assert (found.source, odd) == ("quicktime:mvhd+filename", ())


def test_the_same_clock_in_the_name_and_inside_is_a_wall_clock_not_greenwich() -> None:
    found, _ = with_name(phone(SHOT), b"VID_20220507_122151.mp4", NOW)
    assert (found.at, found.local, found.offset) == (None, SHOT, None)


def test_clocks_that_do_not_belong_together_tell_no_zone() -> None:
    before = phone(datetime(2022, 5, 7, 9, 14, 0))
    assert with_name(before, b"VID_20220507_122151.mp4", NOW) == (before, ())


def test_a_copy_that_was_dated_anew_keeps_the_time_of_its_name_and_both_are_told() -> None:
    found, odd = with_name(phone(datetime(2024, 2, 2)), b"VID_20220507_122151.mp4", NOW)
    assert found == wall_clock(SHOT, source=SOURCE)
    assert odd == ("the name says 2022-05-07 12:21, the date inside is that of a copy: 2024-02-02 00:00 UTC",)


def test_a_name_never_overrules_what_the_file_says_well() -> None:
    for source in ("quicktime:creationdate", "gpmf", "avchd:mdpm"):
        sure = Captured(
            at=NOW, local=datetime(2026, 11, 22, 14), offset=timedelta(hours=2), source=source, confidence="high"
        )
        assert with_name(sure, b"VID_20220507_122151.mp4", NOW) == (sure, ())
    clock = wall_clock(datetime(2021, 1, 1), source="riff:clock")
    assert with_name(clock, b"20220507_122151.avi", NOW) == (clock, ())


def test_a_name_alone_is_better_than_nothing_unless_it_is_of_the_future() -> None:
    assert with_name(UNKNOWN, b"VID_20220507_122151.mp4", NOW)[0].local == SHOT
    assert with_name(UNKNOWN, b"VID_20330507_122151.mp4", NOW) == (UNKNOWN, ())
    assert with_name(UNKNOWN, b"GX010001.MP4", NOW) == (UNKNOWN, ())


PARTS = st.sampled_from(
    "VID_ PXL_ IMG - _ 20220507 2022-05-07 122151 12.21.51 99999999 Z +03:00 WA0001 signal- 2022".split()
)


@given(st.one_of(st.binary(max_size=80), st.lists(PARTS, max_size=7).map(lambda parts: "".join(parts).encode())))
def test_any_name_is_read_without_harm(name: bytes) -> None:
    found, _ = with_name(UNKNOWN, name, NOW)
    assert sum(each is not None for each in (found.at or found.local, found.day)) <= 1
    assert found.confidence in ("none", "low", "medium")
    assert found.local is None or found.local.tzinfo is None


@given(st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 31)))
def test_every_clock_that_is_written_is_read(at: datetime) -> None:
    second = at.replace(microsecond=0)
    assert time_in_name(f"VID_{at:%Y%m%d_%H%M%S}.mp4".encode()).local == second
    assert time_in_name(f"PXL_{at:%Y%m%d_%H%M%S}123.mp4".encode()).at == second.replace(microsecond=123_000, tzinfo=UTC)


@pytest.mark.parametrize("piece", ["2022", "VID_", "-", "20220507_122151", "screen recording "])
def test_a_long_name_takes_no_longer_than_it_is_long(piece: str) -> None:
    name = (piece * 40_000).encode()
    started = time.process_time()
    time_in_name(name)
    assert time.process_time() - started < 1
    assert re.match(b".", name)
