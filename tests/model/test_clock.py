"""What is known of a camera's clock says when its clips were shot. GPS needs no clock."""

from datetime import UTC, datetime, timedelta

from mediadesk.model.clock import ClockProfile, ClockSpan, read_by
from mediadesk.model.moment import wall_clock

NOON = wall_clock(datetime(2022, 5, 7, 12), source="quicktime:clock")
KYIV = ClockSpan(zone="Europe/Kyiv")


def test_a_zone_makes_an_instant_of_a_wall_clock():
    known = read_by(ClockProfile(spans=(KYIV,)), NOON)
    assert (known.at, known.local) == (datetime(2022, 5, 7, 9, tzinfo=UTC), NOON.local)
    assert (known.offset, known.zone) == (timedelta(hours=3), "Europe/Kyiv")
    assert (known.source, known.confidence) == ("quicktime:clock+profile", "medium")
