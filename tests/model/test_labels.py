"""Labels are known by one spelling each."""

import pytest

from mediadesk.model.labels import LABELS, label_name


def test_every_label_is_there_once_in_its_own_spelling():
    names = [each.name for each in LABELS]
    assert sorted(set(names)) == sorted(names)
    assert names == [label_name(name) for name in names]


@pytest.mark.parametrize("typed", ["do-not-publish", "Do not publish", " DO_NOT  PUBLISH "])
def test_one_label_has_one_spelling(typed):
    assert label_name(typed) == "do-not-publish"
