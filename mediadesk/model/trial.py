"""What a store was proved to do, and how fast the line to it is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the last examination of a store found, or the last publish measured."""

    store: str  # its name
    settings: str  # SHA-256 of the settings it was made with: for others it proves nothing
    at: datetime  # aware UTC
    refuses_flipped: bool = False  # a PUT whose bytes are not those of its checksum changes nothing
    takes_trailers: bool = False  # it understands `when_supported` checksums and keeps no aws-chunked
    up_bytes_a_second: float | None = None
    down_bytes_a_second: float | None = None
