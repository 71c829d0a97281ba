"""A key file: made once, for its owner alone, and not where the desk is."""

import pytest

from mediadesk.catalogue.cipher import KeyFile, Nobody
from mediadesk.cli.keyfile import named_key_file
from mediadesk.cli.output import Output
from mediadesk.errors import DeskError, Refused

OUT = Output(json=False, quiet=True)


def test_it_is_made_when_it_is_not_there_and_stays_when_it_is(tmp_path):
    file = named_key_file(tmp_path / "desk.key", tmp_path / "desk", OUT)
    assert file == tmp_path / "desk.key"
    assert file.stat().st_mode & 0o777 == 0o600
    held = file.read_text()
    assert len(KeyFile(file, Nobody()).new()) == 67  # 64 hex digits in SQLCipher's brackets
    named_key_file(file, tmp_path / "desk", OUT)
    assert file.read_text() == held


def test_none_is_none(tmp_path):
    assert named_key_file(None, tmp_path, OUT) is None


def test_a_key_beside_its_lock_is_refused(tmp_path):
    with pytest.raises(Refused, match="inside the desk"):
        named_key_file(tmp_path / "desk" / "desk.key", tmp_path / "desk", OUT)


def test_one_that_cannot_be_made_is_said(tmp_path):
    with pytest.raises(DeskError, match="cannot be made"):
        named_key_file(tmp_path / "nowhere" / "desk.key", tmp_path / "desk", OUT)
