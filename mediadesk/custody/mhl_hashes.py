"""The hashes that media hash lists use: how each is made, and how it is written."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Protocol

import xxhash

from mediadesk.model.mhl import HashFormat

# of a C4 ID (SMPTE ST 2114): base 58 without 0, O, I and l, filled up with its zero
_C4_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_C4_LENGTH = 88  # after "c4"


class Hasher(Protocol):
    """What a file's blocks are given to, one after the other."""

    def update(self, block: bytes | memoryview, /) -> None:
        """The next bytes."""

    def hexdigest(self) -> str:
        """The hash of all of them, as a list writes it."""


class _C4:
    """SHA-512 under another spelling."""

    def __init__(self) -> None:
        self._sha512 = hashlib.sha512()

    def update(self, block: bytes | memoryview, /) -> None:
        self._sha512.update(block)

    def hexdigest(self) -> str:
        number, letters = int.from_bytes(self._sha512.digest(), "big"), ""
        while number:
            number, letter = divmod(number, len(_C4_LETTERS))
            letters = _C4_LETTERS[letter] + letters
        return f"c4{letters.rjust(_C4_LENGTH, _C4_LETTERS[0])}"


_HASHERS: Mapping[HashFormat, Callable[[], Hasher]] = {
    "xxh128": xxhash.xxh3_128,
    "xxh3": xxhash.xxh3_64,
    "xxh64": xxhash.xxh64,
    "xxh32": xxhash.xxh32,
    # another tool chose these; that a byte was flipped they tell well enough
    "md5": lambda: hashlib.md5(usedforsecurity=False),
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "c4": _C4,
}


def hasher_for(kind: HashFormat) -> Hasher:
    """A new hasher. `xxh128` is what every copy of ours is hashed with anyway: Hashes.xxh3."""
    return _HASHERS[kind]()
