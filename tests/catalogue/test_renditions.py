"""What was made is noted, by subject, recipe and digest."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given

from mediadesk.model.loudness import Level, Loudness
from mediadesk.model.rendition import Rendition
from tests.catalogue.values import SEVERAL, renditions
from tests.catalogue.world import forgotten

POSTER = Rendition(
    subject="7QK2MW3ZTA", recipe="poster", digest="ab3d5f7h", path="assets/renditions/7Q/poster-ab3d5f7h.jpg",
    size_bytes=40_000, sha256="ab" * 32, width=960, height=540, proofs=("size", "decodes"),
    source="cd" * 32,
)  # fmt: skip
HEARD = Loudness(before=Level(lufs=-31.5, peak_dbtp=-9.2), after=Level(lufs=-16.1, peak_dbtp=-1.4))
FILM = replace(
    POSTER, subject="recovery", recipe="film", path="film.mp4", seconds=Fraction(1001, 30), proofs=(), loudness=HEARD
)


def test_renditions_come_back_as_they_were(catalogue):
    with catalogue.write() as shelves:
        shelves.renditions.add(POSTER)
        shelves.renditions.add(FILM)
    with catalogue.read() as shelves:
        assert shelves.renditions.of("7QK2MW3ZTA") == [POSTER]
        assert shelves.renditions.of_each(["recovery", "7QK2MW3ZTA", "other"]) == {
            "recovery": [FILM],
            "7QK2MW3ZTA": [POSTER],
            "other": [],
        }
        assert shelves.renditions.all() == [POSTER, FILM]


def test_the_same_recipe_made_again_replaces_its_result(catalogue):
    again = replace(POSTER, size_bytes=41_000)
    for made in (POSTER, again):
        with catalogue.write() as shelves:
            shelves.renditions.add(made)
    with catalogue.read() as shelves:
        assert shelves.renditions.of(POSTER.subject) == [again]


def test_a_changed_recipe_stands_beside_the_old_one(catalogue):
    """The old file is simply not the one wanted."""
    changed = replace(POSTER, digest="zzzzzzzz", path="other.jpg")
    with catalogue.write() as shelves:
        shelves.renditions.add(POSTER)
        shelves.renditions.add(changed)
        assert shelves.renditions.of(POSTER.subject) == [POSTER, changed]


@SEVERAL
@given(renditions)
def test_any_value_comes_back_as_it_was(catalogue, value):
    with forgotten(catalogue) as shelves:
        shelves.renditions.add(value)
        assert shelves.renditions.of(value.subject) == [value]
