"""A desk with two clips."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.desk.derive import Tools
from mediadesk.engine.inline import Inline
from mediadesk.engine.local import Local
from mediadesk.media.binaries import Programs
from mediadesk.model.chunk import Cutting
from tests.conftest import Once
from tests.desk.world import Desk
from tests.media.shots import a_counted_clip


@pytest.fixture
def trip(desk: Desk, card_with: Callable[..., Path], clip_of: Callable[[str], bytes]) -> Desk:
    """A desk with two clips."""
    desk.take_in(card_with({"A.MP4": clip_of("market"), "B.MP4": clip_of("depot")}))
    return desk


@pytest.fixture
def tools(trip: Desk) -> Tools:
    """One job after the other, so that their order can be seen."""
    return Tools(catalogue=trip.catalogue, assets=trip.assets, programs=trip.programs, engine=Inline())


@pytest.fixture(scope="session")
def long(programs: Programs, once: Once) -> bytes:
    """Twelve seconds."""
    return (once("long", lambda folder: a_counted_clip(folder / "a.mov", programs, seconds=12)) / "a.mov").read_bytes()


@pytest.fixture
def cutting(desk: Desk, card_with: Callable[..., Path], long: bytes, clip_of: Callable[[str], bytes]) -> Tools:
    """A desk with a long clip and a short one, two workers, and chunks of four seconds."""
    desk.take_in(card_with({"LONG.MOV": long, "SHORT.MP4": clip_of("short")}))
    few = Cutting(workers=2, longer_than=5, least_seconds=4)
    return Tools(catalogue=desk.catalogue, assets=desk.assets, programs=desk.programs, engine=Local(2), cutting=few)
