"""An older desk is closed to the other users of a machine; what readers are served stays open."""

import os
from pathlib import Path

import pytest

from mediadesk.custody.private import Closed, close_to_others

ORIGINAL = "assets/originals/AB/ABCDEFGHIJ/IMG_0042.MOV"
SERVED = "assets/public/v/abc/index.html"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk as an older mediadesk left it under a umask of 0."""
    before = os.umask(0)
    try:
        for each in ("catalog.db", "catalog.db-wal", "catalog.db.before-3", "mediadesk.toml", ORIGINAL, SERVED):
            path = tmp_path / "desk" / each
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
    finally:
        os.umask(before)
    return tmp_path / "desk"


def modes(desk: Path) -> dict[str, str]:
    """What each file and folder below a desk lets whom do."""
    return {str(each.relative_to(desk)): f"{each.stat().st_mode & 0o777:o}" for each in desk.rglob("*")}


def test_everything_but_the_public_folder_is_closed(desk):
    done = close_to_others(desk, [desk / "assets/public"])

    assert done == Closed(closed=9, still_open=0)
    assert modes(desk) == {
        "catalog.db": "600",
        "catalog.db-wal": "600",
        "catalog.db.before-3": "600",
        "mediadesk.toml": "600",
        "assets": "711",  # the way to the public folder: walked, and not listed
        "assets/originals": "700",
        "assets/originals/AB": "700",
        "assets/originals/AB/ABCDEFGHIJ": "700",
        ORIGINAL: "600",
        "assets/public": "777",
        "assets/public/v": "777",
        "assets/public/v/abc": "777",
        SERVED: "666",
    }


def test_what_is_closed_already_is_not_counted(desk):
    close_to_others(desk, [desk / "assets/public"])

    assert close_to_others(desk, [desk / "assets/public"]) == Closed(closed=0, still_open=0)


def test_without_a_public_folder_all_of_the_assets_are_closed(desk):
    close_to_others(desk, [])

    assert modes(desk)["assets"] == "700"
    assert modes(desk)[SERVED] == "600"


def test_no_link_is_followed(desk, tmp_path):
    """A link in the assets leads to what is somebody's own business."""
    (tmp_path / "shared").mkdir(mode=0o755)
    (tmp_path / "shared" / "music.mp3").write_bytes(b"x")
    (tmp_path / "shared" / "music.mp3").chmod(0o644)
    (desk / "assets/originals/link").symlink_to(tmp_path / "shared")
    (desk / "assets/originals/music.mp3").symlink_to(tmp_path / "shared/music.mp3")

    close_to_others(desk, [])

    assert oct((tmp_path / "shared").stat().st_mode & 0o777) == "0o755"
    assert oct((tmp_path / "shared/music.mp3").stat().st_mode & 0o777) == "0o644"


def test_what_a_disk_does_not_let_us_close_is_counted(desk, monkeypatch):
    """exFAT knows no modes: everything lies open to whoever mounts it."""
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)

    assert close_to_others(desk, []) == Closed(closed=0, still_open=13)
