"""What exiftool may say of a file that goes out: field by field, with what may stand in it. All else is a leak.

A reader that knows nothing of ours, asked for unknown and embedded fields, too. What a page, a playlist, an oEmbed
answer and a cue file say is text, and read as text.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

_NUMBER = r"-?\d+(\.\d+)?"
_SECONDS = rf"{_NUMBER} s|\d+:\d\d:\d\d"
_TABLE = r"\(Binary data \d+ bytes, use -b option to extract\)"
_NEVER = r"0000:00:00 00:00:00"
_TRACK = r"Track\d"

# group:tag → value
_ALLOWED = {
    r"System:(FileName|Directory|FileSize|FileModifyDate|FileAccessDate|FileInodeChangeDate|FilePermissions)": ".*",
    r"ExifTool:ExifToolVersion": _NUMBER,
    r"File:FileType": "MP4|M4A|JPEG",
    r"File:FileTypeExtension": "mp4|m4a|jpg",
    r"File:MIMEType": "(video|audio)/mp4|image/jpeg",
    r"File:Image(Width|Height)|File:BitsPerSample|File:ColorComponents": _NUMBER,
    r"File:EncodingProcess": "Progressive DCT, Huffman coding",
    r"File:YCbCrSubSampling": r"YCbCr4:[24]:[024] \(\d \d\)",
    r"JFIF:JFIFVersion": "1.01",
    r"JFIF:ResolutionUnit": "None",
    r"JFIF:[XY]Resolution": "1",
    r"Composite:(AvgBitrate|ImageSize|Megapixels|Rotation)": r"[\d.x]+(e-\d+)?( [kM]?bps)?",
    r"QuickTime:MajorBrand": r"MP4 Base Media v[16]( \[IS0 14496-12:2003\])?",
    r"QuickTime:MinorVersion": r"0\.\d\.0",
    r"QuickTime:CompatibleBrands": r"\[('(iso[m256]|avc1|mp41|cmfc|dash|msdh|msix)'(, )?)+\]",
    rf"(QuickTime|{_TRACK}):(Movie|Media|Track)?(Create|Modify)Date": _NEVER,
    rf"(QuickTime|{_TRACK}):(Movie|Media|Track)HeaderVersion": "[01]",
    rf"(QuickTime|{_TRACK}):(Media|Track)?Duration": _SECONDS,
    rf"QuickTime:TimeScale|{_TRACK}:MediaTimeScale": r"\d+",
    r"QuickTime:Preferred(Rate|Volume)|QuickTime:NextTrackID": r"\d+(\.\d+%)?",
    r"QuickTime:(Preview|Poster|Selection|Current)(Time|Duration)": "0 s",
    rf"(QuickTime|{_TRACK}):MatrixStructure": "1 0 0 0 1 0 0 0 1",
    r"QuickTime:(Free|Unknown_free)": rf"|{_TABLE}",
    r"QuickTime:MediaData(Size|Offset)?": rf"\d+|{_TABLE}",
    r"QuickTime:(Unknown_(mvex|styp|sidx|trun|tfdt|tfhd)|SegmentIndex)": _TABLE,
    r"QuickTime:MovieFragmentSequence": r"\d+",
    rf"{_TRACK}:HandlerType": "(Audio|Video) Track",
    rf"{_TRACK}:MediaLanguageCode": "und",
    rf"{_TRACK}:(AudioFormat|CompressorID)": "mp4a|avc1",
    rf"{_TRACK}:(AudioBitsPerSample|AudioChannels|AudioSampleRate|Balance|BitDepth)": _NUMBER,
    rf"{_TRACK}:(AverageBitrate|MaxBitrate|BufferSize|VideoFrameRate|TrackID|TrackLayer|[XY]Resolution)": _NUMBER,
    rf"{_TRACK}:TrackVolume": "0.00%|100.00%",
    rf"{_TRACK}:(Source)?Image(Width|Height)": _NUMBER,
    rf"{_TRACK}:(ColorPrimaries|TransferCharacteristics|MatrixCoefficients)": r"BT\.709",
    rf"{_TRACK}:ColorProfiles": "nclx",
    rf"{_TRACK}:VideoFullRangeFlag": "Limited",
    rf"{_TRACK}:PixelAspectRatio": "1:1",
    rf"{_TRACK}:GraphicsMode": "srcCopy",
    rf"{_TRACK}:OpColor": "0 0 0",
    rf"{_TRACK}:(AVCConfiguration|ChunkOffset(64)?|CompositionTimeToSample|SampleSizes|SampleToChunk)": _TABLE,
    rf"{_TRACK}:(SampleGroupDescription|SampleToGroup|SyncSampleTable|TimeToSampleTable)": _TABLE,
    rf"{_TRACK}:Unknown_(btrt|edts|esds)": _TABLE,
}
# the same of an edit proxy, which stays on the desk: it is a MOV, its sound is uncoded, and it may have a time code
_OF_AN_EDIT = {
    r"File:(FileType|FileTypeExtension)": "MOV|mov",
    r"File:MIMEType": "video/quicktime",
    r"QuickTime:MajorBrand": r"Apple QuickTime \(\.MOV/QT\)",
    r"QuickTime:CompatibleBrands": r"\['qt  '\]",
    r"QuickTime:Wide": r"\(Binary data 0 bytes, use -b option to extract\)",
    rf"{_TRACK}:ColorProfiles": "nclc",
    rf"{_TRACK}:VendorID": "FFmpeg",
    rf"{_TRACK}:Handler(Class|Type)": "Media Handler|Data Handler|URL",
    rf"{_TRACK}:MediaLanguageCode": r"Unknown \(32767\)",
    rf"{_TRACK}:AudioFormat": "sowt|lpcm",
    rf"{_TRACK}:(LayoutFlags|AudioChannelTypes|NumChannelDescriptions)": "[A-Z][A-Za-z, ]+|0",
    # of the track that counts: how its numbers would be written on the picture
    rf"{_TRACK}:(TimeCode|PlaybackFrameRate)": _NUMBER,
    rf"{_TRACK}:(Background|Text)Color": "65535 65535 65535|0 0 0",
    rf"{_TRACK}:Gen(Balance|Flags|GraphicsMode|MediaVersion|OpColor)": "0|0 0 0|ditherCopy|32768 32768 32768",
    rf"{_TRACK}:(FontName|TextFont|TextFace|TextSize)": "Lucida Grande|System|Plain|12",
    rf"{_TRACK}:OtherFormat": "tmcd",
    rf"{_TRACK}:Text": r"\(Binary data 36 bytes, use -b option to extract\)",
}
_TEXTS = frozenset({".html", ".json", ".m3u8", ".vtt", ".js", ".txt"})


def told_fields(folder: Path) -> Iterator[tuple[str, str]]:
    """What exiftool says of every file below a folder but texts: `Group:Tag` and its value."""
    argv = ["exiftool", "-r", "-j", "-G1", "-a", "-u", "-ee", "-api", "LargeFileSupport=1", "-ext", "*", str(folder)]
    said = subprocess.run(argv, capture_output=True, check=False).stdout
    for each in json.loads(said or b"[]"):
        file = Path(each.pop("SourceFile"))
        if file.suffix not in _TEXTS:
            yield from ((tag, str(value)) for tag, value in each.items())


def is_allowed(tag: str, value: str) -> bool:
    """Whether this may stand in what goes out."""
    return _stands_in(_ALLOWED, tag, value)


def of_an_edit(stranger: str) -> bool:
    """Whether `Group:Tag = value` is what an edit proxy has beyond that."""
    tag, _, value = stranger.partition(" = ")
    return _stands_in(_OF_AN_EDIT, tag, value)


def _stands_in(allowed: dict[str, str], tag: str, value: str) -> bool:
    return any(re.fullmatch(field, tag) and re.fullmatch(values, value) for field, values in allowed.items())
