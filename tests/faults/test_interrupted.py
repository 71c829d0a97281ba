"""Stopped by its user, or by a card that cannot be read to its end."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.model.layout import PART
from tests.faults.children import traced
from tests.faults.world import World, drive_of, state


def test_ctrl_c_leaves_no_part(world: World, card_with: Callable[..., Path], clip_of: Callable[..., bytes]):
    """SIGINT while a clip is half copied."""
    desk = world.desk()
    card = card_with({"DCIM/F.MP4": clip_of("f", 200 << 20)}, "big")
    with world.child(desk, card) as child:
        child.go()
        while not any(each.stat().st_size > 1 << 20 for each in drive_of(desk).glob(f"*/{PART}*")):
            time.sleep(0.005)
            assert child.is_alive()
        child.interrupt()
        assert not child.wait(30)

    assert state(desk, card).files == {}
    assert state(desk, card).held == []


@pytest.mark.needs("strace")
def test_a_card_that_cannot_be_read_to_the_end_fails_that_file_alone(world: World):
    """EIO in the middle of a clip; what goes along with it and the rest are taken in, and another reader helps."""
    desk = world.desk()
    bad = ["-P", str(world.card / "DCIM/A.MP4"), "-e", "trace=pread64", "-e", "inject=pread64:error=EIO:when=2+"]
    with world.child(desk, engine="inline") as child, traced(child, *bad):
        child.go()
        assert child.wait()
    done = {line[1]: line for line in child.lines() if len(line) > 1}

    assert done["A.MP4"][0] == "failed"
    assert done["A.MP4"][2].startswith("its bytes 1,048,576 to 1,114,111 cannot be read (input/output error)")
    assert (done["A.XML"][0], done["B.MP4"][0]) == ("kept", "added")
    world.is_sound(desk, child)
    world.converges(desk)
