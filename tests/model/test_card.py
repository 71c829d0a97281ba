"""A card is sorted by names alone, and no file on it is forgotten."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.card import (
    SIDECAR_ENDINGS,
    SOUND_ENDINGS,
    STILL_ENDINGS,
    VIDEO_ENDINGS,
    Contents,
    MediaFile,
    Tally,
    sort_out,
)


def a_card(*paths: str | bytes) -> list[MediaFile]:
    """Files by their paths."""
    raw = (path if isinstance(path, bytes) else path.encode() for path in paths)
    return [MediaFile(path=tuple(path.split(b"/")), size_bytes=1, modified_ns=0) for path in raw]


def told(contents: Contents) -> dict[str, list[str]]:
    """Each clip with what goes along, and what is kept under `kept`."""
    said = {_path(each.main): [_path(file) for file in each.sidecars] for each in contents.recordings}
    return said | {"kept": [_path(each.file) for each in contents.kept]}


def _path(file: MediaFile) -> str:
    return b"/".join(file.path).decode()


@pytest.mark.parametrize(
    ("clip", "along"),
    [
        ("DCIM/DJI_0001.MP4", ["DCIM/DJI_0001.LRF", "DCIM/DJI_0001.SRT"]),
        ("M4ROOT/CLIP/C0001.MP4", ["M4ROOT/CLIP/C0001M01.XML"]),
        ("DCIM/100GOPRO/GX010042.MP4", ["DCIM/100GOPRO/GL010042.LRV", "DCIM/100GOPRO/GX010042.THM"]),
        ("BDMV/STREAM/00000.MTS", ["BDMV/CLIPINF/00000.CPI"]),
        ("CONTENTS/VIDEO/0001AB.MXF", ["CONTENTS/CLIP/0001AB.XML"]),
        ("IMG_0042.MOV", ["IMG_0042.AAE", "img_0042.xmp"]),
    ],
)
def test_what_a_device_writes_beside_a_clip_goes_along(clip, along):
    assert told(sort_out(a_card(clip, *along))) == {clip: along, "kept": []}


def test_among_clips_of_one_name_the_nearest_is_meant():
    """A camera begins again at 0001 in a new folder."""
    found = told(sort_out(a_card("A/DJI_0001.MP4", "B/DJI_0001.MP4", "B/DJI_0001.SRT", "A/DJI_0001.SRT")))
    assert found == {"A/DJI_0001.MP4": ["A/DJI_0001.SRT"], "B/DJI_0001.MP4": ["B/DJI_0001.SRT"], "kept": []}


def test_a_still_of_the_same_name_is_a_still():
    """A phone's live picture: IMG_0042.HEIC beside IMG_0042.MOV."""
    assert told(sort_out(a_card("IMG_0042.MOV", "IMG_0042.HEIC")))["kept"] == ["IMG_0042.HEIC"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("DJI_0001.SRT", "a sidecar whose clip is not here"),
        ("GX010042.LRV", "small preview of a clip that is not here"),
        ("IMG_0001.JPG", "a still picture"),
        ("notes.txt", "no video or sound"),
        ("MP4", "no video or sound"),
        (".MP4", "no video or sound"),
        ("._IMG_0042.MOV", "a Mac"),
        ("._IMG_0042.XML", "a Mac"),
    ],
)
def test_what_belongs_to_no_clip_is_kept_with_a_reason(name, why):
    contents = sort_out(a_card(name, "OTHER.MOV"))
    assert [_path(each.file) for each in contents.kept] == [name]
    assert why in contents.kept[0].why
    assert "copied and verified" in contents.kept[0].why


def test_what_a_mac_notes_beside_a_clip_is_no_second_clip():
    """On a card that has no room for it elsewhere, macOS writes ._NAME beside NAME."""
    assert told(sort_out(a_card("IMG_0042.MOV", "._IMG_0042.MOV"))) == {"IMG_0042.MOV": [], "kept": ["._IMG_0042.MOV"]}


def test_no_ending_has_two_meanings():
    kinds = (VIDEO_ENDINGS, SOUND_ENDINGS, STILL_ENDINGS, SIDECAR_ENDINGS)
    assert len(frozenset().union(*kinds)) == sum(map(len, kinds))


names = st.builds(
    lambda stem, kind: stem + b"." + kind,
    st.sampled_from([b"C0001", b"C0001M01", b"GL010042", b"GX010042", b"\xff", b"._C0001"]) | st.binary(max_size=4),
    st.sampled_from([b"MP4", b"mov", b"XML", b"srt", b"LRV", b"wav", b"jpg", b"txt", b""]),
)


@given(st.lists(st.tuples(st.sampled_from([b"A", b"B"]), names), max_size=12, unique=True))
def test_every_file_of_a_card_is_in_it_exactly_once(paths):
    """Whatever the names, also those that are no UTF-8."""
    files = [MediaFile(path=path, size_bytes=1, modified_ns=0) for path in paths]
    contents = sort_out(files)
    out = [each.main for each in contents.recordings]
    out += [file for each in contents.recordings for file in each.sidecars]
    out += [each.file for each in contents.kept]
    assert Counter(out) == Counter(files)
    assert contents == sort_out(reversed(files))


def test_only_what_is_not_safe_counts_as_failed():
    assert Tally(results={"added": 3, "set-aside": 1}, size_bytes=1, seconds=1.0).failed == 0
    assert Tally(results={"added": 3, "failed": 2}, size_bytes=1, seconds=1.0).failed == 2


def test_a_companion_goes_with_the_clip_of_its_very_own_name_first():
    """C0001M01 may be the name of a clip, too."""
    found = told(sort_out(a_card("C0001.MP4", "C0001M01.MP4", "C0001M01.XML")))
    assert found == {"C0001.MP4": [], "C0001M01.MP4": ["C0001M01.XML"], "kept": []}


def test_many_clips_of_one_name_are_sorted_in_a_moment():
    """A tape archive names every film CLIP.MXF. Comparing each with each would take minutes."""
    files = a_card(*(f"{n // 100}/{n}/CLIP.{kind}" for n in range(10_000) for kind in ("MXF", "XML")))
    begun = time.process_time()
    contents = sort_out(files)

    assert time.process_time() - begun < 5
    assert all(each.sidecars[0].path[:2] == each.main.path[:2] for each in contents.recordings)
