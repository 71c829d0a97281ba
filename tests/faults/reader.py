"""Somebody who reads all the while: opens the page as it is now, and everything that it names, byte for byte."""

import hashlib
import http.client
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urljoin, urlsplit

# What a page can name: of its own folder, and the engine that all share. It may say so from any depth.
_NAMED = re.compile(
    r"""(?<![\w.-])(?:\.\./)*((?:r|m|a)/[\w-]+[\w./-]*\.\w+)|["'](video[\w-]*\.mp4|poster[\w-]*\.jpg)["']"""
)
_IN_PLAYLIST = re.compile(r'URI="([^"]+)"|^([^#\s]\S*)$', re.MULTILINE)
_IN_CUES = re.compile(r"^([\w./-]+\.jpg)#", re.MULTILINE)
_PLAYED = re.compile(r"/m/\w+/[va]\d+/|/r/\w+/.*(?:\.m3u8|\.vtt|/poster\.jpg)$|^a/.*\.js$")
_LISTS = {".m3u8": _IN_PLAYLIST, ".vtt": _IN_CUES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a reader of one version may get, and nothing else: SHA-256 by key."""

    number: int
    sha256: Mapping[str, str]
    page: str  # its key
    oembed: str | None  # a pointer, too: it moves a moment before the page does

    def named_at_least(self) -> set[str]:
        """What a page that plays must name, itself or by its playlists."""
        return {key for key in self.sha256 if _PLAYED.search(key)}


@dataclass(kw_only=True)
class Reader:
    """Reads until told to stop. `wrong` is what no reader should have seen."""

    address: str  # of the folder that keys are below
    page: str  # the key
    editions: dict[str, Edition]  # by the SHA-256 of their page
    gone: frozenset[str]  # SHA-256 of pages that say the dispatch is gone
    wrong: list[str] = field(default_factory=list)
    seen: Counter[int] = field(default_factory=Counter)  # how often each edition was read whole; 0: nothing there yet
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _line: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._read_on, name="reader", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        assert self._thread
        self._thread.join(30)
        if self._line:
            self._line.close()

    def read_whole(self, number: int, seconds: float = 20.0) -> bool:
        """Waits until the edition was read whole once more."""
        before = self.seen[number]
        tick = threading.Event()
        for _ in range(int(seconds * 100)):
            if self.seen[number] > before or self.wrong:
                break
            tick.wait(0.01)
        return self.seen[number] > before

    def _read_on(self) -> None:
        while not self._over.is_set():
            try:
                self.read_once()
            except (OSError, http.client.HTTPException) as trouble:
                self.wrong.append(f"the server did not answer: {trouble!r}")
            self._over.wait(0.02)

    def read_once(self) -> None:
        """The page, and everything that it names."""
        status, body = self._fetch(self.page)
        sha256 = hashlib.sha256(body).hexdigest()
        if status != 200:
            if status != 404 or any(self.seen[number] for number in self.seen if number):
                self.wrong.append(f"the page is not there: {status}")
            self.seen[0] += 1
        elif sha256 in self.gone:
            self.seen[-1] += 1
        elif sha256 in self.editions:
            self.read(self.editions[sha256], body.decode())
        else:
            self.wrong.append(f"a page that nobody made: {body[:60]!r}")

    def read(self, edition: Edition, page: str) -> None:
        """Everything that the page of an edition names, as it is now."""
        read, waiting = {self.page, edition.oembed}, list(self._named(page))
        while waiting:
            key = waiting.pop()
            if key in read:
                continue
            read.add(key)
            if key not in edition.sha256:
                self.wrong.append(f"edition {edition.number} names {key}, which is not of it")
                continue
            status, body = self._fetch(key)
            if status != 200:
                if not self._is_gone():
                    self.wrong.append(f"edition {edition.number} names {key}, which is not there: {status}")
                return
            if hashlib.sha256(body).hexdigest() != edition.sha256[key]:
                self.wrong.append(f"edition {edition.number} names {key}, which has other bytes")
                continue
            if names := _LISTS.get(key[key.rfind(".") :]):
                waiting += [_beside(key, "".join(each)) for each in names.findall(body.decode())]
        if missed := edition.named_at_least() - read:
            self.wrong.append(f"edition {edition.number} names nowhere {sorted(missed)[:3]}")
        self.seen[edition.number] += 1

    def _named(self, text: str) -> Iterator[str]:
        for shared, beside in _NAMED.findall(text):
            own = shared or beside
            yield own if own.startswith("a/") else f"{self.page.rpartition('/')[0]}/{own}"

    def _is_gone(self) -> bool:
        """Whether the dispatch was withdrawn meanwhile: then its leaves may go, too."""
        _, body = self._fetch(self.page)
        return hashlib.sha256(body).hexdigest() in self.gone

    def _fetch(self, key: str) -> tuple[int, bytes]:
        parts = urlsplit(f"{self.address}/{key}")
        for fresh in (False, True):
            if self._line is None or fresh:
                if self._line:
                    self._line.close()
                self._line = http.client.HTTPConnection(parts.netloc, timeout=20)
            try:
                self._line.request("GET", parts.path)
                answer = self._line.getresponse()
                body = answer.read()
            except (ConnectionError, http.client.HTTPException):
                if fresh:
                    raise
                continue
            return answer.status, body
        raise AssertionError


def _beside(key: str, name: str) -> str:
    """What a name in a list that lies at the key means."""
    return urljoin(f"http://x/{key}", name).removeprefix("http://x/")
