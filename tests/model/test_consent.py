"""Who is seen, and what they agreed to: values that survive being kept."""

from datetime import UTC, date, datetime

import pytest

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.clip import ClipId
from mediadesk.model.consent import ASPECTS, Appearance, Release, Subject

AT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        Subject(alias="olena"),
        Appearance(clip=ClipId("7QK2MW3ZTA"), subject="olena"),
        Release(subject="olena", aspects=frozenset(ASPECTS), until=date(2027, 1, 1), given_at=AT),
    ],
)
def test_it_survives_being_kept(value):
    assert decode(type(value), encode(value)) == value


def test_who_appears_is_seen_and_heard_unless_somebody_says_otherwise():
    assert Appearance(clip=ClipId("7QK2MW3ZTA"), subject="olena").aspects == {"face", "voice"}
