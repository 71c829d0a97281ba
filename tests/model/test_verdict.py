"""SAFE TO FORMAT, or not and why: in words for tired people."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mediadesk.model import verdict
from mediadesk.model.verdict import Looked, Medium, Standing, Verdict, judge
from mediadesk.model.volume import Device, Volume, VolumeId

CARD = Device(name="card", lasting=True)
THEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def on(name: str, disk: str = "", *, lasting: bool = True, online: bool = True, state="verified", inside=False):
    """A copy on a volume that has a disk to itself, where none is named."""
    device = Device(name=disk or f"disk of {name}", lasting=lasting)
    volume = Volume(id=VolumeId(name.ljust(32, "0")), name=name, root=f"/media/{name}", below="", device=device)
    return Standing(volume=volume, state=state, verified_at=THEN, online=online, inside=inside)


def edited(state) -> Standing:
    """A copy on a drive that people work on."""
    copy = on("P", state=state)
    return replace(copy, volume=replace(copy.volume, in_place=True))


def filmed(*copies: Standing, files: int = 1) -> list[Looked]:
    """Files that all have these copies."""
    return [Looked(path=b"DCIM/%d.MP4" % at, sha256=f"{at}", copies=copies) for at in range(1, files + 1)]


def asked(*copies: Standing, wanted: int = 2, files: int = 1, also: Sequence[Looked] = (), **medium) -> Verdict:
    """The verdict on a mounted card with files that all have these copies, and others."""
    judged = replace(Medium(is_mounted=True, device=CARD), **medium)
    return judge(judged, [*also, *filmed(*copies, files=files)], wanted)


def test_two_verified_copies_on_two_devices_are_safe():
    assert asked(on("desk"), on("T7-A")) == Verdict(safe=True, why=())


def test_one_copy_is_enough_for_who_asks_for_one():
    assert asked(on("desk"), wanted=1).safe
    assert not asked(wanted=1).safe


@pytest.mark.parametrize("wanted", [0, -3])
def test_no_copy_is_never_enough(wanted):
    """Whatever the settings say."""
    assert not asked(wanted=wanted).safe


ONE = "3 files have one verified copy, on the desk; 2 are needed"
NAMES = "(DCIM/1.MP4, DCIM/2.MP4, DCIM/3.MP4)"


@pytest.mark.parametrize(
    ("copies", "why"),
    [
        ([on("desk")], ONE),
        ([on("desk", "x"), on("A", "x")], "both copies of 3 files are on one device: the desk and A"),
        (
            [on("desk", "x"), on("A", "x"), on("B", "x")],
            "the 3 copies of 3 files are on one device: the desk, A and B; 2 are needed",
        ),
        ([on("desk"), on("A", state="missing")], f"{ONE}; missing on A"),
        ([on("desk", state="mismatch")], "3 files have no verified copy; 2 are needed; damaged on the desk"),
        ([on("desk"), on("A", state="copied")], f"{ONE}; not verified yet on A"),
        ([on("desk"), on("A", "card")], f"{ONE}; A is on the card itself"),
        ([on("desk"), on("A", inside=True)], f"{ONE}; A is on the card itself"),
        (
            [on("desk"), on("A", lasting=False, online=False)],
            f"{ONE}; A is not plugged in, and has no serial number to tell it by: plug it in",
        ),
        (
            [on("desk"), replace(on("A", online=False), astray=True)],
            f"{ONE}; the disk of A is plugged in, and A is not found on it: mount it, if it is still there",
        ),
        ([on("desk"), edited("mismatch")], f"{ONE}; changed or moved on P: ingest it in place again"),
        ([on("desk"), edited("missing")], f"{ONE}; changed or moved on P: ingest it in place again"),
        ([on("desk"), edited(None)], f"{ONE}; P cannot be read"),
        ([], "3 files appeared since the ingest, or changed: ingest again"),
    ],
)
def test_too_few_copies_are_not_safe_and_it_says_why(copies, why):
    """With the names of the files behind it."""
    assert asked(*copies, files=3) == Verdict(safe=False, why=(f"{why} {NAMES}",))


def test_one_file_is_said_of_as_one():
    assert asked(on("desk")).why == ("1 file has one verified copy, on the desk; 2 are needed (DCIM/1.MP4)",)


def test_three_may_be_asked_for():
    assert asked(on("desk"), on("A"), on("B"), wanted=3).safe
    (why,) = asked(on("desk"), on("A"), wanted=3).why
    assert why.startswith("1 file has 2 verified copies, on the desk and A; 3 are needed")
    (why,) = asked(on("desk"), on("A", "x"), on("B", "x"), wanted=3).why
    assert why.startswith("the 3 copies of 1 file are on 2 devices: the desk, A and B; 3 are needed")


def test_a_disk_of_a_raid_is_no_device_beside_it():
    """What shares one disk is lost with it."""
    assert not asked(on("desk", "x+y"), on("T7-A", "y")).safe
    assert asked(on("desk", "x+y"), on("T7-A", "y"), on("T7-B", "z")).safe
    assert asked(on("desk", "x+y"), on("T7-A", "x"), on("T7-B", "y")).safe


def test_a_drive_at_home_counts_when_it_can_be_told_from_the_others():
    """It says that nobody looked at it now."""
    said = asked(on("desk"), on("T7-B", online=False))

    assert said.safe
    assert said.why == (
        "the drive T7-B was not looked at: it is not plugged in (its copies were verified on 2026-11-22 and count)",
    )
    dateless = replace(on("T7-B", online=False), verified_at=None)
    assert "were verified before and count" in asked(on("desk"), dateless).why[0]


def test_a_drive_at_home_is_not_spoken_of_when_the_others_are_enough():
    """Neither is one in memory."""
    assert asked(on("desk"), on("T7-A"), on("T7-B", online=False), replace(on("T7-C"), fleeting=True)).why == ()


def test_what_is_known_of_a_drive_for_now_counts_while_it_is_plugged_in():
    assert asked(on("desk"), on("memory", lasting=False)).safe


def test_what_lies_in_memory_is_named():
    """It counts, and somebody should know."""
    said = asked(on("desk"), replace(on("T7-A"), fleeting=True))

    assert said.safe
    assert "T7-A lies in this machine's memory" in said.why[0]


def test_many_files_are_counted_and_three_are_named():
    (why,) = asked(on("desk"), files=12).why
    assert why.startswith("12 files have one verified copy")
    assert why.endswith("(DCIM/1.MP4, DCIM/2.MP4, DCIM/3.MP4 and 9 more)")


def test_each_reason_is_said_once():
    """Four files with three different lacks, and two that could not be read."""
    unread = [Looked(path=path, sha256=None) for path in (b"a", b"b")]
    new = Looked(path=b"new", sha256="new")

    assert asked(on("desk"), files=2, also=[*unread, new, *filmed(on("desk"), on("T7-A"))]).why == (
        "2 files could not be read (a, b)",
        "1 file appeared since the ingest, or changed: ingest again (new)",
        "2 files have one verified copy, on the desk; 2 are needed (DCIM/1.MP4, DCIM/2.MP4)",
    )


def test_a_file_that_changed_meanwhile_is_not_safe_whatever_was_read():
    """It may be said of a file that was called good before."""
    changed = Looked(path=b"DCIM/1.MP4", sha256="1", changed=True, copies=[on("desk"), on("T7-A")])
    assert asked(on("desk"), on("T7-A")).safe

    said = asked(on("desk"), on("T7-A"), also=[changed])
    assert not said.safe
    assert said.why[0].startswith("1 file changed while the card was read")


def test_of_copies_of_different_age_the_oldest_is_told():
    """Whichever comes first."""
    young, old = (
        on("T7-A", online=False),
        replace(on("T7-A", online=False), verified_at=datetime(2025, 1, 2, tzinfo=UTC)),
    )
    for some in ([young, old], [old, young]):
        files = [Looked(path=b"a", sha256=f"{at}", copies=[on("desk"), each]) for at, each in enumerate(some)]
        assert "verified on 2025-01-02" in asked(files=0, also=files).why[0]


def test_what_could_not_be_listed_is_not_safe():
    """Each is named with its reason, a thousand are not."""
    lost = [(b"DCIM/%d" % at, "the folder cannot be read: Input/output error") for at in range(5)]
    said = asked(on("desk"), on("T7-A"), lost=lost)

    assert not said.safe
    assert said.why[0] == "DCIM/0: the folder cannot be read: Input/output error"
    assert said.why[-1] == "and 2 more like these"
    assert not asked(files=0, lost=lost[:1]).safe


def test_links_and_pipes_are_named_and_stand_against_nothing():
    said = asked(on("desk"), on("T7-A"), links=[b"link", b"pipe\n"])

    assert said.safe
    assert said.why == ("not copied, for they hold no footage: 2 links, pipes or the like (link, pipe\\n)",)


def test_of_a_card_with_several_partitions_it_is_said_that_one_was_looked_at():
    """A drive that was formatted on a Mac has a small one that nobody sees: it stands against nothing."""
    said = asked(on("desk"), on("T7-A"), partitions=2)

    assert said.safe
    assert said.why[0].startswith("the card has 2 partitions: only this one was looked at")
    assert len(asked(on("desk"), on("T7-A"), partitions=2, is_mounted=False).why) == 1


def test_an_empty_card_is_safe():
    assert asked(files=0) == Verdict(safe=True, why=("nothing is on it",))


def test_an_empty_folder_is_no_empty_card():
    """The card may not be mounted: whoever formats it now loses what is on it."""
    said = asked(files=0, is_mounted=False)

    assert not said.safe
    assert "no card is mounted there" in said.why[0]


def test_of_a_folder_it_is_said_that_it_is_no_card():
    """It may lie on the desk's own disk: nobody formats that."""
    said = asked(on("desk", "card"), on("T7-A"), is_mounted=False)

    assert said.safe
    assert said.why == ("this is a folder, not a whole card: nothing outside it was looked at",)


PART = {"is_mounted": False, "part_of": "/media/ana/NO NAME"}
PART_SAID = "this is only a part of the card; ask for all of it: mediadesk card '/media/ana/NO NAME'"


def test_a_part_of_a_card_is_no_card():
    """Formatting takes what was not looked at, too. Empty or not."""
    assert asked(on("desk"), on("T7-A"), **PART) == Verdict(safe=False, why=(PART_SAID,))
    assert asked(files=0, **PART).why[0] == PART_SAID
    assert not asked(files=0, **PART).safe


def test_a_copy_elsewhere_on_the_card_does_not_count_when_a_part_of_it_is_judged():
    said = asked(on("desk"), on("backup", "card"), **PART)

    assert "backup is on the card itself" in said.why[1]


@pytest.mark.parametrize("part_of", [None, "/media/CARD"])
def test_one_file_is_no_card(part_of):
    """Wherever it lies."""
    said = asked(on("desk"), on("T7-A"), is_mounted=False, is_file=True, part_of=part_of)

    assert said == Verdict(safe=False, why=("this is one file, not a card",))


def test_a_source_that_cannot_be_listed_reliably_is_not_safe():
    said = asked(on("desk"), on("T7-A"), unsteady="a phone over MTP does not tell all it holds")

    assert said == Verdict(safe=False, why=("a phone over MTP does not tell all it holds",))


@pytest.mark.parametrize(
    ("protection", "without", "copies", "more"),
    [
        ("apart", lambda devices: len(list(devices)), [on("desk", "x"), on("T7-A", "x")], {}),
        ("_why_not", lambda copy, medium: None, [on("desk"), on("T7-A", state="missing")], {}),
        ("_why_not", lambda copy, medium: None, [on("desk"), on("T7-A", "card")], {}),
        ("_why_not", lambda copy, medium: None, [on("desk"), on("T7-A", lasting=False, online=False)], {}),
        ("_why_not", lambda copy, medium: None, [on("desk"), replace(on("T7-A", online=False), astray=True)], {}),
        ("_unlisted", lambda medium: [], [on("desk"), on("T7-A")], {"unsteady": "a phone"}),
        ("_unlisted", lambda medium: [], [on("desk"), on("T7-A")], PART),
        ("_unlisted", lambda medium: [], [on("desk"), on("T7-A")], {"is_mounted": False, "is_file": True}),
        ("_unlisted", lambda medium: [], [on("desk"), on("T7-A")], {"lost": [(b"DCIM", "Input/output error")]}),
    ],
    ids=["one device", "missing", "on the card", "cannot be told", "astray", "unsteady", "a part", "a file", "lost"],
)
def test_without_its_protection_each_would_be_called_safe(monkeypatch, protection, without, copies, more):
    """Sabotage: the test of each would turn red."""
    assert not asked(*copies, **more).safe
    monkeypatch.setattr(verdict, protection, without)
    assert asked(*copies, **more).safe
