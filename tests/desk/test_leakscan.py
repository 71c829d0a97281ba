"""A folder as somebody else would get it: what is in it, what is beside it, what it is called."""

import os
from pathlib import Path

import pytest

from mediadesk.desk.leakscan import leakscan, secrets_of_desk
from mediadesk.embed.engine import engine
from mediadesk.errors import NotFound
from mediadesk.events import Moved
from mediadesk.model.leak import Finding
from tests.desk.world import Desk

pytestmark = pytest.mark.needs("ffmpeg", "engine")


@pytest.fixture
def here(desk: Desk, card_with, clip_of) -> Desk:
    """A desk with a clip of Kharkiv, filmed by kestrel."""
    desk.take_in(card_with({"DCIM/IMG_0042.MP4": clip_of("market")}), shooter="kestrel")
    return desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pack"
    made.mkdir()
    (made / "list.m3u8").write_text("#EXTM3U\n#EXT-X-VERSION:7\n")
    return made


def found(desk: Desk, folder: Path) -> list[Finding]:
    return list(leakscan(folder, catalogue=desk.catalogue, desk=desk.root, programs=desk.programs, player=engine()))


def test_a_folder_of_nothing_but_what_we_publish_is_clean(here: Desk, folder: Path):
    """The engine is known by its hash; an empty folder tells nothing."""
    (folder / "a").mkdir()
    (folder / "a" / engine().key_name).write_bytes(engine().file.read_bytes())
    (folder / "a" / engine().licence_name).write_bytes(engine().licence.read_bytes())
    (folder / "empty").mkdir()

    assert found(here, folder) == []


def test_what_nobody_publishes_is_a_finding(here: Desk, folder: Path):
    """A catalogue, an original, a note: whatever is of no kind that goes out."""
    for name in ("catalog.db", "notes", "x.mov", ".DS_Store", ".part-video.mp4"):
        (folder / name).write_bytes(b"x")

    assert {each.where for each in found(here, folder)} == {
        "catalog.db",
        "notes",
        "x.mov",
        ".DS_Store",
        ".part-video.mp4",
    }


def test_links_and_pipes_are_findings_and_never_followed(here: Desk, folder: Path, tmp_path: Path):
    """A link shows what lies elsewhere; a pipe would make us wait for ever."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.mov").write_bytes(b"x")
    (folder / "link.mp4").symlink_to(tmp_path / "outside/secret.mov")
    (folder / "folder").symlink_to(tmp_path / "outside")
    os.mkfifo(folder / "pipe.mp4")

    said = found(here, folder)

    assert {each.where for each in said} == {"link.mp4", "folder", "pipe.mp4"}
    assert {each.what for each in said} == {"a link, or something that is no file"}


def test_a_name_that_tells_is_found_and_not_repeated(here: Desk, folder: Path):
    """`where` goes onto screens: it counts the file instead."""
    (folder / "img_0042").mkdir()
    (folder / "img_0042/list.m3u8").write_text("#EXTM3U\n")

    (said,) = found(here, folder)

    assert (said.where, said.kind) == ("file 1.m3u8", "name")
    assert "its name" in said.what


def test_the_secrets_of_every_clip_are_looked_for(here: Desk, folder: Path):
    """Not of the picks of one dispatch alone."""
    (folder / "list.m3u8").write_text("#EXTM3U\n# 49.9935,36.2304 kestrel IMG_0042\n")

    assert {"location", "author", "name"} <= {each.kind for each in found(here, folder)}
    assert str(here.root) in secrets_of_desk(here.catalogue, here.root).machine


def test_it_tells_how_far_it_is(here: Desk, folder: Path):
    """A drive takes hours."""
    told: list[object] = []
    list(
        leakscan(
            folder, catalogue=here.catalogue, desk=here.root, programs=here.programs, player=engine(),
            report=told.append,
        )
    )  # fmt: skip

    assert Moved("leak scan", 1, 1) in told


def test_a_folder_that_is_not_there_is_not_clean(here: Desk, tmp_path: Path):
    """Nothing found because nothing was looked at would be a lie."""
    with pytest.raises(NotFound):
        found(here, tmp_path / "nowhere")
