"""Every original tells every token that was planted in it, and a naive transcode tells half of them to the world."""

import subprocess
from pathlib import Path

import pytest

from mediadesk.media.binaries import Programs
from tests.leaks.formats import CARD, RARE
from tests.leaks.readers import read_in
from tests.leaks.tokens import Original, slots_of, told

pytestmark = pytest.mark.needs("ffmpeg", "exiftool")

# what people do → how many of the tokens of four originals it hands on, at least (measured with ffmpeg 9.0.2)
NAIVE = {
    "transcode.mp4": ((), 20),
    "copy.mkv": (("-map", "0", "-c", "copy"), 40),
    "stripped.mp4": (("-map_metadata", "-1"), 2),
}


def test_every_slot_of_every_original_holds_its_token(common, rare):
    """Sabotage of all that follows: nothing is looked for that is not there."""
    for original in (*common, *rare):
        planted = {*original.slots.words, *original.slots.points}

        assert planted
        assert told(original.content, original.slots) == planted, original.path


def test_no_two_slots_share_a_token(common, rare):
    """A token says where it came from."""
    planted = [word for slots in slots_of([*common, *rare]) for word in slots.words.values()]

    assert len(planted) == len(set(planted)) > 200


def test_every_format_is_there(common, rare):
    """Each container that is read by a program of its own."""
    assert [each.path for each in (*common, *rare)] == [*CARD, *RARE]
    assert [each.path for each in common[:4]] == ["phone.mov", "action.mp4", "editor.mkv", "pocket.avi"]
    assert len({Path(each.path).suffix for each in (*common, *rare)}) > 15


@pytest.mark.parametrize("name", NAIVE)
def test_what_people_do_hands_tokens_on(common: list[Original], programs: Programs, tmp_path: Path, name: str):
    """Sabotage of the search: it finds what ffmpeg leaves in when nobody asks it not to."""
    words, least = NAIVE[name]
    found = set[str]()
    for number, original in enumerate(common[:4]):
        (tmp_path / "in").write_bytes(original.content)
        (out := tmp_path / "out" / f"{number}").mkdir(parents=True)
        argv = [programs.ffmpeg, "-v", "error", "-nostdin", "-i", tmp_path / "in", *words, out / name]
        if subprocess.run(argv, capture_output=True, check=False).returncode == 0:
            reading = read_in(out, programs, original.slots)
            assert reading.strangers
            found |= reading.tokens

    assert len(found) >= least, sorted(found)
