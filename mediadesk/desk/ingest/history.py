"""A media hash list that is found on a card or a drive: every file that is read is compared with what it says."""

import os
from pathlib import Path

from mediadesk.custody import mhl
from mediadesk.custody.mhl_hashes import hasher_for
from mediadesk.events import Report, Said
from mediadesk.model import layout
from mediadesk.model.card import MediaFile
from mediadesk.model.holding import Reel
from mediadesk.model.mhl import History
from mediadesk.model.names import shown

_BLOCK = 1 << 20  # bytes a read
_NAMED = 3  # of many files, so many by their names


def read_history(source: Path, report: Report) -> History | None:
    """The history at the top of a source, if it has one. What is wrong with the lists themselves is said."""
    history = mhl.read(source) if source.is_dir() else None
    for trouble in history.trouble if history else ():
        report(Said(f"the hash lists found there: {trouble}"))
    return history


def against(history: History | None, file: MediaFile, descriptor: int, xxh3: str) -> str | None:
    """What a history says against an open file that was read; None when it agrees or does not know it."""
    recorded = history.known(layout.card_path(file.path)) if history else None
    if recorded is None or (check_by := recorded.check_by) is None:
        return None
    if check_by == "xxh128":
        found = xxh3
    else:
        hasher, offset = hasher_for(check_by), 0
        while block := os.pread(descriptor, _BLOCK, offset):
            hasher.update(block)
            offset += len(block)
        found = hasher.hexdigest()
    if recorded.agrees({check_by: found}) is False:
        return "its bytes are not those that the hash list found with it has on record; look for another copy"
    return None


def say_missing(history: History | None, reel: Reel, report: Report) -> None:
    """Says which files hash lists name that are not there: it is no fault of this card's when a list is of another."""
    missing = [path for path in (history.files if history else ()) if path not in reel.seen]
    if missing:
        named = ", ".join(shown(path) for path in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        report(Said(f"the hash lists found there also name what is not there: {named}{more}"))
