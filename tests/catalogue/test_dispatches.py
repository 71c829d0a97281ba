"""A dispatch is kept whole, with its picks."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from mediadesk.errors import CatalogueTrouble, NotFound
from mediadesk.model.dispatch import Dispatch, Pick, moved
from tests.catalogue.values import SEVERAL, dispatches
from tests.catalogue.world import a_clip, forgotten, shelve

RECOVERY = Dispatch(
    slug="kharkiv-recovery", title="The recovery in Kharkiv", public_id="abc", lead="Shops open.",
    dateline="Kharkiv, 9 May", byline="A collective", credits="N. N.", language="en", licence="CC BY 4.0",
    outlet="The Paper", first_url="https://example.org/1", series="Mutual aid", number=3,
    state="live", version=2, attached="assets/film.mp4",
    picks=(
        Pick(clip=a_clip("tram").id, in_point=Fraction(1001, 30), out_point=Fraction(40), caption="Трамвай <5>"),
        Pick(clip=a_clip("market").id),
        Pick(clip=a_clip("tram").id, in_point=Fraction(0)),
    ),
)  # fmt: skip


@pytest.fixture
def desk(catalogue):
    """A catalogue with the clips that are picked."""
    shelve(catalogue, a_clip("tram"), a_clip("market"))
    return catalogue


def test_a_dispatch_comes_back_as_it_was(desk):
    with desk.write() as shelves:
        shelves.dispatches.put(RECOVERY)
    with desk.read() as shelves:
        assert shelves.dispatches.get("kharkiv-recovery") == RECOVERY


def test_an_edit_replaces_all_of_it(desk):
    for dispatch in (RECOVERY, edited := replace(moved(RECOVERY, 1, 3), lead=None, picks=RECOVERY.picks[1:])):
        with desk.write() as shelves:
            shelves.dispatches.put(dispatch)
    with desk.read() as shelves:
        assert shelves.dispatches.all() == [edited]


def test_several_edits_in_one_block_leave_the_last(desk):
    with desk.write() as shelves:
        for dispatch in (RECOVERY, replace(RECOVERY, picks=RECOVERY.picks[:2]), RECOVERY):
            shelves.dispatches.put(dispatch)
            assert shelves.dispatches.get(RECOVERY.slug) == dispatch


def test_every_dispatch_keeps_its_own_picks(desk):
    other = replace(RECOVERY, slug="a-tram", public_id="def", picks=RECOVERY.picks[:1])
    with desk.write() as shelves:
        shelves.dispatches.put(RECOVERY)
        shelves.dispatches.put(other)
    with desk.read() as shelves:
        assert shelves.dispatches.all() == [other, RECOVERY]


def test_an_unknown_slug_is_not_found(desk):
    with desk.read() as shelves, pytest.raises(NotFound) as missing:
        shelves.dispatches.get("nothing")
    assert missing.value.hint == "mediadesk dispatch list"


def test_what_is_not_catalogued_cannot_be_picked(desk):
    with pytest.raises(CatalogueTrouble), desk.write() as shelves:
        shelves.dispatches.put(replace(RECOVERY, picks=(Pick(clip=a_clip("other").id),)))


def test_an_address_belongs_to_one_dispatch(desk):
    with desk.write() as shelves:
        shelves.dispatches.put(RECOVERY)
    with pytest.raises(CatalogueTrouble), desk.write() as shelves:
        shelves.dispatches.put(replace(RECOVERY, slug="other"))


@SEVERAL
@given(dispatches)
def test_any_value_comes_back_as_it_was(catalogue, value):
    with forgotten(catalogue) as shelves:
        shelves.dispatches.put(value)
        assert shelves.dispatches.get(value.slug) == value
