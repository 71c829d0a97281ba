"""What people say of clips: it is added to what was said, found at once, and taken back as a whole."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from mediadesk.desk.find import find
from mediadesk.desk.log import Said, log, undo
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.clip import Clip, ClipId, Log
from mediadesk.model.moment import wall_clock
from mediadesk.model.place import Place
from mediadesk.model.query import Query
from tests.desk.world import Desk

KYIV = Place(lat=50.4501, lon=30.5234, radius_m=100, source="typed", name="Kyiv")


@pytest.fixture
def clips(desk: Desk, card_with, clip_of) -> list[Clip]:
    """Two clips of a trip."""
    desk.take_in(card_with({"a.mp4": clip_of("a"), "b.mp4": clip_of("b")}), trip="May", shooter="kestrel")
    return desk.clips()


def test_what_is_said_is_added_to_what_was_said(desk: Desk, clips):
    a, _ = clips
    log([a], Said(title="The market", note="quiet", tags=frozenset({"market", "people"})), catalogue=desk.catalogue)
    (now,) = log(
        [a],
        Said(note="later", tags=frozenset({"tram"}), untags=frozenset({"people"}), rating=0, flag="select"),
        catalogue=desk.catalogue,
    )

    assert now.log == Log(
        trip="May",
        shooter="kestrel",
        title="The market",
        notes=("quiet", "later"),
        tags=frozenset({"market", "tram"}),
        flag="select",
        rating=0,
    )
    assert desk.clips()[0] == now


def test_who_sent_a_clip_stays(desk: Desk, card_with, clip_of):
    """What was said when it was taken in is not lost by what is said later."""
    card = card_with({"a.mp4": clip_of("a")})
    desk.take_in(card, shooter="kestrel", received_from="plover", channel="signal")

    (now,) = log(desk.clips(), Said(rating=3), catalogue=desk.catalogue)

    assert (now.log.shooter, now.log.received_from, now.log.channel) == ("kestrel", "plover", "signal")


def test_a_tag_that_is_given_and_taken_at_once_is_given(desk: Desk, clips):
    """`--tag x --untag x`: the last one in the sentence of a tired person would be a guess."""
    said = Said(tags=frozenset({"x"}), untags=frozenset({"x"}))
    assert log(clips[:1], said, catalogue=desk.catalogue)[0].log.tags == {"x"}


def test_a_typed_place_and_time_go_over_those_of_the_file(desk: Desk, clips):
    typed = wall_clock(datetime(2022, 5, 8, 10), source="typed", confidence="high")
    (now,) = log(clips[:1], Said(place=KYIV, captured=typed), catalogue=desk.catalogue)

    assert (now.place, now.captured) == (KYIV, typed)
    assert now.facts == clips[0].facts
    assert find(Query(near=KYIV.point), catalogue=desk.catalogue) == [now]


def test_one_undo_takes_back_one_edit_of_several_clips(desk: Desk, clips):
    log(clips, Said(tags=frozenset({"first"})), catalogue=desk.catalogue)
    log(clips, Said(tags=frozenset({"second"})), catalogue=desk.catalogue)

    assert [clip.log.tags for clip in undo(catalogue=desk.catalogue).clips] == [{"first"}, {"first"}]
    assert undo(catalogue=desk.catalogue).clips == clips
    assert desk.clips() == clips
    with pytest.raises(NotFound, match="no edit to take back"):
        undo(catalogue=desk.catalogue)


def test_what_was_taken_back_is_no_longer_found(desk: Desk, clips):
    log(clips, Said(title="a secret word"), catalogue=desk.catalogue)
    assert len(find(Query(words=("secret",)), catalogue=desk.catalogue)) == 2
    undo(catalogue=desk.catalogue)
    assert find(Query(words=("secret",)), catalogue=desk.catalogue) == []


def test_an_edit_is_all_or_nothing(desk: Desk, clips):
    """One of the clips has gone: nothing is said of the other either, and there is nothing to take back."""
    gone = replace(clips[0], id=ClipId("ZZZZZZZZZZ"))
    with pytest.raises(NotFound):
        log([clips[0], gone], Said(title="half"), catalogue=desk.catalogue)
    assert desk.clips() == clips
    with pytest.raises(NotFound):
        undo(catalogue=desk.catalogue)


def test_two_edits_at_once_are_both_kept(desk: Desk, clips):
    """What was read before the other wrote must not be written back over it."""
    stale = clips[:1]
    log(stale, Said(tags=frozenset({"one"})), catalogue=desk.catalogue)
    (now,) = log(stale, Said(tags=frozenset({"two"})), catalogue=desk.catalogue)
    assert now.log.tags == {"one", "two"}


def test_a_moment_is_chosen_and_let_go(desk: Desk, clips):
    """The still by which a clip is known; what lies after its end is no moment of it."""
    a, _ = clips

    (chosen,) = log([a], Said(poster=Fraction(1, 5)), catalogue=desk.catalogue)
    (renamed,) = log([a], Said(title="The market"), catalogue=desk.catalogue)
    with pytest.raises(Misasked, match="nothing is shown at 900") as late:
        log([a], Said(poster=Fraction(900)), catalogue=desk.catalogue)
    assert Fraction(late.value.hint.removeprefix("--poster ")) < a.seconds
    (free,) = log([a], Said(poster="any"), catalogue=desk.catalogue)

    assert (chosen.log.poster, renamed.log.poster, free.log.poster) == (Fraction(1, 5), Fraction(1, 5), None)
    assert desk.clips()[0] == free
