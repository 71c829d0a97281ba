"""Files that only the holder of a key can read: age (https://age-encryption.org/v1), through pyrage.

Whoever seals a file needs public keys alone, so a laptop that is taken away tells nothing of what it has sealed.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from mediadesk.custody.cold import hash_file, sync, sync_path
from mediadesk.errors import DeskError, Misasked, NotFound, Refused
from mediadesk.model.layout import PART

_MAGIC = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_LOCKED = b"-> scrypt "
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how a line with one begins
_SSH_SECRET = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_SSH = ("ssh-ed25519 ", "ssh-rsa ")
_CHUNK = 1 << 16  # of plain bytes; each is sealed with 16 bytes that tell whether it was changed
_SEAL = 16
_MOST_KEY_BYTES = 1 << 20
MOST_LOCKED = 1_000_000_000  # bytes: pyrage holds what a passphrase locks in memory, three times at once
_KEYS = "age1…, ssh-ed25519 …, or a file with such lines; age-keygen -o key.txt makes a pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A file that was sealed, and read back from the disk."""

    size_bytes: int
    sha256: str
    recipients: int


def recipients(words: Sequence[str]) -> list[Any]:
    """Whom a file is sealed for, each as pyrage takes it. A word is a public key, or the path of a file with some.

    Raises Misasked for what is none, NotFound where pyrage is not installed.
    """
    return [_recipient(key, word) for word in words for key in _public_keys(word)]


def is_sealed(path: Path) -> bool:
    """Whether a file is sealed, by its first bytes. One that is not there is not."""
    try:
        with path.open("rb") as file:
            return _is_age(file.read(len(_ARMOUR)))
    except OSError:
        return False


def check_target(target: Path) -> None:
    """Raises Refused where something lies: what is in a sealed file cannot be seen, so none is ever replaced."""
    if os.path.lexists(target):
        raise Refused(
            f"{target} is there already, and a sealed file is never replaced",
            hint="name a new file, with the day in its name",
        )


def seal(source: Path, target: Path, keys: Sequence[Any]) -> Sealed:
    """Seals `source` for all of `keys`, beside `target` until it is whole, and reads it back from the disk.

    What was written is compared with what lies there, and its length with what age makes of so many bytes; only a
    holder of a key can look further. Raises Refused when `target` is there, DeskError when it cannot be written.
    """
    check_target(target)
    part = target.with_name(f"{PART}{target.name}")
    part.unlink(missing_ok=True)  # of a run that was killed
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file, source.open("rb") as plain:
            written = _Through(file)
            with _in_our_words(written, Refused("it could not be sealed", hint="run it again")):
                _pyrage().encrypt_io(plain, written, keys)
            file.flush()
            sync(file.fileno())
        lies = hash_file(part)
        if lies.sha256 != written.sha256.hexdigest() or not _is_whole(part, source.stat().st_size):
            raise DeskError(f"{target} was read back and differs from what was written", hint="use another disk")
        check_target(target)
        part.rename(target)
        sync_path(target.parent)
    except OSError as error:
        raise DeskError(
            f"{target} cannot be written: {error.strerror}", hint="make room, or name another file"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return Sealed(size_bytes=lies.size_bytes, sha256=lies.sha256, recipients=len(keys))


def require_lockable(size_bytes: int) -> None:
    """Raises Refused for what a passphrase cannot lock on every machine: 880 MB of memory were measured for 300 MB."""
    if size_bytes > MOST_LOCKED:
        raise Refused(
            f"with a passphrase at most {MOST_LOCKED // 10**6} MB can be locked, and this may be"
            f" {-(-size_bytes // 10**6)} MB",
            hint="--recipient KEY seals any size; or make it lighter: --max 1GB, --stills, fewer clips",
        )


def lock(source: Path, target: Path, passphrase: str) -> None:
    """Seals `source` into a new file for whoever knows a passphrase, and reads it back from the disk. Both are held in
    memory: what is handed to people goes by a messenger.

    Raises Refused for what is too large for that, OSError, DeskError when it was not written as it should be, NotFound
    where pyrage is not installed.
    """
    require_lockable(source.stat().st_size)
    data = _pyrage().passphrase.encrypt(source.read_bytes(), passphrase)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        sync(file.fileno())
    if hash_file(target).sha256 != sha256(data).hexdigest() or not _is_whole(target, source.stat().st_size):
        raise DeskError(f"{target} was read back and differs from what was written", hint="use another disk")


def is_locked(path: Path) -> bool:
    """Whether a sealed file is opened by a passphrase, as its first lines say."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC) + len(_LOCKED)).endswith(_LOCKED)


def unlock(source: Path, target: Path, passphrase: str) -> None:
    """Opens what `lock` made into a new file `target`. Raises Refused for another passphrase, or changed bytes."""
    age = _pyrage()
    try:
        data = age.passphrase.decrypt(source.read_bytes(), passphrase)
    except (age.DecryptError, OSError) as error:
        raise Refused(
            f"that is not the passphrase of {source.name}, or the file was changed", hint="ask whoever sent it"
        ) from error
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def unseal(source: Path, target: Path, identity: Path, ask: Callable[[], str]) -> None:
    """Opens a sealed file into a new file `target`, with the secret keys in `identity`; `ask` asks for the passphrase
    that these are sealed with, if they are.

    Raises NotFound, Misasked for keys that are none, Refused when none of them fits or the file was changed.
    """
    keys = _identities(identity, ask)
    wrong = Refused(
        f"{source.name} cannot be opened with the keys in {identity.name}: it was sealed for others, or is damaged",
        hint="name the key file that belongs to the recipient: --identity key.txt",
    )
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file, source.open("rb") as shut:
        written = _Through(file)
        with _in_our_words(written, wrong):
            _pyrage().decrypt_io(shut, written, keys)


class _Through:
    """A file that pyrage writes to. It says of what went wrong in Python only what it was called: we keep it."""

    def __init__(self, file: BinaryIO) -> None:
        self.sha256 = sha256()
        self.raised: BaseException | None = None
        self._file = file

    def write(self, data: bytes) -> int:
        """Writes and hashes."""
        try:
            self.sha256.update(data)
            return self._file.write(data)
        except BaseException as raised:
            self.raised = raised
            raise

    def flush(self) -> None:
        """As files do."""
        self._file.flush()


@contextmanager
def _in_our_words(written: _Through, otherwise: DeskError) -> Iterator[None]:
    age = _pyrage()
    try:
        yield
    except (age.EncryptError, age.DecryptError, OSError) as error:  # pyrage says OSError of bytes that were changed
        raise written.raised or otherwise from error


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise NotFound(
            "age is not installed, which seals files for a recipient", hint="pip install 'mediadesk[encrypted]'"
        ) from error
    return pyrage


def _public_keys(word: str) -> Iterator[str]:
    if word.startswith(("age1", *_SSH)):
        yield word
        return
    if word.startswith(_SECRET):
        raise Misasked(
            "that is a secret key, and it now stands in your shell's history", hint=f"its public half: {_KEYS}"
        )
    lines = [line.strip() for line in _read(Path(word), word).decode("utf-8", "replace").splitlines()]
    if not (keys := [line for line in lines if line and not line.startswith("#")]):
        raise Misasked(f"{word} holds no public key", hint=_KEYS)
    yield from keys


def _recipient(key: str, word: str) -> Any:
    age = _pyrage()
    named = word if word != key else f"{key[:16]}…"
    try:
        return age.ssh.Recipient.from_str(key) if key.startswith(_SSH) else age.x25519.Recipient.from_str(key)
    except age.RecipientError as error:
        what = "is a file of secret keys" if key.startswith((_SECRET, "-----BEGIN")) else "is no public key of age"
        raise Misasked(f"{named} {what}", hint=_KEYS) from error


def _identities(file: Path, ask: Callable[[], str]) -> list[Any]:
    age, held = _pyrage(), _read(file, str(file))
    if _is_age(held):
        try:
            held = age.passphrase.decrypt(held, ask())
        except age.DecryptError as error:
            raise Refused(f"that is not the passphrase of {file.name}", hint="try again") from error
    try:
        if held.lstrip().startswith(_SSH_SECRET):
            return [age.ssh.Identity.from_buffer(held)]
        lines = (line.strip() for line in held.decode("utf-8", "replace").splitlines())
        keys = [age.x25519.Identity.from_str(line) for line in lines if line.startswith(_SECRET)]
    except age.IdentityError as error:
        hint = (
            "an SSH key with a passphrase: ssh-keygen -p takes it off a copy" if b"BEGIN" in held else "name its file"
        )
        raise Misasked(f"the key in {file.name} cannot be used: {error}", hint=hint) from error
    if not keys:
        raise Misasked(
            f"{file.name} holds no secret key of age", hint="the file that age-keygen made: --identity key.txt"
        )
    return keys


def _read(file: Path, word: str) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_KEY_BYTES)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Misasked(f"{word} is no key of age, and no file", hint=_KEYS) from error


def _is_age(begins: bytes) -> bool:
    return begins.startswith((_MAGIC, _ARMOUR))


def _is_whole(path: Path, plain_bytes: int) -> bool:
    """Whether a sealed file is as long as it must be: a header to the end of its line `---`, a nonce, sealed chunks."""
    with path.open("rb") as file:
        header = file.readline()
        while (line := file.readline()) and not line.startswith(b"--- "):
            header += line
        header += line
    chunks = max(1, -(-plain_bytes // _CHUNK))
    return header.startswith(_MAGIC) and path.stat().st_size == len(header) + _SEAL + plain_bytes + chunks * _SEAL
