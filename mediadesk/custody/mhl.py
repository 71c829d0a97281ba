"""The ASC MHL history of a folder of originals: `ascmhl/` with a list for each generation, and a chain of their hashes.

Any tool that knows the format can check a drive with it, without us. Reading believes nothing that the chain
contradicts; writing adds, and never changes a list that is there.
"""

import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mediadesk.custody import mhl_read, mhl_write
from mediadesk.custody.cold import sync, sync_path
from mediadesk.custody.mhl_hashes import Hasher, hasher_for
from mediadesk.custody.mhl_read import Link, Unreadable
from mediadesk.model.layout import PART
from mediadesk.model.mhl import Entry, Generation, HashList, History, together
from mediadesk.model.names import shown

FOLDER = "ascmhl"
_CHAIN = "ascmhl_chain.xml"
_BLOCK = 1 << 18  # bytes a read
_LARGEST = 1 << 29  # bytes of all lists of a folder; a list takes about 250 for each file
_MOST_LISTS = 10_000


def read(folder: Path) -> History | None:
    """What the history of a folder says, or else the MHL lists that lie in it. None: there is neither.

    What is broken, changed, too large or no regular file ends up in the history's `trouble`; nothing is raised for it.
    Raises OSError as the disk reports it.
    """
    if _is_folder(folder / FOLDER):
        return _read_history(folder / FOLDER).history
    alone = _lists(folder)
    return _history(alone, None, []) if alone else None


def add_generation(folder: Path, entries: Iterable[Entry], *, at: datetime, again: bool = False) -> Path | None:
    """Writes down files that the history of a folder does not have yet, and says where; None when it has them all.

    `again` writes down all of them: those on record as verified once more, or as failed. First it mends what a killed
    run left: a list that is not in the chain yet, a part. Raises ValueError for an entry that no history can hold
    (mhl_write.hash_list), OSError as the disk reports it.
    """
    below, entries = folder / FOLDER, list(entries)
    if not entries and not below.exists():
        return None
    below.mkdir(exist_ok=True)
    with _locked(below):
        for part in below.glob(f"{PART}*"):  # whoever wrote it is gone: the folder is locked
            part.unlink()
        found = _read_history(below)
        links = _mend(below, found)
        new = [each for each in entries if again or not _has(found.history, each)]
        if not new:
            return None
        target = below / mhl_write.list_name(found.last + 1, folder.absolute().name, at)
        c4 = _put(target, mhl_write.hash_list(new, found.history.files, at=at))
        _put_chain(below, (*links, Link(name=target.name, c4=c4)))
    sync_path(folder)
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnDisk:
    """A history as it was found, with what is needed to add to it."""

    history: History
    links: tuple[Link, ...]  # of the chain
    last: int  # the highest number of a list, believed or not, there or gone
    chain_is_broken: bool


def _read_history(below: Path) -> _OnDisk:
    links, why = _read_chain(below)
    lists = sorted(_lists(below), key=lambda each: _number(each.name))
    there = {each.name for each in lists}
    gone = [_name(name) for name in (link.name for link in links) if name not in there]
    return _OnDisk(
        history=_history(lists, links, [*why, *(f"{name} is named in {_CHAIN} and is missing" for name in gone)]),
        links=links,
        last=max((len(links), *map(_number, there), *(_number(link.name) for link in links))),
        chain_is_broken=bool(why) and (below / _CHAIN).exists(),
    )


def _history(lists: Sequence[Path], links: Sequence[Link] | None, trouble: list[str]) -> History:
    """What lists say together, one in memory at a time. `links` is None where lists lie alone, without a chain."""
    generations: list[Generation] = []

    def believed() -> Iterator[HashList]:
        left = _LARGEST
        for path in lists[:_MOST_LISTS]:
            hasher = hasher_for("c4")
            try:
                found = mhl_read.hash_list(
                    _hashed(path, hasher, left), name=_name(path.name), number=_number(path.name)
                )
            except Unreadable as error:
                trouble.append(f"{_name(path.name)} cannot be used: {error}")
                continue
            left -= path.lstat().st_size
            generation = Generation(name=path.name, number=found.number, c4=hasher.hexdigest(), made_at=found.made_at)
            why, counts = _standing(generation, links)
            trouble.extend(why)
            if counts:
                generations.append(generation)
                yield found

    files, disagreements = together(believed())
    if len(lists) > _MOST_LISTS:
        trouble.append(f"there are {len(lists)} lists; only the first {_MOST_LISTS} were read")
    return History(generations=tuple(generations), files=files, trouble=(*trouble, *disagreements))


def _standing(generation: Generation, links: Sequence[Link] | None) -> tuple[list[str], bool]:
    """What the chain has against a list, and whether it is believed all the same."""
    if links is None:
        return [], True
    expected = {link.c4 for link in links if link.name == generation.name}
    if not expected and generation.number > max((_number(link.name) for link in links), default=0):
        return [f"{_name(generation.name)} is not in {_CHAIN}: whoever wrote it was stopped"], True
    if not expected:
        return [f"{_name(generation.name)} is not in {_CHAIN}, and is not believed"], False
    if expected != {generation.c4}:
        return [f"{_name(generation.name)} was changed after it was written, and is not believed: see {_CHAIN}"], False
    return [], True


def _mend(below: Path, found: _OnDisk) -> tuple[Link, ...]:
    """Puts lists that no chain names into it. A chain that cannot be read is kept under another name."""
    if found.chain_is_broken:
        (below / _CHAIN).rename(below / f"{_CHAIN}.unreadable-{secrets.token_hex(4)}")
    chained = {link.name for link in found.links}
    lost = tuple(Link(name=each.name, c4=each.c4) for each in found.history.generations if each.name not in chained)
    if lost:
        _put_chain(below, (*found.links, *lost))
    return (*found.links, *lost)


def _has(history: History, entry: Entry) -> bool:
    known = history.known(entry.path)
    return known is not None and known.agrees({"xxh128": entry.xxh128}) is True


def _read_chain(below: Path) -> tuple[tuple[Link, ...], list[str]]:
    try:
        return tuple(mhl_read.chain(_blocks(below / _CHAIN, _LARGEST))), []
    except FileNotFoundError:
        return (), [f"{_CHAIN} is missing"]
    except Unreadable as error:
        return (), [f"{_CHAIN} cannot be used: {error}"]


def _lists(folder: Path) -> list[Path]:
    """The lists in a folder; not what macOS writes beside them on a drive."""
    return sorted(each for each in folder.iterdir() if each.name.endswith(".mhl") and not each.name.startswith("._"))


def _number(name: str) -> int:
    """Of the generation of a list; 0 for one that is not called so, and is none."""
    matched = re.match(r"[0-9]{4,9}(?![0-9])", name)
    return int(matched[0]) if matched else 0


def _hashed(path: Path, hasher: Hasher, largest: int) -> Iterator[bytes]:
    for block in _blocks(path, largest):
        hasher.update(block)
        yield block


def _blocks(path: Path, largest: int) -> Iterator[bytes]:
    """The bytes of a regular file. Raises Unreadable for anything else, and for one too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(f"it cannot be opened: {error.strerror}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no file")
        if status.st_size > largest:
            raise Unreadable(f"it and the lists before it are larger than {_LARGEST >> 20} MB")
        while block := os.read(descriptor, _BLOCK):
            yield block
    finally:
        os.close(descriptor)


def _put_chain(below: Path, links: Sequence[Link]) -> None:
    _put(below / _CHAIN, [mhl_write.chain(links)])


def _put(target: Path, blocks: Iterable[bytes]) -> str:
    """Writes a file beside its name, makes it last, names it, and says the C4 ID of its bytes."""
    part, hasher = target.with_name(f"{PART}{secrets.token_hex(8)}"), hasher_for("c4")
    try:
        with open(part, "xb", opener=_private) as file:
            for block in blocks:
                file.write(block)
                hasher.update(block)
            file.flush()
            sync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_path(target.parent)
    return hasher.hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two ingests of one card write one history, one after the other."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _name(name: str) -> str:
    return shown(os.fsencode(name))
