"""What is handed over: whole or not at all, its owner's alone, and a zip that says nothing but names."""

import zipfile
from pathlib import Path

import pyrage
import pytest

from mediadesk.custody import handing, sealed
from mediadesk.errors import DeskError, NotFound, Refused

PASSPHRASE = "five words nobody wrote so"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "pack/clips").mkdir(parents=True)
    (tmp_path / "pack/index.html").write_text("<!doctype html>" * 100)
    (tmp_path / "pack/clips/7QK2MW3ZTA.jpg").write_bytes(b"\xff\xd8" + bytes(1000))
    return tmp_path / "pack"


def held(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def given(target: Path, write: handing.Write, source: Path, *, folder: bool = False) -> Path:
    with handing.beside(target) as part:
        write(source, part)
        handing.name(part, target, folder=folder)
    return target


def test_a_folder_is_the_same_and_nobody_elses(pack, tmp_path):
    target = given(tmp_path / "out", handing.to_folder, pack, folder=True)

    assert held(target) == held(pack)
    assert {each.stat().st_mode & 0o777 for each in (target, *target.rglob("*"))} == {0o700, 0o600}
    assert handing.weighed(target) == (sum(map(len, held(pack).values())), None)


def test_a_zip_says_names_and_no_time_and_no_user(pack, tmp_path):
    target = given(tmp_path / "out.zip", handing.to_zip, pack)

    with zipfile.ZipFile(target) as packed:
        entries = packed.infolist()
        assert {each.filename: packed.read(each) for each in entries} == held(pack)
    assert {(each.date_time, each.extra, each.comment) for each in entries} == {((1980, 1, 1, 0, 0, 0), b"", b"")}
    assert target.stat().st_mode & 0o777 == 0o600
    assert handing.weighed(target)[0] == target.stat().st_size


def test_a_sealed_one_opens_with_the_key_and_a_locked_one_with_the_passphrase(pack, tmp_path):
    key = pyrage.x25519.Identity.generate()
    keys = sealed.recipients([str(key.to_public())])
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first = given(tmp_path / "a.zip.age", handing.to_sealed(keys, tmp_path / "one"), pack)
    second = given(tmp_path / "b.zip.age", handing.to_locked(PASSPHRASE, tmp_path / "two"), pack)

    opened = (pyrage.decrypt(first.read_bytes(), [key]), pyrage.passphrase.decrypt(second.read_bytes(), PASSPHRASE))
    for number, data in enumerate(opened):
        (tmp_path / f"{number}.zip").write_bytes(data)
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as packed:
            assert packed.testzip() is None
            assert set(packed.namelist()) == set(held(pack))
    for each in (first, second):
        assert b"7QK2MW3ZTA" not in each.read_bytes()
        assert each.stat().st_mode & 0o777 == 0o600


def test_what_fails_or_is_stopped_leaves_nothing(pack, tmp_path):
    def full(source: Path, part: Path) -> None:
        handing.to_folder(source, part)
        raise OSError(28, "No space left on device")

    def stopped(source: Path, part: Path) -> None:
        handing.to_zip(source, part)
        raise KeyboardInterrupt

    with pytest.raises(DeskError, match="No space left"):
        given(tmp_path / "out", full, pack, folder=True)
    with pytest.raises(KeyboardInterrupt):
        given(tmp_path / "out.zip", stopped, pack)
    assert [each.name for each in tmp_path.iterdir()] == ["pack"]


def test_nothing_is_ever_replaced(pack, tmp_path):
    (tmp_path / "there.zip").write_text("a letter")
    with pytest.raises(Refused, match="there already"):
        given(tmp_path / "there.zip", handing.to_zip, pack)
    with pytest.raises(Refused):
        given(pack, handing.to_folder, pack, folder=True)
    with pytest.raises(NotFound):
        handing.check_free(tmp_path / "no/such.zip", folder=False)
    assert (tmp_path / "there.zip").read_text() == "a letter"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["pack", "there.zip"]
