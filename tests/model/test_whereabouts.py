"""An original is read where a verified copy of it is; the desk comes first, and what is unplugged is named."""

from pathlib import Path

import pytest

from mediadesk.model.volume import MediaCopy, VolumeId
from mediadesk.model.whereabouts import Away, whereabouts

DESK, RED, BLUE = VolumeId("0" * 32), VolumeId("1" * 32), VolumeId("2" * 32)
NAMES = {DESK: "desk", RED: "T7-A", BLUE: "T7-B"}


def a_copy(volume: VolumeId, path: bytes = b"R0001/A.MP4", state: str = "verified") -> MediaCopy:
    return MediaCopy(sha256="ab" * 32, volume=volume, path=path, state=state)


def found(copies, roots, there=lambda _: True) -> Path | Away:
    return whereabouts(copies, roots, NAMES, there)


def test_the_first_verified_copy_that_is_there_is_read():
    """The desk's own, else that of a drive; a file that went missing on the desk is read from a drive, too."""
    roots = {DESK: Path("/desk"), RED: Path("/mnt/red")}
    copies = [a_copy(DESK, b"assets/a.mp4"), a_copy(RED), a_copy(BLUE)]

    assert found(copies, roots) == Path("/desk/assets/a.mp4")
    assert found(copies, roots, lambda path: path.is_relative_to("/mnt")) == Path("/mnt/red/R0001/A.MP4")
    assert found(copies[1:], roots) == Path("/mnt/red/R0001/A.MP4")


@pytest.mark.parametrize("state", ["copied", "mismatch", "missing"])
def test_a_copy_that_was_not_verified_is_no_original(state):
    """Nobody has read it back."""
    assert found([a_copy(RED, state=state)], {RED: Path("/mnt/red")}) == Away()


def test_what_is_unplugged_is_named():
    """One drive, or several of which one would do; a reporter is told which to plug in."""
    one, two = found([a_copy(RED)], {}), found([a_copy(RED), a_copy(BLUE)], {DESK: Path("/desk")})

    assert one == Away(drives=("T7-A",))
    assert one.why == "its original is on T7-A, which is not plugged in"
    assert one.hint == "plug T7-A in, and do this again"
    assert two.why == "its original is on T7-A and T7-B; none of them is plugged in"
    assert two.hint == "plug T7-A or T7-B in, and do this again"


def test_what_is_nowhere_is_missing():
    """Its file is gone from the desk, and no drive has it."""
    away = found([a_copy(DESK)], {DESK: Path("/desk")}, lambda _: False)

    assert away == Away()
    assert away.why == "the original is missing"


def test_what_came_with_a_bundle_is_on_the_desk_of_whoever_has_it():
    """Until there was a copy here: what was lost here is missing, whoever else has it."""
    away = whereabouts([], {}, NAMES, Path.is_file, ["maria", "nadia"])

    assert away == Away(desks=("maria", "nadia"))
    assert away.why == "its original is on the desk of maria and nadia"
    assert "bundle export" in away.hint
    assert whereabouts([a_copy(RED, state="missing")], {}, NAMES, Path.is_file, ["maria"]) == Away()


def test_names_are_bytes(tmp_path):
    """A card may hold a name that is no UTF-8; its file is found under it."""
    (tmp_path / "\udcff.mp4").write_bytes(b"")

    assert whereabouts([a_copy(RED, b"\xff.mp4")], {RED: tmp_path}, NAMES, Path.is_file) == tmp_path / "\udcff.mp4"
