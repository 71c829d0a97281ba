"""A clip kept back by somebody."""

from dataclasses import dataclass
from datetime import datetime

from mediadesk.model.clip import ClipId


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """No dispatch may use the clip but the one it is kept for, until its owner lets go."""

    clip: ClipId
    owner: str  # an alias
    reason: str
    dispatch: str | None = None  # the slug of the one it is kept for; None: for none
    at: datetime  # aware UTC
