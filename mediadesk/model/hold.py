"""A clip kept back by somebody."""

from collections.abc import Iterable, Iterator
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


def kept_back(slug: str, clips: Iterable[ClipId], holds: Iterable[Hold]) -> Iterator[str]:
    """Why a dispatch may not use some of these clips: somebody keeps them back, and not for it."""
    wanted = frozenset(clips)
    for hold in holds:
        if hold.clip in wanted and hold.dispatch != slug:
            kept = f" for {hold.dispatch}" if hold.dispatch else ""
            yield (
                f"{hold.clip} is kept back{kept} by {hold.owner}: {hold.reason};"
                f" {hold.owner} alone lets go (mediadesk clear lift {hold.clip} --hold --by {hold.owner})"
            )
