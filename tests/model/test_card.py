"""A card is sorted by names, sizes and its own playlists, and no file on it is forgotten."""

import time
import tracemalloc
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
    Recording,
    sort_out,
)
from tests.model.cards import FULL, GIB, MINUTE, a_card, everything, filmed, path, told


@pytest.mark.parametrize(
    ("clip", "along"),
    [
        ("DCIM/DJI_0001.MP4", ["DCIM/DJI_0001.LRF", "DCIM/DJI_0001.SRT"]),
        ("DCIM/100MEDIA/DJI_0001.MP4", ["MISC/THM/100/DJI_0001.THM"]),
        (
            "M4ROOT/CLIP/C0001.MP4",
            ["M4ROOT/CLIP/C0001M01.XML", "M4ROOT/SUB/C0001S03.MP4", "M4ROOT/THMBNL/C0001T01.JPG"],
        ),
        ("XDROOT/Clip/C0012.MXF", ["XDROOT/Clip/C0012M01.XML", "XDROOT/Clip/C0012M02.KLV", "XDROOT/Sub/C0012S01.MXF"]),
        ("BPAV/CLPR/567_0001_01/567_0001_01.MP4", ["BPAV/CLPR/567_0001_01/567_0001_01I01.PPN"]),
        ("DCIM/100GOPRO/GX010042.MP4", ["DCIM/100GOPRO/GL010042.LRV", "DCIM/100GOPRO/GX010042.THM"]),
        ("DCIM/100GOPRO/GS010135.360", ["DCIM/100GOPRO/GL010135.LRV", "DCIM/100GOPRO/GS010135.THM"]),
        ("100GOPRO/GOPR0042.MP4", ["100GOPRO/GOPR0042.LRV", "100GOPRO/GOPR0042.THM", "100GOPRO/GOPR0042.WAV"]),
        ("BDMV/STREAM/00000.MTS", ["BDMV/CLIPINF/00000.CPI"]),
        (
            "CONTENTS/VIDEO/0001AB.MXF",
            [
                "CONTENTS/AUDIO/0001AB00.MXF",
                "CONTENTS/AUDIO/0001AB01.MXF",
                "CONTENTS/CLIP/0001AB.XML",
                "CONTENTS/ICON/0001AB.BMP",
                "CONTENTS/PROXY/0001AB.MP4",
                "CONTENTS/VOICE/0001AB00.WAV",
            ],
        ),
        ("CLIPS001/AA0001/AA000101.MXF", ["CLIPS001/AA0001/AA0001.XML", "CLIPS001/AA0001/AA000101.CIF"]),
        ("VID_20220110_121609_00_657.insv", ["LRV_20220110_121609_11_657.insv", "VID_20220110_121609_10_657.insv"]),
        ("VID_20220101_094420_10_013.mp4", ["LRV_20220101_094420_11_013.mp4"]),
        ("VID_20240501_120000_00_007.insv", ["LRV_20240501_120000_01_007.lrv"]),
        ("20260718_070331_NF.mp4", ["20260718_070331_N.3gf", "20260718_070331_N.gps"]),
        ("A001_08151200_C001.braw", ["A001_08151200_C001.srt", "Proxy/A001_08151200_C001.mp4"]),
        ("IMG_0042.MOV", ["IMG_0042.AAE", "IMG_O0042.AAE", "img_0042.xmp"]),
        ("IMG_0042.MOV", ["IMG_0042.HEIC", "IMG_E0042.HEIC"]),
        ("IMG_0042.MOV", ["IMG_0042.JPG"]),
        ("IMG_0042.MOV", ["IMG_0042.MOV.json", "IMG_0042.MOV.suppl.json", "IMG_0042.MOV.xmp", "IMG_0042.uk.srt"]),
        ("PXL_20230101_120000123.mp4", ["PXL_20230101_120000123.MP.jpg"]),
        ("PXL_20230101_120000123.MP", ["PXL_20230101_120000123.MP.jpg"]),
        ("PXL_20230101_120000123.MP.mp4", ["PXL_20230101_120000123.MP.jpg"]),
        ("MVIMG_20180901_101112.mp4", ["MVIMG_20180901_101112.jpg"]),
    ],
)
def test_what_a_device_writes_beside_a_clip_goes_along(clip, along):
    """One clip, not two; also when the card was copied by something that changes the case of names."""
    found = told(sort_out(a_card(clip, *along)))
    assert (sorted(found[clip]), found["kept"]) == (sorted(along), [])

    lower = told(sort_out(a_card(clip.lower(), *(each.lower() for each in along))))
    assert sorted(lower[clip.lower()]) == sorted(each.lower() for each in along)


def test_among_clips_of_one_name_the_nearest_is_meant():
    """A camera begins again at 0001 in a new folder."""
    found = told(sort_out(a_card("A/DJI_0001.MP4", "B/DJI_0001.MP4", "B/DJI_0001.SRT", "A/DJI_0001.SRT")))
    assert found == {"A/DJI_0001.MP4": ["A/DJI_0001.SRT"], "B/DJI_0001.MP4": ["B/DJI_0001.SRT"], "kept": []}


def test_the_same_folder_is_nearer_than_one_in_it():
    found = told(sort_out(a_card("A/B/C0001.MP4", "A/C0001.MP4", "A/C0001.XML", "A/Z/C0001.MP4")))
    assert found["A/C0001.MP4"] == ["A/C0001.XML"]


def test_a_companion_that_two_clips_could_own_is_given_to_none():
    """The picture of the wrong clip would be worse than none."""
    found = told(sort_out(a_card("DCIM/100/DJI_0001.MP4", "DCIM/101/DJI_0001.MP4", "MISC/THM/100/DJI_0001.THM")))
    assert found["kept"] == ["MISC/THM/100/DJI_0001.THM"]


def test_a_still_of_the_same_name_elsewhere_is_a_still():
    """Another day's IMG_0042."""
    names = ["B/IMG_0042.HEIC", "B/IMG_0042.HEIC.json", "B/IMG_E0042.HEIC"]
    assert told(sort_out(a_card("A/IMG_0042.MOV", *names)))["kept"] == names


def test_sound_beside_a_video_is_a_clip_of_its_own():
    """A reporter's recorder, not a camera's copy."""
    names = ["AUDIO/interview.wav", "interview.mp4", "interview.wav"]
    assert told(sort_out(a_card(*names))) == {**{name: [] for name in names}, "kept": []}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("M4ROOT/SUB/C0001S03.MP4", "a camera's small copy; the clip itself is not here"),
        ("LRV_20220110_121609_11_657.insv", "a camera's small copy; the clip itself is not here"),
        ("VID_20220110_121609_10_657.insv", None),
        ("GX010042.WAV", None),
    ],
)
def test_what_could_be_watched_is_a_clip_when_the_one_it_belongs_to_is_not_here(name, why):
    """It may be the only picture that is left."""
    (only,) = sort_out(a_card(name, "other.txt")).recordings
    assert (path(only.main), only.why) == (name, why)


def test_a_companion_goes_with_the_clip_of_its_very_own_name_first():
    """C0001M01 may be the name of a clip, too."""
    found = told(sort_out(a_card("C0001.MP4", "C0001M01.MP4", "C0001M01.XML")))
    assert found == {"C0001.MP4": [], "C0001M01.MP4": ["C0001M01.XML"], "kept": []}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("DJI_0001.SRT", "a sidecar whose clip is not here"),
        ("GX010042.LRV", "small preview of a clip that is not here"),
        ("IMG_0001.JPG", "a still picture"),
        ("PXL_20230101_120000123.MP.jpg", "a few seconds of video inside"),
        ("MVIMG_20180901_101112.jpg", "a few seconds of video inside"),
        ("M4ROOT/MEDIAPRO.XML", "a sidecar whose clip is not here"),
        ("BDMV/PLAYLIST/00000.MPL", "no video or sound"),
        ("notes.txt", "no video or sound"),
        ("MP4", "no video or sound"),
        (".MP4", "no video or sound"),
        ("._IMG_0042.MOV", "a Mac"),
        ("._IMG_0042.XML", "a Mac"),
        ("._GL010042.MP4", "a Mac"),
    ],
)
def test_what_belongs_to_no_clip_is_kept_with_a_reason(name, why):
    contents = sort_out(a_card(name, "OTHER.MOV"))
    assert [path(each.file) for each in contents.kept] == [name]
    assert why in contents.kept[0].why
    assert "copied and verified" in contents.kept[0].why


def test_what_a_mac_notes_beside_a_clip_is_no_second_clip():
    """On a card that has no room for it elsewhere, macOS writes ._NAME beside NAME."""
    assert told(sort_out(a_card("IMG_0042.MOV", "._IMG_0042.MOV"))) == {"IMG_0042.MOV": [], "kept": ["._IMG_0042.MOV"]}


@pytest.mark.parametrize(("minutes", "clip_has"), [(0, 1), (60, 1), (-60, 1), (365 * 24 * 60, 0), (-365 * 24 * 60, 0)])
def test_a_picture_of_another_day_is_no_part_of_a_live_photo(minutes, clip_has):
    """Years of a phone exported into one folder have more than one IMG_0042."""
    noon = 10_000_000
    (only,) = sort_out(filmed(("IMG_0042.MOV", 1, noon), ("IMG_0042.JPG", 1, noon + minutes))).recordings
    assert len(only.sidecars) == clip_has


def test_no_ending_has_two_meanings():
    kinds = (VIDEO_ENDINGS, SOUND_ENDINGS, STILL_ENDINGS, SIDECAR_ENDINGS)
    assert len(frozenset().union(*kinds)) == sum(map(len, kinds))


folders = st.lists(
    st.sampled_from([b"A", b"SUB", b"PROXY", b"CONTENTS", b"AUDIO", b"VIDEO", b"CLIPS001", b"AA0001", b"100GOPRO"]),
    max_size=3,
)
stems = (
    st.sampled_from([b"C0001", b"C0001M01", b"C0001S01", b"GL010042", b"GX010042", b"GX020042", b"GOPR0042"])
    | st.sampled_from([b"GP010042", b"GXAA0001", b"VID_20220110_121609_00_657", b"VID_20220110_121609_10_657"])
    | st.sampled_from([b"LRV_20220110_121609_11_657", b"AA0001", b"AA000101", b"AA000102", b"MVI_0001", b"MVI_0002"])
    | st.sampled_from([b"IMG_0001", b"IMG_E0001", b"PXL_1.MP", b"\xff", b"._C0001", b"0001AB", b"0001AB00"])
    | st.binary(max_size=4)
)  # fmt: skip
names = st.builds(
    lambda stem, kind: stem + b"." + kind,
    stems,
    st.sampled_from([b"MP4", b"mp4", b"mov", b"MTS", b"MXF", b"XML", b"srt", b"LRV", b"wav", b"jpg", b"txt", b""]),
)
files = st.builds(
    lambda folder, name, size, minute: MediaFile(path=(*folder, name), size_bytes=size, modified_ns=minute * MINUTE),
    folders,
    names,
    st.sampled_from([1, 2 * GIB, FULL]),
    st.integers(0, 3),
)


@given(st.data(), st.lists(files, max_size=14, unique_by=lambda file: file.path))
def test_every_file_of_a_card_is_in_it_exactly_once(data, listed):
    """Whatever the names, also those that are no UTF-8, and whatever a playlist says; in the order of the card."""
    pair = st.sampled_from([file.path for file in listed] or [(b"X",)])
    joined = data.draw(st.sets(st.tuples(pair, pair), max_size=4))
    contents = sort_out(listed, joined)

    assert Counter(everything(contents)) == Counter(listed)
    assert contents == sort_out(reversed(listed), joined)
    assert [each.main.path for each in contents.recordings] == sorted(each.main.path for each in contents.recordings)
    assert all(
        each.sidecars == tuple(sorted(each.sidecars, key=lambda file: file.path)) for each in contents.recordings
    )


def test_sabotage_a_file_in_two_places_or_none_is_found():
    """The check above counts: a recording without one of its files is another card."""
    card = a_card("GX010042.MP4", "GX020042.MP4")
    (only,) = sort_out(card).recordings

    assert Counter(everything(Contents(recordings=(Recording(main=only.main),), kept=()))) != Counter(card)
    assert Counter(everything(Contents(recordings=(only, only), kept=()))) != Counter(card)


def test_many_clips_of_one_name_are_sorted_in_a_moment():
    """A tape archive names every film CLIP.MXF. Comparing each with each would take minutes."""
    card = a_card(*(f"{n // 100}/{n}/CLIP.{kind}" for n in range(10_000) for kind in ("MXF", "XML")))
    begun = time.process_time()
    contents = sort_out(card)

    assert time.process_time() - begun < 5
    assert all(each.sidecars[0].path[:2] == each.main.path[:2] for each in contents.recordings)


def test_a_large_card_is_sorted_in_a_moment_and_little_memory():
    """100,000 files take 2 s and 25 MB here; this is a fifth of it, with room for a slower machine."""
    kinds = ("GX01{}.MP4", "GX02{}.MP4", "GL01{}.LRV", "GX01{}.THM", "IMG_{}.HEIC", "IMG_{}.MOV")
    card = a_card(*(f"DCIM/{n // 1000}GOPRO/{kind.format(n)}" for n in range(1000, 4334) for kind in kinds))
    begun = time.process_time()
    contents = sort_out(card)

    assert time.process_time() - begun < 3
    assert len(contents.recordings) == 2 * len(card) // 6
    tracemalloc.start()
    sort_out(card[:6000])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6000 * 1000
