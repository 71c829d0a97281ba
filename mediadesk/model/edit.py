"""An edit of the log: what one command changed, so that it can be taken back."""

from dataclasses import dataclass
from datetime import datetime

from mediadesk.model.clip import ClipId, Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What people said of one clip, before and after."""

    clip: ClipId
    before: Log
    after: Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """All changes of one command: they are taken back together."""

    at: datetime  # aware UTC
    changes: tuple[Change, ...]
