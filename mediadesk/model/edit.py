"""An edit: what one command changed of what people say, so that it can be taken back."""

from dataclasses import dataclass
from datetime import datetime

from mediadesk.model.clip import Camera, ClipId, Log
from mediadesk.model.clock import ClockProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What people said of one clip, before and after."""

    clip: ClipId
    before: Log
    after: Log


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """What was known of the clock of one body, before and after."""

    body: Camera
    before: ClockProfile
    after: ClockProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """All changes of one command: they are taken back together."""

    at: datetime  # aware UTC
    changes: tuple[Change, ...] = ()
    clocks: tuple[ClockChange, ...] = ()
