"""How long it still takes."""

import pytest

from mediadesk.cli.eta import Eta, duration


def test_the_rest_takes_as_long_as_what_went_before():
    eta = Eta()
    assert eta.left("send", 10, 100, now=0) is None
    assert eta.left("send", 20, 100, now=1) is None  # too early to tell
    assert eta.left("send", 30, 100, now=4) == pytest.approx(14)


def test_what_was_there_at_the_first_step_counts_for_nothing():
    """An upload that goes on where a killed one stopped is not as fast as it looks."""
    eta = Eta()
    eta.left("send", 90, 100, now=0)
    assert eta.left("send", 91, 100, now=10) == pytest.approx(90)


def test_nobody_knows_when_what_has_no_end_or_does_not_move_ends():
    eta = Eta()
    eta.left("look", 1, None, now=0)
    assert eta.left("look", 2, None, now=9) is None
    eta.left("send", 5, 10, now=0)
    assert eta.left("send", 5, 10, now=9) is None


def test_a_task_that_begins_again_begins_anew():
    eta = Eta()
    eta.left("send", 50, 100, now=0)
    assert eta.left("send", 1, 100, now=5) is None
    assert eta.left("send", 11, 100, now=10) == pytest.approx(44.5)
    eta.ended("send")
    assert eta.left("send", 60, 100, now=20) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (-3, "0 s"), (89, "89 s"), (240, "4 min"), (7800, "2 h 10 min"), (7200, "2 h"), (273_600, "3 d 4 h"),
     (259_200, "3 d")],
)  # fmt: skip
def test_a_time_in_words(seconds, words):
    assert duration(seconds) == words
