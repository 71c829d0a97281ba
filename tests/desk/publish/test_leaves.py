"""Files become objects that are named by what they hold."""

import json
import re
from pathlib import Path

from mediadesk.desk.publish.leaves import ladder, media, revision, text_object
from mediadesk.model.publication import CacheClass
from tests.model.test_written import KEY_FRAMES, MASTER, MEDIA

HOME = "v/abcdefghijklmnopqrstuvwxyz"


def a_ladder(folder: Path, *, second: bytes = b"second") -> Path:
    """A rung and its sound, as far as their names go."""
    for name, body in (("v234/init.mp4", b"begins"), ("v234/00000.mp4", b"first"), ("v234/00001.mp4", second)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
        (folder / "a64").mkdir(exist_ok=True)
        (folder / name.replace("v234", "a64")).write_bytes(b"sound")
    (folder / "v234.m3u8").write_text(MEDIA)
    (folder / "a64.m3u8").write_text(MEDIA.replace("v234", "a64"))
    (folder / "i234.m3u8").write_text(KEY_FRAMES)
    (folder / "master.m3u8").write_text(MASTER)
    return folder


def test_a_rung_is_named_by_all_its_files(tmp_path):
    """One other byte in one segment moves that rung, and no other; the playlist names it where it lies."""
    one, lists = ladder(HOME, a_ladder(tmp_path / "one"))
    two, _ = ladder(HOME, a_ladder(tmp_path / "two", second=b"other"))

    keys = [{each.object.key for each in sent} for sent in (one, two)]
    assert {key.rpartition("/m/")[2].partition("/")[2] for key in keys[0] & keys[1]} == {
        "a64/00000.mp4", "a64/00001.mp4", "a64/init.mp4",
    }  # fmt: skip
    assert [*lists] == ["master.m3u8", "v234.m3u8", "a64.m3u8", "i234.m3u8"]
    init = next(each.object.key for each in one if each.object.key.endswith("v234/init.mp4"))
    assert f'URI="../../../{init.removeprefix(f"{HOME}/")}"' in lists["v234.m3u8"]
    assert re.findall(r".*v234/0.*", lists["i234.m3u8"]) == re.findall(r".*v234/0.*", lists["v234.m3u8"])
    assert "../../../m/" in lists["i234.m3u8"]
    assert lists["master.m3u8"] == MASTER


def test_the_same_files_under_other_names_are_others(tmp_path):
    """A folder's name says what is called how in it."""
    (tmp_path / "a").write_bytes(b"film")
    (one,), (two,) = (media(HOME, {name: tmp_path / "a"}) for name in ("video-360.mp4", "audio.m4a"))

    assert one.object.sha256 == two.object.sha256
    assert one.object.key.split("/")[3] != two.object.key.split("/")[3]
    assert (one.object.content_type, two.object.content_type) == ("video/mp4", "audio/mp4")


def test_a_revision_is_named_by_its_leaves_and_its_media():
    """Another text, another name of it, other media: another revision. The same: the same."""
    shown = [text_object(f"{HOME}/m/0123456789ab/video-360.mp4", b"film", CacheClass.MEDIA)]
    name, placed = revision(HOME, shown, {"cc/en.vtt": b"WEBVTT\n"})

    assert revision(HOME, shown, {"cc/en.vtt": b"WEBVTT\n"}) == (name, placed)
    others = [
        revision(HOME, shown, {"cc/en.vtt": b"WEBVTT\n\n"}),
        revision(HOME, shown, {"cc/fr.vtt": b"WEBVTT\n"}),
        revision(HOME, [], {"cc/en.vtt": b"WEBVTT\n"}),
    ]
    assert len({name, *(each for each, _ in others)}) == 4
    assert [each.object.key for each in placed] == [f"{HOME}/r/{name}/cc/en.vtt", f"{HOME}/r/{name}/manifest.json"]
    assert isinstance(placed[-1].body, bytes)
    assert len(json.loads(placed[-1].body)["objects"]) == 2
