"""`mediadesk backup`: one file, told in one line or one record."""

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
