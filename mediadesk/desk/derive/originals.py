"""Where the parts of a clip can be read now, or else stretches of it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from stat import S_ISREG

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.custody.volume import online
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.excerpt import Excerpt
from mediadesk.model.whereabouts import Away, whereabouts


def originals(
    clips: Sequence[Clip], catalogue: Catalogue, assets: Assets
) -> Iterator[tuple[Clip, tuple[Path, ...] | Away]]:
    """Where all parts of each clip can be read now, or why one of them cannot."""
    contents = {clip.id: [clip.sha256, *(part.sha256 for part in clip.parts)] for clip in clips}
    with catalogue.read() as shelves:
        copies = shelves.copies.of(chain.from_iterable(contents.values()))
        desk, volumes = shelves.volumes.desk(), shelves.volumes.all()
        desks = shelves.elsewhere.of(contents)
    roots = {**online(each for each in volumes if each.id != desk.id), desk.id: assets.desk}
    names = {each.id: each.name for each in volumes}
    for clip in clips:
        found = [whereabouts(copies[sha256], roots, names, is_file, desks[clip.id]) for sha256 in contents[clip.id]]
        away = next((each for each in found if isinstance(each, Away)), None)
        yield clip, away or tuple(each for each in found if isinstance(each, Path))


def excerpts(clips: Iterable[ClipId], catalogue: Catalogue, assets: Assets) -> list[Excerpt]:
    """The excerpts of these clips that lie on the desk."""
    with catalogue.read() as shelves:
        return [each for each in shelves.excerpts.of(clips) if is_file(assets.path(each.path))]


def is_file(path: Path) -> bool:
    """Whether a regular file lies there: a link on a drive may lead anywhere."""
    try:
        return S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False
