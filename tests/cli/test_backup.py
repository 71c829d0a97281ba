"""`mediadesk backup`: one file, told in one line or one record."""

import pyrage

from mediadesk.catalogue.backup import look


def test_the_catalogue_goes_into_one_file(ask, desk, tmp_path):
    target = tmp_path / "backup.db"
    assert ask("backup", target, "--dry-run").out == f"would copy the catalogue to {target}\n"
    assert not target.exists()
    said = ask("backup", target, "--json")
    assert said.records == [{"kind": "done", "verb": "backup", "path": str(target), "dry_run": False}]
    assert look(target).clips > 0


def test_what_is_no_backup_is_refused(ask, desk, tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"film")
    refused = ask("backup", tmp_path / "film.mp4", "--json")
    assert refused.code == 5
    assert "film.mp4" in refused.trouble["what"]
    assert (tmp_path / "film.mp4").read_bytes() == b"film"


def test_a_backup_for_the_holder_of_a_key_is_put_back_with_it(ask, desk, tmp_path):
    """Sealed by a public key; no word of the catalogue is readable anywhere outside the desk."""
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"{key}\n")
    clip = ask("find", "--json").of("clip")[0]["id"]
    assert ask("log", clip, "--title", "Canaryword").code == 0

    rehearsed = ask("backup", tmp_path / "b.age", "--encrypt-to", str(key.to_public()), "--dry-run", "--json")
    assert rehearsed.records[0]["dry_run"]
    assert not (tmp_path / "b.age").exists()
    said = ask("backup", tmp_path / "b.age", "--encrypt-to", str(key.to_public()), "--json")
    assert said.records[0] == {
        "kind": "done",
        "verb": "backup",
        "path": str(tmp_path / "b.age"),
        "dry_run": False,
        "sealed": True,
        "recipients": 1,
    }
    assert b"Canaryword" not in (tmp_path / "b.age").read_bytes()

    assert ask("undo").code == 0
    assert ask("restore", tmp_path / "b.age", "--identity", tmp_path / "key.txt").code == 0
    assert ask("show", clip, "--json").of("clip")[0]["title"] == "Canaryword"
    assert list((desk / "assets/renditions").glob(".part-*")) == []


def test_a_sealed_backup_needs_its_key(ask, desk, tmp_path):
    key, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "stranger.txt").write_text(f"{stranger}\n")
    assert ask("backup", tmp_path / "b.age", "--encrypt-to", str(key.to_public())).code == 0

    without = ask("restore", tmp_path / "b.age", "--json")
    assert (without.code, without.trouble["try"]) == (2, "--identity key.txt, its secret key")
    wrong = ask("restore", tmp_path / "b.age", "--identity", tmp_path / "stranger.txt", "--json")
    assert wrong.code == 5
    assert "sealed for others" in wrong.trouble["what"]
    again = ask("backup", tmp_path / "b.age", "--encrypt-to", str(key.to_public()), "--json")
    assert again.code == 5
    assert "never replaced" in again.trouble["what"]
