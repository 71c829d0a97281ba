"""Which disk is under a path: one name for all of a disk, whatever lies between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediadesk.custody import device as devices
from mediadesk.custody.device import card_of, device, device_of, file_system_uuid, partitions, plugged_in_disks
from mediadesk.custody.mount import mount_of
from tests.custody.disks import Disks, mounted, two_partitions
from tests.faults.disks import disk, image


@pytest.fixture
def disks(tmp_path: Path) -> Disks:
    """A machine with two SSDs that say who they are."""
    made = Disks(tmp_path)
    made.boot("first")
    made.disk("sda", "8:0", files={"device/wwid": "naa.5000"})
    made.disk("sdb", "8:16", files={"device/wwid": "naa.6000"})
    return made


def block(disks: Disks, name: str) -> Path:
    """A disk of the machine."""
    return (disks.root / "sys/class/block" / name).resolve()


def test_two_partitions_of_a_disk_are_one_device(disks):
    """And two disks are two."""
    disks.partition(block(disks, "sda"), "sda1", "8:1")
    disks.partition(block(disks, "sda"), "sda2", "8:2")

    first, second, other = (device_of(mounted(numbers), disks.kernel) for numbers in ("8:1", "8:2", "8:16"))
    assert first == second != other
    assert first.lasting
    assert other.lasting


def test_without_looking_for_the_whole_disk_its_partitions_would_be_two_devices(disks, monkeypatch):
    """Sabotage: one line of sysfs less."""
    disks.partition(block(disks, "sda"), "sda1", "8:1")
    disks.partition(block(disks, "sda"), "sda2", "8:2")
    monkeypatch.setattr(devices, "_whole", lambda block: block)

    first, second = (device_of(mounted(numbers), disks.kernel) for numbers in ("8:1", "8:2"))
    assert first != second


@pytest.mark.parametrize(
    "file", ["device/cid", "device/serial", "device/wwid", "wwid", "serial", "device/vpd_pg80"], ids=str
)
def test_a_serial_number_names_a_disk_wherever_it_is_plugged_in(disks, file):
    """And nobody can read it in the name."""
    disks.disk("sdc", "8:32", files={file: "S3CRET1234"})
    disks.disk("sdd", "8:48", files={"device/model": "T7"})
    before = device_of(mounted("8:32"), disks.kernel)

    other = Disks(disks.root / "other")
    other.boot("second")
    other.disk("nvme0n1", "259:0", files={file: "S3CRET1234"})
    assert device_of(mounted("259:0"), other.kernel) == before
    assert before.lasting
    assert "S3CRET" not in before.name


def test_a_stick_is_known_by_the_serial_number_of_its_usb_device(disks):
    """Two slots of one reader hold two cards."""
    usb = {"../../../../idVendor": "0781", "../../../../idProduct": "5581", "../../../../serial": "4C5300"}
    for name, numbers, unit in (("sdc", "8:32", "0:0:0"), ("sdd", "8:48", "0:0:1")):
        host = f"usb2/2-1/2-1:1.0/host6/6:{unit}/"
        made = disks.disk(name, numbers, at=host)
        (made / "device").symlink_to(made.parent.parent.parent)
    for path, text in usb.items():
        (disks.root / "sys/devices/usb2/2-1" / Path(path).name).write_text(text)
    (disks.root / "sys/devices/usb2/idVendor").write_text("1d6b")  # the machine's own hub has one, too
    (disks.root / "sys/devices/usb2/serial").write_text("0000:00:14.0")

    first, second = (device_of(mounted(numbers), disks.kernel) for numbers in ("8:32", "8:48"))
    assert first.lasting
    assert second.lasting
    assert first != second


def test_a_serial_number_that_two_disks_have_names_neither(disks):
    """Cheap drives are sold by the dozen with the same one. They are told apart as long as both are plugged in."""
    made = disks.disk("sdc", "8:32", files={"device/wwid": "0123456789"})
    disks.partition(made, "sdc1", "8:33")
    alone = device_of(mounted("8:32"), disks.kernel)
    disks.disk("sdd", "8:48", files={"device/wwid": "0123456789"})

    first, again, second = (device_of(mounted(numbers), disks.kernel) for numbers in ("8:32", "8:33", "8:48"))
    assert alone.lasting
    assert first == again != second
    assert not first.lasting
    assert not second.lasting


@pytest.mark.parametrize("serial", ["", "0000000000", "   ", "."])
def test_a_disk_without_a_serial_number_is_known_by_its_only_file_system(disks, serial):
    """As long as it has but one: two of them would make one disk look like two."""
    made = disks.disk("sdc", "8:32", files={"device/wwid": serial})
    disks.partition(made, "sdc1", "8:33")
    disks.uuid("1234-ABCD", "sdc1")
    alone = device_of(mounted("8:33"), disks.kernel)
    disks.partition(made, "sdc2", "8:34")
    disks.uuid("5678-ABCD", "sdc2")

    first, second = (device_of(mounted(numbers), disks.kernel) for numbers in ("8:33", "8:34"))
    assert alone.lasting
    assert first == second
    assert not first.lasting


def test_a_name_that_does_not_last_is_of_this_start_of_the_machine(disks):
    """And of this plugging in: another drive may be the next sdc."""
    made = disks.disk("sdc", "8:32")
    before = device_of(mounted("8:32"), disks.kernel)
    (made / "diskseq").write_text("12")
    plugged_in_again = device_of(mounted("8:32"), disks.kernel)
    disks.boot("second")

    assert len({before, plugged_in_again, device_of(mounted("8:32"), disks.kernel)}) == 3
    assert not before.lasting


def test_an_encrypted_partition_is_its_disk(disks):
    """LUKS, and LVM in it: the mapping lies on a mapping on a partition."""
    part = disks.partition(block(disks, "sda"), "sda3", "8:3")
    luks = disks.mapping("dm-0", "253:0", part)
    disks.mapping("dm-1", "253:1", luks)

    assert device_of(mounted("253:1"), disks.kernel) == device_of(mounted("8:0"), disks.kernel)


def test_a_file_system_over_two_disks_shares_a_device_with_each(disks):
    """A RAID is lost with either half, if it is of that sort."""
    disks.mapping("md0", "9:0", block(disks, "sda"), block(disks, "sdb"))
    disks.partition(block(disks, "md0"), "md0p1", "259:7")
    first, second, raid = (device_of(mounted(numbers), disks.kernel) for numbers in ("8:0", "8:16", "259:7"))

    assert raid.disks == first.disks | second.disks


def test_btrfs_lies_on_every_device_it_was_made_of(disks):
    """Its numbers are made up, and one of its devices stands for all in the list of mounts."""
    (disks.root / "sys/fs/btrfs/5f1c/devices").mkdir(parents=True)
    for name in ("sda", "sdb"):
        (disks.root / "sys/fs/btrfs/5f1c/devices" / name).symlink_to(block(disks, name))
    both = device_of(mounted("0:42", kind="btrfs", source="/dev/sdb"), disks.kernel)
    disks.disk("sdc", "8:32", files={"serial": "C"})

    assert len(both.disks) == 2
    alone = device_of(mounted("0:43", kind="btrfs", source="/dev/sdc"), disks.kernel)
    assert alone == device_of(mounted("8:32"), disks.kernel)


def test_what_was_mounted_may_be_a_link_to_the_device(disks):
    """`/dev/mapper/safe` for `/dev/dm-0`, of a file system in user space."""
    disks.mapping("dm-0", "253:0", block(disks, "sda"))
    (disks.root / "dev/mapper").mkdir(parents=True)
    (disks.root / "dev/mapper/safe").symlink_to("../dm-0")

    found = device_of(mounted("0:50", kind="fuseblk", source="/dev/mapper/safe"), disks.kernel)
    assert found == device_of(mounted("8:0"), disks.kernel)


def test_a_container_in_a_file_is_the_drive_that_the_file_lies_on(disks):
    """VeraCrypt maps a loop device; beneath a mapping that is no disk of its own."""
    (disks.root / "container.hc").touch()
    loop = disks.disk("loop0", "7:0", files={"loop/backing_file": str(disks.root / "container.hc")}, at="virtual/")
    disks.mapping("dm-0", "253:0", loop)
    of_a_drive = disks.disk("loop1", "7:1", files={"loop/backing_file": "/dev/sdb"}, at="virtual/")
    disks.mapping("dm-1", "253:1", of_a_drive)

    beneath = device_of(mount_of(disks.root), disks.kernel)
    assert device_of(mounted("253:0"), disks.kernel) == beneath
    assert device_of(mounted("7:0"), disks.kernel) != beneath
    assert device_of(mounted("253:1"), disks.kernel) == device_of(mounted("8:16"), disks.kernel)


def test_a_file_system_that_lies_in_folders_of_another_is_its_disk(disks):
    """gocryptfs names the folder, an overlay its upper one. One that names none that is here has a name for now."""
    beneath = device_of(mount_of(disks.root), disks.kernel)

    assert device_of(mounted("0:60", kind="fuse.gocryptfs", source=str(disks.root)), disks.kernel) == beneath
    assert device_of(mounted("0:61", kind="overlay", source="overlay", upper=str(disks.root)), disks.kernel) == beneath
    assert not device_of(mounted("0:62", kind="overlay", source="overlay", upper="/not/here"), disks.kernel).lasting
    (disks.root / "card.img").touch()
    image = device_of(mounted("0:63", kind="fuse.fusefat", source=str(disks.root / "card.img")), disks.kernel)
    assert image != beneath


@pytest.mark.parametrize(
    ("kind", "one", "other", "elsewhere"),
    [
        ("nfs4", "nas:/films", "nas:/photos", "attic:/films"),
        ("nfs", "[fe80::1]:/films", "[fe80::1]:/photos", "[fe80::2]:/films"),
        ("cifs", "//NAS/films", "//nas/photos", "//attic/films"),
        ("fuse.sshfs", "kim@nas:films", "nas:/photos", "kim@attic:films"),
        ("davfs", "https://kim@nas/films", "https://nas/photos", "https://attic/films"),
        ("zfs", "tank/films", "tank/photos", "attic/films"),
    ],
)
def test_what_one_server_or_pool_holds_is_one_device(disks, kind, one, other, elsewhere):
    """Its shares are lost together. Its name may be another machine's in another network."""
    first, second, third = (
        device_of(mounted(f"0:{number}", kind=kind, source=source), disks.kernel)
        for number, source in enumerate((one, other, elsewhere), 70)
    )
    assert first == second != third
    assert not first.lasting


def test_folders_of_the_machine_around_this_one_are_one_device(disks):
    """Nobody here can see which of its disks they lie on."""
    shares = [("9p", "films"), ("virtiofs", "photos"), ("vboxsf", "card")]
    found = {
        device_of(mounted(f"0:{80 + at}", kind=kind, source=source), disks.kernel)
        for at, (kind, source) in enumerate(shares)
    }
    assert len(found) == 1


def test_memory_is_a_device_for_now(disks):
    """Each file system of it is gone with the machine."""
    first, second = (device_of(mounted(f"0:{at}", kind="tmpfs", source="tmpfs"), disks.kernel) for at in (90, 91))

    assert first != second
    assert not first.lasting


def test_a_disk_that_is_plugged_in_is_seen_also_when_nothing_of_it_is_mounted(disks):
    """As somebody must know who waits for a drive."""
    first, second = (device_of(mounted(numbers), disks.kernel) for numbers in ("8:0", "8:16"))

    assert plugged_in_disks(disks.kernel) >= first.disks | second.disks
    (disks.root / "sys/block/sdb").unlink()
    assert not plugged_in_disks(disks.kernel) & second.disks


def test_a_file_system_has_the_name_that_udev_saw(disks):
    """Without what looks different in another version of it."""
    disks.uuid("1234-ABCD", "sda")

    assert file_system_uuid(mounted("8:0"), disks.kernel) == "1234abcd"
    assert file_system_uuid(mounted("0:99"), disks.kernel) is None


def test_on_a_mac_every_volume_of_a_disk_counts_as_that_disk(tmp_path):
    """`disk3s1` and `disk3s5` share a container. Nothing there is lasting."""
    for name in ("disk0", "disk3s1", "disk3s5", "disk12s1"):
        (tmp_path / name).touch()
    numbers = {"disk0": 1, "disk3s1": 31, "disk3s5": 35, "disk12s1": 121}

    def found(number: int):
        return devices._of_a_mac(number, tmp_path, lambda node: numbers[node.name])

    assert found(31) == found(35)
    assert len({found(1), found(31), found(121), found(999)}) == 4
    assert not found(31).lasting


def test_what_is_not_there_has_no_device(tmp_path):
    with pytest.raises(FileNotFoundError):
        device(tmp_path / "nothing")


# --- on this machine --------------------------------------------------------------------------------------------------


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Path]:
    """A drive of its own."""
    with disk(image(tmp_path / "drive.img", 16 << 20), tmp_path / "drive") as point:
        yield point


@pytest.mark.needs("mount")
def test_partitions_of_a_real_disk_are_one_device(tmp_path):
    """Another than the one that this file is on."""
    with two_partitions(tmp_path) as points:
        first, second = map(device, points)
        assert partitions(points[0]) == 2

    assert first == second
    assert first != device(tmp_path)
    assert not first.lasting


@pytest.mark.needs("mount")
def test_a_real_drive_without_partitions_is_known_by_its_file_system(drive):
    """Linux tells which since 6.9, or udev does; before, its name is good for now."""
    found, uuid = device(drive), file_system_uuid(mount_of(drive))

    assert device(drive / "lost+found") == found
    assert partitions(drive) == 1
    assert found.lasting == (uuid is not None)


def test_the_disk_of_these_tests_is_plugged_in(tmp_path):
    """Whatever it is, a folder on it is on a disk that is there."""
    assert device(tmp_path).disks <= plugged_in_disks()


def test_a_folder_is_on_the_device_of_the_folder_above_it(tmp_path):
    """On whatever disk these tests run."""
    (tmp_path / "a").mkdir()

    assert device(tmp_path / "a") == device(tmp_path)


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs Linux: there is no /dev/shm")
def test_memory_is_no_lasting_device():
    """A real tmpfs."""
    assert not device(Path("/dev/shm")).lasting


@pytest.mark.needs("mount")
def test_what_lies_on_another_disk_than_the_desk_lies_on_a_card(tmp_path):
    """Said by where that is mounted. The disk of the desk or the system is none, whatever its partitions are."""
    with two_partitions(tmp_path) as (card, beside):
        (card / "DCIM").mkdir()
        (card / "DCIM/A.MP4").touch()

        assert card_of(card / "DCIM", tmp_path) == card_of(card / "DCIM/A.MP4", tmp_path) == card
        assert card_of(card / "DCIM", beside) is None
        assert card_of(card / "DCIM", tmp_path, system=beside) is None
    assert card_of(tmp_path, tmp_path) is None


def test_a_disk_is_encrypted_when_all_that_it_lies_on_is(disks):
    """LVM on LUKS is; LVM over one disk that is and one that is not is not; of a network nobody knows."""
    shut, bare = disks.mapping("dm-0", "253:0", block(disks, "sda")), block(disks, "sdb")
    (shut / "dm").mkdir()
    (shut / "dm/uuid").write_text("CRYPT-LUKS2-0123-home\n")
    disks.mapping("dm-1", "253:1", shut)
    disks.mapping("dm-2", "253:2", shut, bare)
    told = {each: devices.encrypted(mounted(each), disks.kernel) for each in ("253:0", "253:1", "253:2", "8:16")}
    assert told == {"253:0": True, "253:1": True, "253:2": False, "8:16": False}
    assert devices.encrypted(mounted("0:99", kind="nfs", source="nas:/films"), disks.kernel) is None
