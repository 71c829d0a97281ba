"""An answer → facts. Pure: later, and without the file, the same answer gives what is then known to read in it."""

from datetime import datetime
from fractions import Fraction

from mediadesk.media import mdpm, origin, streams, tags
from mediadesk.media.answer import Answer
from mediadesk.media.atoms import Atoms
from mediadesk.model.clip import Facts, Frame

_DOLBY = "its colours are made for Dolby Vision alone (profile 5): what is made of it shows them wrong"


def facts_from(answer: Answer, now: datetime) -> Facts:
    """What the answer tells. A date after `now` (aware) cannot be true."""
    pictures = streams.pictures(answer.said)
    picture = streams.frame(pictures[0], answer.container, answer.frame) if pictures else None
    told = tags.told(answer.said, answer.container, answer.atoms, now)
    if answer.picture:
        told = mdpm.better(told, answer.picture, now)
    seconds = streams.seconds(answer.said) or answer.counted
    trouble = _trouble(answer.atoms, seconds, picture, decodes=answer.decodes, has_picture=bool(pictures))
    if streams.is_dolby_alone(answer.said):
        trouble.append(_DOLBY)
    if copied := origin.remade(answer.said, answer.atoms):
        trouble.append(copied)
    return Facts(
        container=answer.container,
        seconds=seconds,
        frame=picture,
        audio=streams.sounds(answer.said),
        captured=told.captured,
        place=told.place,
        camera=told.camera,
        decodes=answer.decodes,
        trouble=(*trouble, *told.trouble),
    )


def _trouble(
    atoms: Atoms, seconds: Fraction | None, picture: Frame | None, *, decodes: bool, has_picture: bool
) -> list[str]:
    trouble = []
    if atoms.missing_bytes > 0:
        trouble.append(f"the file is cut off: {atoms.missing_bytes} bytes are missing at its end")
    if has_picture and picture is None:
        trouble.append("the size of its picture is not known")
    if seconds is None:
        trouble.append("its length is not known")
    if not decodes:
        trouble.append("nothing in it can be decoded; it is kept, and nothing is made of it")
    return trouble
