"""How fast this machine makes things: measured by every run, kept for the next one's estimate.

It lies in the user's cache and not on the desk: it is true of the machine, and tells nothing of what was filmed.
"""

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeGuard

from mediadesk.model.recipe import Tier

_TIERS: tuple[Tier, ...] = ("still", "moving", "film", "edit")
_NEWEST = 0.4  # the share of a run in what is expected of the next one: machines get busy, hot, new
_MOST_BYTES = 1 << 12


class PaceBook:
    """Megapixels of work (`model.estimate`) a second, by tier, in a small JSON file. What cannot be read is nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[Tier, float]:
        """What is known."""
        try:
            with self.path.open("rb") as file:
                said = json.loads(file.read(_MOST_BYTES))
        except (OSError, ValueError):
            return {}
        found = said if isinstance(said, dict) else {}
        return {tier: float(rate) for tier in _TIERS if _is_rate(rate := found.get(tier))}

    def note(self, measured: Mapping[Tier, float]) -> None:
        """Takes a run into account. Where nothing can be kept, the next estimate is a guess, and nothing worse."""
        known = self.read()
        fresh = {tier: rate for tier, rate in measured.items() if _is_rate(rate)}
        mixed = {tier: rate * _NEWEST + known.get(tier, rate) * (1 - _NEWEST) for tier, rate in fresh.items()}
        if not mixed:
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=self.path.parent, prefix=".pace-", delete=False) as file:
                file.write(json.dumps(known | mixed))
            Path(file.name).replace(self.path)


def _is_rate(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and math.isfinite(value) and value > 0
