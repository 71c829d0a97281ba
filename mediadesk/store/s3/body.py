"""The bytes of one request, as boto3 wants to read them: to sign them, then to send them, and again when it must."""

import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from types import TracebackType
from typing import BinaryIO, Self

from mediadesk.store.base import Tick
from mediadesk.store.pace import Pace

_TOLD_EACH = 1 << 16  # bytes between two ticks: urllib3 asks for a quarter of that
_now = local()  # .body: what this thread sends; boto3 tells its hooks of a request, and not of what it wraps


@dataclass(kw_only=True)
class Body:
    """A slice of a file, or of bytes. What is read to be signed is not counted; what is sent is, and waits its turn."""

    source: Path | bytes
    start: int = 0
    size: int
    tick: Tick
    pace: Pace
    sending: bool = False
    _file: BinaryIO | None = field(default=None, init=False, repr=False)
    _at: int = field(default=0, init=False)
    _untold: int = field(default=0, init=False)
    _told: int = field(default=0, init=False)

    def __enter__(self) -> Self:
        self._file = io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb")
        self._file.seek(self.start)
        _now.body = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _now.body = None
        if self._file:
            self._file.close()

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        """Something even when it is empty."""
        return True

    def read(self, count: int = -1) -> bytes:
        """The next bytes of the slice. Whoever stops raises from here."""
        if self._file is None:
            raise ValueError("read of a body that is not open")
        left = self.size - self._at
        piece = self._file.read(left if count < 0 else min(count, left))
        self._at += len(piece)
        if self.sending:
            self.pace.take(len(piece))
            self._untold += len(piece)
            if self._untold >= _TOLD_EACH or self._at == self.size:
                told, self._untold = self._untold, 0
                self._told += told
                self.tick(told)
        return piece

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Back, to read it again: what was sent goes once more, and is counted once."""
        self._at = (0, self._at, self.size)[whence] + offset
        if self._file:
            self._file.seek(self.start + self._at)
        if self._at == 0:
            self._untold = 0
            if self._told:
                told, self._told = self._told, 0
                self.tick(-told)
        return self._at

    def tell(self) -> int:
        """Where in the slice."""
        return self._at


def quiet(**_: object) -> None:
    """A hook for boto3: it is going to sign."""
    if body := getattr(_now, "body", None):
        body.sending = False


def aloud(**_: object) -> None:
    """A hook for boto3: it has signed, and is going to send."""
    if body := getattr(_now, "body", None):
        body.sending = True
