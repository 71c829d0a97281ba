"""Which file system holds a path."""

import os
import subprocess
from pathlib import Path

import pytest

from mediadesk.custody.mount import Mount, in_memory, mount_of, mounts, plugged_in

TABLE = rb"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
31 27 8:17 / /media/kim/T7\040A rw,nosuid shared:2 master:1 - exfat /dev/sdb1 rw,uid=1000
32 27 0:45 / /over rw - overlay overlay rw,lowerdir=/low,upperdir=/up\0541,workdir=/work1
33 27 0:46 / /bytes\377 rw - tmpfs
"""


def test_the_list_of_the_kernel_is_read(tmp_path):
    """With its escapes, whatever a folder is called, and however many optional fields there are."""
    (tmp_path / "mountinfo").write_bytes(TABLE)
    found = {mount.id: mount for mount in mounts(tmp_path / "mountinfo")}

    assert found[27].numbers == "254:0"
    assert found[31].point == Path("/media/kim/T7 A")
    assert (found[31].kind, found[31].source) == ("exfat", "/dev/sdb1")
    assert found[32].upper == "/up,1"
    assert os.fsencode(found[33].point) == b"/bytes\xff"
    assert [number for number in (27, 31, 33) if in_memory(found[number])] == [33]


def over(upper: object) -> Mount:
    """An overlay that writes to this folder."""
    return Mount(id=-1, numbers="0:99", point=Path("/"), kind="overlay", source="overlay", upper=str(upper))


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a folder in memory")
def test_an_overlay_is_where_it_writes_to(tmp_path):
    """A system that runs from a stick keeps what is written in memory; a container keeps it on a disk."""
    assert in_memory(over("/dev/shm"))
    assert in_memory(over(tmp_path)) == in_memory(mount_of(tmp_path))
    assert not in_memory(over(tmp_path / "hidden from us"))
    assert not in_memory(over("."))


@pytest.mark.needs("mount")
def test_a_real_overlay_on_memory_is_memory(tmp_path):
    """As the kernel lists it."""
    memory, point = tmp_path / "memory", tmp_path / "point"
    memory.mkdir()
    point.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1M", "none", memory], check=True)
    try:
        for name in ("upper", "work"):
            (memory / name).mkdir()
        options = f"lowerdir={point},upperdir={memory}/upper,workdir={memory}/work"
        subprocess.run(["mount", "-t", "overlay", "-o", options, "none", point], check=True)
        try:
            assert mount_of(point).kind == "overlay"
            assert in_memory(mount_of(point))
        finally:
            subprocess.run(["umount", point], check=True)
    finally:
        subprocess.run(["umount", memory], check=True)


def test_what_can_hold_no_footage_is_not_looked_at(tmp_path):
    (tmp_path / "mountinfo").write_bytes(TABLE)

    assert Path("/proc") not in plugged_in(tmp_path / "mountinfo")
    assert Path("/media/kim/T7 A") in plugged_in(tmp_path / "mountinfo")


def test_a_system_without_such_a_list_is_asked_folder_by_folder(tmp_path):
    """As on a Mac: at least the root is a file system."""
    assert Path("/") in plugged_in(tmp_path / "no-list")


def test_a_path_lies_below_its_mount_point(tmp_path):
    """A link is followed first: what counts is where the bytes are."""
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    mount = mount_of(tmp_path / "link")

    assert mount == mount_of(tmp_path / "a")
    assert mount.point / mount.below(tmp_path / "a") == tmp_path / "a"
    assert mount.below(mount.point) == ""


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        mount_of(tmp_path / "nothing")


@pytest.mark.needs("mount")
def test_of_two_file_systems_at_one_place_it_is_the_one_that_is_seen(tmp_path):
    """The kernel lists both."""
    (tmp_path / "a").mkdir()
    try:
        for _ in range(2):
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1M", "none", tmp_path / "a"], check=True)
            mount = mount_of(tmp_path / "a")
            assert mount.numbers == f"0:{os.minor((tmp_path / 'a').stat().st_dev)}"
            assert mount.point == tmp_path / "a"
    finally:
        subprocess.run(["umount", tmp_path / "a"], check=False)
        subprocess.run(["umount", tmp_path / "a"], check=False)


def test_without_the_list_the_place_is_found_by_its_number(tmp_path, monkeypatch):
    """A program in a box may not see the mount it is on."""
    monkeypatch.setattr("mediadesk.custody.mount.mounts", list)
    mount = mount_of(tmp_path)

    assert tmp_path.is_relative_to(mount.point)
    assert mount.numbers == f"{os.major(tmp_path.stat().st_dev)}:{os.minor(tmp_path.stat().st_dev)}"
