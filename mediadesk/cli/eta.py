"""How long it still takes, by how far it came."""

from dataclasses import dataclass, field

_ENOUGH_SECONDS = 2.0  # before that, one block more or less makes it twice as long


@dataclass(slots=True)
class Eta:
    """Guesses when tasks end, from their own steps. What was there at the first step counts for nothing."""

    _since: dict[str, tuple[float, float]] = field(default_factory=dict)  # when, and how much was done then

    def left(self, task: str, done: float, total: float | None, now: float) -> float | None:
        """Seconds from now on; None when nobody can tell yet. `now` is of a clock that only goes forward."""
        began, before = self._since.setdefault(task, (now, done))
        if done < before:  # begun again
            self._since[task] = (now, done)
            return None
        if not total or now - began < _ENOUGH_SECONDS or done <= before:
            return None
        return max(0.0, total - done) * (now - began) / (done - before)

    def ended(self, task: str) -> None:
        """Another task of that name begins anew."""
        self._since.pop(task, None)


def duration(seconds: float) -> str:
    """Roughly, in words: `40 s`, `4 min`, `2 h 10 min`, `3 d 4 h`."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"
