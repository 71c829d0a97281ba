"""The mark of a pack."""

import pytest

from mediadesk.model.picking import is_mark, new_mark


def test_marks_are_random_and_know_each_other():
    marks = {new_mark() for _ in range(100)}
    assert len(marks) == 100
    assert all(map(is_mark, marks))


@pytest.mark.parametrize("text", ["", "abcdefg", "abcdefghjk", "abcdefg1", "ABCDEFGH", "abcdefgh\n", "../abcde"])
def test_what_is_no_mark_is_none(text):
    assert not is_mark(text)
