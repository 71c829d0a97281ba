"""Long recordings are one clip where names, the card itself or a full file show it, and nowhere else."""

import pytest

from mediadesk.model.card import sort_out
from tests.model.cards import FULL, GIB, a_card, filmed, parts, told, whys


@pytest.mark.parametrize(
    ("listed", "clips"),
    [
        (["GX010042.MP4", "GX020042.MP4", "GX010043.MP4"], [["GX010042.MP4", "GX020042.MP4"], ["GX010043.MP4"]]),
        (["gh010042.mp4", "gh020042.mp4"], [["gh010042.mp4", "gh020042.mp4"]]),
        (["GS010001.360", "GS020001.360"], [["GS010001.360", "GS020001.360"]]),
        (["GOPR0042.MP4", "GP010042.MP4", "GP020042.MP4"], [["GOPR0042.MP4", "GP010042.MP4", "GP020042.MP4"]]),
        (["GPFR0001.MP4", "GF010001.MP4", "GPBK0001.MP4"], [["GPBK0001.MP4"], ["GPFR0001.MP4", "GF010001.MP4"]]),
        (["GXAA0007.MP4", "GXAA0008.MP4", "GXAB0009.MP4"], [["GXAA0007.MP4", "GXAA0008.MP4"], ["GXAB0009.MP4"]]),
        (["100GOPRO/G0010007.MP4", "100GOPRO/G0010008.MP4"], [["G0010007.MP4", "G0010008.MP4"]]),
        (["CLIPS001/AA0001/AA000101.MXF", "CLIPS001/AA0001/AA000102.MXF"], [["AA000101.MXF", "AA000102.MXF"]]),
        # another codec, another folder, somebody else's numbers: not one recording
        (["GH010042.MP4", "GX020042.MP4"], [["GH010042.MP4"], ["GX020042.MP4"]]),
        (["A/GX010042.MP4", "B/GX020042.MP4"], [["GX010042.MP4"], ["GX020042.MP4"]]),
        (["G0010007.MP4", "G0010008.MP4"], [["G0010007.MP4"], ["G0010008.MP4"]]),
        (["MVI_0001.MP4", "MVI_0002.MP4"], [["MVI_0001.MP4"], ["MVI_0002.MP4"]]),
        (["gx010042.MP4", "GX010042.MP4", "GX020042.MP4"], [["GX010042.MP4"], ["gx010042.MP4", "GX020042.MP4"]]),
    ],
)
def test_chapters_of_one_recording_are_one_clip(listed, clips):
    assert parts(sort_out(a_card(*listed))) == clips


def test_what_belongs_to_any_chapter_belongs_to_the_clip():
    names = ["GL010042.LRV", "GL020042.LRV", "GX010042.MP4", "GX010042.THM", "GX020042.MP4", "GX020042.THM"]
    found = told(sort_out(a_card(*names)))
    assert found == {"GX010042.MP4": [name for name in names if name.endswith(("LRV", "THM"))], "kept": []}


@pytest.mark.parametrize(
    ("listed", "clips", "said"),
    [
        (["GX020042.MP4", "GX030042.MP4"], [["GX020042.MP4", "GX030042.MP4"]], ["chapter 1"]),
        (["GP020042.MP4"], [["GP020042.MP4"]], ["chapters 1 to 2"]),
        (
            ["GX010042.MP4", "GX040042.MP4"],
            [["GX010042.MP4"], ["GX040042.MP4"]],
            [None, "chapters 2 to 3"],
        ),
        (["GOPR0042.MP4", "GP020042.MP4"], [["GOPR0042.MP4"], ["GP020042.MP4"]], [None, "chapter 2"]),
        (["GXAA0007.MP4", "GXAA0009.MP4"], [["GXAA0007.MP4"], ["GXAA0009.MP4"]], [None, None]),
    ],
)  # fmt: skip
def test_a_missing_chapter_is_said_and_nothing_is_put_together_across_it(listed, clips, said):
    contents = sort_out(a_card(*listed))
    beginnings = [why and why.partition(" of this recording")[0] for why in whys(contents)]
    assert (parts(contents), beginnings) == (clips, said)


def test_the_card_says_itself_what_is_joined():
    """AVCHD: the numbers alone do not tell."""
    card = a_card("BDMV/CLIPINF/00002.CPI", *(f"BDMV/STREAM/0000{n}.MTS" for n in range(4)))
    stream = [(b"BDMV", b"STREAM", b"0000%d.MTS" % n) for n in range(4)]

    assert parts(sort_out(card)) == [["00000.MTS"], ["00001.MTS"], ["00002.MTS"], ["00003.MTS"]]
    joined = sort_out(card, {(stream[0], stream[1]), (stream[1], stream[2])})
    assert parts(joined) == [["00000.MTS", "00001.MTS", "00002.MTS"], ["00003.MTS"]]
    assert told(joined)["BDMV/STREAM/00000.MTS"] == ["BDMV/CLIPINF/00002.CPI"]


def test_a_playlist_made_to_confuse_loses_no_file():
    """Rings, forks, files that are not there or are no clips."""
    card = a_card("A.MTS", "B.MTS", "C.MTS", "D.txt")
    a, b, c, d = (file.path for file in card)
    hostile = {(a, a), (b, a), (a, c), (b, c), (c, a), (a, (b"X.MTS",)), (a, d), (c, d)}

    assert parts(sort_out(card, hostile)) == [["A.MTS", "C.MTS"], ["B.MTS"]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("DCIM/100CANON/MVI_0042.MP4", "DCIM/100CANON/MVI_0043.MP4"),
        ("DCIM/101_PANA/P1010009.MOV", "DCIM/101_PANA/P1010010.MOV"),
        ("DCIM/100MEDIA/DJI_0042.MP4", "DCIM/100MEDIA/DJI_0043.MP4"),
        ("DCIM/DJI_001/DJI_20240501120000_0042_D.MP4", "DCIM/DJI_001/DJI_20240501120512_0043_D.MP4"),
    ],
)
def test_a_file_as_large_as_fat_allows_goes_on_in_the_next_number(first, second):
    """Filmed without a pause: the second was closed five minutes after the first."""
    assert len(sort_out(filmed((first, FULL, 10), (second, GIB, 15))).recordings) == 1


@pytest.mark.parametrize(
    ("second", "size", "minute"),
    [
        ("MVI_0044.MP4", FULL, 15),  # a number is missing
        ("MVI_0043.MOV", FULL, 15),  # of another kind
        ("MVI_00043.MP4", FULL, 15),  # of another camera
        ("MVJ_0043.MP4", FULL, 15),
        ("MVI_0043.MP4", 20_000_000, 15),  # 20 MB are not filmed in five minutes: there was a pause
        ("MVI_0043.MP4", FULL, 10 + 24 * 60),  # the next day
        ("MVI_0043.MP4", FULL, 5),  # filmed before
    ],
)
def test_the_next_file_is_another_clip_when_anything_speaks_against_it(second, size, minute):
    assert len(sort_out(filmed(("MVI_0042.MP4", FULL, 10), (second, size, minute))).recordings) == 2


@pytest.mark.parametrize("size", [FULL - 45_000_000, 2 * GIB - 1_000_000, 4 * GIB + 1, 0])
def test_a_file_that_was_not_cut_ends_its_clip(size):
    assert len(sort_out(filmed(("MVI_0042.MP4", size, 10), ("MVI_0043.MP4", GIB, 15))).recordings) == 2


def test_avchd_is_cut_at_two_gib_too():
    card = filmed(("STREAM/00001.MTS", 2 * GIB - 1_000_000, 10), ("STREAM/00002.MTS", GIB, 15))
    assert parts(sort_out(card)) == [["00001.MTS", "00002.MTS"]]


def test_a_gopro_goes_on_by_chapter_and_never_by_the_next_number():
    """GX010042 is full because GX020042 follows; GX010043 was filmed later."""
    card = filmed(("GX010042.MP4", FULL, 10), ("GX010043.MP4", GIB, 15), ("GX020042.MP4", GIB, 13))
    assert parts(sort_out(card)) == [["GX010042.MP4", "GX020042.MP4"], ["GX010043.MP4"]]
