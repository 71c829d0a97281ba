"""Clips as a catalogue gives them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.model.clip import Camera, Clip, Facts, Frame, Log, clip_id
from mediadesk.model.moment import instant
from mediadesk.model.offer import Offer
from mediadesk.model.place import Place
from tests.conftest import Once
from tests.handover.afar import four, make_clips, written

KYIV = timezone(timedelta(hours=3))
FRAME = Frame(stream=0, width=1920, height=1080, rotation=0, codec="h264")

ClipMaker = Callable[..., Clip]


@pytest.fixture
def a_clip() -> ClipMaker:
    """`a_clip()` is a phone's clip of Saltivka, another one at each call; `log=` and facts replace what is asked."""
    made = 0

    def another(*, name: bytes = b"IMG_0042.MOV", log: Log | None = None, **facts) -> Clip:
        nonlocal made
        made += 1
        sha256 = f"{made * 2_654_435_761 % 2**40:010x}" + "0" * 54
        told = Facts(
            container="mov",
            seconds=Fraction(25, 2),
            frame=FRAME,
            captured=instant(
                datetime(2022, 5, 7, 14, 2, made, tzinfo=KYIV), source="quicktime:creationdate", confidence="high"
            ),
            place=Place(lat=50.03123, lon=36.34567, radius_m=30, source="quicktime:location", name="Saltivka"),
            camera=Camera(make="Apple", model="iPhone 12"),
        )
        return Clip(
            id=clip_id(sha256),
            name=name,
            path=f"assets/originals/secret-folder/{made}.mov",
            sha256=sha256,
            size_bytes=1,
            facts=replace(told, **facts),
            log=log or Log(),
        )

    return another


@pytest.fixture(scope="session")
def clips(once: Once) -> Path:
    """The films of a pack, made once."""
    return once("offered", make_clips)


@pytest.fixture
def pack(clips: Path, tmp_path: Path):
    """`pack(offer)` is the address of a page beside its clips."""

    def lay_out(data: Offer | None = None, change: tuple[str, str] = ("", "")) -> str:
        if not (tmp_path / "clips").exists():
            (tmp_path / "clips").symlink_to(clips / "clips")
        return written(tmp_path, data or four(), change)

    return lay_out
