"""What a catalogue knows and readers must not learn: of some clips, or of the whole desk."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mediadesk.model.clip import Attached, Clip
from mediadesk.model.leak import Secrets, secrets_of
from mediadesk.model.query import Query

if TYPE_CHECKING:
    from mediadesk.catalogue.shelves import Shelves

# folders that every camera makes (DCF, AVCHD, XAVC, XDCAM, P2, Canon XF) say nothing of anybody
_OF_CAMERAS = re.compile(
    r"\d{3}[A-Z0-9_]{5}|DCIM|PRIVATE|AVCHD|BDMV|STREAM|CLIPINF|PLAYLIST|M4ROOT|XDROOT|CONTENTS|VIDEO|AUDIO|CLIP|SUB|"
    r"THMBNL|GENERAL|MEDIAPRO|MISC|AVF_INFO|SONY|PANA_GRP|CRM|CLIPS\d{3}|\d{3}"
)


def secrets_in(shelves: "Shelves", clips: Sequence[Clip] | None = None) -> Secrets:
    """Everything secret about some clips, or about all; and the real names of everybody, who may be named anywhere."""
    some = shelves.clips.find(Query(limit=0)) if clips is None else clips
    appear = {each.subject for each in shelves.appearances.of_clips([clip.id for clip in some])}
    subjects = shelves.subjects.all()
    secrets = secrets_of(some)
    sha256s = [sha256 for clip in some for sha256 in (clip.sha256, *(each.sha256 for each in _attached(clip)))]
    names = {name for name, _ in shelves.files.names_and_sizes()} if clips is None else set()
    return replace(
        secrets,
        names=secrets.names | names,
        people=secrets.people
        | {each.alias for each in subjects if clips is None or each.alias in appear}
        | {each.editor for each in shelves.packs.all()},
        real=frozenset(each.name for each in subjects if each.name),
        cards=frozenset(
            [
                *_folders(shelves.reels.folders(sha256s)),
                *(each.name for each in shelves.volumes.all()[1:]),  # the first is the desk
            ]
        ),
    )


def _folders(names: Iterable[bytes]) -> Iterable[str]:
    return (said for name in names if not _OF_CAMERAS.fullmatch(said := name.decode("utf-8", "replace")))


def _attached(clip: Clip) -> tuple[Attached, ...]:
    return clip.parts + clip.sidecars
