"""An embargo survives being kept."""

from datetime import UTC, datetime

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.embargo import Embargo


def test_it_survives_being_kept():
    at = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    embargo = Embargo(target="7QK2MW3ZTA", until=at, reason="the convoy is still on the road", at=at)
    assert decode(Embargo, encode(embargo)) == embargo
