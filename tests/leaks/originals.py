"""Originals that tell everything: for each format a small real file, with a token in every slot that it has.

A telephone's film, an action camera's, an editor's Matroska, a recorder's sound: pictures of 128x72, sound of a second.
ffmpeg and exiftool write what they can; the rest is bytes of ours (`written.py`).
"""

import io
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from mediadesk.media.binaries import Programs
from tests.leaks import written
from tests.leaks.tokens import Original, Slots
from tests.media.test_gpmf import camera, klv, nested, numbers

SECONDS = "1.2"
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=s=128x72:r=10:d={SECONDS}")
TONE = ("-f", "lavfi", "-i", f"sine=f=440:r=48000:d={SECONDS}")
X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 0".split()
PICTURE_TAGS = {  # as exiftool calls them → the slot
    "EXIF:Artist": "exif artist",
    "EXIF:Make": "exif make",
    "EXIF:Model": "exif model",
    "EXIF:SerialNumber": "exif serial",
    "EXIF:LensSerialNumber": "exif lens serial",
    "EXIF:OwnerName": "exif owner",
    "EXIF:ImageDescription": "exif description",
    "EXIF:UserComment": "exif comment",
    "EXIF:Software": "exif software",
    "EXIF:XPAuthor": "exif xp author",
    "EXIF:GPSAreaInformation": "exif gps area",
    "IPTC:By-line": "iptc by-line",
    "IPTC:City": "iptc city",
    "XMP-dc:Creator": "xmp creator",
    "XMP-iptcExt:LocationShownSublocation": "xmp place",
    "Comment": "comment",
}


@dataclass(frozen=True, slots=True)
class Bench:
    """Where originals are made."""

    folder: Path
    programs: Programs

    def ffmpeg(self, name: str, *words: str) -> bytes:
        """A file made by ffmpeg, in the folder; its bytes."""
        argv = [self.programs.ffmpeg, "-v", "error", "-nostdin", "-y", *words, name]
        subprocess.run(argv, cwd=self.folder, check=True)
        return (self.folder / name).read_bytes()

    def exiftool(self, name: str, *tags: str) -> bytes:
        """A file with more tags; its bytes."""
        subprocess.run(["exiftool", "-q", "-m", "-overwrite_original", *tags, name], cwd=self.folder, check=True)
        return (self.folder / name).read_bytes()

    def put(self, name: str, content: bytes | str) -> str:
        """A file of the folder, by its name."""
        (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name


def tagged(slots: Slots, names: list[str], option: str = "-metadata") -> list[str]:
    """Words for ffmpeg: a token in each of these tags."""
    return [word for name in names for word in (option, f"{name}={slots(name)}")]


def tags_file(bench: Bench, slots: Slots, names: list[str]) -> str:
    """The same and two chapters, as ffmpeg reads them from a file."""
    lines = [";FFMETADATA1", *(f"{name}={slots(name)}" for name in names)]
    for number in (0, 1):
        times = f"START={600 * number}", f"END={600 * (number + 1)}"
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", *times, f"title={slots(f'chapter {number + 1}')}"]
    return bench.put(f"{slots.original}.txt", "\n".join(lines) + "\n")


def telemetry(slots: Slots) -> str:
    """What a drone writes under its film."""
    lat, lon = slots.point("subtitle place")
    return f"1\n00:00:00,000 --> 00:00:01,000\nGPS({lon:.6f},{lat:.6f},35) SN {slots('subtitle')}\n\n"


def picture(bench: Bench, slots: Slots, name: str) -> bytes:
    """A JPEG with Exif, IPTC, XMP, a comment, a place, and a thumbnail that has some of its own; a file of the folder.

    Tokens are of one length: exiftool writes one picture, the others are the same with words of their own.
    """
    pattern = Slots("picture")
    if not (bench.folder / "pattern.jpg").exists():
        _pattern(bench, pattern)
    data = (bench.folder / "pattern.jpg").read_bytes()
    for slot in [*PICTURE_TAGS.values(), "thumbnail"]:
        for encoding in ("utf-8", "utf-16-le"):
            data = data.replace(pattern(slot).encode(encoding), slots(slot).encode(encoding))
    pattern.point("exif place")
    slots.points |= pattern.points
    bench.put(name, data)
    return data


def _pattern(bench: Bench, slots: Slots) -> None:
    small, large = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (32, 18), "red").save(small, "JPEG")
    Image.new("RGB", (128, 72), "red").save(large, "JPEG")
    thumbnail = bench.put("thumbnail.jpg", written.in_every_jpeg(small.getvalue(), written.comment(slots("thumbnail"))))
    bench.put("pattern.jpg", large.getvalue())
    lat, lon = slots.point("exif place")
    said = [f"-{tag}={slots(slot)}" for tag, slot in PICTURE_TAGS.items()]
    place = [f"-EXIF:GPSLatitude={lat:.6f}", f"-EXIF:GPSLongitude={lon:.6f}", f"-XMP-exif:GPSLatitude={lat:.6f}"]
    bench.exiftool("pattern.jpg", *said, *place, f"-ThumbnailImage<={thumbnail}")


def h264(bench: Bench, slots: Slots) -> str:
    """A stream with user data, captions, and a unit that no standard knows."""
    plain = bench.ffmpeg("plain.h264", *PICTURE, *X264)
    units = [
        b"\x06" + written.unregistered(slots("sei user data")),
        b"\x06" + written.captions(slots("closed captions")),
        b"\x1e" + slots("unspecified unit").encode() + b"\x80",
    ]
    return bench.put("told.h264", written.with_units(plain, units, lambda head: head & 0x1F in (1, 5)))


def hevc(bench: Bench, slots: Slots) -> str:
    """The same: messages before and after the picture have units of their own there."""
    coded = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -x265-params log-level=none:bframes=0:pools=1".split()
    plain = bench.ffmpeg("plain.hevc", *PICTURE, *coded)
    units = [
        b"\x4e\x01" + written.unregistered(slots("sei user data")),
        b"\x4e\x01" + written.captions(slots("closed captions")),
        b"\x60\x01" + slots("unspecified unit").encode() + b"\x80",
    ]
    return bench.put("told.hevc", written.with_units(plain, units, lambda head: head >> 1 & 0x3F < 32))


def phone(bench: Bench, slots: Slots) -> bytes:
    """A QuickTime film with every kind of tag, chapters, a subtitle of telemetry, time code and reel."""
    keys = [f"com.apple.quicktime.{each}" for each in "make model software title author comment".split()]
    (bench.folder / "subtitle.srt").write_text(telemetry(slots))
    lat, lon = slots.point("keys place")
    made = ["-r", "10", "-i", h264(bench, slots), *TONE, "-i", "subtitle.srt", "-i", tags_file(bench, slots, keys)]
    kept = "-map 0 -map 1 -map 2 -map_metadata 3 -map_chapters 3 -c:v copy -c:a aac -c:s mov_text".split()
    names = [
        *("-metadata:s:v", f"handler_name={slots('handler of picture')}"),
        *("-metadata:s:a", f"handler_name={slots('handler of sound')}"),
        *("-metadata:s:v", f"reel_name={slots('reel')}", "-timecode", "10:11:12:00"),
        *("-metadata", f"com.apple.quicktime.location.ISO6709={lat:+09.6f}{lon:+011.6f}/"),
    ]
    bench.ffmpeg("phone.mov", *made, *kept, *names, "-movflags", "+use_metadata_tags")
    picture(bench, slots.inside("cover"), "cover.jpg")
    lat, lon = slots.point("udta place")
    tags = {
        "XMP-dc:Creator": "xmp creator",
        "XMP-dc:Description": "xmp description",
        "UserData:Title": "udta title",
        "UserData:Author": "udta author",
        "UserData:Make": "udta make",
        "UserData:SerialNumber": "udta serial",
        "UserData:LocationInformation": "udta loci",
        "ItemList:Title": "ilst title",
        "ItemList:Comment": "ilst comment",
        "ItemList:Artist": "ilst artist",
    }
    said = [f"-{tag}={slots(slot)}" for tag, slot in tags.items()]
    place = f"-UserData:GPSCoordinates={lat:.6f}, {lon:.6f}, 35"
    data = bench.exiftool("phone.mov", *said, place, "-ItemList:CoverArt<=cover.jpg")
    return written.with_compressor(data, b"avc1", slots("compressor"))


def action_camera(bench: Bench, slots: Slots) -> bytes:
    """An HEVC in MP4 with telemetry, brands, boxes of its own, content credentials, and bytes behind its end."""
    made = ["-r", "10", "-i", hevc(bench, slots), *TONE, "-map", "0", "-map", "1", "-c:v", "copy", "-tag:v", "hvc1"]
    data = bench.ffmpeg("action.mp4", *made, "-c:a", "aac", *tagged(slots, ["title", "artist", "comment"]))
    lat, lon = slots.point("telemetry place")
    gps = nested(
        b"STRM",
        klv(b"STNM", "c", 1, slots("telemetry stream").encode()),
        klv(b"GPSU", "U", 16, b"190506181507.395"),
        numbers(b"SCAL", "l", "i", (10_000_000,), (10_000_000,), (1000,), (1000,), (100,)),
        numbers(b"GPS5", "l", "5i", (round(lat * 1e7), round(lon * 1e7), -19468, 1610, 163)),
    )
    serial = klv(b"CASN", "c", 1, slots("telemetry serial").encode())
    sample = camera(gps, serial, name=slots("telemetry camera").encode())
    track = written.sidecar_track(sample, 0, entry=b"gpmd", handler=slots("handler of telemetry"))
    udta = written.box(
        b"udta",
        *(written.box(kind, slots(f"udta {kind.decode()}").encode()) for kind in (b"FIRM", b"CAME", b"LENS", b"CNRY")),
        written.box(b"free", slots("free in moov").encode()),
    )
    claim = f'{{"title": "{slots("c2pa title")}", "author": "{slots("c2pa author")}"}}'
    manifest = written.jumbf(slots("c2pa label"), written.box(b"json", claim.encode()))
    store = bytes(4) + b"manifest\0" + bytes(8) + written.jumbf("c2pa", manifest)
    at = len(written.with_boxes(data, in_moov=track + udta)) + 8
    track = written.sidecar_track(sample, at, entry=b"gpmd", handler=slots("handler of telemetry"))
    after = (
        written.box(b"mdat", sample)
        + written.uuid_box(written.C2PA, store)
        + written.uuid_box(written.XMP, f"<x:xmpmeta>{slots('xmp')}</x:xmpmeta>".encode())
        + written.box(b"free", slots("free").encode())
        + written.box(b"skip", written.packed(slots("skip, deflated")))
        + written.jumbf(slots("jumbf"))
        + bytes(16)
        + slots("behind the end").encode()
    )
    data = written.with_boxes(data, in_moov=track + udta, after=after, brand=slots("brands"))
    return written.with_compressor(data, b"hvc1", slots("compressor"))


FILMS: dict[str, Callable[[Bench, Slots], bytes]] = {"phone.mov": phone, "action.mp4": action_camera}


def made(bench: Bench, path: str, maker: Callable[[Bench, Slots], bytes], *, is_clip: bool = True) -> Original:
    """One original, for this place on a card."""
    slots = Slots(path.rpartition("/")[2])
    return Original(path=path, content=maker(bench, slots), slots=slots, is_clip=is_clip)
