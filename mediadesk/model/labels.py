"""Labels that say of a clip what may harm somebody, and what each of them asks before the clip may go out."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label that mediadesk understands. Others are words of the desk, and ask for nothing."""

    name: str
    says: str  # to an editor
    never: bool = False  # not while the label is there
    needs_release: bool = False  # of everybody who can be recognised
    rule: str | None = None  # of `embargo.RULES`: how long after the event


LABELS = (
    Label(name="identifiable-civilian", says="a civilian who can be recognised", needs_release=True),
    Label(name="minor", says="somebody under age who can be recognised", needs_release=True),
    Label(name="military-position", says="where soldiers or weapons are", rule="military"),
    Label(name="air-defence", says="air defence at work, or where it stands", rule="military"),
    Label(name="shelter-interior", says="a shelter from within", rule="civilian"),
    Label(name="hospital-interior", says="a hospital from within", rule="civilian"),
    Label(name="graphic", says="wounds or death"),
    Label(name="needs-mask", says="something must be made unrecognisable first", never=True),
    Label(name="do-not-publish", says="not to go out", never=True),
)


def label_name(typed: str) -> str:
    """One spelling of a label: `Do not publish` is `do-not-publish`."""
    return re.sub(r"[\s_-]+", "-", typed.strip().casefold())
