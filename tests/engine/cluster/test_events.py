"""Events travel as plain words."""

import pytest

from mediadesk.engine.cluster.events import packed, unpacked
from mediadesk.events import Began, Ended, Moved, Said


@pytest.mark.parametrize("event", [Began("a", 2.5, "bytes"), Began("a"), Moved("a", 1, 2), Ended("a"), Said("a")])
def test_an_event_comes_home_as_it_went(event):
    assert unpacked(packed(event)) == event


@pytest.mark.parametrize("words", [["Popen", "rm"], ["Moved"], ["Said", "a", "b"], [None], ["Event", "x"]])
def test_what_is_none_is_left_out(words):
    assert unpacked(words) is None
