"""Cards as devices write them: which structure it is, how many clips are on it, what each has and what is kept."""

from dataclasses import dataclass

import pytest

from mediadesk.model.card import MediaFile, sort_out
from mediadesk.model.structure import chapter, is_motion_photo, named_after, numbered, structures

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A listing as `find -type f -printf` would give it (size, minute it was closed, path), and what is on it."""

    listing: str
    structures: tuple[str, ...]
    clips: dict[str, int]  # the names of a clip's files, and how many sidecars it has
    kept: tuple[str, ...] = ()


CARDS = {
    "GoPro HERO9": Card(
        listing="""
            1 0 Get_started_with_GoPro.url
            1 0 MISC/version.txt
            1 0 DCIM/100GOPRO/leinfo.sav
            65M 12 DCIM/100GOPRO/GL010042.LRV
            65M 23 DCIM/100GOPRO/GL020042.LRV
            12M 26 DCIM/100GOPRO/GL030042.LRV
            2M 31 DCIM/100GOPRO/GL010043.LRV
            3820M 12 DCIM/100GOPRO/GX010042.MP4
            11K 12 DCIM/100GOPRO/GX010042.THM
            60M 31 DCIM/100GOPRO/GX010043.MP4
            11K 31 DCIM/100GOPRO/GX010043.THM
            3820M 23 DCIM/100GOPRO/GX020042.MP4
            11K 23 DCIM/100GOPRO/GX020042.THM
            640M 26 DCIM/100GOPRO/GX030042.MP4
            11K 26 DCIM/100GOPRO/GX030042.THM
            6M 40 DCIM/100GOPRO/GOPR0044.JPG
        """,
        structures=("GoPro",),
        clips={"GX010042.MP4 GX020042.MP4 GX030042.MP4": 6, "GX010043.MP4": 2},
        kept=("leinfo.sav", "Get_started_with_GoPro.url", "version.txt", "GOPR0044.JPG"),
    ),
    "GoPro HERO4": Card(
        listing="""
            3700M 10 DCIM/100GOPRO/GOPR0017.MP4
            40M 10 DCIM/100GOPRO/GOPR0017.LRV
            9K 10 DCIM/100GOPRO/GOPR0017.THM
            3700M 20 DCIM/100GOPRO/GP010017.MP4
            40M 20 DCIM/100GOPRO/GP010017.LRV
            9K 20 DCIM/100GOPRO/GP010017.THM
            2M 30 DCIM/100GOPRO/G0020018.JPG
            2M 30 DCIM/100GOPRO/G0020019.JPG
        """,
        structures=("GoPro",),
        clips={"GOPR0017.MP4 GP010017.MP4": 4},
        kept=("G0020018.JPG", "G0020019.JPG"),
    ),
    "DJI Mavic Air 2": Card(
        listing="""
            4090M 9 DCIM/100MEDIA/DJI_0001.MP4
            9K 9 DCIM/100MEDIA/DJI_0001.SRT
            700M 11 DCIM/100MEDIA/DJI_0002.MP4
            2K 11 DCIM/100MEDIA/DJI_0002.SRT
            8M 20 DCIM/100MEDIA/DJI_0003.JPG
            24M 20 DCIM/100MEDIA/DJI_0003.DNG
            300M 50 DCIM/100MEDIA/DJI_0004.MP4
            1K 50 DCIM/100MEDIA/DJI_0004.SRT
            8K 9 MISC/THM/100/DJI_0001.THM
            8K 11 MISC/THM/100/DJI_0002.THM
            1K 9 MISC/IDX/DJI_0001.IDX
        """,
        structures=("DJI",),
        clips={"DJI_0001.MP4 DJI_0002.MP4": 4, "DJI_0004.MP4": 1},
        kept=("DJI_0003.DNG", "DJI_0003.JPG", "DJI_0001.IDX"),
    ),
    "DJI Mini 4 Pro": Card(
        listing="""
            900M 5 DCIM/DJI_001/DJI_20240501120003_0001_D.MP4
            9K 5 DCIM/DJI_001/DJI_20240501120003_0001_D.SRT
            40M 5 DCIM/DJI_001/DJI_20240501120003_0001_D.LRF
            12M 9 DCIM/DJI_001/DJI_20240501120611_0002_D.JPG
        """,
        structures=("DJI",),
        clips={"DJI_20240501120003_0001_D.MP4": 2},
        kept=("DJI_20240501120611_0002_D.JPG",),
    ),
    "Sony ILCE-7M4, XAVC S": Card(
        listing="""
            800M 5 PRIVATE/M4ROOT/CLIP/C0001.MP4
            2K 5 PRIVATE/M4ROOT/CLIP/C0001M01.XML
            90M 9 PRIVATE/M4ROOT/CLIP/C0002.MP4
            2K 9 PRIVATE/M4ROOT/CLIP/C0002M01.XML
            30M 5 PRIVATE/M4ROOT/SUB/C0001S03.MP4
            3M 9 PRIVATE/M4ROOT/SUB/C0002S03.MP4
            12K 5 PRIVATE/M4ROOT/THMBNL/C0001T01.JPG
            12K 9 PRIVATE/M4ROOT/THMBNL/C0002T01.JPG
            4K 9 PRIVATE/M4ROOT/MEDIAPRO.XML
            1K 9 PRIVATE/M4ROOT/STATUS.BIN
            25M 12 DCIM/100MSDCF/DSC00001.ARW
            9M 12 DCIM/100MSDCF/DSC00001.JPG
            1M 12 AVF_INFO/AVIN0001.INP
        """,
        structures=("Sony XAVC",),
        clips={"C0001.MP4": 3, "C0002.MP4": 3},
        kept=("AVIN0001.INP", "DSC00001.ARW", "DSC00001.JPG", "MEDIAPRO.XML", "STATUS.BIN"),
    ),
    "Sony PXW, XDCAM": Card(
        listing="""
            900M 5 XDROOT/Clip/Clip0001.MXF
            2K 5 XDROOT/Clip/Clip0001M01.XML
            60M 5 XDROOT/Sub/Clip0001S01.MXF
            2K 5 XDROOT/MEDIAPRO.XML
            1K 5 XDROOT/DISCMETA.XML
        """,
        structures=("Sony XDCAM",),
        clips={"Clip0001.MXF": 2},
        kept=("DISCMETA.XML", "MEDIAPRO.XML"),
    ),
    "Sony HX, MP4": Card(
        listing="""
            90M 5 MP_ROOT/100ANV01/MAH00001.MP4
            8K 5 MP_ROOT/100ANV01/MAH00001.THM
            1K 5 PRIVATE/SONY/SONYCARD.IND
        """,
        structures=("Sony MP4",),
        clips={"MAH00001.MP4": 1},
        kept=("SONYCARD.IND",),
    ),
    "Panasonic HC, AVCHD": Card(
        listing="""
            1K 0 PRIVATE/AVCHD/AVCHDTN/THUMB.TID
            1K 0 PRIVATE/AVCHD/BDMV/INDEX.BDM
            1K 0 PRIVATE/AVCHD/BDMV/MOVIEOBJ.BDM
            1K 9 PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI
            1K 34 PRIVATE/AVCHD/BDMV/CLIPINF/00001.CPI
            1K 41 PRIVATE/AVCHD/BDMV/CLIPINF/00002.CPI
            2K 41 PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL
            80M 9 PRIVATE/AVCHD/BDMV/STREAM/00000.MTS
            4090M 34 PRIVATE/AVCHD/BDMV/STREAM/00001.MTS
            700M 41 PRIVATE/AVCHD/BDMV/STREAM/00002.MTS
        """,
        structures=("AVCHD",),
        clips={"00000.MTS": 1, "00001.MTS 00002.MTS": 2},
        kept=("THUMB.TID", "INDEX.BDM", "MOVIEOBJ.BDM", "00000.MPL"),
    ),
    "Panasonic P2": Card(
        listing="""
            1K 0 LASTCLIP.TXT
            60M 5 CONTENTS/AUDIO/0009E700.MXF
            60M 5 CONTENTS/AUDIO/0009E701.MXF
            3K 5 CONTENTS/CLIP/0009E7.XML
            14K 5 CONTENTS/ICON/0009E7.BMP
            900M 5 CONTENTS/VIDEO/0009E7.MXF
        """,
        structures=("Panasonic P2",),
        clips={"0009E7.MXF": 4},
        kept=("LASTCLIP.TXT",),
    ),
    "Canon XF": Card(
        listing="""
            2000M 9 CONTENTS/CLIPS001/AA0001/AA000101.MXF
            1K 9 CONTENTS/CLIPS001/AA0001/AA000101.CIF
            300M 12 CONTENTS/CLIPS001/AA0001/AA000102.MXF
            1K 12 CONTENTS/CLIPS001/AA0001/AA000102.CIF
            3K 12 CONTENTS/CLIPS001/AA0001/AA0001.XML
            1K 12 CONTENTS/CLIPS001/INDEX.MIF
        """,
        structures=("Canon XF",),
        clips={"AA000101.MXF AA000102.MXF": 3},
        kept=("INDEX.MIF",),
    ),
    "Canon EOS 80D": Card(
        listing="""
            4093M 9 DCIM/100CANON/MVI_0021.MP4
            4093M 18 DCIM/100CANON/MVI_0022.MP4
            200M 19 DCIM/100CANON/MVI_0023.MP4
            200M 25 DCIM/100CANON/MVI_0024.MP4
            6M 30 DCIM/100CANON/IMG_0025.JPG
            1K 30 MISC/AUTPRINT.MRK
        """,
        structures=("DCIM",),
        clips={"MVI_0021.MP4 MVI_0022.MP4 MVI_0023.MP4": 0, "MVI_0024.MP4": 0},
        kept=("IMG_0025.JPG", "AUTPRINT.MRK"),
    ),
    "Nikon Z6": Card(
        listing="""
            900M 9 DCIM/100NZ6_1/DSC_0001.MOV
            20M 12 DCIM/100NZ6_1/DSC_0002.NEF
            1K 0 NC_FLLST.DAT
        """,
        structures=("DCIM",),
        clips={"DSC_0001.MOV": 0},
        kept=("DSC_0002.NEF", "NC_FLLST.DAT"),
    ),
    "Panasonic GH5": Card(
        listing="""
            4090M 9 DCIM/100_PANA/P1000001.MOV
            90M 10 DCIM/100_PANA/P1000002.MOV
            5M 11 DCIM/100_PANA/P1000003.JPG
        """,
        structures=("DCIM",),
        clips={"P1000001.MOV P1000002.MOV": 0},
        kept=("P1000003.JPG",),
    ),
    "iPhone over USB": Card(
        listing="""
            2M 1 DCIM/100APPLE/IMG_0041.HEIC
            2M 2 DCIM/100APPLE/IMG_0042.HEIC
            3M 2 DCIM/100APPLE/IMG_0042.MOV
            90M 5 DCIM/100APPLE/IMG_0043.MOV
            1K 6 DCIM/100APPLE/IMG_0043.AAE
            2M 7 DCIM/202301__/IMG_0044.JPG
            2M 8 DCIM/202301__/IMG_0044.MOV
            2M 8 DCIM/202301__/IMG_E0044.JPG
        """,
        structures=("iPhone",),
        clips={"IMG_0042.MOV": 1, "IMG_0043.MOV": 1, "IMG_0044.MOV": 2},
        kept=("IMG_0041.HEIC",),
    ),
    "Android over MTP": Card(
        listing="""
            3M 1 Internal storage/DCIM/Camera/PXL_20230428_175212345.MP.jpg
            3M 2 Internal storage/DCIM/Camera/PXL_20230428_175217000.jpg
            90M 3 Internal storage/DCIM/Camera/PXL_20230428_175312345.mp4
            8M 4 Internal storage/DCIM/Camera/VID_20190829_000213.mp4
        """,
        structures=("Android",),
        clips={"PXL_20230428_175312345.mp4": 0, "VID_20190829_000213.mp4": 0},
        kept=("PXL_20230428_175212345.MP.jpg", "PXL_20230428_175217000.jpg"),
    ),
    "an export of Google's photos": Card(
        listing="""
            3M 1 Takeout/Photos from 2023/PXL_20230428_175212345.MP
            3M 1 Takeout/Photos from 2023/PXL_20230428_175212345.MP.jpg
            2M 2 Takeout/Photos from 2023/IMG_0042.HEIC
            3M 2 Takeout/Photos from 2023/IMG_0042.MP4
        """,
        structures=("iPhone", "Android"),
        clips={"IMG_0042.MP4": 1, "PXL_20230428_175212345.MP": 1},
    ),
    "Insta360 ONE X2": Card(
        listing="""
            1K 0 DCIM/fileinfo_list.list
            900M 5 DCIM/Camera01/VID_20220110_121609_00_657.insv
            900M 5 DCIM/Camera01/VID_20220110_121609_10_657.insv
            40M 5 DCIM/Camera01/LRV_20220110_121609_11_657.insv
            400M 9 DCIM/Camera01/VID_20220110_122000_00_658.insv
            20M 9 DCIM/Camera01/LRV_20220110_122000_11_658.insv
            18M 12 DCIM/Camera01/IMG_20220110_122200_00_659.insp
        """,
        structures=("Insta360",),
        clips={"VID_20220110_121609_00_657.insv": 2, "VID_20220110_122000_00_658.insv": 1},
        kept=("IMG_20220110_122200_00_659.insp", "fileinfo_list.list"),
    ),
    "BlackVue": Card(
        listing="""
            90M 1 BlackVue/Record/20260718_070331_NF.mp4
            60M 1 BlackVue/Record/20260718_070331_NR.mp4
            9K 1 BlackVue/Record/20260718_070331_N.gps
            9K 1 BlackVue/Record/20260718_070331_N.3gf
            8K 1 BlackVue/Record/20260718_070331_NF.thm
        """,
        structures=(),
        clips={"20260718_070331_NF.mp4": 3, "20260718_070331_NR.mp4": 0},
    ),
    "plain folders": Card(
        listing="""
            90M 1 Monday/interview mother.mp4
            90M 2 Monday/street.mov
            1K 2 Monday/notes.txt
            20M 3 Tuesday/ZOOM0001.WAV
        """,
        structures=(),
        clips={"interview mother.mp4": 0, "street.mov": 0, "ZOOM0001.WAV": 0},
        kept=("notes.txt",),
    ),
}


def files(listing: str) -> list[MediaFile]:
    """The files of a listing."""
    found = []
    for line in listing.strip().splitlines():
        size, minute, path = line.split(maxsplit=2)
        unit = size.strip("0123456789")
        size_bytes = int(size.removesuffix(unit)) * _UNITS[unit]
        parts = tuple(path.encode().split(b"/"))
        found.append(MediaFile(path=parts, size_bytes=size_bytes, modified_ns=int(minute) * 60 * 10**9))
    return found


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_is_known_by_its_structure_and_its_files_find_together(card):
    """Whatever a device wrote is in the clips or kept, and nothing is a clip twice."""
    listed = files(card.listing)
    contents = sort_out(listed)

    assert contents.structures == card.structures
    assert {
        b" ".join(file.name for file in (each.main, *each.parts)).decode(): len(each.sidecars)
        for each in contents.recordings
    } == card.clips
    assert sorted(each.file.name.decode() for each in contents.kept) == sorted(card.kept)
    assert [each.why for each in contents.recordings] == [None] * len(card.clips)


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_is_known_in_any_case_and_below_any_folder(card):
    """A copy on a drive has folders above it, and may have lost its capitals."""
    paths = [(b"backup", b"card 3", *(part.lower() for part in file.path)) for file in files(card.listing)]
    assert structures(paths) == card.structures


def test_a_card_of_two_cameras_is_both_and_dcim_says_nothing_beside_them():
    paths = [
        (b"DCIM", b"100GOPRO", b"GX010001.MP4"),
        (b"DCIM", b"100MEDIA", b"DJI_0001.MP4"),
        (b"DCIM", b"100ABCDE", b"x"),
    ]
    assert structures(paths) == ("GoPro", "DJI")


@pytest.mark.parametrize("name", [b"", b"\n", b"\xff" * 300, b"GX010042\n.MP4", b"DJI_", b"A" * 100_000 + b"S03.MP4"])
def test_no_name_confuses_the_tables(name):
    """A name may hold anything, and takes no time."""
    for path in ((name,), (b"SUB", name), (name, name), (b"CLIPS001", b"AA0001", name)):
        assert structures([path]) == ()
        assert chapter(path) is None
        assert named_after(path) is None or name.endswith(b"S03.MP4")
    assert not is_motion_photo(name)


def test_what_numbers_have_in_common():
    assert numbered(b"MVI_0042.MP4") == (b"MVI_ 4", 42)
    assert numbered(b"DJI_20240501120003_0001_D.MP4") == (b"DJI__D", 1)
    assert numbered(b"C01.MP4") is None
    assert numbered(b"interview.mp4") is None
