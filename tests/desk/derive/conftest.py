"""A desk with two clips."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.desk.derive import Tools
from mediadesk.engine.inline import Inline
from tests.desk.world import Desk


@pytest.fixture
def trip(desk: Desk, card_with: Callable[..., Path], clip_of: Callable[[str], bytes]) -> Desk:
    """A desk with two clips."""
    desk.take_in(card_with({"A.MP4": clip_of("market"), "B.MP4": clip_of("depot")}))
    return desk


@pytest.fixture
def tools(trip: Desk) -> Tools:
    """One job after the other, so that their order can be seen."""
    return Tools(catalogue=trip.catalogue, assets=trip.assets, programs=trip.programs, engine=Inline())
