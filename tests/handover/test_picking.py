"""The page of a pack: what it says, what it never says."""

from datetime import date
from fractions import Fraction

from mediadesk.handover.picking import told
from mediadesk.model.clip import ClipId
from mediadesk.model.offer import Board, Offer, Offered

ID = ClipId("7QK2MW3ZTA")


def test_the_program_of_the_page_is_told_field_by_field():
    """As the picks file and the page agreed on it: integers of milliseconds, a ratio for the rate."""
    board = Board(file=f"clips/{ID}-board.jpg", columns=10, tiles=12, width=160, height=90, every_ms=1000)
    clip = Offered(id=ID, day=date(2022, 5, 7), ms=12_480, fps=Fraction(30000, 1001), board=board)

    said = told(Offer(mark="abcdefgh", made=date(2026, 11, 23), language="uk", clips=(clip,)))

    assert said["mark"] == "abcdefgh"
    assert said["made"] == "2026-11-23"
    (first,) = said["clips"]
    assert first["day"] == "2022-05-07"
    assert first["fps"] == (30000, 1001)
    assert first["board"]["every_ms"] == 1000
