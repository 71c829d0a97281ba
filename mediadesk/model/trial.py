"""What a store was proved to do, and how fast the line to it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Digest = Literal["md5", "sha256"]  # Content-MD5, x-amz-checksum-sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the last examination of a store found, or the last publish measured."""

    store: str  # its name
    settings: str  # SHA-256 of the settings it was made with: for others it proves nothing; empty: nobody examined it
    at: datetime  # aware UTC, of the examination; of the first measurement where there was none
    refuses_flipped: bool = False  # a PUT, or a part, whose bytes are not those of its checksum changes nothing
    checked_by: Digest | None = None  # the checksum that was sent with it
    takes_trailers: bool = False  # it understands `when_supported` checksums and keeps no aws-chunked
    failed: tuple[str, ...] = ()  # the lines of the examination that failed, by their names
    up_bytes_a_second: float | None = None
    down_bytes_a_second: float | None = None
