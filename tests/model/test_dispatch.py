"""A dispatch is edited by values, and its address cannot be guessed."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.caption import Caption, Chapter, Correction, Cue
from mediadesk.model.clip import Attached, Clip, ClipId, Facts
from mediadesk.model.dispatch import (
    Dispatch,
    Pick,
    check_points,
    check_slug,
    corrected,
    dropped,
    edit_list,
    film_seconds,
    film_want,
    moved,
    new_public_id,
    public_place,
    slugify,
    texts,
    trimmed,
    version_digest,
    with_picks,
)
from mediadesk.model.place import Wider
from tests.catalogue.world import a_clip, a_place, along

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
    assert clips(with_picks(RECOVERY, [A])) == "ABCA"


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


def test_a_film_is_as_long_as_what_is_picked():
    """A pick without an out point lasts to the end of its clip; of a film from elsewhere nobody knows."""
    facts = Facts(container="mov", seconds=Fraction(10))
    clip = Clip(id=A.clip, name=b"IMG_0042.MOV", path=None, sha256="ab" * 32, size_bytes=1, facts=facts)
    whole, middle = Pick(clip=clip.id), Pick(clip=clip.id, in_point=Fraction(2), out_point=Fraction(5, 2))
    said = replace(RECOVERY, attached=None, picks=(whole, middle))

    assert film_seconds(said, [clip]) == Fraction(21, 2)
    assert film_seconds(replace(said, picks=(middle,)), []) == Fraction(1, 2)
    for unknown in (replace(said, picks=()), replace(said, attached="film.mov"), replace(said, picks=(whole, middle))):
        assert film_seconds(unknown, []) is None


def test_without_picks_there_is_no_film():
    with pytest.raises(Refused, match="no picks"):
        film_want(replace(RECOVERY, picks=()), [])


# --- what a reader gets ----------------------------------------------------------------------------------------------

KHARKIV = a_place(within=(Wider(rung="town", name="Kharkiv", lat=49.98, lon=36.25, radius_m=8683),))
TRAM = a_clip("tram", facts=Facts(container="mov", seconds=Fraction(9), place=KHARKIV))
SHOWN = replace(RECOVERY, location="town", picks=(Pick(clip=TRAM.id, out_point=Fraction(4), caption="The tram"),))
OTHER = {
    "title": "Another title", "lead": "Shops open.", "dateline": "Kharkiv, 9 May", "byline": "A collective",
    "credits": "N. N.", "language": "en", "licence": "CC BY 4.0", "outlet": "The Paper", "number": 3,
    "first_url": "https://example.org/1", "series": "Mutual aid", "attached": "assets/film.mp4", "location": "region",
    "picks": (), "captions": (Caption(language="en", state="approved", cues=()),),
    "chapters": (Chapter(start_ms=0, title="The square"),),
    "corrections": (Correction(at=datetime(2026, 5, 7, tzinfo=UTC), note="Another square."),),
    "poster": Fraction(7, 2),
}  # fmt: skip
OURS = {"slug": "other", "public_id": "y", "state": "live", "version": 7}


@pytest.mark.parametrize("name", OTHER)
def test_whatever_a_reader_would_see_makes_another_version(name):
    assert version_digest(replace(SHOWN, **{name: OTHER[name]}), [TRAM]) != version_digest(SHOWN, [TRAM])


@pytest.mark.parametrize("name", OURS)
def test_going_live_makes_none(name):
    """Else a clearance would end with the publish that it was given for."""
    assert version_digest(replace(SHOWN, **{name: OURS[name]}), [TRAM]) == version_digest(SHOWN, [TRAM])


def test_what_is_said_in_other_words_makes_another_version():
    said = [
        replace(SHOWN, captions=(Caption(language="uk", state=state, cues=(Cue(start_ms=0, end_ms=9, text=text),)),))
        for state, text in (("edited", "Трамвай"), ("approved", "Трамвай"), ("edited", "Площа"))
    ]
    assert len({version_digest(each, [TRAM]) for each in said}) == len(said)
    assert "the uk captions" in texts(said[0])


def test_every_field_is_one_or_the_other():
    """Whoever adds one decides whether a reader sees it."""
    assert {each.name for each in fields(Dispatch)} == OTHER.keys() | OURS.keys()


@pytest.mark.parametrize(
    "pick",
    [
        {"caption": "A tram"},
        {"caption": None},
        {"out_point": Fraction(5)},
        {"in_point": Fraction(1)},
        {"clip": "A" * 10},
    ],
)
def test_every_point_and_caption_counts(pick):
    changed = replace(SHOWN, picks=(replace(SHOWN.picks[0], **pick),))
    assert version_digest(changed, [TRAM]) != version_digest(SHOWN, [TRAM])


def test_the_order_of_picks_counts_and_that_of_clips_does_not():
    market = a_clip("market")
    both = replace(SHOWN, picks=(*SHOWN.picks, Pick(clip=market.id)))
    assert version_digest(moved(both, 1, 2), [TRAM, market]) != version_digest(both, [TRAM, market])
    assert version_digest(both, [market, TRAM]) == version_digest(both, [TRAM, market])


def test_what_is_known_better_of_a_clip_counts_where_a_reader_sees_it():
    """Its place, where the page names one, and a part that came later; not what is said of it on the desk."""
    digest = version_digest(SHOWN, [TRAM])
    moved_away = replace(TRAM, log=replace(TRAM.log, place=a_place(country="PL")))
    assert version_digest(SHOWN, [moved_away]) != digest
    assert version_digest(replace(SHOWN, location=None), [moved_away]) == version_digest(
        replace(SHOWN, location=None), [TRAM]
    )
    assert version_digest(SHOWN, [replace(TRAM, parts=(along("part"),))]) != digest
    assert version_digest(SHOWN, [replace(TRAM, log=replace(TRAM.log, notes=("x",), rating=5))]) == digest


def test_a_page_names_the_place_that_was_decided_or_none():
    assert public_place(replace(SHOWN, location=None), [TRAM]) is None
    assert public_place(replace(SHOWN, location="none"), [TRAM]) is None
    named = public_place(SHOWN, [TRAM])
    assert named
    assert named.name == "Kharkiv"
    assert public_place(SHOWN, []) is None


def test_every_word_that_goes_out_is_among_the_texts():
    said = {name: f"about {name}" for name in OTHER if isinstance(OTHER[name], str) and name != "attached"}
    told = texts(replace(SHOWN, **said))
    assert set(told.values()) == {*said.values(), "The tram"} - {"about language", "about location"}
    assert told["the first url"] == "about first_url"
    assert told["the caption of pick 1"] == "The tram"


def test_a_correction_is_dated_and_the_last_one_may_be_taken_back():
    """An empty note is none."""
    at = datetime(2026, 11, 23, tzinfo=UTC)
    said = corrected(corrected(RECOVERY, " It was Tuesday. ", at), "It was noon.", at)

    assert said.corrections == (Correction(at=at, note="It was Tuesday."), Correction(at=at, note="It was noon."))
    assert corrected(said, "", at).corrections == said.corrections[:1]
    with pytest.raises(Misasked):
        corrected(RECOVERY, "  ", at)
