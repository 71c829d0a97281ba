"""What a check says of one thing."""

from mediadesk.desk.check import Checked


def test_what_is_good_needs_no_reason():
    assert Checked(what="the catalogue", result="good").why is None
