"""A hold survives being kept."""

from datetime import UTC, datetime

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.clip import ClipId
from mediadesk.model.hold import Hold


def test_it_survives_being_kept():
    at = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    hold = Hold(clip=ClipId("7QK2MW3ZTA"), owner="maria", reason="kept for part two", dispatch="part-two", at=at)
    assert decode(Hold, encode(hold)) == hold
