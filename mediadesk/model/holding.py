"""What the desk holds: every file whose copy was verified, whatever became of it."""

from dataclasses import dataclass
from typing import Literal

from mediadesk.model.clip import ClipId

Role = Literal["clip", "part", "sidecar", "kept", "set-aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A verified file on the desk, known by its content."""

    sha256: str
    xxh3: str  # XXH3-128, hex
    size_bytes: int
    name: bytes  # as it was on the card
    path: str  # below the desk
    role: Role
    clip: ClipId | None = None  # the clip it is or belongs to
    why: str | None = None  # of a file that is kept or set aside
