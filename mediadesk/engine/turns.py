"""Jobs that run at once, and may turn out to be the same: the first in their order goes first."""

import threading
from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import takewhile
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Turns(Generic[T]):
    """So what was stopped and repeated ends like what was not, however the threads run.

    `things` come with what they must have in common to be the same (a size), in the order in which their jobs begin.
    """

    def __init__(self, things: Iterable[tuple[T, Hashable]]) -> None:
        self._changed = threading.Condition()
        self._group = dict(things)
        self._open: dict[Hashable, dict[T, str]] = defaultdict(dict)  # what is not done, with what it turned out to be
        for thing, group in self._group.items():
            self._open[group][thing] = ""

    def wait(self, thing: T, is_: str) -> None:
        """Returns when nothing before this can still turn out to be the same. It began earlier, so it ends."""
        others = self._open[self._group[thing]]
        with self._changed:
            others[thing] = is_
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: not any(others[each] in ("", is_) for each in takewhile(thing.__ne__, others))
            )

    def done(self, thing: T) -> None:
        """The job has ended, well or not."""
        with self._changed:
            self._open[self._group[thing]].pop(thing, None)
            self._changed.notify_all()
