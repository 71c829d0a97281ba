"""Who has an original that is not here."""

from tests.catalogue.world import a_clip, now, shelve


def test_a_desk_is_noted_once(catalogue):
    market, tram = a_clip("market"), a_clip("tram")
    shelve(catalogue, market, tram)
    with catalogue.write() as shelves:
        assert shelves.elsewhere.note(market.id, "nadia", now())
        assert shelves.elsewhere.note(market.id, "maria", now())
        assert not shelves.elsewhere.note(market.id, "maria", now())
        assert shelves.elsewhere.of([market.id, tram.id]) == {market.id: ("maria", "nadia"), tram.id: ()}
