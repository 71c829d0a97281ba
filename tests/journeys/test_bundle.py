"""Only what was picked has to move: the film is made on a desk where no clip ever was, and shows the same frames."""

import shutil
from pathlib import Path

import pytest

from mediadesk.media.binaries import find
from tests.cli.world import asker, done
from tests.conftest import require
from tests.media.shots import a_counted_clip, numbers

pytestmark = pytest.mark.needs("ffmpeg")

OPEN = "-bf 3 -x264-params keyint=25:min-keyint=25:scenecut=0:open-gop=1".split()


def film(ask, desk: Path, slug: str) -> Path:
    made = [each for each in ask("dispatch", "render", slug, "--json").of("rendition") if each["recipe"] == "film"]
    assert [each["result"] for each in made] == ["made"]
    return desk / made[0]["path"]


def test_an_editor_makes_the_film_of_a_clip_that_never_was_there(tmp_path: Path):
    require("ffmpeg")
    programs, card, here, there = find(), tmp_path / "card", tmp_path / "here", tmp_path / "there"
    card.mkdir()
    clip = a_counted_clip(card / "MARKET.MOV", programs, *OPEN, "-c:a", "aac", seconds=30)
    reporter, editor = asker(here), asker(there)
    for desk in (here, there):
        done("init", desk)
    done("ingest", card, "--desk", here)
    (told,) = reporter("find", "--json").of("clip")
    reporter("dispatch", "new", "bread", "--title", "Bread")
    for begin, end in (("12.4", "14"), ("15", "16.52"), ("3", "4")):
        assert reporter("dispatch", "pick", "bread", told["id"], "--in", begin, "--out", end).code == 0

    said = reporter(
        *("bundle", "export", "--picked", "bread", "--handles", "1s", "--plain", "--by", "maria"),
        *("--to", tmp_path / "b.zip", "--json"),
    )

    assert said.code == 0, said.err
    cut = said.of("excerpt")
    assert [(each["result"], each["begins"], each["ends"]) for each in cut] == [
        ("made", "1/1", "5/1"),
        ("made", "11/1", "438/25"),
    ]
    assert sum(each["size_bytes"] for each in cut) < clip.stat().st_size / 2
    shutil.move(here / "assets/originals", tmp_path / "gone")  # nobody reads it behind our back

    taken = editor("bundle", "import", tmp_path / "b.zip", "--by", "anna", "--json")
    assert taken.code == 0, taken.err
    assert [each["result"] for each in taken.of("excerpt")] == ["added", "added"]
    again = editor("bundle", "import", tmp_path / "b.zip", "--by", "anna", "--json")
    assert [each["result"] for each in again.of("excerpt")] == ["known", "known"]

    made = film(editor, there, "bread")
    shown = [*range(310, 350), *range(375, 413), *range(75, 100)]
    assert numbers(made, programs) == shown
    shutil.move(tmp_path / "gone", here / "assets/originals")
    assert numbers(film(reporter, here, "bread"), programs) == shown
    checked = editor("check", "--deep", "--json")
    assert ("2 of 2 excerpts", "good") in [(each["what"], each["result"]) for each in checked.of("checked")]
    assert "excerpt" in editor("show", told["id"]).out

    assert editor("dispatch", "trim", "bread", "1", "--in", "8").code == 0
    refused = editor("dispatch", "render", "bread")
    assert refused.code != 0
    assert "mediadesk bundle export --picked bread --handles 10s" in refused.out + refused.err
