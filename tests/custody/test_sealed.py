"""Files for the holder of a key: whom they are sealed for, that they are whole, and that nobody else opens them."""

import os
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from mediadesk.custody import sealed
from mediadesk.custody.sealed import is_sealed, recipients, seal, unseal
from mediadesk.errors import DeskError, Misasked, NotFound, Refused

SECRET = b"Anna was filmed at 50.0047, 36.2314. " * 5000  # more than two chunks


def no_passphrase() -> str:
    raise AssertionError("nobody is to be asked")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    (tmp_path / "plain.db").write_bytes(SECRET)
    return tmp_path / "plain.db"


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A pair as age-keygen makes it: the public key, and the file with the secret one."""
    return a_key(tmp_path / "key.txt")


def a_key(file: Path) -> tuple[str, Path]:
    made = pyrage.x25519.Identity.generate()
    file.write_text(f"# created: 2026-11-22\n# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public()), file


def an_ssh_key(file: Path, passphrase: str = "") -> Path:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(file)]
    subprocess.run(command, check=True)
    return file


def test_the_holder_of_the_key_opens_it(plain, key, tmp_path):
    done = seal(plain, tmp_path / "b.age", recipients([key[0]]))
    unseal(tmp_path / "b.age", tmp_path / "again.db", key[1], no_passphrase)

    assert (tmp_path / "again.db").read_bytes() == SECRET
    assert (done.recipients, done.size_bytes) == (1, (tmp_path / "b.age").stat().st_size)
    assert is_sealed(tmp_path / "b.age")
    assert not is_sealed(plain)
    assert b"Anna" not in (tmp_path / "b.age").read_bytes()
    assert {each.name for each in tmp_path.iterdir()} == {"plain.db", "key.txt", "b.age", "again.db"}
    assert (tmp_path / "b.age").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "again.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537])
def test_a_file_of_any_length_is_known_to_be_whole(tmp_path, key, size):
    """The length that age must make of it is counted here, so that a cut off one is never called done."""
    (tmp_path / "plain").write_bytes(b"x" * size)

    seal(tmp_path / "plain", tmp_path / "b.age", recipients([key[0]]))
    assert sealed._is_whole(tmp_path / "b.age", size)
    assert not sealed._is_whole(tmp_path / "b.age", size + 1)


def test_each_of_several_opens_it_and_nobody_else(plain, key, tmp_path):
    other, stranger = a_key(tmp_path / "other.txt"), a_key(tmp_path / "stranger.txt")
    (tmp_path / "both.txt").write_text(f"# the two of us\n{key[0]}\n\n{other[0]}\n")

    assert seal(plain, tmp_path / "b.age", recipients([str(tmp_path / "both.txt")])).recipients == 2
    for number, who in enumerate((key, other)):
        unseal(tmp_path / "b.age", tmp_path / f"{number}", who[1], no_passphrase)
    with pytest.raises(Refused, match="sealed for others") as refused:
        unseal(tmp_path / "b.age", tmp_path / "none", stranger[1], no_passphrase)
    assert "--identity" in refused.value.hint


@pytest.mark.needs("ssh-keygen")
def test_ssh_keys_will_do(plain, tmp_path):
    file = an_ssh_key(tmp_path / "id")
    public = (tmp_path / "id.pub").read_text().strip()

    for number, word in enumerate((public, str(tmp_path / "id.pub"))):
        seal(plain, tmp_path / f"{number}.age", recipients([word]))
        unseal(tmp_path / f"{number}.age", tmp_path / f"{number}", file, no_passphrase)
        assert (tmp_path / f"{number}").read_bytes() == SECRET

    with pytest.raises(Misasked, match="decrypted first") as refused:
        unseal(tmp_path / "0.age", tmp_path / "x", an_ssh_key(tmp_path / "shut", "words"), no_passphrase)
    assert "ssh-keygen -p" in refused.value.hint


def test_a_key_under_a_passphrase_asks_for_it(plain, key, tmp_path, monkeypatch):
    """As `age -p` makes it. Making one takes a second by design, so a made answer of age stands for the right words."""
    seal(plain, tmp_path / "b.age", recipients([key[0]]))
    (tmp_path / "key.age").write_bytes(pyrage.passphrase.encrypt(key[1].read_bytes(), "five good words"))

    unseal(tmp_path / "b.age", tmp_path / "again", tmp_path / "key.age", lambda: "five good words")
    assert (tmp_path / "again").read_bytes() == SECRET
    with pytest.raises(Refused, match="not the passphrase"):
        unseal(tmp_path / "b.age", tmp_path / "never", tmp_path / "key.age", lambda: "four bad words")


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("age1nonsense", "age1nonsense… is no public key"),
        ("ssh-ed25519 AAAA", "is no public key"),
        ("bob", "bob is no key of age, and no file"),
        ("AGE-SECRET-KEY-1QQQ", "secret key"),
    ],
)
def test_what_is_no_recipient_is_named(word, why):
    with pytest.raises(Misasked, match=why) as refused:
        recipients([word])
    assert "age-keygen" in refused.value.hint
    assert "1QQQ" not in refused.value.what


def test_a_file_of_secret_keys_is_no_recipient(key):
    """Nobody's secret key is printed."""
    with pytest.raises(Misasked, match="is a file of secret keys") as refused:
        recipients([str(key[1])])
    assert "AGE-SECRET" not in refused.value.what


def test_what_lies_there_is_never_replaced(plain, key, tmp_path):
    (tmp_path / "b.age").write_bytes(b"the backup of another desk")

    with pytest.raises(Refused, match="never replaced"):
        seal(plain, tmp_path / "b.age", recipients([key[0]]))
    assert (tmp_path / "b.age").read_bytes() == b"the backup of another desk"


@pytest.mark.parametrize("place", [100, 30_000, -1])
def test_a_changed_byte_is_found(plain, key, tmp_path, place):
    seal(plain, tmp_path / "b.age", recipients([key[0]]))
    data = bytearray((tmp_path / "b.age").read_bytes())
    data[place] ^= 1
    (tmp_path / "b.age").write_bytes(data)

    with pytest.raises(Refused, match="damaged"):
        unseal(tmp_path / "b.age", tmp_path / "again", key[1], no_passphrase)


@pytest.mark.parametrize("raised", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_stops_the_writing_is_told_and_nothing_stays(plain, key, tmp_path, monkeypatch, raised):
    """pyrage turns whatever its writer raises into an error of its own: Ctrl-C must stay Ctrl-C."""

    def stopped(self, data):
        self.raised = raised
        raise raised

    monkeypatch.setattr(sealed._Through, "write", stopped)
    with pytest.raises((DeskError, KeyboardInterrupt)) as told:
        seal(plain, tmp_path / "b.age", recipients([key[0]]))

    assert isinstance(told.value, KeyboardInterrupt) or "No space left" in told.value.what
    assert {each.name for each in tmp_path.iterdir()} == {"plain.db", "key.txt"}


def test_a_disk_that_keeps_other_bytes_is_found_out(plain, key, tmp_path, monkeypatch):
    """The sabotage: a bit turns on the way down. Without the reading back, a backup that nobody can open says done."""
    real = sealed.sync

    def turned(descriptor):
        os.pwrite(descriptor, b"\0\0\0\0", 5000)
        real(descriptor)

    monkeypatch.setattr(sealed, "sync", turned)
    with pytest.raises(DeskError, match="differs from what was written"):
        seal(plain, tmp_path / "b.age", recipients([key[0]]))
    assert not (tmp_path / "b.age").exists()


def test_without_pyrage_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyrage", None)

    with pytest.raises(NotFound) as refused:
        recipients(["age1xyz"])
    assert refused.value.hint == "pip install 'mediadesk[encrypted]'"


def test_one_that_is_locked_with_a_passphrase_opens_with_it_alone(plain, tmp_path):
    sealed.lock(plain, tmp_path / "b.age", "five words nobody wrote so")

    held = (tmp_path / "b.age").read_bytes()
    assert pyrage.passphrase.decrypt(held, "five words nobody wrote so") == SECRET
    assert b"Anna" not in held
    assert (tmp_path / "b.age").stat().st_mode & 0o777 == 0o600
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(held, "five words nobody wrote no")
    with pytest.raises(FileExistsError):
        sealed.lock(plain, tmp_path / "b.age", "five words nobody wrote so")
