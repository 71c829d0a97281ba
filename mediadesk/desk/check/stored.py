"""What is stored on the desk: is every original and every rendition there, as it was verified?"""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.desk.check.checked import Checked
from mediadesk.errors import NotFound
from mediadesk.events import Began, Ended, Meter, Report, ignore
from mediadesk.model.excerpt import Excerpt
from mediadesk.model.holding import HeldFile
from mediadesk.model.names import shown
from mediadesk.model.rendition import Rendition

Tick = Callable[[int], None]


def files(shelf: Catalogue, assets: Assets, *, deep: bool, report: Report = ignore) -> Iterator[Checked]:
    """Is every original there, with its size, and with `deep` with every byte? Then every rendition and excerpt
    likewise.

    Bad ones are named one by one; the good ones are counted. Files that nobody knows are named, and no trouble.
    """
    with shelf.read() as shelves:
        held, made, cut = shelves.files.all(), shelves.renditions.all(), shelves.excerpts.all()
    kinds = {
        "originals": [_original(each, each.path) for each in held if each.path],
        "renditions": [_rendition(each) for each in made],
        **({"excerpts": [_excerpt(each) for each in cut]} if cut else {}),
    }
    how = "re-hashed" if deep else "looked at by size; --deep reads every byte"
    meter = Meter("check", sum(each.size_bytes for stored in kinds.values() for each in stored))
    report(Began("check", meter.total, "bytes"))
    for kind, stored in kinds.items():
        bad = 0
        for each in stored:
            tick = meter.ticker(report)
            if why := _wrong(each, assets.path(each.path), tick, deep=deep):
                bad += 1
                yield Checked(what=each.what, result="bad", why=f"{why}; {each.again}" if each.again else why)
            tick(each.size_bytes)  # also of what is not as long as it was, or was not read
        whole = f"{len(stored) - bad} of {len(stored)} {kind}"
        yield Checked(what=whole, result="bad" if bad else "good", why=how)
    report(Ended("check"))
    for stray in assets.originals.strays({each.path for each in held if each.path}):
        why = "not in the catalogue; a stopped ingest leaves such a file, and the next one of its card takes it in"
        yield Checked(what=shown(os.fsencode(stray)), result="unknown", why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """What should lie at a path below the desk."""

    what: str
    path: str
    size_bytes: int  # of a folder, of all files in it
    sha256: str  # of a folder, of its sorted lines `<sha256>  <relative path>`
    again: str = ""  # how it can be had again


def _original(held: HeldFile, path: str) -> _Stored:
    what = f"{held.clip or held.role} {shown(held.name)} ({path})"
    return _Stored(what=what, path=path, size_bytes=held.size_bytes, sha256=held.sha256)


def _rendition(made: Rendition) -> _Stored:
    return _Stored(
        what=f"{made.recipe} of {made.subject} ({made.path})",
        path=made.path,
        size_bytes=made.size_bytes,
        sha256=made.sha256,
        again="without it, `mediadesk derive` makes it again",
    )


def _excerpt(cut: Excerpt) -> _Stored:
    return _Stored(
        what=f"excerpt of {cut.clip} ({cut.path})",
        path=cut.path,
        size_bytes=cut.size_bytes,
        sha256=cut.sha256,
        again="import its bundle again, or ask for another one: mediadesk bundle export --picked",
    )


def _wrong(stored: _Stored, path: Path, tick: Tick, *, deep: bool) -> str | None:
    """What is wrong with a file, or with a folder of files; None when nothing is."""
    try:
        inside = _inside(path)
        size_bytes = sum(each.lstat().st_size for each in inside.values())
        if size_bytes != stored.size_bytes:
            return f"it has {size_bytes} bytes instead of {stored.size_bytes}"
        if deep and _sha256(inside, tick) != stored.sha256:
            return "its bytes have changed since they were verified"
    except (NotFound, FileNotFoundError):
        return "it is missing"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return None


def _inside(path: Path) -> Mapping[str, Path]:
    """The file itself, named "", or the files of a folder by their paths in it. Raises OSError for anything else."""
    mode = path.lstat().st_mode
    if S_ISDIR(mode):
        return {each.relative_to(path).as_posix(): each for each in path.rglob("*") if not each.is_dir()}
    if not S_ISREG(mode):
        raise OSError(errno.EINVAL, "something else has taken its place")
    return {"": path}


def _sha256(inside: Mapping[str, Path], tick: Tick) -> str:
    before, sha256s = 0, {}
    for name, path in inside.items():
        hashes = hash_file(path, partial(_from, before, tick))
        before += hashes.size_bytes
        sha256s[name] = hashes.sha256
    if "" in sha256s:
        return sha256s[""]
    lines = sorted(f"{sha256}  {name}\n" for name, sha256 in sha256s.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _from(before: int, tick: Tick, done: int) -> None:
    tick(before + done)
