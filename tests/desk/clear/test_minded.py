"""What is to be minded: of all clips, of one, and of what is online."""

from dataclasses import replace

from mediadesk.desk import clear
from mediadesk.model.dispatch import dropped
from tests.desk.clear.world import LIVE, MARKET, SLUG, YARD


def test_a_label_that_asks_for_nothing_is_not_listed(catalogue):
    clear.label([MARKET.id], ["kitchen"], by=None, catalogue=catalogue)
    clear.label([YARD.id], ["minor"], by=None, catalogue=catalogue)

    assert [each.id for each in clear.minded(catalogue=catalogue).labelled] == [YARD.id]


def test_of_one_clip_its_own_is_told(catalogue):
    clear.hold([MARKET.id], "for part two", "kestrel", catalogue=catalogue)
    clear.embargo(MARKET.id, rule="civilian", catalogue=catalogue)
    clear.embargo(SLUG, rule="civilian", catalogue=catalogue)
    clear.appears([MARKET.id], "baker", catalogue=catalogue)

    kept = clear.of_clip(MARKET.id, catalogue=catalogue)

    assert (len(kept.holds), len(kept.embargoes), len(kept.appearances)) == (1, 1, 1)
    assert clear.of_clip(YARD.id, catalogue=catalogue) == clear.Kept(holds=(), embargoes=(), appearances=())


def test_a_clip_is_online_until_the_next_publish_or_withdrawal(catalogue):
    """Whatever was dropped on the desk since; where an older publish noted no clips, the picks count."""
    with catalogue.write() as shelves:
        shelves.publications.put(LIVE)
        shelves.dispatches.put(dropped(shelves.dispatches.get(SLUG), 1))

    def where(clip):
        return [each.store for _, each in clear.online_with([clip.id], catalogue=catalogue)]

    assert (where(MARKET), where(YARD)) == (["web"], [])
    with catalogue.write() as shelves:
        shelves.publications.put(replace(LIVE, clips=None))
    assert where(MARKET) == []
    with catalogue.write() as shelves:
        shelves.publications.put(replace(LIVE, withdrawn_at=LIVE.at))
    assert where(MARKET) == []
