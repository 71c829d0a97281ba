"""What an ingest tells: how far it is, what went wrong, where copies are."""

import errno
import os
from collections.abc import Callable, Iterable, Mapping

from mediadesk.errors import DeskError
from mediadesk.model.ingested import Present
from mediadesk.model.names import shown
from mediadesk.model.volume import MediaCopy, VolumeId

Ticker = Callable[[], Callable[[int], None]]  # gives, for one reading of one file, what is told the bytes done

_WORDS = {
    errno.ENOSPC: "{where} is full; free some space and ingest again",
    errno.EDQUOT: "your share of {where} is used up; free some space and ingest again",
    errno.EIO: "the card or {where} could not be read or written (input/output error); try another reader",
    errno.EROFS: "{where} is read-only",
    errno.EACCES: "you may not read this file, or may not write to {where}",
    errno.ENODEV: "{where} was unplugged; plug it in and ingest again",
    errno.EFBIG: "{where} cannot hold a file of this size; format it as exFAT, and ingest again",
}


def in_words(error: OSError | DeskError, where: str) -> str:
    """What went wrong with a file, for whoever has to mend it. `where` is the volume, in words."""
    if isinstance(error, DeskError):
        return error.what
    words = _WORDS.get(error.errno or 0)
    return words.format(where=where) if words else os.strerror(error.errno) if error.errno else str(error)


def present(copies: Iterable[MediaCopy], names: Mapping[VolumeId, str]) -> tuple[Present, ...]:
    """Where copies are, as people call it."""
    return tuple(Present(volume=names[each.volume], state=each.state, path=shown(each.path)) for each in copies)
