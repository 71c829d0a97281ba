"""What a tired person reads when a copy fails."""

import errno
import os

import pytest

from mediadesk.desk.ingest.told import in_words
from mediadesk.errors import DeskError


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "T7-A is full; free some space and ingest again"),
        (errno.ENODEV, "T7-A was unplugged; plug it in and ingest again"),
        (errno.EFBIG, "T7-A cannot hold a file of this size; format it as exFAT, and ingest again"),
        (errno.EBUSY, "Device or resource busy"),
    ],
)
def test_an_error_names_the_drive_and_the_way_out(number, words):
    assert in_words(OSError(number, os.strerror(number)), "T7-A") == words


def test_our_own_words_stay():
    assert in_words(DeskError("its bytes 0 to 4095 cannot be read"), "T7-A") == "its bytes 0 to 4095 cannot be read"
