"""What a check says of each thing that it looked at."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at."""

    what: str
    result: Literal["good", "bad", "unknown"]
    why: str | None = None
