"""What lies on a card: which file is a clip, in which it goes on, which belongs to one, which is kept beside them.

Names decide (structure.py), the sizes at which cameras begin another file, and what the card itself says is joined.
"""

from bisect import bisect, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, pairwise

from mediadesk.model.names import ending, stem
from mediadesk.model.structure import Chapter, Named, Parts, chapter, is_motion_photo, named_after, numbered, structures

VIDEO_ENDINGS = frozenset(
    "mp4 mov m4v qt mts m2ts m2t ts mxf avi mkv webm 3gp 3g2 mpg mpeg mod vob insv 360 wmv asf flv dv ogv".split()
    + "braw r3d crm mp".split()  # mp: the video beside the picture of a Google phone's motion photo
)
SOUND_ENDINGS = frozenset("wav m4a mp3 aac flac ogg oga opus amr aif aiff wma caf mka ac3".split())
STILL_ENDINGS = frozenset(
    "jpg jpeg png heic heif dng cr2 cr3 nef arw raf rw2 orf gpr insp tif tiff gif webp bmp".split()
)
# files that a device writes beside a clip, with the clip's own name
SIDECAR_ENDINGS = frozenset(
    "srt xml thm lrv lrf xmp gpx gps nmea 3gf bim ppn smi klv cif sif cpf cpi clpi moi json aae ssa ass vtt".split()
)
_CLIP_ENDINGS = VIDEO_ENDINGS | SOUND_ENDINGS
_BESIDE_ENDINGS = SIDECAR_ENDINGS | STILL_ENDINGS
PREVIEW_ENDINGS = frozenset(("lrv", "lrf"))  # of these, a camera's small copy of a clip
_MAC_NOTE = b"._"  # AppleDouble: macOS writes ._NAME beside NAME where the file system has no room for it

# Where a camera begins another file: at the largest file of FAT32, AVCHD at half of it, too, DJI's Osmo at 16 GiB
_FULL = (4 << 30, 16 << 30)
_FULL_AVCHD = (2 << 30, 4 << 30)
_SLOWEST = 250_000  # bytes a second; slower ones do not fill such a file in hours
_CLOSING_NS = 10_000_000_000  # what a camera may take to close a file, and FAT's clock of two seconds

_DAY_NS = 24 * 60 * 60 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A regular file on a card, as listed."""

    path: Parts  # folders and name below the source
    size_bytes: int
    modified_ns: int

    @property
    def name(self) -> bytes:
        """The last part of its path."""
        return self.path[-1]

    def __hash__(self) -> int:  # there is one file of a path, and cards have 100,000
        return hash(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file that should be a clip, with the files that go along."""

    main: MediaFile
    parts: tuple[MediaFile, ...] = ()  # the files in which it goes on, in order
    sidecars: tuple[MediaFile, ...] = ()
    why: str | None = None  # what is missing of it, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that is no clip: copied and verified, with what to tell the reporter."""

    file: MediaFile
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A card, sorted. Every file listed is in it exactly once."""

    recordings: tuple[Recording, ...]
    kept: tuple[Kept, ...]
    structures: tuple[str, ...] = ()  # the kinds of card it is; none for plain folders

    @property
    def files(self) -> Iterator[MediaFile]:
        """Every file, clips first."""
        for recording in self.recordings:
            yield from (recording.main, *recording.parts, *recording.sidecars)
        yield from (each.file for each in self.kept)


_Clips = defaultdict[bytes, list[MediaFile]]  # of each stem, by their folders
_Pair = tuple[MediaFile, MediaFile]  # the second goes on where the first ends


def sort_out(files: Iterable[MediaFile], joined: AbstractSet[tuple[Parts, Parts]] = frozenset()) -> Contents:
    """Which file is a clip and in which it goes on, which goes along with one, which is kept. In the order of the card.

    `joined` are pairs of paths of which the card itself says that the second goes on where the first ends.
    """
    listed = sorted(files, key=lambda file: file.path)
    playable = [file for file in listed if _could_be_clip(file)]
    owner, missing = _owners(listed, playable)
    clips = [file for file in playable if file not in owner]
    next_of = _joined(clips, joined, missing)
    going_on = set(next_of.values())
    parts = {clip: tuple(_parts(clip, next_of)) for clip in clips if clip not in going_on}
    beginning = {file: clip for clip, following in parts.items() for file in (clip, *following)}
    along: dict[MediaFile, list[MediaFile]] = defaultdict(list)
    kept = []
    for file in listed:
        if file in owner:
            along[beginning[owner[file]]].append(file)
        elif file not in beginning:
            kept.append(Kept(file=file, why=_why_kept(file)))
    return Contents(
        recordings=tuple(
            Recording(main=clip, parts=following, sidecars=tuple(along.get(clip, ())), why=missing.get(clip))
            for clip, following in parts.items()
        ),
        kept=tuple(kept),
        structures=structures(file.path for file in listed),
    )


def _could_be_clip(file: MediaFile) -> bool:
    return ending(file.name) in _CLIP_ENDINGS and not file.name.startswith(_MAC_NOTE)


# --- which file belongs to which clip ---------------------------------------------------------------------------------


def _owners(
    listed: Sequence[MediaFile], playable: Sequence[MediaFile]
) -> tuple[dict[MediaFile, MediaFile], dict[MediaFile, str]]:
    """Which clip a companion goes along with; and what to say of files that should be companions and have no clip."""
    named = {file: name for file in listed if (name := named_after(file.path)) and not file.name.startswith(_MAC_NOTE)}
    clips: _Clips = defaultdict(list)
    for file in playable:
        if file not in named:
            clips[stem(file.name)].append(file)
    for among in clips.values():
        among.sort(key=_by_folder)
    others = {file: named[file] for file in playable if file in named}
    owner: dict[MediaFile, MediaFile] = {}
    for small in (False, True):  # a second lens may be a clip, and have a small copy
        owner |= _of_other_names({file: name for file, name in others.items() if bool(name.alone) is small}, clips)
    for file in listed:
        kind = ending(file.name)
        if kind in _BESIDE_ENDINGS and not file.name.startswith(_MAC_NOTE):
            found = _owner(file, (stem(file.name),), clips, here=kind in STILL_ENDINGS)
            if not found and (name := named.get(file)):
                found = _owner(file, name.clips, clips, here=not name.elsewhere)
            if found and (kind in SIDECAR_ENDINGS or _of_one_day(file, found)):
                owner[file] = found
    return owner, {file: name.alone for file, name in others.items() if name.alone and file not in owner}


def _of_other_names(others: Mapping[MediaFile, Named], clips: _Clips) -> dict[MediaFile, MediaFile]:
    """Whose these are, that could be clips; the ones that are nobody's become clips."""
    found = {file: _owner(file, name.clips, clips, here=not name.elsewhere) for file, name in others.items()}
    for file, clip in found.items():
        if clip is None:
            insort(clips[stem(file.name)], file, key=_by_folder)
    return {file: clip for file, clip in found.items() if clip}


def _owner(
    file: MediaFile, stems: Iterable[bytes], clips: Mapping[bytes, Sequence[MediaFile]], *, here: bool
) -> MediaFile | None:
    """The clip of the first of these stems that has one: in the same folder, else the nearest, unless it must be here.

    None when clips in two folders are as near: then nobody knows whose the file is.
    """
    found = (_nearest(file, among, here=here) for name in stems if (among := clips.get(name)))
    return next(filter(None, found), None)


def _nearest(file: MediaFile, clips: Sequence[MediaFile], *, here: bool) -> MediaFile | None:
    folder = file.path[:-1]
    at = bisect(clips, (folder, b""), key=_by_folder)
    if at < len(clips) and clips[at].path[:-1] == folder:
        return clips[at]
    if here:
        return None
    # ordered by their folders, those that have the most in common with ours lie on both sides of it
    shared = max(_shared(folder, clip) for clip in clips[max(0, at - 1) : at + 1])
    near: list[MediaFile] = []
    for side in (range(at - 1, -1, -1), range(at, len(clips))):
        for clip in map(clips.__getitem__, side):
            if _shared(folder, clip) < shared:
                break
            if near and clip.path[:-1] != near[0].path[:-1]:
                return None
            near.append(clip)
    return min(near, key=_by_folder)


def _of_one_day(still: MediaFile, clip: MediaFile) -> bool:
    """Folders that collect years of a phone hold more than one IMG_0042."""
    return abs(still.modified_ns - clip.modified_ns) <= _DAY_NS


def _by_folder(file: MediaFile) -> tuple[Parts, bytes]:
    return file.path[:-1], file.name


def _shared(folder: Parts, clip: MediaFile) -> int:
    """How many folders from the root on are the same."""
    pairs = list(zip(folder, clip.path[:-1], strict=False))
    return next((depth for depth, (one, other) in enumerate(pairs) if one != other), len(pairs))


def _why_kept(file: MediaFile) -> str:
    kind = ending(file.name)
    if file.name.startswith(_MAC_NOTE):
        return "what a Mac noted beside another file; copied and verified"
    if kind in PREVIEW_ENDINGS:
        return "a camera's small preview of a clip that is not here; copied and verified, not catalogued as a clip"
    if kind in SIDECAR_ENDINGS:
        return "a sidecar whose clip is not here, or not certain; copied and verified"
    if is_motion_photo(file.name):
        return "a picture with a few seconds of video inside (motion photo); copied and verified"
    if kind in STILL_ENDINGS:
        return "a still picture; copied and verified"
    return "no video or sound; copied and verified"


# --- which clip goes on in which --------------------------------------------------------------------------------------


def _joined(
    clips: Sequence[MediaFile], joined: AbstractSet[tuple[Parts, Parts]], missing: dict[MediaFile, str]
) -> dict[MediaFile, MediaFile]:
    """In which file each goes on. Where names tell it, nothing else is asked.

    Of two files that could follow, or be followed, the first counts; and the others follow forward on the card, so that
    there is no ring.
    """
    chapters = {clip: found for clip in clips if (found := chapter(clip.path))}
    next_of = dict(_chapters(chapters, missing))
    others = [clip for clip in clips if clip not in chapters]
    taken: set[MediaFile] = set()
    for clip, later in chain(_said_joined(others, joined), _cut_when_full(others)):
        if clip not in next_of and later not in taken and clip.path < later.path:
            next_of[clip] = later
            taken.add(later)
    return next_of


def _parts(clip: MediaFile, next_of: Mapping[MediaFile, MediaFile]) -> Iterator[MediaFile]:
    while clip in next_of:
        clip = next_of[clip]
        yield clip


def _chapters(chapters: Mapping[MediaFile, Chapter], missing: dict[MediaFile, str]) -> Iterator[_Pair]:
    """Those that follow each other; says of a clip which chapters before it are missing."""
    of_series: dict[tuple[object, str], list[tuple[Chapter, MediaFile]]] = defaultdict(list)
    for clip, found in chapters.items():
        of_series[found.series, ending(clip.name)].append((found, clip))
    for among in of_series.values():
        among.sort(key=lambda each: (each[0].number, each[1].path))
        first, clip = among[0]
        if first.first is not None and first.number > first.first:
            missing[clip] = _not_here(1, first.number - first.first)
        for (before, one), (after, other) in pairwise(among):
            if after.number == before.number + 1:
                yield one, other
            elif after.first is not None and after.number > before.number:
                missing[other] = _not_here(before.number - after.first + 2, after.number - after.first)


def _not_here(chapter_from: int, chapter_to: int) -> str:
    if chapter_from == chapter_to:
        return f"chapter {chapter_from} of this recording is not here"
    return f"chapters {chapter_from} to {chapter_to} of this recording are not here"


def _said_joined(clips: Iterable[MediaFile], joined: AbstractSet[tuple[Parts, Parts]]) -> Iterator[_Pair]:
    if joined:
        at = {clip.path: clip for clip in clips}
        for one, other in sorted(joined):
            if one in at and other in at:
                yield at[one], at[other]


def _cut_when_full(clips: Sequence[MediaFile]) -> Iterator[_Pair]:
    """Files as large as the camera's file system allows, with the next of the same name but its number."""
    full = [clip for clip in clips if _is_full(clip)]
    if not full:
        return
    at = {(clip.path[:-1], ending(clip.name), *number): clip for clip in clips if (number := numbered(clip.name))}
    for clip in full:
        if number := numbered(clip.name):
            later = at.get((clip.path[:-1], ending(clip.name), number[0], number[1] + 1))
            if later and _in_time(clip, later):
                yield clip, later


def _is_full(clip: MediaFile) -> bool:
    limits = _FULL_AVCHD if ending(clip.name) in ("mts", "m2ts") else _FULL
    return any(limit - limit // 100 <= clip.size_bytes <= limit for limit in limits)


def _in_time(clip: MediaFile, later: MediaFile) -> bool:
    """Whether the later file was closed after the first one, and no longer after it than it can take to be filled."""
    took_ns = later.modified_ns - clip.modified_ns
    return -_CLOSING_NS <= took_ns <= _CLOSING_NS + later.size_bytes * 1_000_000_000 // _SLOWEST
