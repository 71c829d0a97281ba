"""A file → what it tells of itself. Every file ends in Facts or in Unreadable, within TIME_LIMIT."""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from mediadesk.errors import DeskError, ToolFailed
from mediadesk.media import jail, mdpm, streams
from mediadesk.media.answer import Answer, without_serials
from mediadesk.media.asf import made_at
from mediadesk.media.atoms import Atoms, read_atoms
from mediadesk.media.binaries import Programs
from mediadesk.media.facts import facts_from
from mediadesk.media.jail import Source
from mediadesk.media.runner import CALM, QUIET, NotStarted, read
from mediadesk.media.sniff import HEAD_BYTES, Kind, sniff
from mediadesk.media.streams import Json
from mediadesk.media.telemetry import own_track
from mediadesk.model.clip import Facts
from mediadesk.model.names import ending
from mediadesk.model.tracked import tracked

TIME_LIMIT = 20.0  # seconds for one file, whatever is in it

_MOST_JSON = 1 << 24
_FIRST_PACKETS = 6  # of any stream: with luck a picture that begins with a key frame among them
_FIRST_OF_STREAM = 2  # of one stream: a picture, of any codec that begins with a key frame; else ffmpeg is asked
_DECODE_LIMIT = 8.0  # seconds for a test decode
_NO_CLIP: dict[Kind, str] = {
    "still": "it is a still picture, not a video",
    "text": "it is text, not a video: it may name other files, and these are not read",
    "document": "it is a document or an archive, not a video",
    "unknown": "its first bytes are of no known video or sound",
}
# what ffprobe says on stderr → what a reporter understands
_REASONS = (
    ("moov atom not found", "the file ends before its index was written; the camera may have lost power"),
    ("too deeply nested", "it is made to break programs that read it"),
    ("took longer than", "reading it takes too long"),
    ("was stopped by", "reading it takes too much time or memory"),
)
_DAMAGED = "it is damaged, or cut off at its beginning: no picture or sound could be found in it"


class Unreadable(DeskError):
    """A file that should be a clip and has no picture or sound that can be found; `what` says why."""


def probe(path: Path, *, programs: Programs) -> Facts:
    """What the file tells. Raises as `ask` does."""
    return look(path, programs=programs)[1]


def look(path: Path, *, programs: Programs) -> tuple[Answer, Facts]:
    """What was answered, to be kept, and what that and the file's own telemetry tell. Raises as `ask` does."""
    ends_at = time.monotonic() + TIME_LIMIT
    now = datetime.now(UTC)
    answer = ask(path, programs=programs)
    facts = facts_from(answer, now)
    track = own_track(answer.said, programs, jail.source(answer.container, [path]), ends_at)
    return answer, tracked(facts, track, now) if track else facts


def ask(path: Path, *, programs: Programs) -> Answer:
    """What the programs and our readers get out of the file.

    Raises Unreadable, NotStarted when ffprobe cannot be started, and OSError of the disk.
    """
    ends_at = time.monotonic() + TIME_LIMIT
    container = _container(path)
    opened = jail.source(container, [path])
    said, frames = _first_answer(programs, opened, ends_at)
    pictures, sounds = streams.pictures(said), streams.sounds(said)
    if not pictures and not sounds:
        raise Unreadable("there is no picture and no sound in it")
    main = pictures[0]["index"] if pictures else sounds[0].stream
    frame = next((each for each in frames if each.get("stream_index") == main), {})
    frame = frame or _first_frame(programs, opened, main, ends_at)
    is_avchd = container == "mpegts" and bool(pictures) and pictures[0].get("codec_name") == "h264"
    picture = mdpm.notes(_first_picture(programs, opened, main, ends_at)) if is_avchd else b""
    counted = None if streams.seconds(said) else _counted_seconds(programs, opened, main, ends_at)
    return Answer(
        container=container,
        said=without_serials(said),
        frame=frame,
        atoms=_atoms(path, container),
        picture=picture,
        counted=counted,
        decodes=bool(frame) or _decodes(programs, opened, main, ends_at),
    )


def _atoms(path: Path, container: str) -> Atoms:
    """What our own readers find."""
    if container == "mov":
        return read_atoms(path)
    if container == "asf":
        with path.open("rb") as file:
            return Atoms(date=made_at(file.read(HEAD_BYTES)))
    return Atoms()


def _container(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise Unreadable("the file is empty")
    if not any(head):
        raise Unreadable("its beginning holds only zeros; the camera may have lost power")
    sniffed = sniff(head, ending(path.name.encode("utf-8", "surrogateescape")))
    if sniffed.container is None:
        raise Unreadable(_NO_CLIP[sniffed.kind])
    return sniffed.container


def _first_answer(programs: Programs, opened: Source, ends_at: float) -> tuple[Json, Sequence[Json]]:
    """What ffprobe says of a file, and the frames of its first packets, of whichever stream: one start for both.

    The frames are asked for with a limit of their own, and left out where they cost the answer.
    """
    ask = ["-show_program_version", "-show_format", "-show_streams"]
    frames = ["-read_intervals", f"%+#{_FIRST_PACKETS}", "-show_frames"]
    with suppress(Unreadable):
        said = dict(_ffprobe(programs, opened, [*ask, *frames], min(ends_at, time.monotonic() + _DECODE_LIMIT)))
        return said, said.pop("frames", ())
    return _ffprobe(programs, opened, ask, ends_at), ()


def _ffprobe(programs: Programs, opened: Source, ask: Sequence[str], ends_at: float) -> Json:
    """ffprobe's answer. Raises Unreadable."""
    argv = [programs.ffprobe, *CALM, "-threads", "1", "-of", "json", *ask, *opened.options]
    try:
        said = read(argv, cell=opened.cell, most_bytes=_MOST_JSON, wall_seconds=max(0.0, ends_at - time.monotonic()))
        answer: Json = json.loads(said.decode("utf-8", "replace"))
    except NotStarted:
        raise
    except ToolFailed as error:
        words = f"{error.what}\n{error.tail}"
        raise Unreadable(next((reason for said, reason in _REASONS if said in words), _DAMAGED)) from error
    except ValueError as error:
        raise Unreadable(_DAMAGED) from error
    return answer


def _first_frame(programs: Programs, opened: Source, stream: int, ends_at: float) -> Json:
    """The first frame of a stream, as ffprobe shows it; empty when it decodes none of the first packets."""
    ask = ["-select_streams", str(stream), "-read_intervals", f"%+#{_FIRST_OF_STREAM}", "-show_frames"]
    with suppress(Unreadable):
        frames = _ffprobe(programs, opened, ask, min(ends_at, time.monotonic() + _DECODE_LIMIT)).get("frames", ())
        return next((frame for frame in frames if frame.get("media_type") in ("video", "audio")), {})
    return {}


def _decodes(programs: Programs, opened: Source, stream: int, ends_at: float) -> bool:
    """Whether ffmpeg gets anything out of a stream: it knows more codecs than ffprobe may, and reads on further.

    A machine without time says nothing of the file: that is tried when something is made of it.
    """
    until = min(ends_at, time.monotonic() + _DECODE_LIMIT)
    said = _ffmpeg(programs, opened, stream, ["-f", "framecrc"], until, seconds=_DECODE_LIMIT)
    return bool(said) or time.monotonic() >= until


def _first_picture(programs: Programs, opened: Source, stream: int, ends_at: float) -> bytes:
    """The bytes of the first coded picture of an H.264 stream."""
    return _ffmpeg(programs, opened, stream, ["-c", "copy", "-f", "h264"], ends_at, seconds=_DECODE_LIMIT)


def _ffmpeg(
    programs: Programs, opened: Source, stream: int, to: Sequence[str], ends_at: float, *, seconds: float
) -> bytes:
    """What ffmpeg writes of one frame or packet of a stream; empty when it cannot. Comments are no frame."""
    one = ["-map", f"0:{stream}", "-frames", "1", "-map_metadata", "-1", *to, "-"]
    argv = [programs.ffmpeg, *QUIET, "-threads", "1", *opened.options, *one]
    left = max(0.0, min(seconds, ends_at - time.monotonic()))
    try:
        said = read(argv, cell=opened.cell, most_bytes=_MOST_JSON, wall_seconds=left)
    except ToolFailed:
        return b""
    return said if "framecrc" not in to or any(line[:1] not in (b"#", b"") for line in said.splitlines()) else b""


def _counted_seconds(programs: Programs, opened: Source, stream: int, ends_at: float) -> Fraction | None:
    """The end of the last packet, for containers that write no length (a browser's recording). Reads the whole file."""
    ask = ["-select_streams", str(stream), "-show_entries", "packet=pts_time,duration_time"]
    with suppress(Unreadable):
        packets = _ffprobe(programs, opened, ask, ends_at).get("packets", ())
        return max(filter(None, map(streams.packet_end, packets)), default=None)
    return None
