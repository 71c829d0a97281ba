"""What a doctor would have found."""

from datetime import UTC, datetime

from mediadesk.model.trial import Digest, Trial


def proved(checked_by: Digest = "md5", *, takes_trailers: bool = False) -> Trial:
    """That flipped bytes are refused."""
    return Trial(
        store="web",
        settings="",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        refuses_flipped=True,
        checked_by=checked_by,
        takes_trailers=takes_trailers,
    )
