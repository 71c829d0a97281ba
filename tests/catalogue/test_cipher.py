"""What opens an encrypted file: SQLCipher's own reckoning, done once, and never said aloud."""

import hashlib
import traceback

import pytest

from mediadesk.catalogue import cipher
from mediadesk.catalogue.cipher import KeyFile, Keys, Nobody, derived, fits, good, is_encrypted, random_key
from mediadesk.catalogue.opening import made, opened
from mediadesk.errors import CatalogueLocked, Misasked
from tests.catalogue.keys import A_KEY, Knows

PASSPHRASE = "коза грає на трубі"


@pytest.fixture
def sealed(tmp_path):
    """An encrypted file under PASSPHRASE."""
    path = tmp_path / "sealed.db"
    path.touch()
    connection = made(path, Keys(Knows(PASSPHRASE)).new())
    connection.execute("CREATE TABLE said (words TEXT)")
    connection.execute("BEGIN")  # else every row is a transaction of its own
    connection.executemany("INSERT INTO said VALUES (?)", [("tram stop",)] * 2_000)
    connection.execute("COMMIT")
    connection.close()
    return path


def test_sqlcipher_s_own_way_with_a_passphrase_opens_it(sealed):
    """A desk can be read by others than mediadesk: the passphrase is all it takes, in any program of SQLCipher 4."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(sealed))
    connection.execute(f"PRAGMA key = '{PASSPHRASE}'")
    assert connection.execute("SELECT count(*) FROM said").fetchone() == (2_000,)
    connection.close()


def test_a_passphrase_is_the_same_however_a_keyboard_says_it():
    """One letter й, or и with a breve: macOS and Linux differ."""
    assert derived("чий це кіт, мій", b"s" * 16) == derived("чий це кіт, мій".replace("й", "и\u0306"), b"s" * 16)


def test_a_key_as_it_is_takes_no_reckoning():
    assert derived(A_KEY, b"salt").hex() == A_KEY[2:-1]
    assert derived(random_key(), b"salt") != derived(random_key(), b"salt")


def test_any_page_tells_whether_a_key_fits(sealed):
    """A damaged first page is no wrong passphrase, and a wrong passphrase is no damage."""
    head = sealed.read_bytes()
    key = derived(PASSPHRASE, head[:16])
    assert fits(key, head)
    assert not fits(derived(A_KEY, b""), head)
    assert fits(key, head[:16] + b"\xff" * 4_080 + head[4_096:])
    assert not fits(key, head[:16] + b"\xff" * (len(head) - 16))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"no catalogue",
        b"SQLite format 3\0" + bytes(4_080),
        b"\xff" * 8_192,
        bytes(8_192),
        b"text of a page " * 600,
        bytes(512) + hashlib.sha512(b"torn").digest() * 56,
    ],
)
def test_what_is_damaged_or_foreign_is_not_taken_for_encrypted(head):
    """A plain desk never asks for a passphrase, not even when a sector of it is gone."""
    assert not is_encrypted(head)


def test_what_is_encrypted_is_known_by_its_first_page(sealed):
    assert is_encrypted(sealed.read_bytes())
    assert b"tram stop" not in sealed.read_bytes()


def test_each_passphrase_is_asked_for_once_and_each_key_derived_once(sealed, monkeypatch):
    """Not for each connection: it takes a third of a second."""
    slow = []
    reckon = hashlib.pbkdf2_hmac

    def counting(name, secret, salt, rounds, length):
        slow.append(rounds) if rounds > 1_000 else None
        return reckon(name, secret, salt, rounds, length)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", counting)
    source = Knows(PASSPHRASE)
    keys = Keys(source)
    for _ in range(5):
        opened(sealed, "mode=rw", keys).close()
    assert slow == [256_000]
    assert source.asked == 1


def test_a_wrong_passphrase_is_asked_again_and_given_up_once(sealed):
    second = Knows("the wrong one, first", PASSPHRASE)
    opened(sealed, "mode=rw", Keys(second)).close()
    assert second.asked == 2
    never = Knows("the wrong one, always")
    keys = Keys(never)
    for _ in range(3):
        with pytest.raises(CatalogueLocked):
            opened(sealed, "mode=rw", keys)
    assert never.asked == 2


def test_nothing_that_is_said_or_raised_holds_a_secret(sealed):
    """Not in the error, its trace, nor in what Keys look like to who debugs."""
    keys = Keys(Knows("the wrong one, always"))
    with pytest.raises(CatalogueLocked) as locked:
        opened(sealed, "mode=rw", keys)
    told = "".join(traceback.format_exception(locked.value)) + locked.value.hint + repr(keys)
    assert "the wrong one" not in told
    right = Keys(Knows(PASSPHRASE))
    with pytest.raises(Exception, match="no such table") as raised:
        opened(sealed, "mode=rw", right).execute("SELECT * FROM nowhere")
    assert PASSPHRASE not in repr(right) + "".join(traceback.format_exception(raised.value))


def test_who_is_not_asked_uses_what_is_known(sealed):
    keys = Keys(Knows(PASSPHRASE))
    with pytest.raises(CatalogueLocked):
        opened(sealed, "mode=rw", keys.unasked())
    opened(sealed, "mode=rw", keys).close()
    opened(sealed, "mode=rw", keys.unasked()).close()


@pytest.mark.parametrize("held", [A_KEY, f"{A_KEY}\n", f"{PASSPHRASE}\r\n", PASSPHRASE])
def test_a_key_file_holds_a_key_or_a_passphrase(tmp_path, held):
    (tmp_path / "desk.key").write_text(held)
    source = KeyFile(tmp_path / "desk.key", Nobody())
    assert source.new() == source.of(tmp_path, 0) == held.strip()
    with pytest.raises(CatalogueLocked):
        source.of(tmp_path, 1)


@pytest.mark.parametrize("held", [b"", b"\n", b"\xff\xfe\x00", b"words\nin two lines", b"long" * 2_000, b"short"])
def test_what_is_no_key_file_is_said_without_what_it_holds(tmp_path, held):
    (tmp_path / "desk.key").write_bytes(held)
    with pytest.raises(Misasked) as refused:
        KeyFile(tmp_path / "desk.key", Nobody()).new()
    assert not held.strip() or held.decode("latin-1") not in refused.value.what


def test_a_key_file_that_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(CatalogueLocked, match="cannot be read") as locked:
        KeyFile(tmp_path / "desk.key", Nobody()).of(tmp_path, 0)
    assert "plug in" in locked.value.hint
    assert locked.value.code == 8


def test_a_short_passphrase_is_refused():
    with pytest.raises(Misasked, match="12 letters"):
        good("eleven char")
    assert good("twelve chars") == "twelve chars"


def test_two_files_under_one_passphrase_have_keys_of_their_own(monkeypatch):
    keys = Keys(Knows(PASSPHRASE))
    assert keys.new() != keys.new()
    monkeypatch.setattr(cipher.secrets, "token_bytes", bytes)  # sabotage: the same salt
    assert keys.new() == keys.new()


def test_a_changed_passphrase_is_for_what_is_new_and_the_old_one_still_opens(sealed):
    old = Keys(Knows(PASSPHRASE))
    opened(sealed, "mode=rw", old).close()
    both = old.changed(Knows(A_KEY))
    assert both.new().startswith(A_KEY[:-1])
    opened(sealed, "mode=rw", both).close()


def test_a_key_file_that_does_not_open_a_desk_is_named(tmp_path):
    """Where nobody can be asked; whoever was asked and did not know is told what they typed."""
    (tmp_path / "desk.key").write_text("correct horse battery\n")
    source = KeyFile(tmp_path / "desk.key", Nobody())

    with pytest.raises(CatalogueLocked, match=r"desk\.key does not open"):
        source.of(tmp_path / "catalog.db", 1)
    with pytest.raises(CatalogueLocked, match="nothing was given"):
        source.of(tmp_path / "catalog.db", 2)
