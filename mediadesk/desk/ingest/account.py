"""What is told of an ingest afterwards: every file with its hashes and its clip, every volume with its room."""

from collections.abc import Iterable, Sequence

from mediadesk.catalogue import Catalogue
from mediadesk.custody.volume import open_to_all, room
from mediadesk.desk.ingest.plan import Destination, Plan, stamps
from mediadesk.handover.report import Held, Line
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.ingested import Ingested
from mediadesk.model.layout import card_path


def lines(planned: Plan, done: Iterable[Ingested], *, catalogue: Catalogue) -> list[Line]:
    """Every file of a card that was taken in, in its order."""
    files = {file.path: file for file in planned.contents.files}
    with catalogue.read() as shelves:
        reel = shelves.reels.of(stamps(files.values()))
        seen = reel.seen if reel else {}
        held = shelves.files.known(sha256 for sha256 in seen.values() if sha256)
        clips: dict[ClipId, Clip] = {}
        told = []
        for each in sorted(done, key=lambda ingested: ingested.path):
            file = held.get(seen.get(card_path(each.path)) or each.sha256 or "")
            if file and file.role == "clip" and file.clip and file.clip not in clips:
                clips[file.clip] = shelves.clips.get(file.clip)
            listed = files.get(each.path)
            told.append(
                Line(
                    file=each,
                    size_bytes=listed.size_bytes if listed else None,
                    sha256=file.sha256 if file else each.sha256,
                    xxh3=file.xxh3 if file else None,
                    clip=clips.get(file.clip) if file and file.clip and file.role == "clip" else None,
                )
            )
    return told


def rooms(destinations: Sequence[Destination]) -> list[Held]:
    """The volumes of an ingest, with what still fits on them."""
    return [
        Held(
            volume=each.volume,
            free_bytes=room(each.originals.root).free_bytes,
            open_to_all=not each.is_desk and open_to_all(each.originals.root) is not None,
        )
        for each in destinations
    ]
