"""The second wall: Landlock and seccomp, which any program on Linux 5.13 or newer may put around itself.

A thread of ours locks itself in for ever, then starts the program, which inherits all of it. The thread has to live as
long as the program: the kernel ends a program whose parent *thread* has gone (PR_SET_PDEATHSIG). Unlike bubblewrap it
cannot hide that a file is there, nor how large it is; below Linux 6.7 seccomp alone forbids the network.
https://docs.kernel.org/userspace-api/landlock.html, linux/landlock.h
"""

import ctypes
import gc
import os
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from mediadesk.media import cell as cells
from mediadesk.media import seccomp
from mediadesk.media.cell import Cell

# the same numbers on every processor
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

# what the kernel can be told to forbid; a program gets back what its cell allows
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = (
    1 << bit for bit in (0, 1, 2, 3, 5, 7, 8)
)
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FILES = (1 << 13) - 1  # since the first version
_FILES_SINCE = ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV))
_TCP, _TCP_SINCE = 0b11, 4  # bind and connect
_SCOPES, _SCOPES_SINCE = 0b11, 6  # no abstract socket and no signal to anybody outside

_READS_FILE = _READ_FILE
_READS = _READ_FILE | _READ_DIR
_RUNS = _READS | _EXECUTE
_WRITES = _READS | _WRITE_FILE | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _TRUNCATE
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

_one_at_a_time = threading.Lock()

Started = TypeVar("Started")


@cache
def version() -> int:
    """Of Landlock in this kernel; 0 where there is none, or seccomp does not know the processor."""
    if not seccomp.known():
        return 0
    with suppress(OSError, AttributeError):
        return _call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    return 0


@contextmanager
def within(cell: Cell, program: str, start: Callable[[], Started]) -> Iterator[Started]:
    """What `start` gives, called in a thread that can do nothing but what the cell of `program` allows.

    Raises what `start` raises, and OSError when the kernel refuses.
    """
    rules = _ruleset(cell, program)

    def locked_in() -> Started:
        with _one_at_a_time:
            collects = gc.isenabled()
            gc.disable()  # nobody else's things may be tidied up by a thread that may not touch them
            try:
                _lock_in(rules)
                return start()
            finally:
                if collects:
                    gc.enable()

    try:
        with ThreadPoolExecutor(1, thread_name_prefix="jail") as thread:
            yield thread.submit(locked_in).result()
    finally:
        os.close(rules)


def _lock_in(rules: int) -> None:
    """This thread, for ever."""
    libc = _libc()
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refuses no_new_privs")
    _call(_RESTRICT_SELF, rules, 0)
    seccomp.apply(libc)


def _ruleset(cell: Cell, program: str) -> int:
    """What a cell allows, as a descriptor."""
    forbids = _FILES | sum(access for since, access in _FILES_SINCE if version() >= since)
    words = [forbids]
    words += [_TCP] if version() >= _TCP_SINCE else []
    words += [_SCOPES] if version() >= _SCOPES_SINCE else []
    attributes = struct.pack(f"={len(words)}Q", *words)
    rules = _call(_CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in cells.readable(program):
            _allow(rules, path, _RUNS & forbids)
        for path in cells.devices():
            _allow(rules, path, (_READ_FILE | _WRITE_FILE) & forbids)
        for path in cell.devices:
            _allow(rules, path, (_READ_FILE | _WRITE_FILE | _IOCTL_DEV) & forbids)
        for path in cells.inside(cell):
            _allow(rules, path, _READS & forbids)
        if cell.writes is not None:
            _allow(rules, cell.writes, _WRITES & forbids)
    except OSError:
        os.close(rules)
        raise
    return rules


def _allow(rules: int, path: Path, access: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not path.is_dir():
            access &= _OF_A_FILE
        _call(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: int | bytes | None) -> int:
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    done: int = _libc().syscall(ctypes.c_long(number), *words)
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc
