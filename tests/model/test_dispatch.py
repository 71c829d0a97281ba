"""A dispatch is edited by values, and its address cannot be guessed."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.clip import Attached, Clip, ClipId, Facts
from mediadesk.model.dispatch import (
    Dispatch,
    Pick,
    check_points,
    check_slug,
    dropped,
    edit_list,
    film_want,
    moved,
    new_public_id,
    picked,
    slugify,
    trimmed,
)

A, B, C = (Pick(clip=ClipId(letter * 10)) for letter in "ABC")
RECOVERY = Dispatch(slug="kharkiv-recovery", title="The recovery in Kharkiv", public_id="x", picks=(A, B, C))


def clips(dispatch: Dispatch) -> str:
    return "".join(pick.clip[0] for pick in dispatch.picks)


# --- names and addresses ---------------------------------------------------------------------------------------------


def test_an_address_has_128_random_bits_and_needs_no_escapes():
    made = {new_public_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(each) == 26 and set(each) <= set("abcdefghijklmnopqrstuvwxyz234567") for each in made)
    assert {letter for each in made for letter in each} == set("abcdefghijklmnopqrstuvwxyz234567")


@pytest.mark.parametrize("slug", ["kharkiv-recovery", "a", "3-days", "x" * 80])
def test_a_slug_is_letters_digits_and_hyphens(slug):
    assert check_slug(slug) == slug


@pytest.mark.parametrize(
    "slug", ["", "A", "a b", "a--b", "-a", "a-", "../a", "a/b", "харків", "a\n", "x" * 81, "2022", "a_b", "١a"]
)
def test_what_is_no_slug_is_refused_with_one_that_is(slug):
    """One of digits alone could be a clip's id."""
    with pytest.raises(Misasked) as refused:
        check_slug(slug)
    assert check_slug(refused.value.hint) == refused.value.hint


@given(st.text())
def test_whatever_is_made_a_slug_is_one_or_nothing(text):
    made = slugify(text)
    assert made == "" or check_slug(made) == made


# --- picks -----------------------------------------------------------------------------------------------------------


def test_a_pick_goes_to_the_end():
    assert clips(picked(RECOVERY, A)) == "ABCA"


def test_positions_begin_at_one():
    assert [clips(dropped(RECOVERY, number)) for number in (1, 2, 3)] == ["BC", "AC", "AB"]


@pytest.mark.parametrize(
    ("number", "to", "order"), [(1, 3, "BCA"), (3, 1, "CAB"), (1, 2, "BAC"), (2, 3, "ACB"), (2, 2, "ABC")]
)
def test_a_moved_pick_stands_where_it_was_sent(number, to, order):
    assert clips(moved(RECOVERY, number, to)) == order


@given(st.integers(1, 3), st.integers(1, 3))
def test_moving_there_and_back_changes_nothing(number, to):
    assert moved(moved(RECOVERY, number, to), to, number) == RECOVERY


def test_a_trim_changes_the_point_that_is_given():
    once = trimmed(RECOVERY, 2, Fraction(1), None)
    twice = trimmed(once, 2, None, Fraction(5, 2))
    assert twice.picks == (A, replace(B, in_point=Fraction(1), out_point=Fraction(5, 2)), C)


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_pick_that_is_not_there_is_not_found(number):
    """Nor is the last one meant by -1, as Python would have it."""
    for edit in (
        lambda: dropped(RECOVERY, number),
        lambda: moved(RECOVERY, number, 1),
        lambda: moved(RECOVERY, 1, number),
        lambda: trimmed(RECOVERY, number, None, None),
    ):
        with pytest.raises(NotFound, match="has 3"):
            edit()


def test_an_edit_leaves_the_old_value_alone():
    dropped(RECOVERY, 1)
    assert clips(RECOVERY) == "ABC"


# --- points ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("in_point", "out_point", "seconds"),
    [
        (None, None, Fraction(10)),
        (None, None, None),
        (Fraction(9), None, Fraction(10)),
        (None, Fraction(10), Fraction(10)),
    ],
)
def test_points_that_name_a_stretch_pass(in_point, out_point, seconds):
    check_points(in_point, out_point, seconds)


@pytest.mark.parametrize(
    ("in_point", "out_point", "seconds", "words"),
    [
        (Fraction(5), Fraction(4), Fraction(10), "not before"),
        (Fraction(5), Fraction(5), Fraction(10), "not before"),
        (None, Fraction(0), None, "not before"),
        (Fraction(10), None, Fraction(10), "after the end"),
        (Fraction(64), None, Fraction(10), "1:04"),
    ],
)
def test_points_that_name_no_stretch_are_misasked(in_point, out_point, seconds, words):
    with pytest.raises(Misasked, match=words) as refused:
        check_points(in_point, out_point, seconds)
    assert "--in" in refused.value.hint


# --- the film --------------------------------------------------------------------------------------------------------


def test_a_film_is_made_again_when_what_it_shows_changes():
    films = [
        RECOVERY,
        moved(RECOVERY, 1, 2),
        dropped(RECOVERY, 1),
        trimmed(RECOVERY, 1, Fraction(1, 3), None),
        trimmed(RECOVERY, 1, None, Fraction(1, 3)),
        replace(RECOVERY, attached="assets/originals/film.mp4"),
    ]
    assert len({film_want(film, []).digest for film in films}) == len(films)


def test_and_only_then():
    """Words, and a point at the very beginning that was none before, are not in the picture."""
    said = replace(RECOVERY, title="Other", lead="Other", version=3, picks=(replace(A, caption="Other"), B, C))
    assert film_want(said, []) == film_want(RECOVERY, [])
    assert edit_list(trimmed(RECOVERY, 1, Fraction(0), None), []) == edit_list(RECOVERY, [])


def test_a_part_that_comes_later_makes_another_film():
    """The recording is longer than it was known to be; its id is still that of its first part."""
    part = Attached(name=b"GX020042.MP4", path=None, sha256="cd" * 32, size_bytes=1)
    clip = Clip(
        id=A.clip, name=b"GX010042.MP4", path=None, sha256="ab" * 32, size_bytes=1, facts=Facts(container="mov")
    )

    assert film_want(RECOVERY, [clip]) == film_want(RECOVERY, [])
    assert film_want(RECOVERY, [replace(clip, parts=(part,))]) != film_want(RECOVERY, [clip])


def test_without_picks_there_is_no_film():
    with pytest.raises(Refused, match="no picks"):
        film_want(replace(RECOVERY, picks=()), [])
