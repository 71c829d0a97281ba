"""`mediadesk bundle`: two desks, by their command lines, with the real card."""

import zipfile
from pathlib import Path

import pyrage
import pytest

from mediadesk.cli import passphrase
from tests.cli.world import asker, pictured

pytestmark = pytest.mark.needs("ffmpeg")

PASSPHRASE = "five words nobody wrote so"


@pytest.fixture
def there(tmp_path):
    """Another desk, with nothing in it."""
    assert asker()("init", tmp_path / "there").code == 0
    return asker(tmp_path / "there")


def exported(ask, folder: Path, *words: str) -> Path:
    """A plain bundle."""
    said = ask("bundle", "export", *words, "--by", "maria", "--plain", "--to", folder, "--json")
    assert said.code == 0, said.err
    return Path(said.of("bundle")[0]["path"])


def test_two_desks_know_the_same_and_the_card_comes_later(desk, ask, there, card, tmp_path):
    """A trip goes over, both say something, it comes back; then its card is read on the other desk, too."""
    clip, other, *_ = pictured(desk)
    assert ask("log", clip, "--title", "Bread", "--label", "part-two").code == 0
    first = exported(ask, tmp_path, "Kharkiv", "May", "2022")
    looked = there("bundle", "import", first, "--dry-run", "--json").of("bundle-taken")[0]
    assert (sorted(looked["added"]), there("find", "--json").records) == (sorted(looked["added"]), [])
    taken = there("bundle", "import", first, "--json").of("bundle-taken")[0]
    assert (taken["added"], taken["from"], taken["dry_run"]) == (looked["added"], "maria", False)
    assert {clip, other} <= set(taken["added"])

    (record,) = there("show", clip, "--json").of("clip")
    assert (record["title"], record["labels"], record["copies"], record["elsewhere"]) == (
        "Bread",
        ["part-two"],
        [],
        ["maria"],
    )
    assert "not here: on the desk of maria" in there("show", clip).out
    made = there("derive", clip, "--recipe", "thumbnail", "--json")
    assert "on the desk of maria" in made.out + made.err
    checked = there("check", "--json")
    assert any("on the desk of maria" in (each["why"] or "") for each in checked.of("checked"))
    assert "on the desk of maria" in there("volumes", "--clips").out

    assert ask("log", clip, "--title", "Queue").code == 0
    assert there("log", clip, "--title", "Bread queue", "--rate", "4").code == 0
    back = tmp_path / "back.zip"
    assert there("bundle", "export", "--by", "nadia", "--plain", "--to", back).code == 0
    said = ask("bundle", "import", back, "--by", "maria", "--json")
    (conflict,) = said.of("conflict")
    assert (conflict["about"], conflict["field"], conflict["stands"]) == (clip, "title", "theirs")
    assert not ask("bundle", "import", back, "--by", "maria", "--json").of("conflict")
    (mine,) = ask("show", clip, "--json").of("clip")
    assert (mine["title"], mine["rating"], mine["labels"]) == ("Bread queue", 4, ["part-two"])
    history = ask("show", clip, "--history", "--json").of("stamp")
    assert [each["value"] for each in history if each["field"] == "title"] == ["Bread", "Queue", "Bread queue"]
    assert ask("undo").code == 0
    assert ask("show", clip, "--json").of("clip")[0]["title"] == "Queue"

    assert there("card", card, "--json").code != 0 or "NOT SAFE" in there("card", card).out
    assert there("ingest", card, "--json").code == 0
    (record,) = there("show", clip, "--json").of("clip")
    assert [each["state"] for each in record["copies"]] == ["verified"]
    assert (record["title"], record["trip"], record["elsewhere"]) == ("Bread queue", "Kharkiv May 2022", [])
    assert there("derive", clip, "--recipe", "thumbnail").code == 0
    assert there("check").code == 0


def test_it_is_sealed_with_a_passphrase_unless_told_otherwise(desk, ask, there, tmp_path, monkeypatch):
    monkeypatch.setattr(passphrase, "_typed", lambda _: PASSPHRASE)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    said = ask("bundle", "export", "--by", "maria", "--to", tmp_path, "--json")
    assert said.code == 0, said.err
    file = Path(said.of("bundle")[0]["path"])
    assert file.name.endswith(".zip.age")
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert there("bundle", "import", file).code == 0


def test_one_that_is_sealed_for_a_key_is_opened_with_it(desk, ask, there, tmp_path):
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(key))
    said = ask("bundle", "export", "--by", "maria", "--recipient", str(key.to_public()), "--to", tmp_path, "--json")
    file = Path(said.of("bundle")[0]["path"])
    assert there("bundle", "import", file, "--json").trouble["code"] == 2
    assert there("bundle", "import", file, "--identity", tmp_path / "key.txt").code == 0


def test_what_is_labelled_stays_at_home_unless_it_is_named(desk, ask, tmp_path):
    clip, *_ = pictured(desk)
    assert ask("log", clip, "--label", "do-not-publish").code == 0
    plan = ask("bundle", "export", "--by", "maria", "--dry-run", "--json").of("bundle-plan")[0]
    assert (plan["kept_home"], clip in plan["clips"]) == ({clip: "labels"}, False)
    plan = ask("bundle", "export", "--by", "maria", "--with", clip[:5], "--dry-run", "--json").of("bundle-plan")[0]
    assert (plan["kept_home"], clip in plan["clips"]) == ({}, True)
    assert "give it to nobody else" in ask("bundle", "export", "--by", "maria", "--dry-run").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("export", "--plain"), 2),  # nobody says whose desk it is
        (("export", "--by", "maria", "--plain", "--recipient", "age1x"), 2),
        (("export", "word", "--picked", "none", "--by", "maria"), 2),
        (("export", "--picked", "none", "--by", "maria", "--dry-run"), 4),
        (("export", "zebra", "--by", "maria", "--dry-run"), 5),
        (("import", "none.zip"), 4),
    ],
)
def test_what_cannot_be_is_said_in_two_lines(desk, ask, words, code):
    said = ask("bundle", *words)
    assert (said.code, len(said.err.splitlines())) == (code, 2)


def test_a_bundle_that_somebody_changed_changes_nothing(desk, ask, there, tmp_path):
    file = exported(ask, tmp_path)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("../../evil", b"x")
    said = there("bundle", "import", file, "--json")
    assert (said.code, there("find", "--json").records) == (2, [])
    assert said.trouble["what"].startswith("this bundle cannot be taken")
