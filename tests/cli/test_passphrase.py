"""A passphrase is asked for at a terminal, hidden; where there is none, nobody waits for ever."""

import subprocess
import sys
from pathlib import Path

import pytest

from mediadesk.cli import passphrase
from mediadesk.cli.passphrase import Prompt
from mediadesk.errors import CatalogueLocked, Misasked
from tests.catalogue.keys import A_KEY
from tests.parts import ROOT
from tests.terminal import typed

PASSPHRASE = "five words nobody wrote so"


def test_a_desk_is_made_and_opened_with_what_is_typed(tmp_path):
    """It is not shown, also not when it is wrong, nor is it in any file of the desk."""
    desk = tmp_path / "desk"
    code, shown = typed([PASSPHRASE, PASSPHRASE], "init", desk, "--encrypted")
    assert code == 0, shown
    assert "made a desk" in shown
    assert not (desk / "catalog.db").read_bytes().startswith(b"SQLite")
    code, again = typed(["not the right one", PASSPHRASE], "find", "--desk", desk, "--json")
    assert code == 0, again
    assert again.count("Passphrase of") == 2
    code, never = typed(["wrong one", "wrong two", "wrong three"], "find", "--desk", desk)
    assert code == 8
    assert "nothing that was typed opens" in never
    assert "damaged" not in never.partition("try:")[0]
    everything = shown + again + never + "".join(str(each.read_bytes()) for each in desk.rglob("*") if each.is_file())
    assert "words nobody wrote" not in everything
    assert "wrong two" not in everything


def test_without_a_terminal_it_says_what_to_do(tmp_path, monkeypatch):
    """cron, CI, a pipe."""
    key = tmp_path / "desk.key"
    key.write_text(A_KEY)
    argv = [sys.executable, "-m", "mediadesk"]
    subprocess.run([*argv, "init", tmp_path / "desk", "--key-file", key], cwd=ROOT, check=True, capture_output=True)
    (tmp_path / "desk" / "mediadesk.toml").write_text("encrypted = true\n")
    find = [*argv, "find", "--desk", tmp_path / "desk"]
    done = subprocess.run(find, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 8
    assert "MEDIADESK_KEY_FILE" in done.stderr
    monkeypatch.setenv("MEDIADESK_KEY_FILE", "/dev/stdin")
    subprocess.run(find, cwd=ROOT, input=A_KEY.encode(), check=True, capture_output=True)


def test_two_that_differ_are_not_taken(monkeypatch):
    answers = iter(["five words nobody wrote so", "five words nobody wrote no"])
    monkeypatch.setattr(passphrase, "_need_terminal", lambda what: None)
    monkeypatch.setattr(passphrase, "_typed", lambda ask: next(answers))
    with pytest.raises(Misasked, match="two passphrases"):
        Prompt().new()


def test_after_three_nobody_is_asked_again():
    with pytest.raises(CatalogueLocked, match="nothing that was typed"):
        Prompt().of(Path("catalog.db"), 3)
