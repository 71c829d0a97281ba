"""What every verb asks for, and what it gets."""

import pytest
import typer

from mediadesk.cli.door import FAILED, entered, finish
from mediadesk.errors import Misasked, NotFound
from tests.cli.world import done


def test_a_desk_is_entered_from_anywhere_in_it(tmp_path, monkeypatch):
    """As git finds its work tree."""
    done("init", tmp_path)
    monkeypatch.chdir(tmp_path / "assets" / "originals")

    with entered(None, json=False, quiet=False) as door:
        assert door.settings.desk == tmp_path


def test_no_desk_is_not_found(tmp_path, monkeypatch):
    """And the hint says how to make one."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NotFound) as trouble, entered(None, json=False, quiet=False):
        pass

    assert "mediadesk init" in trouble.value.hint


def test_settings_that_make_no_sense_stop_before_any_work(tmp_path):
    """The file is named, and the line."""
    done("init", tmp_path)
    (tmp_path / "mediadesk.toml").write_text("workers = many\n")

    with pytest.raises(Misasked, match=r"mediadesk\.toml"), entered(tmp_path, json=False, quiet=False):
        pass


def test_some_failed_is_a_result_of_its_own():
    """Finished, with exit code 3; nothing failed is silence."""
    finish(0)
    with pytest.raises(typer.Exit) as ended:
        finish(2)
    assert ended.value.exit_code == FAILED == 3
