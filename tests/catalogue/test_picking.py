"""Packs that went out, and what came back: each editor in a layer of their own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from mediadesk.errors import NotFound
from mediadesk.model.clip import ClipId
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.picking import Choice, Pack, Proposal, Said
from tests.catalogue.world import a_clip, shelve

NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)


@pytest.fixture
def clips(catalogue) -> list[ClipId]:
    """Two clips of the catalogue."""
    two = sorted((a_clip("market"), a_clip("station")), key=lambda clip: clip.id)
    shelve(catalogue, *two)
    return [clip.id for clip in two]


def test_who_got_a_pack_is_known_for_ever_and_told_to_custody(catalogue, clips):
    pack = Pack(mark="abcdefgh", editor="anna", at=NOON, clips=tuple(clips), slug="kharkiv", size_bytes=7)
    later = replace(pack, mark="bcdefghi", at=NOON + timedelta(hours=1), stills=True)
    with catalogue.write() as shelves:
        shelves.packs.add(pack)
        shelves.packs.add(later)

    with catalogue.read() as shelves:
        assert shelves.packs.all() == [later, pack]
        assert shelves.packs.get("abcdefgh") == pack
        told = [(each.about, each.why) for each in shelves.custody.of(about=clips) if each.what == "packed"]
        with pytest.raises(NotFound, match="no pack zzzzzzzz"):
            shelves.packs.get("zzzzzzzz")
    assert told == [(clip, f"{mark} for anna") for mark in ("abcdefgh", "bcdefghi") for clip in clips]


def test_nobody_speaks_over_somebody_else(catalogue, clips):
    one, _ = clips
    by_anna = Said(editor="anna", saved=NOON, choice=Choice(clip=one, flag="select", in_point=Fraction(12, 10)))
    by_ben = replace(by_anna, editor="ben", choice=Choice(clip=one, flag="reject", note="too dark"))
    with catalogue.write() as shelves:
        shelves.layers.put(by_anna)
        shelves.layers.put(by_ben)
        shelves.layers.put(replace(by_anna, choice=Choice(clip=one, rating=3)))

    with catalogue.read() as shelves:
        assert shelves.layers.of(clips) == [replace(by_anna, choice=Choice(clip=one, rating=3)), by_ben]
        assert shelves.layers.by("ben") == [by_ben]
        assert shelves.layers.by("carla") == []


def test_each_editor_proposes_one_order_for_a_dispatch(catalogue, clips):
    picks = (Pick(clip=clips[1]), Pick(clip=clips[0], out_point=Fraction(3)))
    by_anna = Proposal(slug="kharkiv", editor="anna", saved=NOON, picks=picks)
    with catalogue.write() as shelves:
        shelves.dispatches.put(Dispatch(slug="kharkiv", title="T", public_id="a" * 26))
        shelves.proposals.put(by_anna)
        shelves.proposals.put(replace(by_anna, editor="ben", picks=()))
        shelves.proposals.put(replace(by_anna, picks=picks[:1]))

    with catalogue.read() as shelves:
        assert shelves.proposals.of("kharkiv") == [
            replace(by_anna, picks=picks[:1]),
            replace(by_anna, editor="ben", picks=()),
        ]
        assert shelves.proposals.of("izium") == []
