"""When a Windows Media file (ASF) was made, which ffprobe does not tell. Pure.

"Advanced Systems Format (ASF) Specification", 3.2: the file properties object, whose date counts 100 ns since 1601.
"""

from datetime import UTC, datetime, timedelta

_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_DATE_AT = 16 + 8 + 16 + 8  # after the object's name and size, the file's name and size
_BEGIN = datetime(1601, 1, 1, tzinfo=UTC)


def made_at(head: bytes) -> str | None:
    """The date in a file's first bytes, as ISO 8601 in UTC; None when there is none."""
    start = head.find(_PROPERTIES)
    date = head[start + _DATE_AT : start + _DATE_AT + 8]
    if start < 0 or len(date) < 8 or not any(date):
        return None
    try:
        return (
            (_BEGIN + timedelta(microseconds=int.from_bytes(date, "little") // 10)).isoformat().replace("+00:00", "Z")
        )
    except OverflowError:
        return f"{int.from_bytes(date, 'little')} × 100 ns after 1601"
