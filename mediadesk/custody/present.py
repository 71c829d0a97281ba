"""Is a copy still where it was noted? Beneath its volume, no link followed: what a drive holds may be anybody's."""

import errno
import os
import stat
from pathlib import Path

from mediadesk.custody.cold import Tick, hash_open
from mediadesk.model.volume import CopyState, MediaCopy

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_SOMETHING_ELSE = (errno.ELOOP, errno.ENOTDIR, errno.ENXIO)  # a link, a file for a folder, a pipe


def found(copy: MediaCopy, root: Path, size_bytes: int, tick: Tick | None = None) -> CopyState | None:
    """What has become of a copy: `verified` when a file of its size is there and, with `tick`, every byte of it is read
    from the medium and as it should be. None when nobody can tell (no permission, a drive that was unplugged).
    """
    try:
        descriptor = opened(root, copy.path)
    except FileNotFoundError:
        return "missing" if root.is_dir() else None
    except OSError as error:
        return "mismatch" if error.errno in _SOMETHING_ELSE else None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size != size_bytes:
            return "mismatch"
        if tick and hash_open(descriptor, tick).sha256 != copy.sha256:
            return "mismatch"
    except OSError as error:
        return "mismatch" if error.errno == errno.EIO else None
    finally:
        os.close(descriptor)
    return "verified"


def opened(root: Path, path: bytes) -> int:
    """A copy as a descriptor, open for reading. The caller closes it. Raises OSError, also for a link on the way."""
    *folders, name = path.split(b"/")
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            descriptor, above = os.open(folder, _FOLDER, dir_fd=descriptor), descriptor
            os.close(above)
        return os.open(name, _FILE, dir_fd=descriptor)
    finally:
        os.close(descriptor)
