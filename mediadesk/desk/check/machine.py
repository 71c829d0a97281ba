"""The machine: its programs, room on the disk, who else can read the desk."""

import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody import device
from mediadesk.custody.desk import Assets
from mediadesk.custody.mount import mount_of
from mediadesk.custody.private import close_to_others
from mediadesk.desk.check.checked import Checked
from mediadesk.errors import DeskError
from mediadesk.media import binaries, runner

_LITTLE_ROOM = 2_000_000_000  # bytes


def programs(ffmpeg: str, ffprobe: str) -> Iterator[Checked]:
    """Are ffmpeg and ffprobe there, and can they do what is needed?"""
    try:
        found = binaries.find(ffmpeg, ffprobe)
        lacks, version = binaries.features(found.ffmpeg).lacks, binaries.version(found.ffprobe)
    except DeskError as trouble:
        yield Checked(what="ffmpeg and ffprobe", result="bad", why=f"{trouble.what}; try: {trouble.hint}")
        return
    why = f"it lacks {', '.join(sorted(lacks))}" if lacks else None
    what = f"ffmpeg {binaries.features(found.ffmpeg).version}"
    yield Checked(what=what, result="bad" if lacks else "good", why=why)
    yield Checked(what=f"ffprobe {version}", result="good")


def jail(asked: str) -> Checked:
    """Which wall stands around the programs that parse footage; `asked` is the setting."""
    match runner.wall():
        case "bubblewrap":
            return Checked(what="the jail: bubblewrap", result="good")
        case "landlock":
            why = "bubblewrap is stronger, and does not work here; apt install bubblewrap, where namespaces are allowed"
            return Checked(what="the jail: Landlock and seccomp", result="good", why=why)
    what = "the jail: options of ffmpeg alone"
    if asked == "required":
        return Checked(what=what, result="bad", why=f"footage is not read; try: {binaries.BUBBLEWRAP}")
    if sys.platform != "linux":
        return Checked(what=what, result="unknown", why="no kernel but Linux can be asked for more")
    return Checked(what=what, result="bad", why=f"a hostile file may read others; try: {binaries.BUBBLEWRAP}")


def disk(assets: Assets) -> Iterator[Checked]:
    """What killed runs left behind is swept away; is there room?"""
    if swept := assets.sweep():
        yield Checked(what=f"{swept} half-written files of stopped runs", result="good", why="removed")
    free = assets.free_bytes()
    low = free < _LITTLE_ROOM
    yield Checked(what=f"{free / 1e9:.0f} GB free on the desk's disk", result="bad" if low else "good")


def at_rest(shelf: Catalogue, assets: Assets) -> Iterator[Checked]:
    """What would a seized laptop tell? Advice, and never bad: `unknown` where mediadesk sees no encryption."""
    if shelf.is_encrypted:
        yield Checked(what="the catalogue is encrypted", result="good")
    else:
        why = "who takes the laptop or a copy of it reads names, places, notes and people; try: mediadesk encrypt"
        yield Checked(what="the catalogue is not encrypted", result="unknown", why=why)
    if device.encrypted(mount_of(assets.desk)):
        yield Checked(what="the desk's disk is encrypted", result="good", why="while the machine is off")
    else:
        why = "the footage is as readable as the disk is: LUKS, FileVault, when the machine was made ready"
        yield Checked(what="no encrypted disk was seen under the desk", result="unknown", why=why)


def privacy(assets: Assets, public: Collection[Path]) -> Iterator[Checked]:
    """Can nobody else on this machine read the desk, but for its public folders? What could be read is closed."""
    found = close_to_others(assets.desk, public)
    what = "the desk is closed to other users of this machine"
    if not found.still_open:
        why = f"{found.closed} files and folders could be opened, and were closed" if found.closed else None
        yield Checked(what=what, result="good", why=why)
        return
    why = f"{found.still_open} files and folders are open: this disk keeps no modes, or they are another user's"
    yield Checked(what=what, result="unknown", why=f"{why}; a desk belongs on an encrypted disk of your own")
