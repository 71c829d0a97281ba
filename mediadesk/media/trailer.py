"""What devices append behind the last box of an MP4 file: Insta360's records. It reads some kilobytes at the end.

The layout is known from exiftool (lib/Image/ExifTool/QuickTimeStream.pl): 32 letters at the very end, 40 bytes before
them; before these, records, each followed by its number and its length (little-endian).
"""

import re
from typing import BinaryIO

_MAGIC = b"8db42d694ccc418790edff439fe026bf"
_TAIL = 78
_DEVICE = 0x101  # a record in protobuf: 1 is the serial number, 2 the model, 3 the firmware
_MOST_RECORDS = 64
_MOST_BYTES = 1 << 12  # of the beginning of a record


def insta360(file: BinaryIO) -> dict[int, str]:
    """The texts of the record that tells of the device, by their numbers in it; empty when there is none."""
    size = file.seek(0, 2)
    at = size - _TAIL
    if at < 0 or _bytes(file, size - len(_MAGIC), len(_MAGIC)) != _MAGIC:
        return {}
    for _ in range(_MOST_RECORDS):
        head = _bytes(file, at, 6)
        number, length = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
        if number == 0 or length > at:
            return {}
        if number == _DEVICE:
            return texts(_bytes(file, at - length, min(length, _MOST_BYTES)))
        at -= length + 6
        if at < 0:
            return {}
    return {}


def texts(message: bytes) -> dict[int, str]:
    """The short printable texts of a protobuf message, by their numbers, as far as it can be followed.

    Of protobuf only what lies before the first field of another kind is read: protobuf.dev/programming-guides/encoding.
    """
    found, at = dict[int, str](), 0
    while at + 2 <= len(message) and message[at] & 0x87 == 0x02 and message[at + 1] < 0x80:
        end = at + 2 + message[at + 1]
        if end > len(message):
            break
        if re.fullmatch(rb"[\x20-\x7e]+", text := message[at + 2 : end]):
            found.setdefault(message[at] >> 3, text.decode("ascii"))
        at = end
    return found


def _bytes(file: BinaryIO, at: int, count: int) -> bytes:
    file.seek(max(0, at))
    return file.read(count)
