"""One line of an examination."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from mediadesk.errors import DeskError

Result = Literal["good", "bad", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was tried."""

    name: str  # one word for scripts: "ranges"
    what: str  # for people
    result: Result
    why: str | None = None
    fix: str | None = None  # what helps with this provider
    found: str | None = None  # what was proved, for programs


def line(name: str, what: str, trouble: str, fix: str) -> Line:
    """Good when there is no trouble."""
    if not trouble:
        return Line(name=name, what=what, result="good")
    return Line(name=name, what=what, result="bad", why=trouble, fix=fix)


def tried(name: str, what: str, attempt: Callable[[], Iterable[Line]]) -> Iterator[Line]:
    """The lines of an attempt; what it raises is a line as well, and no reason not to try the rest."""
    try:
        yield from attempt()
    except DeskError as trouble:
        yield Line(name=name, what=what, result="bad", why=trouble.what, fix=trouble.hint or None)


def unsure(each: Line, why: str) -> Line:
    """The same line, when it could not be judged."""
    return replace(each, result="unknown", why=why)
