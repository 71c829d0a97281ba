"""What people wrote, made fit to be shown."""

import pytest

from mediadesk.model.plain import one_line, some_lines


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  The recovery\n in\tKharkiv ", "The recovery in Kharkiv"),
        ("a\x00b\x1bc\u2028d", "a b c d"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2067open\u2066", "open"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("\udcff.mov", "\ufffd.mov"),
        ("\u202e \n", None),
        ("", None),
        (None, None),
    ],
)
def test_a_title_stays_on_its_line_and_turns_nothing(written, shown):
    """Controls, line breaks and marks that turn the text around them go; letters and plain direction marks stay."""
    assert one_line(written) == shown


def test_credits_keep_their_lines():
    """A list of credits is read line by line."""
    assert some_lines("\nCamera:  Olha K.\r\n\r\nEdit:\u202e D. M.\n\n") == "Camera: Olha K.\n\nEdit: D. M."
    assert some_lines(" \n ") is None
