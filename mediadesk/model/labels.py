"""Labels that say of a clip what may harm somebody, and what each of them asks before the clip may go out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from mediadesk.errors import Misasked
from mediadesk.model.clip import Clip


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
    Label(name="air-defence", says="air defence at work, or where it stands", rule="air-defence"),
    Label(name="shelter-interior", says="a shelter from within", rule="civilian"),
    Label(name="hospital-interior", says="a hospital from within", rule="civilian"),
    Label(name="graphic", says="wounds or death"),
    Label(name="needs-mask", says="something must be made unrecognisable first", never=True),
    Label(name="do-not-publish", says="not to go out", never=True),
)

_NAMED = {each.name: each for each in LABELS}
_NEAR = 0.85  # of difflib's ratio: do-not-pubish, minors and dont-publish are near, hospital is not


def label_name(typed: str) -> str:
    """One spelling of a label: `Do not publish` is `do-not-publish`."""
    return re.sub(r"[\s_-]+", "-", typed.strip().casefold())


def meant(label: str) -> Label | None:
    """The label that is meant by a word, also when it is spelled nearly so; None for a word of the desk's own."""
    name = label_name(label)
    near = [name] if name in _NAMED else get_close_matches(name, _NAMED, n=1, cutoff=_NEAR)
    return _NAMED[near[0]] if near else None


def checked_label(typed: str) -> str:
    """The spelling of a label that somebody typed. Raises Misasked for none, and for one that is nearly another."""
    name = label_name(typed)
    if not name:
        raise Misasked("a label needs letters", hint=f"one of {', '.join(_NAMED)}, or a word of your own")
    label = meant(name)
    if label and label.name != name:
        raise Misasked(f"{typed} is nearly the label {label.name}, and would ask for nothing", hint=label.name)
    return name


def asking(labels: Iterable[str]) -> tuple[Label, ...]:
    """The labels that ask for something. One that was misspelled before that was refused counts as what is meant."""
    found = {label.name for each in labels if (label := meant(each))}
    return tuple(label for label in LABELS if label.name in found)


def never(clip: Clip) -> Iterator[str]:
    """Why a clip may not go out by its labels, whoever says so."""
    for label in asking(clip.log.labels):
        if label.never:
            yield (
                f"{clip.id} is labelled {label.name}: {label.says}; when that is over, take it off"
                f" (mediadesk clear lift {clip.id} --label {label.name} --by ALIAS)"
            )
