"""Originals of every other kind: Matroska, AVI, transport streams, sound, old and rare containers, stills, sidecars."""

from collections.abc import Callable

from tests.leaks import written
from tests.leaks.originals import FILMS, PICTURE, TONE, X264, Bench, made, picture, tagged, tags_file, telemetry
from tests.leaks.tokens import Original, Slots

_SOUND_TAGS = "title artist album comment copyright genre date".split()
_CONTAINERS = {  # container → how it is coded, and the tags that its muxer keeps
    "wmv": ("wmv2 wmav2", "title artist copyright comment"),
    "flv": ("flv1 mp3", "title author description"),
    "webm": ("libvpx libopus", "title artist comment description"),
    "3gp": ("mpeg4 aac", "title artist comment"),
    "ogv": ("libvpx libvorbis", "title artist comment"),
    "mpg": ("mpeg2video mp2", ""),
    "mxf": ("mpeg2video pcm_s16le", "company_name product_name material_package_name reel_name"),
}


def matroska(bench: Bench, slots: Slots) -> bytes:
    """What an editor keeps beside the picture: tags of all and of each track, chapters, attachments, a track's name."""
    picture(bench, slots.inside("attachment"), "attached.jpg")
    bench.put("notes.txt", slots("attached text"))
    bench.put("subtitle.srt", telemetry(slots))
    tags = tags_file(bench, slots, ["title", "artist", "director", "location", "custom_tag", "encoding_tool"])
    made = [*PICTURE, *TONE, "-i", "subtitle.srt", "-i", tags, *"-map 0 -map 1 -map 2 -map_metadata 3".split()]
    attached = [
        *("-attach", "attached.jpg", "-metadata:s:t:0", "mimetype=image/jpeg"),
        *("-metadata:s:t:0", f"filename={slots('name of attachment')}.jpg"),
        *("-attach", "notes.txt", "-metadata:s:t:1", "mimetype=text/plain"),
        *("-metadata:s:t:1", f"description={slots('description of attachment')}"),
    ]
    tracks = [
        *("-metadata:s:v", f"title={slots('name of picture')}", "-metadata:s:a", f"title={slots('name of sound')}"),
        *(
            "-metadata:s:s",
            f"title={slots('name of subtitle')}",
            "-metadata:s:v",
            f"track_tag={slots('tag of a track')}",
        ),
    ]
    data = bench.ffmpeg("told.mkv", *made, *X264, "-c:a", "libopus", "-c:s", "srt", *attached, *tracks)
    return data + b"\xec\x4c\x00" + slots("void behind the end").encode()


def avi(bench: Bench, slots: Slots) -> bytes:
    """A pocket camera's: INFO, and a comment in each of its JPEGs."""
    plain = bench.ffmpeg("plain.mjpeg", *PICTURE, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p")
    segments = written.comment(slots("comment of a frame")) + written.segment(0xEF, slots("segment of a frame"))
    bench.put("told.mjpeg", written.in_every_jpeg(plain, segments))
    copied = ["-r", "10", "-i", "told.mjpeg", *TONE, "-map", "0", "-map", "1", "-c:v", "copy", "-c:a", "pcm_s16le"]
    data = bench.ffmpeg("told.avi", *copied, *tagged(slots, _SOUND_TAGS))
    return written.with_chunks(
        data, written.chunk(b"JUNK", slots("junk").encode()), written.chunk(b"IDIT", slots("date of making").encode())
    )


def transport(bench: Bench, slots: Slots) -> bytes:
    """A recorder's stream: service and provider, private data, user data of the picture."""
    coded = ["-c:v", "mpeg2video", "-c:a", "mp2", "-f", "mpegts"]
    service = tagged(slots, ["service_name", "service_provider"])
    data = bench.ffmpeg("told.ts", *PICTURE, *TONE, *coded, *service)
    packet = written.ts_packet(0x1ABC, slots("private stream").encode(), slots("private data").encode())
    return data[: 188 * 20] + packet + data[188 * 20 :]


def wave(bench: Bench, slots: Slots) -> bytes:
    """A recorder's sound: bext, INFO, iXML, XMP, and an ID3 in a chunk of its own."""
    bext = tagged(slots, "description originator originator_reference coding_history".split())
    data = bench.ffmpeg("told.wav", *TONE, "-write_bext", "1", *bext, *tagged(slots, ["title", "artist"]))
    ixml = f"<BWFXML><NOTE>{slots('ixml note')}</NOTE><TAPE>{slots('ixml tape')}</TAPE></BWFXML>".encode()
    xmp = f"<x:xmpmeta>{slots('xmp')}</x:xmpmeta>".encode()
    tag = written.id3(written.frame(b"TPE1", b"\3" + slots("id3 artist").encode()))
    label = written.chunk(b"labl", b"\1\0\0\0" + slots("label").encode() + b"\0")
    chunks = (
        written.chunk(b"iXML", ixml),
        written.chunk(b"_PMX", xmp),
        written.chunk(b"id3 ", tag),
        written.chunk(b"LIST", b"adtl" + label),
    )
    return written.with_chunks(data, *chunks)


def mp3(bench: Bench, slots: Slots) -> bytes:
    """Sound with ID3 before and behind it, a cover that has Exif, and what programs keep of their own."""
    art = b"\3image/jpeg\0\3cover\0" + picture(bench, slots.inside("cover"), "cover.jpg")
    data = bench.ffmpeg("told.mp3", *TONE, "-c:a", "libmp3lame", "-id3v2_version", "0", "-write_xing", "0")
    texts = {b"TIT2": "title", b"TPE1": "artist", b"TSSE": "encoder", b"TCOP": "copyright"}
    frames = [written.frame(kind, b"\3" + slots(slot).encode()) for kind, slot in texts.items()]
    frames += [
        written.frame(b"COMM", b"\3eng\0" + slots("comment").encode()),
        written.frame(b"TXXX", b"\3GPS\0" + slots("own text").encode()),
        written.frame(b"PRIV", b"recorder\0" + slots("private").encode()),
        written.frame(b"GEOB", b"\3text/plain\0a\0b\0" + slots("object").encode()),
        written.frame(b"TALB", b"\1" + slots("album in UTF-16").encode("utf-16")),
        written.frame(b"APIC", art),
    ]
    return written.id3(*frames) + data + b"TAG" + slots("id3v1").encode().ljust(125, b"\0")


def sound(bench: Bench, slots: Slots) -> bytes:
    """FLAC and AIFF share what ffmpeg writes: a comment for each tag."""
    ending = slots.original.rpartition(".")[2]
    how = {"aiff": ["-write_id3v2", "1"], "m4a": ["-c:a", "aac"], "aac": ["-c:a", "aac", "-write_id3v2", "1"]}
    return bench.ffmpeg(f"told.{ending}", *TONE, *how.get(ending, ()), *tagged(slots, _SOUND_TAGS))


def rare(bench: Bench, slots: Slots) -> bytes:
    """A container that nobody makes any more, and everybody has on an old drive."""
    ending = slots.original.rpartition(".")[2]
    codecs, tags = _CONTAINERS[ending]
    video, audio = codecs.split()
    size = [] if ending != "3gp" else ["-vf", "scale=176:144", "-ar", "16000"]
    rate = ["-r", "25"] if ending in {"mpg", "mxf"} else []
    data = bench.ffmpeg(
        f"told.{ending}", *PICTURE, *TONE, *rate, "-c:v", video, "-c:a", audio, *size, *tagged(slots, tags.split())
    )
    return data + slots("behind the end").encode()


def still(bench: Bench, slots: Slots) -> bytes:
    """A photo between the films: kept, and never published."""
    return picture(bench, slots, "still.jpg")


def drone_text(bench: Bench, slots: Slots) -> bytes:
    """The sidecar of the telephone's film."""
    return telemetry(slots).encode()


def xmp_text(bench: Bench, slots: Slots) -> bytes:
    """What an editor said of a film, beside it."""
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{slots("creator")}</a></x:xmpmeta>'.encode()


# on a card: in folders and under names that tell, too
CARD: dict[str, Callable[[Bench, Slots], bytes]] = {
    **FILMS,
    "editor.mkv": matroska,
    "pocket.avi": avi,
    "phone.srt": drone_text,
    "recorder.ts": transport,
    "interview.wav": wave,
    "voice.mp3": mp3,
    "photo.jpg": still,
    "phone.xmp": xmp_text,
}
RARE: dict[str, Callable[[Bench, Slots], bytes]] = {
    **{f"old.{ending}": rare for ending in _CONTAINERS},
    **{f"old.{ending}": sound for ending in ("flac", "aiff", "m4a", "aac")},
}
CLIPS = frozenset({*CARD, *RARE} - {"phone.srt", "photo.jpg", "phone.xmp"})


def all_made(bench: Bench, makers: dict[str, Callable[[Bench, Slots], bytes]]) -> list[Original]:
    """Every original of a card, each with tokens of its own."""
    return [made(bench, path, maker, is_clip=path in CLIPS) for path, maker in makers.items()]
