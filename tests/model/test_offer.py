"""What the page of a pack may say: its own files beside it, and nothing that leads elsewhere."""

from datetime import date

import pytest

from mediadesk.model.clip import ClipId
from mediadesk.model.offer import Board, Offer, Offered, files_of

ID = ClipId("7QK2MW3ZTA")


def board(file: str) -> Board:
    return Board(file=file, columns=10, tiles=12, width=160, height=90, every_ms=1000)


def offer(**clip) -> Offer:
    return Offer(mark="abcdefgh", made=date(2026, 11, 23), language="en", clips=(Offered(id=ID, **clip),))


def test_a_clip_names_the_files_that_the_page_shows():
    """A pack holds these and no others."""
    clip = Offered(
        id=ID, video=f"clips/{ID}.mp4", still=f"clips/{ID}.jpg", board=board(f"clips/{ID}-board.jpg"), notes=("x.mp4",)
    )

    assert files_of(clip) == (f"clips/{ID}.mp4", f"clips/{ID}.jpg", f"clips/{ID}-board.jpg")
    assert files_of(Offered(id=ID)) == ()


@pytest.mark.parametrize(
    "name", ["https://example.org/a.jpg", "../clips/7QK2MW3ZTA.mp4", "clips/IMG_0042.mp4", "/clips/7QK2MW3ZTA.jpg", ""]
)
def test_a_file_elsewhere_is_refused(name):
    """The page fetches nothing, and shows no name that a file was given."""
    with pytest.raises(ValueError, match="beside the page"):
        offer(board=board(name))


def test_a_mark_that_is_none_is_refused():
    """It is part of the name of a file and of a key of the browser's."""
    with pytest.raises(ValueError, match="mark"):
        Offer(mark="../x", made=date(2026, 11, 23), language="en", clips=())
