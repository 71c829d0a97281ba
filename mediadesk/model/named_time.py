"""When, as the name of a file tells: the last and least of the sources, and it says how little it knows. Pure.

Cameras and phones name files by their wall clock, Google's phones by UTC. What a messenger saves has the day on which
it was sent or saved: a day, and no more, because the clip is older by nobody knows how much.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from mediadesk.model.moment import UNKNOWN, Captured, format_offset, instant, wall_clock

SOURCE = "filename"
RECEIVED = "filename:received"  # the day on which a messenger got or saved it

_DAY = r"(?P<year>(?:19|20)\d\d)(?P<dash>[-_.]?)(?P<month>\d\d)[-_.]?(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d)[-_.:]?(?P<minute>\d\d)[-_.:]?(?P<second>\d\d)(?P<milli>\d{3})?"
_BETWEEN = r"(?:[-_ T]| AT |_AT_)?"
# what devices and recording programs write before a date, in upper case without its last separator; GoPros, Canons and
# Sonys count, and tell no date. Editors and apps that name by the time of export (lv, VN, InShot) are not among them.
_BY_CAMERA = (
    r"(?:VID|IMG|MOV|MVIMG|VIDEO|AUD|REC|RECORD|RECORDING|AUDIO|VOICE|PRO_VID|LRV|SLOW_VID|LAPSE|TRIM|DJI|DJI_FLY|WIN"
    r"|NO|EVT|EMR|EVENT|NORMAL|PARK|PARKING|SOS|INF|FILE|CAM|CLIP|SCREENRECORDER|SCREEN[ _-]RECORDING|SCREEN[ _-]RECORD"
    r"|SCREENRECORD|SCREENCAST(?: FROM)?|SCREENCAPTURE|SCREENSHOT)?[-_ ]*"
)
_IN_UTC = re.compile(rf"PXL[-_]{_DAY}[-_]{_TIME}(?!\d)")
_WITH_ZONE = re.compile(rf"{_BY_CAMERA}{_DAY}{_BETWEEN}{_TIME}(?P<zone>Z|UTC|[+-]\d\d:?\d\d)(?![A-Z0-9])")
_LOCAL = re.compile(rf"{_BY_CAMERA}{_DAY}{_BETWEEN}{_TIME}(?!\d)")
# a date before the name that the camera itself gave (GH010739, DSC_0042): who put it there, and by which clock?
_RENAMED = re.compile(rf"{_DAY}{_BETWEEN}{_TIME}[-_ ](?:.{{0,60}}[-_ ])?[A-Z]{{1,4}}_?\d{{4,8}}$")
_BARE_DAY = re.compile(rf"{_BY_CAMERA}{_DAY}(?!\d)")
_BY_MESSENGER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:VID|AUD|PTT|IMG)-{_DAY}-WA\d+",
        rf"WHATSAPP (?:VIDEO|AUDIO|PTT) {_DAY}(?!\d)",
        rf"SIGNAL-{_DAY}-",
        r"VIDEO_(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)_\d\d-\d\d-\d\d",  # Telegram's
        rf"(?:VIBER|TELEGRAM)[-_ ](?:VIDEO[-_ ])?{_DAY}(?!\d)",
    )
)
_OLDEST_YEAR = 1991  # as for the dates inside
_QUARTER = timedelta(minutes=15)  # all zones are so many from UTC
_MOST_OFFSET = timedelta(hours=14)
_SAME_CLOCK = timedelta(minutes=2)  # a phone names a file when it begins, and dates it when it is done
_REWRITTEN = timedelta(hours=26)  # no zones are so far apart: another clock wrote the date
_WEAK = ("quicktime:mvhd", "matroska:creation_time", "mov:creation_time")  # what programs that copy write anew


def time_in_name(name: bytes) -> Captured:
    """What a file's own name on the card tells; UNKNOWN when it tells nothing. Of a bare day, `day` alone."""
    stem = name.rpartition(b".")[0] or name
    text = stem.decode("utf-8", "replace").upper()
    if (match := _IN_UTC.match(text)) and (at := _clock(match.groupdict())):
        return instant(at.replace(tzinfo=UTC), source=SOURCE, confidence="medium")
    for pattern in _BY_MESSENGER:
        if (match := pattern.match(text)) and (day := _day(match.groupdict())):
            return Captured(day=day, source=RECEIVED, confidence="low")
    if (match := _WITH_ZONE.match(text)) and (at := _clock(match.groupdict())):
        return _zoned(at, match["zone"])
    if (match := _RENAMED.match(text)) and (day := _day(match.groupdict())):
        return Captured(day=day, source=SOURCE, confidence="low")
    if (match := _LOCAL.match(text)) and (at := _clock(match.groupdict())):
        return wall_clock(at, source=SOURCE)
    # eight digits alone may be a number: dashes, or a word before them, make them a day
    if (match := _BARE_DAY.match(text)) and (match["dash"] or match.start("year")) and (day := _day(match.groupdict())):
        return Captured(day=day, source=SOURCE, confidence="low")
    return UNKNOWN


def with_name(captured: Captured, name: bytes, now: datetime, seconds: float = 0.0) -> tuple[Captured, tuple[str, ...]]:
    """What a file tells inside and by its name together, and what of it disagrees.

    A clip is `seconds` long: some devices date it by its end. A name never says more than the file where the file says
    it well; a date inside that is days younger than the name is that of a copy.
    """
    named = time_in_name(name)
    if (clock := named.day_clock) is None or clock > now.replace(tzinfo=None) + _REWRITTEN:
        return captured, ()
    if captured.day_clock is None:
        return named, ()
    if captured.at is None or captured.local is not None or named.local is None or named.at is not None:
        return captured, ()
    return _together(captured, named.local, timedelta(seconds=max(0.0, seconds)))


def _together(captured: Captured, local: datetime, length: timedelta) -> tuple[Captured, tuple[str, ...]]:
    """An instant without a zone, and the wall clock of a name: their difference is the zone, where the same clock wrote
    both.
    """
    at = captured.at
    if at is None:
        return captured, ()
    ahead = local - at.replace(tzinfo=None)
    if ahead < -_REWRITTEN and captured.source in _WEAK:
        words = f"the name says {local:%Y-%m-%d %H:%M}, the date inside is that of a copy: {at:%Y-%m-%d %H:%M} UTC"
        return wall_clock(local, source=SOURCE), (words,)
    for begins in (ahead, ahead + length):
        offset = round(begins / _QUARTER) * _QUARTER
        if abs(begins - offset) <= _SAME_CLOCK and abs(offset) <= _MOST_OFFSET:
            if not offset:  # its zone is UTC, or the camera wrote its wall clock as if it were UTC
                return wall_clock(local, source=f"{captured.source}+{SOURCE}"), ()
            there = at.astimezone(timezone(offset, format_offset(offset)))
            source = f"{captured.source}+{SOURCE}"
            return replace(captured, local=there.replace(tzinfo=None), offset=offset, source=source), ()
    return captured, ()


def _zoned(at: datetime, zone: str) -> Captured:
    if not zone.startswith(("+", "-")):
        return instant(at.replace(tzinfo=UTC), source=SOURCE, confidence="medium")
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    if abs(offset) > _MOST_OFFSET:
        return wall_clock(at, source=SOURCE)
    return instant(at.replace(tzinfo=timezone(offset, format_offset(offset))), source=SOURCE, confidence="medium")


def _clock(told: Mapping[str, str | None]) -> datetime | None:
    day = _day(told)
    hour, minute, second = (int(told[name] or 0) for name in ("hour", "minute", "second"))
    if day is None or hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second, 1000 * int(told["milli"] or 0))


def _day(told: Mapping[str, str | None]) -> date | None:
    try:
        day = date(int(told["year"] or 0), int(told["month"] or 0), int(told["day"] or 0))
    except ValueError:
        return None
    return day if day.year >= _OLDEST_YEAR else None
