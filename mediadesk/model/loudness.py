"""How loud a programme is, and how loud it should be (EBU R 128, ITU-R BS.1770-4)."""

from dataclasses import dataclass

TARGET_LUFS = -16.0  # what players of the web and of podcasts expect
NEAR_LU = 1.0  # what is nearer to the target than this is left as it is
MOST_PEAK_DBTP = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What a meter says of a whole programme."""

    lufs: float | None  # integrated loudness; None is silence, which has none
    peak_dbtp: float | None  # true peak; None is digital silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """The level of a sound as it came, and of what was made of it."""

    before: Level
    after: Level
