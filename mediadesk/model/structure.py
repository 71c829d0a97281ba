"""What the names on a card tell: which device wrote it, which file belongs to which, which goes on in which.

A table a question, a row a device's habit; names and folders are compared in capitals. docs/cards.md tells the same to
people. Sources: GoPro, "Camera File Naming Convention"; Sony, "File/folder structure" of its manuals; Panasonic P2 and
Sony XDCAM as of ingex.sourceforge.net; Insta360 as of insta.pk360.de.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from mediadesk.model.names import stem

Parts = tuple[bytes, ...]  # a path below the card: folders, then a name

# By folder, and where the folder says nothing by name. The more telling come first: a GoPro's card has a DCIM, too.
_FOLDERS = (
    ("Sony XAVC", rb"M4ROOT(?:/.*)?"),
    ("Sony XDCAM", rb"(?:XDROOT|BPAV|PROAV)(?:/.*)?"),
    ("Sony MP4", rb"MP_ROOT(?:/.*)?"),
    ("AVCHD", rb"BDMV(?:/(?:STREAM|CLIPINF|PLAYLIST))?"),
    ("Canon XF", rb"CONTENTS/CLIPS\d{3}(?:/.*)?"),
    ("Panasonic P2", rb"CONTENTS/(?:VIDEO|AUDIO|CLIP|ICON|PROXY|VOICE)"),
    ("GoPro", rb"\d{3}(?:GOPRO|GFRNT|GBACK)"),
    ("DJI", rb"DJI_\d{3}(?:_.*)?"),
    ("iPhone", rb"\d{3}APPLE|DCIM/\d{6}_[_A-Z]"),
    ("Android", rb"DCIM/CAMERA"),
    ("DCIM", rb"DCIM/\d{3}\w{5}"),
)
_FILES = (
    ("GoPro", rb"(?:G[HXSL][0-9A-Z]{2}|GOPR|GP\d\d|GPFR|GPBK|G[FB]\d\d)\d{4}\.(?:MP4|360|LRV|THM)"),
    ("Insta360", rb"(?:PRO_)?(?:VID|LRV|IMG)_\d{8}_\d{6}_\d\d_\d{3}\.(?:INSV|INSP|LRV|MP4)"),
    ("DJI", rb"DJI_(?:\d{14}_)?\d{4}.*\.(?:MP4|MOV|SRT|LRF|JPG|DNG)"),
    ("Android", rb"(?:PXL|VID|MVIMG)_\d{8}_\d{6}\d*(?:\.\w+)+"),
    ("iPhone", rb"IMG_E?\d{4}\.(?:HEIC|AAE)"),
)
_GENERAL = "DCIM"  # says only that a camera wrote it
_PLACES = re.compile(b"|".join(rb"((?:.*/)?(?:%s))" % folder for _, folder in _FOLDERS), re.DOTALL)
_NAMES = re.compile(b"|".join(rb"(%s)" % name for _, name in _FILES))
_FOLDERS_AT_ONCE = 256  # a card is gone through folder by folder


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habit:
    """How a device names, or where it puts, what belongs to a clip of another name."""

    name: bytes
    clips: tuple[bytes, ...]  # the stems its clip may have
    folder: bytes | None = None  # the end of the path of its folder; its clip lies elsewhere
    alone: str | None = None  # what to say when there is no such clip, and it must be one itself


_SMALL = "a camera's small copy; the clip itself is not here"
_HABITS = (
    # Sony: the small copy C0001S03.MP4, the picture C0001T01.JPG, what is said of it in C0001M01.XML
    _Habit(folder=rb"SUB", name=rb"(.+)S\d\d\.(?:MP4|MXF)", clips=(rb"\1",), alone=_SMALL),
    _Habit(folder=rb"THMBNL", name=rb"(.+)T\d\d\.JPG", clips=(rb"\1",)),
    _Habit(name=rb"(.+)[MIR]\d\d\.(?:XML|KLV|BIM|PPN)", clips=(rb"\1",)),
    # Panasonic P2: each channel of sound, a spoken note, a picture, a small copy
    _Habit(folder=rb"CONTENTS/(?:AUDIO|VOICE)", name=rb"(\w{6})\d\d\.(?:MXF|WAV)", clips=(rb"\1",)),
    _Habit(folder=rb"CONTENTS/ICON", name=rb"(\w{6})\.BMP", clips=(rb"\1",)),
    _Habit(folder=rb"PROXY", name=rb"(.+)\.(?:MP4|MOV|MXF)", clips=(rb"\1",), alone=_SMALL),
    # Canon XF: AA0001.XML is said of the files AA000101.MXF, AA000102.MXF
    _Habit(folder=rb"CLIPS\d{3}/\w{6}", name=rb"(\w{6})\.(?:XML|XMP|CIF|SIF|CPF)", clips=(rb"\g<1>01",)),
    # GoPro: the small copy, and the sound once more
    _Habit(name=rb"GL(\w\w\d{4})\.(?:LRV|MP4|THM)", clips=(rb"GX\1", rb"GH\1", rb"GS\1"), alone=_SMALL),
    _Habit(name=rb"(G\w{3}\d{4})\.WAV", clips=(rb"\1",)),
    # Insta360: the second lens, then the small copy of one lens or of both
    _Habit(name=rb"((?:PRO_)?VID_\d{8}_\d{6}_)10(_\d{3})\.(?:INSV|MP4)", clips=(rb"\g<1>00\2",)),
    _Habit(
        name=rb"(PRO_)?LRV(_\d{8}_\d{6}_)\d1(_\d{3})\.(?:LRV|INSV|MP4)",
        clips=(rb"\1VID\g<2>00\3", rb"\1VID\g<2>10\3"),
        alone=_SMALL,
    ),
    # BlackVue: where it was and how it shook, once for the front and the rear camera
    _Habit(name=rb"(\d{8}_\d{6}_[A-Z])\.(?:GPS|3GF)", clips=(rb"\1F", rb"\1R")),
    # iPhone: what was made of it (E), and what it was before (O)
    _Habit(name=rb"IMG_[EO](\d{4})\.(?:AAE|JPE?G|HEIC)", clips=(rb"IMG_\1",)),
    # programs add their ending to the whole name, Google's export a word more: IMG_0042.MOV.xmp, .MOV.suppl.json
    _Habit(name=rb"(.+?)\.\w{2,4}(?:\.S[\w-]*)?\.(?:JSON|XMP|SRT|VTT|SSA|ASS)", clips=(rb"\1",)),
    # Android: the picture of a motion photo whose video lies beside it
    _Habit(name=rb"(PXL_\w+)\.M[PV]\.(?:JPE?G|HEIC)", clips=(rb"\1",)),
)
_MOTION_PHOTO = re.compile(rb"(?:PXL_.*\.M[PV]|MVIMG_.*)\.(?:JPE?G|HEIC)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """How a device names the files of one long recording."""

    name: bytes  # the stem; the group `n` is the number of the file, no `n` is 0
    series: bytes  # what the files have in common
    first: int | None  # None: no number says that it is the first
    folder: bytes | None = None  # the end of the path of its folder


_SERIES = (
    # GoPro since 2017: GX010042, GX020042
    _Series(name=rb"(G[HXS])(?P<n>\d\d)(\d{4})", series=rb"\1 \3", first=1),
    # before: GOPR0042, GP010042; the Fusion's two lenses: GPFR0042, GF010042 and GPBK0042, GB010042
    _Series(name=rb"(?:GOPR|GP(?P<n>\d\d))(\d{4})", series=rb"GP \2", first=0),
    _Series(name=rb"(?:GPFR|GF(?P<n>\d\d))(\d{4})", series=rb"GF \2", first=0),
    _Series(name=rb"(?:GPBK|GB(?P<n>\d\d))(\d{4})", series=rb"GB \2", first=0),
    # GoPro's loops GXAA0007, GXAA0008 and before G0010007, G0010008; the camera wipes the oldest of them
    _Series(name=rb"(G[HX][A-Z]{2})(?P<n>\d{4})", series=rb"\1", first=None),
    _Series(folder=rb"\d{3}GOPRO", name=rb"(G\d{3})(?P<n>\d{4})", series=rb"\1", first=None),
    # Canon XF
    _Series(folder=rb"CLIPS\d{3}/\w{6}", name=rb"(\w{6})(?P<n>\d\d)", series=rb"\1", first=1),
)
_NUMBERED = re.compile(rb"(.*?)(\d{3,})")
_DJI_NUMBERED = re.compile(rb"(DJI_)\d{14}_(\d{4})(.*)")  # each part has its own time in its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whose a file is that does not have its clip's name."""

    clips: tuple[bytes, ...]  # the stems of clips it may belong to, the likeliest first, in capitals
    elsewhere: bool  # its clip lies in another folder
    alone: str | None  # what to say of it when no such clip is there


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Which file of a long recording it is."""

    series: tuple[Parts, bytes]  # what all of its files have in common
    number: int
    first: int | None  # the number of the beginning; None when the names do not tell it


def structures(paths: Iterable[Parts]) -> tuple[str, ...]:
    """The kinds of card that these are the paths of, in the order of our table; none for plain folders."""
    found = {kind for path in paths if (kind := _structure(path))}
    if found - {_GENERAL}:
        found.discard(_GENERAL)
    return tuple(kind for kind in dict.fromkeys(name for name, _ in (*_FOLDERS, *_FILES)) if kind in found)


def named_after(path: Parts) -> Named | None:
    """Whose a file is by its maker's habits, when it does not simply have its clip's name."""
    name = path[-1].upper()
    if not (found := _NAMED.of(path[:-1], name)):
        return None
    habit, spelled = found
    clips = tuple(spelled.sub(clip, name) for clip in habit.clips)
    return Named(clips=clips, elsewhere=habit.folder is not None, alone=habit.alone)


def is_motion_photo(name: bytes) -> bool:
    """Whether this is a picture with a few seconds of video inside: Google's phones say it in the name."""
    return _MOTION_PHOTO.fullmatch(name.upper()) is not None


def chapter(path: Parts) -> Chapter | None:
    """Which file of a long recording it is, where the names tell."""
    name = stem(path[-1])
    if not (found := _CHAPTERS.of(path[:-1], name)):
        return None
    habit, spelled = found
    number = spelled.sub(rb"\g<n>", name)
    return Chapter(series=(path[:-1], spelled.sub(habit.series, name)), number=int(number or 0), first=habit.first)


def numbered(name: bytes) -> tuple[bytes, int] | None:
    """What a name shares with the next of its camera, the digits counted, and its number: `MVI_0042` → `MVI_ 4`, 42."""
    if dji := _DJI_NUMBERED.fullmatch(stem(name)):
        return dji[1] + dji[3], int(dji[2])
    match = _NUMBERED.fullmatch(stem(name))
    return (b"%s %d" % (match[1], len(match[2])), int(match[2])) if match else None


def _structure(path: Parts) -> str | None:
    by_folder = _structure_of(path[:-1])
    if by_folder and by_folder != _GENERAL:
        return by_folder
    match = _NAMES.fullmatch(path[-1].upper())
    return _FILES[(match.lastindex or 1) - 1][0] if match else by_folder


@lru_cache(maxsize=_FOLDERS_AT_ONCE)
def _structure_of(folder: Parts) -> str | None:
    match = _PLACES.fullmatch(b"/".join(folder).upper())
    return _FOLDERS[(match.lastindex or 1) - 1][0] if match else None


_H = TypeVar("_H", _Habit, _Series)
_Row = tuple[_H, re.Pattern[bytes]]
_Rows = tuple[re.Pattern[bytes], Sequence[_Row[_H]]]  # any of their names; each


class _Table(Generic[_H]):
    """Habits, ready to be asked for many files, folder by folder."""

    def __init__(self, habits: Sequence[_H]) -> None:
        self._rows: list[_Row[_H]] = [(habit, _whole(habit.name)) for habit in habits]
        self._folders = [habit.folder and _whole(rb"(?:.*/)?(?:%s)" % habit.folder) for habit in habits]
        self._here: Callable[[Parts], _Rows[_H]] = lru_cache(maxsize=_FOLDERS_AT_ONCE)(self._in)

    def of(self, folder: Parts, name: bytes) -> _Row[_H] | None:
        """The habit that a name in a folder shows, with its pattern."""
        any_of_them, rows = self._here(folder)
        if not any_of_them.match(name):
            return None
        return next((row for row in rows if row[1].match(name)), None)

    def _in(self, folder: Parts) -> _Rows[_H]:
        spelled = b"/".join(folder).upper()
        rows = [
            row
            for row, where in zip(self._rows, self._folders, strict=True)
            if not isinstance(where, re.Pattern) or where.match(spelled)
        ]
        names = b"|".join(habit.name.replace(b"?P<n>", b"") for habit, _ in rows)
        return _whole(names), rows


def _whole(text: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\A(?:%s)\Z" % text, re.DOTALL)


_NAMED = _Table(_HABITS)
_CHAPTERS = _Table(_SERIES)
