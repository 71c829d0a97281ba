"""What another desk sent has the right type and may be nonsense all the same."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import get_args

import pytest

from mediadesk.media import sniff
from mediadesk.model.clip import Audio, Camera, ClipId, Facts, Frame, Log
from mediadesk.model.clock import Calibration, ClockProfile, ClockSpan
from mediadesk.model.dispatch import Pick
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.moment import Captured
from mediadesk.model.picking import Choice
from mediadesk.model.place import Place, Rung, Wider
from mediadesk.model.sane import CONTAINERS, check
from mediadesk.model.strict import NotSo
from mediadesk.model.track import Fix, KeptTrack, Track, kept

AT = datetime(2026, 11, 23, tzinfo=UTC)
HERE = Place(lat=50.0, lon=36.2, radius_m=30.0, source="typed")
WIDER = Wider(rung=get_args(Rung)[0], name="Saltivka", lat=50.0, lon=36.2, radius_m=900.0)
FRAME = Frame(stream=0, width=1920, height=1080, rotation=90, codec="hevc", fps=Fraction(30), bit_depth=10)
CLIP = ClipId("7QK2MW3ZTA")


@pytest.mark.parametrize(
    "value",
    [
        Facts(
            container="mov",
            seconds=Fraction(25, 2),
            frame=FRAME,
            audio=(Audio(stream=1, codec="aac", channels=2, rate=48_000),),
            captured=Captured(at=AT, local=datetime(2026, 11, 23, 2), offset=timedelta(hours=2)),
            place=HERE,
            camera=Camera(make="Canon", model="EOS R5", serial_hash="ab"),
            track=kept(Track(source="gpmf", fixes=(Fix(lat=50.0, lon=36.0, seconds=0.5),))),
        ),
        Log(rating=5, poster=Fraction(1), place=HERE, captured=Captured(day=AT.date())),
        Embargo(target=CLIP, until=AT, at=AT),
        Hold(clip=CLIP, owner="maria", reason="", at=AT),
        Pick(clip=CLIP, out_point=Fraction(1)),
        (ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv", start=datetime(2026, 1, 1)),)), WIDER),
    ],
)
def test_what_can_be_true_is_taken(value):
    check(value)


@pytest.mark.parametrize(
    "value",
    [
        Place(lat=91.0, lon=0.0, radius_m=1.0, source=""),
        Place(lat=0.0, lon=-181.0, radius_m=1.0, source=""),
        Place(lat=0.0, lon=0.0, radius_m=-1.0, source=""),
        Wider(rung="km", name="", lat=99.0, lon=0.0, radius_m=1.0),
        Captured(at=datetime(2026, 1, 1)),
        Captured(local=AT),
        Captured(offset=timedelta(days=2)),
        ClockProfile(spans=(ClockSpan(start=AT),)),
        Calibration(clip=CLIP, camera=AT, behind=timedelta()),
        Frame(stream=0, width=0, height=1, rotation=0, codec=""),
        Frame(stream=0, width=1, height=1 << 20, rotation=0, codec=""),
        Frame(stream=0, width=1, height=1, rotation=45, codec=""),
        Frame(stream=-1, width=1, height=1, rotation=0, codec=""),
        Frame(stream=0, width=1, height=1, rotation=0, codec="", fps=Fraction(0)),
        Frame(stream=0, width=1, height=1, rotation=0, codec="", sample_aspect=Fraction(0)),
        Frame(stream=0, width=1, height=1, rotation=0, codec="", bit_depth=0),
        Audio(stream=0, codec="", channels=-1),
        Camera(make="a\tb"),
        Facts(container="concat"),
        Facts(container="lavfi"),
        Facts(container="mov", seconds=Fraction(-1)),
        KeptTrack(source="gpx", text="nonsense"),
        KeptTrack(source="gpx", text="95.0,0.0,,,,1.0"),
        Log(rating=6),
        Log(poster=Fraction(-1)),
        Pick(clip=CLIP, in_point=Fraction(2), out_point=Fraction(1)),
        Choice(clip=CLIP, rating=-1),
        Embargo(target=CLIP, at=AT),
        Embargo(target=CLIP, until=datetime(2026, 1, 1), at=AT),
        Hold(clip=CLIP, owner="", reason="", at=AT),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused(value):
    with pytest.raises(NotSo):
        check((value,))


def test_only_what_we_tell_apart_ourselves_is_a_container():
    """A demuxer's name goes to ffmpeg: `concat` would open other files."""
    ours = {container for _, _, container in sniff._CONTAINERS}
    assert ours <= CONTAINERS
    assert {"mov", "mxf", "mpegts", "aac", "mp3", "h264", "hevc"} | ours == CONTAINERS
