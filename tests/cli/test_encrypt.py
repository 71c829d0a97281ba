"""`mediadesk encrypt`, and `mediadesk init --key-file`."""

import tomllib

from tests.catalogue.keys import A_KEY


def settings(desk):
    """What stands in a desk's settings."""
    return tomllib.loads((desk / "mediadesk.toml").read_text())


def test_a_plain_desk_becomes_an_encrypted_one_and_everything_works(ask, tmp_path):
    """Its settings say how it is opened, so no verb asks; run again, nothing changes."""
    desk, key = tmp_path / "desk", tmp_path / "desk.key"
    ask("init", desk)
    before = settings(desk)
    done = ask("encrypt", "--key-file", key, "--desk", desk, "--json")
    assert (done.code, done.of("encrypted")[0]["changed"]) == (0, True), done.err
    assert settings(desk) == {"encrypted": True, "key_file": str(key), **before}
    assert not (desk / "catalog.db").read_bytes().startswith(b"SQLite")
    assert ask("find", "--desk", desk).code == 0
    assert ask("backup", tmp_path / "backup.db", "--desk", desk).code == 0
    assert ask("restore", tmp_path / "backup.db", "--desk", desk).code == 0
    again = ask("encrypt", "--key-file", key, "--desk", desk, "--json")
    assert (again.code, again.of("encrypted")[0]["changed"]) == (0, False), again.err


def test_another_key_needs_to_be_asked_for_by_name(ask, tmp_path):
    desk, key, other = tmp_path / "desk", tmp_path / "desk.key", tmp_path / "other.key"
    assert ask("init", desk, "--key-file", key).code == 0
    assert ask("encrypt", "--key-file", other, "--desk", desk).code == 2
    assert not other.exists()
    assert ask("encrypt", "--change", "--key-file", other, "--desk", desk).code == 0
    assert settings(desk)["key_file"] == str(other)
    key.unlink()
    assert ask("find", "--desk", desk).code == 0
    other.write_text(A_KEY)
    wrong = ask("find", "--desk", desk)
    assert wrong.code == 8
    assert A_KEY[2:-1] not in wrong.err


def test_what_still_tells_is_named(ask, tmp_path):
    """A backup beside the desk's own files, made before."""
    desk = tmp_path / "desk"
    ask("init", desk)
    ask("backup", desk / "before.db", "--desk", desk)
    done = ask("encrypt", "--key-file", tmp_path / "desk.key", "--desk", desk)
    assert done.code == 3
    assert "before.db" in done.err


def test_a_desk_that_is_there_is_not_encrypted_by_init(ask, tmp_path):
    ask("init", tmp_path / "desk")
    refused = ask("init", tmp_path / "desk", "--key-file", tmp_path / "desk.key")
    assert refused.code == 5
    assert "mediadesk encrypt" in refused.err
