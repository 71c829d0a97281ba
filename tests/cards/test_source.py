"""Whether a source can be listed again reliably is told by what it is mounted as."""

import os
from pathlib import Path

import pytest

from mediadesk.cards import source
from mediadesk.cards.source import source_at, source_in

MOUNTS = rb"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
310 27 8:33 / /media/ana/EOS_DIGITAL rw,nosuid,nodev,relatime shared:180 - exfat /dev/sdc1 rw,fmask=0022
311 27 8:49 / /media/ana/NO\040NAME rw,nosuid,nodev,relatime shared:181 - vfat /dev/sdd1 rw
318 27 8:65 / /media/ana/T7\134A\011B rw,relatime shared:190 - exfat /dev/sde1 rw
402 27 0:52 / /run/user/1000/gvfs rw,nosuid,nodev,relatime shared:301 - fuse.gvfsd-fuse gvfsd-fuse rw,user_id=1000
403 27 0:53 / /home/ana/phone rw,nosuid,nodev,relatime shared:302 - fuse.jmtpfs jmtpfs rw,user_id=1000,group_id=1000
404 27 0:54 / /home/ana/iphone rw,nosuid,nodev,relatime shared:303 - fuse.ifuse ifuse rw,user_id=1000
405 27 0:55 / /home/ana/pixel rw,nosuid,nodev,relatime shared:304 - fuse.simple-mtpfs simple-mtpfs rw,user_id=1000
406 27 0:56 / /home/ana/go rw,nosuid,nodev,relatime shared:305 - fuse.DeviceFs(Pixel\0406) DeviceFs(Pixel\0406) rw
407 27 0:57 / /home/ana/aft rw,nosuid,nodev,relatime shared:306 - fuse.aft-mtp-mount aft-mtp-mount rw,user_id=1000
408 27 0:58 / /home/ana/ptp rw,nosuid,nodev,relatime shared:307 - fuse.gphotofs gphotofs rw,user_id=1000
409 27 0:59 / /run/user/1000/kio-fuse-abcdef rw,nosuid,nodev,relatime shared:308 - fuse.kio-fuse kio-fuse rw
410 27 0:60 / /mnt/nas rw,relatime shared:309 - nfs4 nas:/video rw,vers=4.2
411 27 0:61 / /mnt/cloud rw,relatime shared:310 - fuse.rclone cloud: rw,user_id=1000
412 310 8:33 /DCIM /media/ana/EOS_DIGITAL/DCIM rw,relatime shared:311 - exfat /dev/sdc1 rw
413 27 8:81 / /media/ana/EOS_DIGITAL rw,relatime - vfat /dev/sdf1 rw
this line makes no sense
414 27 0:62 / /media/cut
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ana/phone/Internal storage/DCIM", "fuse.jmtpfs"),
        ("/home/ana/iphone/DCIM/100APPLE", "fuse.ifuse"),
        ("/home/ana/pixel", "fuse.simple-mtpfs"),
        ("/home/ana/aft/x", "fuse.aft-mtp-mount"),
        ("/home/ana/ptp/store_00010001", "fuse.gphotofs"),
        ("/run/user/1000/gvfs/mtp:host=Google_Pixel_6_1A2B/Internal shared storage/DCIM", "fuse.gvfsd-fuse"),
        ("/run/user/1000/gvfs/gphoto2:host=Apple_Inc._iPhone/DCIM", "fuse.gvfsd-fuse"),
        ("/run/user/1000/gvfs/afc:host=00008030,port=3/DCIM", "fuse.gvfsd-fuse"),
        ("/run/user/1000/kio-fuse-abcdef/mtp/Pixel 6", "fuse.kio-fuse"),
        ("/home/ana/go/DCIM", r"fuse.DeviceFs(Pixel\0406)"),
    ],
)
def test_a_phone_is_not_a_card(path, kind):
    """Mounted by whatever program: what it lists may not be all there is."""
    found = source_in(MOUNTS, Path(path))

    assert (found.relistable, found.file_system) == (False, kind)
    assert found.why is not None
    assert "phone" in found.why
    assert kind in found.why


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/run/user/1000/gvfs/smb-share:server=nas,share=video", "the desktop's file access"),
        ("/mnt/nas/card 3", "a network folder"),
        ("/mnt/cloud", "a network folder"),
    ],
)
def test_what_may_be_an_old_listing_is_said(path, why):
    found = source_in(MOUNTS, Path(path))
    assert not found.relistable
    assert why in (found.why or "")


@pytest.mark.parametrize(
    ("path", "point", "kind", "whole"),
    [
        ("/media/ana/NO NAME", "/media/ana/NO NAME", "vfat", True),
        ("/media/ana/NO NAME/DCIM/100GOPRO", "/media/ana/NO NAME", "vfat", False),
        ("/media/ana/T7\\A\tB/card", "/media/ana/T7\\A\tB", "exfat", False),
        ("/media/ana/EOS_DIGITAL", "/media/ana/EOS_DIGITAL", "vfat", True),  # mounted over the first
        ("/media/ana/EOS_DIGITAL/DCIM", "/media/ana/EOS_DIGITAL/DCIM", "exfat", True),
        ("/media/ana/EOS_DIGITAL2", "/", "ext4", False),
        ("/home/ana/export from phone", "/", "ext4", False),
        ("/", "/", "ext4", True),
    ],
)
def test_a_card_or_a_folder_can_be_listed_again(path, point, kind, whole):
    """Spaces and tabs are written in octal; of mounts on one point the last counts; the longest point holds a path."""
    found = source_in(MOUNTS, Path(path))

    assert (found.relistable, found.why) == (True, None)
    assert (found.mount_point, found.file_system, found.whole) == (Path(point), kind, whole)


@pytest.mark.parametrize("mounts", [b"", b"\n\n", b"\xff\xfe - x", b"1 2 3 4 - ext4", b"- - - -"])
def test_where_the_system_tells_nothing_nothing_is_claimed(tmp_path, mounts):
    """macOS has no such file; no phone is a folder there."""
    found = source_in(mounts, tmp_path)

    assert (found.relistable, found.mount_point, found.file_system, found.whole) == (True, None, "", False)


def test_this_very_machine_is_understood(tmp_path, monkeypatch):
    """A link is followed to what it means; a file may be named; a system without the list is no trouble."""
    (tmp_path / "link").symlink_to("/proc")
    (tmp_path / "file").write_bytes(b"")

    if Path("/proc/self/mountinfo").exists():
        assert source_at(tmp_path / "link").file_system == "proc"
        assert source_at(tmp_path / "link").whole
        assert os.path.ismount(source_at(tmp_path / "file").mount_point or "")
    monkeypatch.setattr(source, "_MOUNTINFO", tmp_path / "nothing")
    assert source_at(tmp_path).mount_point is None


def test_a_program_that_nobody_knows_is_not_believed():
    """There are more ways to show a phone as a folder than we know; a disk's file system is seldom a program."""
    unknown = MOUNTS.replace(b"fuse.jmtpfs", b"fuse.phonefs")
    assert not source_in(unknown, Path("/home/ana/phone")).relistable
    for disk in (b"fuse.exfat-fuse", b"fuse.ntfs-3g", b"fuseblk", b"exfat", b"fuse.gocryptfs"):
        assert source_in(MOUNTS.replace(b"fuse.jmtpfs", disk), Path("/home/ana/phone")).relistable


def test_sabotage_without_the_table_a_phone_would_be_a_card(monkeypatch):
    """It alone protects."""
    monkeypatch.setattr(source, "_UNSURE", ())
    assert source_in(MOUNTS, Path("/home/ana/phone")).relistable
