"""`mediadesk restore`: the way back, also for a desk that lost its catalogue."""

from mediadesk.catalogue.backup import look


def test_a_desk_that_lost_its_catalogue_is_restored(ask, desk, tmp_path):
    ask("backup", tmp_path / "backup.db")
    clips = ask("find", "--json").of("clip")
    for path in desk.glob("catalog.db*"):
        path.unlink()
    lost = ask("find", "--json")
    assert lost.code == 4
    assert "mediadesk restore" in lost.trouble["try"]

    said = ask("restore", tmp_path / "backup.db", "--json")
    where = str(desk.resolve() / "catalog.db")
    assert said.records == [{"kind": "done", "verb": "restore", "path": where, "kept": None, "dry_run": False}]
    assert ask("find", "--json").of("clip") == clips


def test_what_was_there_is_kept_and_named(ask, desk, tmp_path):
    ask("backup", tmp_path / "backup.db")
    clip = ask("find", "--json").of("clip")[0]["id"]
    ask("log", clip, "--title", "later")
    assert "would restore" in ask("restore", tmp_path / "backup.db", "--dry-run").out
    assert ask("show", clip, "--json").of("clip")[0]["title"] == "later"
    said = ask("restore", tmp_path / "backup.db")
    assert ask("show", clip, "--json").of("clip")[0]["title"] is None
    kept = next(line.split(" is kept: ")[1] for line in said.out.splitlines() if " is kept: " in line)
    assert look(desk / kept).clips > 0


def test_what_is_no_backup_is_not_restored(ask, desk, tmp_path):
    (tmp_path / "film.mp4").write_bytes(b"film" * 5_000)
    assert ask("restore", tmp_path / "film.mp4", "--json").code == 8
    assert ask("restore", tmp_path / "nothing", "--json").code == 4
