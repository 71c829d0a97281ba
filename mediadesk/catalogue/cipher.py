"""An encrypted catalogue: how one is known, and what opens it.

It is a file of SQLCipher 4 as that makes it by itself, so its own program opens it with the same passphrase: the first
16 bytes are a random salt, and each page of 4096 bytes ends with its IV and an HMAC
(https://www.zetetic.net/sqlcipher/design/).
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Protocol, Self

from mediadesk.errors import CatalogueLocked, Misasked

LEAST_LETTERS = 12  # of a passphrase: somebody who has the disk tries thousands in a second, for months
HEAD_BYTES = 64 * 4096  # as much of a file as `fits` looks at

PLAIN = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html#magic_header_string
_PAGE_BYTES, _HMAC_BYTES, _SALT_BYTES, _KEY_BYTES = 4096, 64, 16, 32
_ROUNDS, _HMAC_ROUNDS = 256_000, 2
_RAW_KEY = re.compile(r"x'([0-9a-fA-F]{64})'")  # as SQLCipher writes a key that is no passphrase
_MANY_BYTES = 250  # different ones on a page that is encrypted: 4096 random bytes lack at most one or two of the 256
_MOST_SECRET_BYTES = 4096


class Source(Protocol):
    """Where passphrases come from. One that looks like `x'<64 hex digits>'` is a key as it is."""

    def of(self, path: Path, attempt: int) -> str:
        """That of a file; asked again, with the next number from 0 on, when it did not fit. Raises CatalogueLocked."""
        ...

    def new(self) -> str:
        """One for a file that is to be made. Raises CatalogueLocked, Misasked."""
        ...

    def __hash__(self) -> int:
        """It is the same while a command runs."""
        ...


class Nobody:
    """A source that has none."""

    def of(self, path: Path, attempt: int) -> str:  # noqa: ARG002 - as every source is called
        """Raises CatalogueLocked."""
        raise CatalogueLocked(
            f"{path} is encrypted, and nothing was given that opens it",
            hint="run it in a terminal, or name the key file: MEDIADESK_KEY_FILE=FILE",
        )

    def new(self) -> str:
        """Raises CatalogueLocked."""
        raise CatalogueLocked("there is nobody to ask for a passphrase", hint="run it in a terminal, or --key-file")


class KeyFile:
    """A source that is a file; whoever is `otherwise` asked for what it does not open."""

    def __init__(self, path: Path, otherwise: Source) -> None:
        self._path = path
        self._otherwise = otherwise

    def of(self, path: Path, attempt: int) -> str:
        """What the key file holds, at first. Raises CatalogueLocked."""
        if not attempt:
            return self.new()
        try:
            return self._otherwise.of(path, attempt - 1)
        except CatalogueLocked as locked:
            if attempt > 1:  # somebody was asked, and did not know either
                raise
            raise CatalogueLocked(
                f"the key file {self._path} does not open {path}",
                hint="name the one that does: MEDIADESK_KEY_FILE=FILE, or key_file in mediadesk.toml",
            ) from locked

    def new(self) -> str:
        """What the key file holds. Raises CatalogueLocked, Misasked."""
        try:
            with self._path.open("rb") as file:
                held = file.read(_MOST_SECRET_BYTES + 1)
        except OSError as error:
            raise CatalogueLocked(
                f"the key file {self._path} cannot be read: {error.strerror}",
                hint="plug in the drive it is on, or name it: MEDIADESK_KEY_FILE=FILE",
            ) from error
        try:
            passphrase = held.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            passphrase = ""
        if len(held) > _MOST_SECRET_BYTES or not passphrase.isprintable():
            passphrase = ""
        if not passphrase:
            raise Misasked(f"{self._path} is no key file", hint="one line of text: a key, or a passphrase")
        return good(passphrase)


class Keys:
    """What opens the encrypted catalogues of a process: each passphrase is asked for once, and each key derived once.

    `encrypted`: whether a catalogue that is to be made is.
    """

    def __init__(self, source: Source | None = None, *, encrypted: bool = False) -> None:
        self.encrypted = encrypted
        self._source = source or Nobody()
        self._chosen = ""  # for what is to be made
        self._passphrases: list[str] = []
        self._fitting: dict[bytes, str] = {}  # by salt
        self._given_up: dict[bytes, CatalogueLocked] = {}
        self._lock = Lock()

    def of(self, path: Path, head: bytes) -> str:
        """The key to a file that begins with `head`, as SQLCipher takes it. Raises CatalogueLocked.

        It fits: whatever SQLite has to say of that file later is no matter of the passphrase.
        """
        salt = head[:_SALT_BYTES]
        with self._lock:
            if salt in self._given_up:
                raise self._given_up[salt]
            if salt not in self._fitting:
                self._fitting[salt] = self._found(path, head)
            return self._fitting[salt]

    def choose(self) -> None:
        """Gets the passphrase of what is to be made, now. Raises CatalogueLocked, Misasked."""
        self._chosen = good(self._source.new())
        self._passphrases.append(self._chosen)

    def new(self) -> str:
        """A key for a file that is to be made, with a salt of its own. Raises CatalogueLocked, Misasked."""
        if not self._passphrases:
            self.choose()
        with self._lock:
            salt = secrets.token_bytes(_SALT_BYTES)
            self._fitting[salt] = _as_text(derived(self._chosen or self._passphrases[0], salt), salt)
            return self._fitting[salt]

    def changed(self, source: Source) -> Self:
        """These and a new one, for all that is made from now on. Raises CatalogueLocked, Misasked."""
        others = type(self)(source, encrypted=True)
        others._passphrases, others._fitting = list(self._passphrases), dict(self._fitting)  # noqa: SLF001 - one of us
        others.choose()
        return others

    def unasked(self) -> Self:
        """The same as far as it is known, and asks nobody."""
        same = type(self)(encrypted=self.encrypted)
        same._passphrases, same._fitting = self._passphrases, self._fitting  # noqa: SLF001 - another one of us
        return same

    def _found(self, path: Path, head: bytes) -> str:
        salt = head[:_SALT_BYTES]
        for passphrase in self._candidates(path, salt):
            if fits(key := derived(passphrase, salt), head):
                if passphrase not in self._passphrases:
                    self._passphrases.append(passphrase)
                return _as_text(key, salt)
        raise AssertionError  # the candidates end with CatalogueLocked

    def _candidates(self, path: Path, salt: bytes) -> Iterator[str]:
        yield from list(self._passphrases)
        attempt = 0
        while True:
            try:
                yield self._source.of(path, attempt)
            except CatalogueLocked as locked:
                self._given_up[salt] = locked
                raise
            attempt += 1


NO_KEYS = Keys()  # of a desk that is not encrypted


def is_encrypted(head: bytes) -> bool:
    """Whether a file that begins like this is an encrypted catalogue: to whoever has no key it is noise, in pages."""
    page = head[:_PAGE_BYTES]
    return not page.startswith(PLAIN) and len(page) == _PAGE_BYTES and len(set(page)) >= _MANY_BYTES


def derived(passphrase: str, salt: bytes) -> bytes:
    """The key that a passphrase gives with the salt of a file: slow on purpose, about 0.3 s."""
    if raw := _RAW_KEY.fullmatch(passphrase):
        return bytes.fromhex(raw[1])
    said = unicodedata.normalize("NFC", passphrase).encode()  # a Mac and a PC type й in different ways
    return hashlib.pbkdf2_hmac("sha512", said, salt, _ROUNDS, _KEY_BYTES)


def fits(key: bytes, head: bytes) -> bool:
    """Whether a key is that of a file which begins with `head`: the HMAC of any of its pages tells.

    More than one is looked at, because the first may be damaged, or just be written by somebody else.
    """
    salt = head[:_SALT_BYTES]
    seal = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), _HMAC_ROUNDS, _KEY_BYTES)
    for number, start in enumerate(range(0, len(head) - _PAGE_BYTES + 1, _PAGE_BYTES), 1):
        page = head[start : start + _PAGE_BYTES]
        sealed = page[_SALT_BYTES if number == 1 else 0 : -_HMAC_BYTES] + number.to_bytes(4, "little")
        if hmac.compare_digest(hmac.digest(seal, sealed, "sha512"), page[-_HMAC_BYTES:]):
            return True
    return False


def good(passphrase: str) -> str:
    """A passphrase that is worth having. Raises Misasked, and does not say what it was."""
    if len(passphrase) < LEAST_LETTERS:
        what = f"a passphrase needs {LEAST_LETTERS} letters or more: who has the disk can try for months"
        raise Misasked(what, hint="take five words that nobody ever wrote in this order")
    return passphrase


def random_key() -> str:
    """256 random bits, as a key file holds them."""
    return f"x'{secrets.token_hex(_KEY_BYTES)}'"


def _as_text(key: bytes, salt: bytes) -> str:
    """A key and the salt of its file, as SQLCipher takes them instead of a passphrase."""
    return f"x'{key.hex()}{salt.hex()}'"
