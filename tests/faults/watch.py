"""Whoever opens what is none of their business is seen: by the kernel, in whatever namespace they live."""

import ctypes
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CANARY = "TOP-SECRET-SOURCE-LIST"
_IN_ACCESS, _IN_OPEN = 0x1, 0x20


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A folder of other people's files, and a port."""

    folder: Path
    server: socket.socket
    notes: int

    def seen(self) -> list[str]:
        """What was opened since the last look, and who came. inotify(7)."""
        found = list(self._opened())
        try:
            self.server.accept()[0].close()
        except BlockingIOError:
            return found
        return [*found, "a visit to the port"]

    def _opened(self) -> Iterator[str]:
        try:
            told = os.read(self.notes, 1 << 16)
        except BlockingIOError:
            return
        place = 0
        while place < len(told):
            _, _, _, length = struct.unpack_from("iIII", told, place)
            yield told[place + 16 : place + 16 + length].rstrip(b"\0").decode()
            place += 16 + length


@contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """Fill a folder with canaries, and watch it. Linux only."""
    for name in ("list.txt", "a.mp4", "00000.mp4", "moov"):
        (folder / name).write_text(CANARY)
    libc = ctypes.CDLL(None, use_errno=True)
    notes = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    libc.inotify_add_watch(notes, os.fsencode(folder), _IN_ACCESS | _IN_OPEN)
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.setblocking(False)
            yield Watch(folder=folder, server=server, notes=notes)
    finally:
        os.close(notes)
