"""How loud a programme is, how loud it should be, and what is done about it (EBU R 128, ITU-R BS.1770-4).

A programme gets one gain from its beginning to its end: nothing breathes, quiet stays quiet beside loud. Peaks that
then would come too high are held down, each for itself. Between a loudness that is not reached and a peak that is too
high, the peak decides: too quiet can be turned up by who listens, what is cut off is lost.
"""

from dataclasses import dataclass, replace

TARGET_LUFS = -16.0  # what players of the web and of podcasts expect
NEAR_LU = 1.0  # what is nearer to the target than this is left as it is
MOST_PEAK_DBTP = -1.0
CEILING_DBTP = -2.0  # for what goes into a coder: what comes out of it has other peaks, a little higher
SILENT_LUFS = -50.0  # below it there is hiss and no programme: nobody wants that louder

_EXACT_LU = 0.5  # a try that comes so near needs no second gain
_MOST_MORE_DB = 4.0  # of a further gain, for what was lost to the ceiling
_BELOW_DB = 0.3  # how much lower the ceiling is set than what a coder added
_CLICKS_LU = 6.0  # what a coder may lose of a programme that is nothing but clicks


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Levelling:
    """What is done to a sound: a gain, and a ceiling where a peak would come near it."""

    gain_db: float
    ceiling_dbtp: float | None = None  # true peak; None: no limiter
    reach_lufs: float | None = None  # how loud it gets below the ceiling where that is not the target; None: it is


LEFT = Levelling(gain_db=0.0)


def levelling(before: Level) -> Levelling:
    """The gain that brings a programme to the target; `LEFT` for silence, and for what is right already."""
    gain = 0.0 if _silent(before) or _near(before) else TARGET_LUFS - (before.lufs or 0.0)
    peak = before.peak_dbtp
    if gain == 0.0:
        return LEFT if peak is None or peak <= MOST_PEAK_DBTP else Levelling(gain_db=0.0, ceiling_dbtp=CEILING_DBTP)
    limited = peak is not None and peak + gain > CEILING_DBTP
    return Levelling(gain_db=gain, ceiling_dbtp=CEILING_DBTP if limited else None)


def corrected(planned: Levelling, heard: Level) -> Levelling:
    """The same with a little more gain, where the ceiling took some of the loudness: `heard` is the first try."""
    if planned.ceiling_dbtp is None or heard.lufs is None or heard.lufs >= TARGET_LUFS - _EXACT_LU:
        return planned
    if planned.gain_db == 0.0 and _silent(heard):
        return planned
    more = min(TARGET_LUFS - heard.lufs, _MOST_MORE_DB)
    reach = heard.lufs if heard.lufs < TARGET_LUFS - NEAR_LU else None
    return replace(planned, gain_db=planned.gain_db + more, reach_lufs=reach)


def lowered(planned: Levelling, after: Level) -> Levelling | None:
    """What to do once more when a coder made peaks that are too high; None when it did not."""
    if after.peak_dbtp is None or after.peak_dbtp <= MOST_PEAK_DBTP:
        return None
    ceiling = CEILING_DBTP if planned.ceiling_dbtp is None else planned.ceiling_dbtp
    by = after.peak_dbtp - MOST_PEAK_DBTP + _BELOW_DB
    reach = TARGET_LUFS - NEAR_LU if planned.reach_lufs is None else planned.reach_lufs
    return replace(planned, ceiling_dbtp=ceiling - by, reach_lufs=reach - by)


def fault(measured: Loudness, done: Levelling) -> str | None:
    """What is wrong with the level of a result, in words; None when nothing is.

    A programme that is mostly peaks stays below the target, but gets nearly as loud as a try had shown.
    """
    before, after = measured.before, measured.after
    if after.peak_dbtp is not None and after.peak_dbtp > MOST_PEAK_DBTP:
        return f"its true peak is {after.peak_dbtp:.1f} dBTP and not at most {MOST_PEAK_DBTP:.0f}"
    if _silent(before):
        louder = after.lufs is not None and after.lufs > SILENT_LUFS + NEAR_LU
        return f"it was silent, and now is at {after.lufs:.1f} LUFS" if louder else None
    lufs = SILENT_LUFS if after.lufs is None else after.lufs
    least = TARGET_LUFS - NEAR_LU if done.reach_lufs is None else done.reach_lufs - _CLICKS_LU
    if least <= lufs <= TARGET_LUFS + NEAR_LU or (done == LEFT and abs(lufs - (before.lufs or 0.0)) <= NEAR_LU / 2):
        return None
    return f"it is at {lufs:.1f} LUFS and not at {TARGET_LUFS:.0f}"


def told(measured: Loudness, done: Levelling) -> str:
    """What was done, as a proof: `-23.4 → -16.1 LUFS, peak -2.1 dBTP`."""
    before, after = measured.before, measured.after
    if after.lufs is None or before.lufs is None:
        return "silent" if after.peak_dbtp is None else "too short or too quiet for its loudness to be told"
    peak = "none" if after.peak_dbtp is None else f"{after.peak_dbtp:.1f} dBTP"
    change = f"{after.lufs:.1f} LUFS, left" if done == LEFT else f"{before.lufs:.1f} → {after.lufs:.1f} LUFS"
    short = done.reach_lufs is not None and after.lufs < TARGET_LUFS - NEAR_LU
    return f"{change}, peak {peak}{'; quieter than the aim: its peaks leave no more room' if short else ''}"


def _silent(level: Level) -> bool:
    return level.lufs is None or level.lufs < SILENT_LUFS


def _near(level: Level) -> bool:
    return level.lufs is not None and abs(level.lufs - TARGET_LUFS) <= NEAR_LU
