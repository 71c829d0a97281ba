"""What is said and what comes when, as values."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mediadesk.model.caption import Caption, Chapter, Cue, cut_of, past_end, too_late, unready


def test_captions_are_values_that_nobody_changes():
    said = Caption(language="uk", state="machine", cues=(Cue(start_ms=0, end_ms=1500, text="Добрий день."),))
    with pytest.raises(AttributeError):
        said.state = "approved"
    assert said == Caption(language="uk", state="machine", cues=(Cue(start_ms=0, end_ms=1500, text="Добрий день."),))


CUES = tuple(Cue(start_ms=at * 1000, end_ms=at * 1000 + 1900, text="a") for at in range(20))


@pytest.mark.parametrize(
    ("seconds", "late"),
    [
        *[(Fraction(21), ()), (Fraction(20), ()), (Fraction(199, 10), ())],
        *[(Fraction(19), (20,)), (Fraction(2), tuple(range(3, 21))), (None, ())],
    ],
)
def test_cues_that_go_on_after_the_film_are_numbered(seconds, late):
    """By up to a second is what programs round up; one that begins after it is late however short it is."""
    assert past_end(CUES, seconds) == late


def test_what_keeps_captions_from_going_out_is_told_with_its_mend():
    ready = Caption(language="uk", state="edited", cues=CUES, film=cut_of("a cut"))

    def why(caption, seconds=Fraction(21)):
        return list(unready("bread", [caption], cut_of("a cut"), seconds))

    assert why(ready) == why(replace(ready, state="approved")) == why(replace(ready, film=None)) == []
    (machine,) = why(replace(ready, state="machine"))
    assert machine.endswith("(mediadesk dispatch caption bread --lang uk --state edited)")
    (other,) = why(replace(ready, film=cut_of("another cut")))
    assert "timed for another cut" in other
    (late,) = why(ready, Fraction(9))
    assert "cues 10, 11, 12, 13, 14 and 6 more (mediadesk" in late


def test_a_chapter_begins_within_the_film():
    parts = [Chapter(start_ms=0, title="a"), Chapter(start_ms=9000, title="b")]
    assert list(too_late("bread", parts, Fraction(10))) == list(too_late("bread", parts, None)) == []
    assert list(too_late("bread", parts, Fraction(9))) == [
        "chapter 2 would begin after the film (mediadesk dispatch chapters bread FILE)"
    ]
