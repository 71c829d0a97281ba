"""What can go wrong, in words a tired person can use: what happened, and what to do next.

The exit code is an attribute of the class, so that message and code cannot drift apart.
"""

from collections.abc import Sequence


class DeskError(Exception):
    """Unnamed trouble. `what` is one line that says what went wrong, `hint` the command or setting that helps."""

    code = 1

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class Misasked(DeskError):
    """The command or a setting makes no sense as it was given."""

    code = 2


class NotFound(DeskError):
    """No such clip, dispatch, place, file or desk."""

    code = 4


class Refused(DeskError):
    """mediadesk could do it, but it would lose or expose something."""

    code = 5


class ToolFailed(DeskError):
    """A program failed. Carries its command line and its last words."""

    code = 6

    def __init__(self, what: str, *, hint: str = "", argv: Sequence[str] = (), tail: str = "") -> None:
        super().__init__(what, hint=hint)
        self.argv = tuple(argv)
        self.tail = tail


class StoreRefused(DeskError):
    """The object store cannot be reached, or said no."""

    code = 7


class CatalogueTrouble(DeskError):
    """The catalogue is locked, damaged, or of another schema than this mediadesk knows."""

    code = 8


class CatalogueLocked(CatalogueTrouble):
    """The catalogue is encrypted, and nothing that was given opens it. It may be perfectly well."""


class CatalogueFull(CatalogueTrouble):
    """The catalogue's disk is full: what was being written is forgotten, the catalogue itself is well."""


class Stopped(DeskError):
    """The person asked to stop."""

    code = 130
