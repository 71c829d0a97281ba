"""An entry of custody survives being kept."""

from datetime import UTC, datetime

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.custody import Entry


def test_it_survives_being_kept():
    at = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    entry = Entry(number=1, at=at, who="maria", what="ingested", sha256="ab" * 32, before="0" * 64, digest="cd" * 32)
    assert decode(Entry, encode(entry)) == entry
