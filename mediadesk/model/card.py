"""What lies on a card: which file is a clip, which belongs to one, which is kept beside them. Names decide."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from mediadesk.model.clip import ClipId
from mediadesk.model.names import ending, stem

Result = Literal["added", "known", "sidecar", "kept", "set-aside", "failed"]

VIDEO_ENDINGS = frozenset(
    "mp4 mov m4v qt mts m2ts m2t ts mxf avi mkv webm 3gp 3g2 mpg mpeg mod vob insv 360 wmv asf flv dv ogv".split()
    + "braw r3d crm".split()
)
SOUND_ENDINGS = frozenset("wav m4a mp3 aac flac ogg oga opus amr aif aiff wma caf mka ac3".split())
STILL_ENDINGS = frozenset(
    "jpg jpeg png heic heif dng cr2 cr3 nef arw raf rw2 orf gpr insp tif tiff gif webp bmp".split()
)
# files that a device writes beside a clip, with the clip's own name
SIDECAR_ENDINGS = frozenset("srt xml thm lrv lrf xmp gpx gps nmea bim cpi moi json aae ssa ass vtt".split())
PREVIEW_ENDINGS = frozenset(("lrv", "lrf"))  # of these, a camera's small copy of a clip
_MAC_NOTE = b"._"  # AppleDouble: macOS writes ._NAME beside NAME where the file system has no room for it


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A regular file on a card, as listed."""

    path: tuple[bytes, ...]  # folders and name below the source
    size_bytes: int
    modified_ns: int

    @property
    def name(self) -> bytes:
        """The last part of its path."""
        return self.path[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file that should be a clip, with the files that go along."""

    main: MediaFile
    sidecars: tuple[MediaFile, ...] = ()


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


def sort_out(files: Iterable[MediaFile]) -> Contents:
    """Which file is a clip, which goes along with one, which is kept. In the order of the card."""
    listed = sorted(files, key=lambda file: file.path)
    mains = [file for file in listed if _could_be_clip(file)]
    owner = _owners(mains, [file for file in listed if not _could_be_clip(file)])
    along: dict[MediaFile, list[MediaFile]] = defaultdict(list)
    kept = []
    for file in listed:
        if file in owner:
            along[owner[file]].append(file)
        elif not _could_be_clip(file):
            kept.append(Kept(file=file, why=_why_kept(file)))
    return Contents(
        recordings=tuple(Recording(main=main, sidecars=tuple(along[main])) for main in mains), kept=tuple(kept)
    )


def _could_be_clip(file: MediaFile) -> bool:
    return ending(file.name) in VIDEO_ENDINGS | SOUND_ENDINGS and not file.name.startswith(_MAC_NOTE)


def _owners(mains: Iterable[MediaFile], others: Iterable[MediaFile]) -> dict[MediaFile, MediaFile]:
    """Which clip a companion goes along with: the one of the same stem, nearest to it among the folders."""
    first: dict[tuple[bytes, tuple[bytes, ...]], MediaFile] = {}  # below each folder, the first clip of each stem
    for main in mains:
        for depth in range(len(main.path)):
            first.setdefault((stem(main.name), main.path[:depth]), main)
    owner = {}
    for file in others:
        if ending(file.name) in SIDECAR_ENDINGS:
            folders = (file.path[:depth] for depth in reversed(range(len(file.path))))
            found = (first.get((name, folder)) for folder in folders for name in _stems(file.name))
            if nearest := next(filter(None, found), None):
                owner[file] = nearest
    return owner


def _stems(name: bytes) -> list[bytes]:
    """The names a companion may share with its clip: its own, without Sony's M01, and GoPro's GL for GX and GH."""
    own = stem(name)
    stems = [own]
    if own.endswith(b"M01"):
        stems.append(own[:-3])
    if own.startswith(b"GL") and own[2:].isdigit():
        stems += [b"GX" + own[2:], b"GH" + own[2:]]
    return stems


def _why_kept(file: MediaFile) -> str:
    kind = ending(file.name)
    if file.name.startswith(_MAC_NOTE):
        return "what a Mac noted beside another file; copied and verified"
    if kind in PREVIEW_ENDINGS:
        return "a camera's small preview of a clip that is not here; copied and verified, not catalogued as a clip"
    if kind in SIDECAR_ENDINGS:
        return "a sidecar whose clip is not here; copied and verified"
    if kind in STILL_ENDINGS:
        return "a still picture; copied and verified"
    return "no video or sound; copied and verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of one file of a card."""

    name: bytes
    result: Result
    clip: ClipId | None = None
    path: str | None = None  # of its verified copy, below the desk
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How an ingest went, all in all."""

    results: Mapping[str, int]  # by result
    size_bytes: int  # of the card
    seconds: float

    @property
    def failed(self) -> int:
        """How many files are not safe."""
        return self.results.get("failed", 0)
