"""Before a byte moves: what is on the card, what is known of it, where it would go, and whether there is room."""

import sys
from pathlib import Path

import pytest

from mediadesk.desk.ingest import plan
from mediadesk.errors import Refused
from tests.custody.disks import two_partitions
from tests.desk.world import Desk


def test_a_plan_says_what_would_happen_and_moves_nothing(desk: Desk, story: Path):
    planned = plan(story, desk.destinations(), catalogue=desk.catalogue)

    assert (len(planned.contents.recordings), len(planned.contents.kept)) == (2, 2)
    assert planned.rooms[0].new_bytes == planned.size_bytes == sum(each.stat().st_size for each in story.rglob("*.*"))
    assert desk.originals() == {}

    desk.take_in(story)
    assert plan(story, desk.destinations(), catalogue=desk.catalogue).rooms[0].new_bytes == 0


def test_a_card_that_does_not_fit_is_refused_before_a_byte_moves(desk: Desk, story: Path):
    """What is known already needs no room."""
    desk.take_in(story)
    with (story / "MISC/huge.bin").open("wb") as file:
        file.truncate(desk.assets.free_bytes() + 1)
    with pytest.raises(Refused, match="the desk's disk has room for") as refused:
        desk.take_in(story)
    assert "--originals-on" in refused.value.hint


@pytest.mark.parametrize("source", ["desk", "desk/assets", "desk/assets/originals", ".", "way"])
def test_a_desk_does_not_take_in_itself(desk: Desk, tmp_path, source):
    (tmp_path / "way").symlink_to(desk.root / "assets")
    desk.assets.path("assets/originals").mkdir(parents=True)
    with pytest.raises(Refused, match="holds this desk, or lies in it"):
        desk.take_in(tmp_path / source)


@pytest.mark.needs("mount")
def test_a_copy_on_the_card_itself_is_refused(desk: Desk, tmp_path, monkeypatch):
    """Whoever formats the card loses it, too. A folder beside one on the desk's own disk is nobody's card."""
    with two_partitions(tmp_path) as (card, drive):
        for folder in (card / "DCIM", card / "backup", drive / "kept", tmp_path / "plain", tmp_path / "kept"):
            folder.mkdir()
        for folder in (card / "DCIM", tmp_path / "plain"):
            (folder / "A.TXT").write_bytes(b"a")

        def planned(source: Path, *drives: Path, on_desk: bool = True) -> int:
            return plan(source, desk.destinations(*drives, on_desk=on_desk), catalogue=desk.catalogue).size_bytes

        for drives in ([card / "backup"], [drive / "kept", card / "backup"]):
            for on_desk in (True, False):
                with pytest.raises(Refused, match="backup is on the card itself"):
                    planned(card / "DCIM", *drives, on_desk=on_desk)
        assert planned(card / "DCIM", drive / "kept") == 1
        assert planned(tmp_path / "plain", tmp_path / "kept") == 1

        monkeypatch.setattr(sys.modules[plan.__module__], "card_of", lambda path, desk: None)  # sabotage
        assert planned(card / "DCIM", card / "backup") == 1
