"""Volumes are known by their id, and called by a name that no two have."""

from dataclasses import replace

import pytest

from mediadesk.errors import Misasked, NotFound
from mediadesk.model.volume import Device, VolumeId
from tests.catalogue.world import a_volume


def test_the_desk_is_a_volume_from_the_beginning(catalogue):
    with catalogue.write() as shelves:
        desk = shelves.volumes.desk()
        assert (desk.name, len(desk.id)) == ("desk", 32)
        here = replace(desk, root="/home/me/desk", below="me/desk", device=Device(name="disk", lasting=True))
        assert shelves.volumes.note(here) == here == shelves.volumes.desk()


def test_a_volume_comes_back_as_it_was(catalogue):
    """Also one whose folder is called by bytes that are no UTF-8."""
    drive = a_volume(root="/media/\udcff/x", below="\udcff/x", in_place=True)
    with catalogue.write() as shelves:
        assert shelves.volumes.note(drive) == drive
    with catalogue.read() as shelves:
        assert shelves.volumes.all() == [shelves.volumes.desk(), drive]


def test_a_drive_that_is_mounted_elsewhere_keeps_its_name(catalogue):
    moved = a_volume(name="sdb1", root="/mnt/sdb1", device=Device(name="other", lasting=False))
    with catalogue.write() as shelves:
        shelves.volumes.note(a_volume())
        assert shelves.volumes.note(moved) == replace(moved, name="T7")
        assert len(shelves.volumes.all()) == 2


def test_no_two_volumes_are_called_the_same(catalogue):
    with catalogue.write() as shelves:
        for number in range(3):
            shelves.volumes.note(a_volume(id=VolumeId(f"{number}" * 32)))
        shelves.volumes.note(a_volume(id=VolumeId("d" * 32), name="desk"))
        assert [each.name for each in shelves.volumes.all()] == ["desk", "T7", "T7-2", "T7-3", "desk-2"]


def test_a_volume_is_named_by_its_name_or_the_beginning_of_its_id(catalogue):
    with catalogue.write() as shelves:
        desk = replace(shelves.volumes.desk())
        one, other = (
            shelves.volumes.note(a_volume(name, id=VolumeId(letters.ljust(32, "0"))))
            for name, letters in (("abc", "00dd"), ("b", "00de"))
        )
        get = shelves.volumes.get
        assert [get("abc"), get("00DD"), get("b"), get("desk"), get(desk.id)] == [one, one, other, desk, desk]
        with pytest.raises(Misasked, match="abc b"):
            get("00d")
        for unknown in ("", "zz", "T8"):
            with pytest.raises(NotFound):
                get(unknown)
