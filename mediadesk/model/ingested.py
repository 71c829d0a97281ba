"""What became of the files of a card, one by one and all in all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mediadesk.model.clip import ClipId
from mediadesk.model.volume import CopyState

Result = Literal["added", "known", "sidecar", "kept", "set-aside", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A copy of one file on one volume, as this ingest has left it."""

    volume: str  # its name
    state: CopyState
    path: str | None = None  # below the volume's root, shown; None when there is no copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of one file of a card.

    `failed` says that its bytes are not as safe as was asked for: what could be verified is catalogued all the same.
    """

    path: tuple[bytes, ...]  # folders and name on the card
    result: Result
    clip: ClipId | None = None
    why: str | None = None
    copies: tuple[Present, ...] = ()
    sha256: str | None = None  # of what was read this time; None: nothing was, or it was not worth reading again

    @property
    def name(self) -> bytes:
        """The last part of its path."""
        return self.path[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How an ingest went, all in all."""

    results: Mapping[str, int]  # by result
    size_bytes: int  # of the card
    seconds: float
    safe_to_format: bool | None = None  # None: it was not judged

    @property
    def failed(self) -> int:
        """How many files are not safe."""
        return self.results.get("failed", 0)
