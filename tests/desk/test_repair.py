"""A flipped bit, a missing file, a swap: found on every volume, and mended from a copy that is good."""

import os
import subprocess
from pathlib import Path

import pytest

from mediadesk.desk.repair import Found, look, not_plugged_in
from mediadesk.events import Event, Moved
from tests.desk.world import Desk


@pytest.fixture
def drive(desk: Desk, card_with, clip_of, tmp_path: Path) -> Path:
    """A drive that holds a card, as the desk does."""
    (tmp_path / "T7-A").mkdir()
    desk.take_in(card_with({"DCIM/A.MP4": clip_of("a"), "DCIM/B.MP4": clip_of("b")}), copy_to=[tmp_path / "T7-A"])
    return tmp_path / "T7-A"


def on_drive(drive: Path, name: str) -> Path:
    """A file of the card there."""
    (found,) = drive.glob(f"R0001-*/DCIM/{name}")
    return found


def on_desk(desk: Desk, name: str) -> Path:
    """A file of the card here."""
    (found,) = (desk.root / "assets/originals").rglob(name)
    return found


def flip(file: Path) -> None:
    """One bit, size and time stay."""
    status, content = file.stat(), bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def looked(desk: Desk, *, deep: bool = True, mend: bool = False) -> list[Found]:
    """What is wrong."""
    return list(look(catalogue=desk.catalogue, assets=desk.assets, deep=deep, mend=mend))


def test_what_is_whole_is_not_spoken_of(desk: Desk, drive: Path):
    assert looked(desk) == looked(desk, mend=True) == []


def test_a_bit_on_a_drive_is_found_by_reading_and_by_nothing_less(desk: Desk, drive: Path):
    flip(on_drive(drive, "A.MP4"))

    assert looked(desk, deep=False) == []
    (found,) = looked(desk)
    assert "A.MP4 on T7-A" in found.what
    assert found.why == "its bytes are not what was verified"
    assert not found.mended


@pytest.mark.parametrize("where", ["desk", "drive"])
@pytest.mark.parametrize("what", ["flipped", "gone", "cut off"])
def test_it_is_made_again_from_the_other_volume_and_nothing_is_replaced(desk: Desk, drive: Path, where: str, what: str):
    file = on_desk(desk, "A.MP4") if where == "desk" else on_drive(drive, "A.MP4")
    good = file.read_bytes()
    if what == "flipped":
        flip(file)
    elif what == "gone":
        file.unlink()
    else:
        os.truncate(file, 100)
    damaged = file.read_bytes() if file.exists() else None
    (found,) = looked(desk, mend=True)

    assert found.mended
    again = file if what == "gone" else file.with_name("A~2.MP4")
    assert again.read_bytes() == good
    if damaged is not None:
        assert file.read_bytes() == damaged
    assert looked(desk, mend=True) == []
    assert desk.assets.path(desk.clips()[0].path or "").read_bytes() == good


def test_two_that_changed_places_are_both_found_and_mended(desk: Desk, drive: Path):
    a, b = on_drive(drive, "A.MP4"), on_drive(drive, "B.MP4")
    a.write_bytes(a.read_bytes().ljust(b.stat().st_size, b"."))
    a.rename(a.with_name("x"))
    b.rename(a)
    a.with_name("x").rename(b)

    assert [each.mended for each in looked(desk, mend=True)] == [True, True]
    assert looked(desk) == []


def test_without_a_good_copy_nothing_is_called_mended(desk: Desk, drive: Path):
    """A copy that is no better is not spread."""
    flip(on_drive(drive, "A.MP4"))
    flip(on_desk(desk, "A.MP4"))
    found = looked(desk, mend=True)

    assert [each.mended for each in found] == [False, False]
    assert all("plug in another drive" in (each.how or "") for each in found)
    assert not list(drive.glob("R0001-*/DCIM/A~2.MP4"))


def test_a_drive_that_is_away_is_named_and_not_missed(desk: Desk, drive: Path):
    drive.rename(drive.with_name("elsewhere"))

    assert not_plugged_in(catalogue=desk.catalogue) == ["T7-A"]
    assert looked(desk, mend=True) == []


@pytest.mark.needs("mount")
@pytest.mark.parametrize("mend", [False, True])
def test_a_drive_that_is_unplugged_meanwhile_has_lost_nothing_and_gets_nothing(
    desk: Desk, card_with, clip_of, tmp_path: Path, mend: bool
):
    """Its mount point is left, a folder of another disk: nothing is written there, and nothing noted."""
    point = tmp_path / "T7-B"
    point.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "none", str(point)], check=True)

    def unplug(event: Event) -> None:
        if isinstance(event, Moved) and event.done > 0 and os.path.ismount(point):
            subprocess.run(["umount", "--lazy", str(point)], check=True)

    try:
        desk.take_in(card_with({f"DCIM/{n}.MP4": clip_of(f"{n}") for n in range(9)}), copy_to=[point])
        with desk.catalogue.read() as shelves:
            volume = shelves.volumes.get("T7-B").id
            before = shelves.copies.on(volume)
        found = list(look(catalogue=desk.catalogue, assets=desk.assets, deep=True, mend=mend, report=unplug))
    finally:
        unplug(Moved("the test", 1))
    with desk.catalogue.read() as shelves:
        assert shelves.copies.on(volume) == before
    assert [(each.what, each.unknown, each.mended) for each in found] == [("T7-B", True, False)]
    assert list(point.iterdir()) == []


def test_a_drive_in_place_is_never_written_to(desk: Desk, card_with, clip_of):
    card = card_with({"DCIM/A.MP4": clip_of("a")})
    desk.take_in(card)
    desk.adopt(card)
    (card / "DCIM/A.MP4").unlink()
    (found,) = looked(desk, mend=True)

    assert not found.mended
    assert "never written to" in (found.how or "")
    assert not (card / "DCIM/A.MP4").exists()
