"""A clip that is kept back is used by nobody else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.clip import ClipId
from mediadesk.model.hold import Hold, kept_back

UNBOXING, MARKET = ClipId("7QK2MW3ZTA"), ClipId("4EXAMPLE22")
HOLD = Hold(
    clip=UNBOXING,
    owner="maria",
    reason="kept for part two",
    dispatch="part-two",
    at=datetime(2026, 11, 2, 10, 30, tzinfo=UTC),
)


def test_it_survives_being_kept():
    assert decode(Hold, encode(HOLD)) == HOLD


def test_another_dispatch_is_told_whose_it_is_and_who_lets_go():
    (why,) = kept_back("part-one", [MARKET, UNBOXING], [HOLD])
    assert "7QK2MW3ZTA is kept back for part-two by maria: kept for part two" in why
    assert "mediadesk clear lift 7QK2MW3ZTA --hold --by maria" in why


@pytest.mark.parametrize(
    ("slug", "clips", "hold"),
    [
        ("part-two", [UNBOXING], HOLD),  # it is the one that it is kept for
        ("part-one", [MARKET], HOLD),  # the clip is not in it
        ("part-one", [], HOLD),
    ],
)
def test_nobody_else_is_kept_from_anything(slug, clips, hold):
    assert not list(kept_back(slug, clips, [hold]))


def test_a_clip_that_is_kept_for_none_is_used_by_none():
    everywhere = replace(HOLD, dispatch=None)
    assert [len(list(kept_back(slug, [UNBOXING], [everywhere]))) for slug in ("part-one", "part-two")] == [1, 1]


def test_every_owner_must_let_go():
    """What one keeps for this dispatch, another may keep back from it."""
    holds = [HOLD, replace(HOLD, owner="petro", dispatch=None), replace(HOLD, owner="ol", dispatch="part-three")]
    said = list(kept_back("part-two", [UNBOXING, UNBOXING], holds))
    assert [why.partition(":")[0].rpartition(" ")[2] for why in said] == ["petro", "ol"]
