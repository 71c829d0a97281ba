"""Drives as they are bought and cards as cameras write them: exFAT has no modes, no links, FAT knows no time zone."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.custody.volume import open_to_all
from tests.desk.world import Desk
from tests.faults.disks import exfat_disk, fat_card, image

pytestmark = pytest.mark.needs("exfat")

NAMES = (
    b"CON.MP4",
    b"a:b?.MP4",
    b"a\nb.MP4",
    "Кий\u0457в.MP4".encode(),
    b"\xff\xfe.MP4",
    b"IMG.MP4",
    b"img.MP4",
    b"end. ",
)


def same_bytes(card: Path, drive: Path) -> None:
    """Every file of the card is on the drive, under whatever name."""
    there = [each for each in drive.glob("R0*/**/*") if each.is_file() and "ascmhl" not in each.parts]
    assert sorted(each.read_bytes() for each in there) == sorted(
        each.read_bytes() for each in card.rglob("*") if each.is_file()
    )


def test_a_drive_without_modes_links_or_byte_names_gets_everything(
    desk: Desk, card_with: Callable[..., Path], clip_of: Callable[..., bytes], tmp_path: Path
):
    card = card_with({b"DCIM/" + name: clip_of(repr(name)) for name in NAMES})
    medium = image(tmp_path / "medium", 160 << 20, "mkfs.exfat")
    with exfat_disk(medium, tmp_path / "T7") as drive:
        assert not {each.result for each in desk.begin(card, copy_to=[drive])} - {"added", "kept"}
        assert open_to_all(drive)
    with exfat_disk(medium, tmp_path / "plugged in elsewhere") as drive:  # it was really written, and is one volume
        same_bytes(card, drive)
        again = list(desk.begin(card, copy_to=[drive]))
        assert {each.result for each in again} == {"known"}
        assert {copy.state for each in again for copy in each.copies} == {"verified"}
        same_bytes(card, drive)
        assert not list(drive.rglob(".part-*"))


def test_a_drive_that_cannot_link_replaces_nothing(
    desk: Desk, card_with: Callable[..., Path], clip_of: Callable[..., bytes], tmp_path: Path
):
    """What lies already where a file would go stays, byte for byte."""
    card = card_with({"DCIM/A.MP4": clip_of("a")})
    with exfat_disk(image(tmp_path / "medium", 160 << 20, "mkfs.exfat"), tmp_path / "T7") as drive:
        desk.take_in(card_with({"DCIM/B.MP4": clip_of("b")}, "other"), copy_to=[drive])
        taken = next(drive.glob("R0001-*")).with_name("taken")
        next(drive.glob("R0001-*")).rename(taken)
        (reel,) = {each.copies[-1].path.split("/")[0] for each in desk.begin(card, copy_to=[drive])}
        (drive / reel / "DCIM/A.MP4").write_bytes(b"somebody else's")
        desk.take_in(card, copy_to=[drive], deep=True)
        assert (drive / reel / "DCIM/A.MP4").read_bytes() == b"somebody else's"


@pytest.mark.parametrize("zones", [("UTC", "Asia/Tokyo"), ("Europe/Kyiv", "America/Los_Angeles")])
def test_a_card_whose_stamps_moved_holds_what_it_held(
    desk: Desk, clip_of: Callable[..., bytes], tmp_path: Path, zones: tuple[str, str]
):
    """FAT: two seconds, and the local time of whoever reads it. Its content decides, not its clock."""
    medium = image(tmp_path / "medium", 64 << 20, "mkfs.vfat")
    stamps = []
    with fat_card(medium, tmp_path / "card", zones[0]) as card:
        (card / "DCIM").mkdir()
        for name in ("A.MP4", "B.MP4"):
            (card / "DCIM" / name).write_bytes(clip_of(name))
            os.utime(card / "DCIM" / name, (1651908111, 1651908111))
    for zone in zones:
        with fat_card(medium, tmp_path / "card", zone) as card:
            stamps.append((card / "DCIM/A.MP4").stat().st_mtime)
            done = desk.take_in(card)
            before = desk.originals()
        assert {each.result for each in done.values()} == {"added" if zone == zones[0] else "known"}
        assert len(before) == len(desk.clips()) == 2
    assert stamps[0] != stamps[1]
    assert stamps[0] % 2 == 0
