"""What is held: every file of which a copy was verified, whatever became of it, and the card-loads they came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mediadesk.model.clip import ClipId

Role = Literal["clip", "part", "sidecar", "kept", "set-aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A verified file, known by its content."""

    sha256: str
    xxh3: str  # XXH3-128, hex
    size_bytes: int
    name: bytes  # as it was on the card
    path: str | None  # of its copy on the desk, below it; None: it lies on drives alone
    role: Role
    clip: ClipId | None = None  # the clip it is or belongs to
    why: str | None = None  # of a file that is kept or set aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """One card-load: what one card held when it was read, from its first file to the next formatting."""

    name: str  # "R0001-4f9c"
    seen: Mapping[bytes, str | None]  # path on the card → SHA-256; None: not verified since it was last changed
