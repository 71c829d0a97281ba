"""A clip: one continuous recording, what it holds, and what a reporter said of it."""

import base64
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NewType

from mediadesk.model.clock import NO_PROFILE, ClockProfile, doubt, read_by
from mediadesk.model.moment import UNKNOWN, Captured
from mediadesk.model.place import Place
from mediadesk.model.track import KeptTrack

ClipId = NewType("ClipId", str)
Hdr = Literal["hlg", "pq"]
Flag = Literal["select", "maybe", "reject"]

_ID_LETTERS = 10
_UNKNOWN_CODECS = frozenset({"", "none", "unknown"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The main picture of a clip."""

    stream: int  # ffprobe's index of the picture we mean; an iPhone 16 writes five
    width: int  # stored pixels after rotation, before pixel aspect
    height: int
    rotation: int  # degrees clockwise a player must turn the stored picture: 0, 90, 180, 270
    codec: str  # ffprobe's codec_name
    fps: Fraction | None = None  # average
    bit_depth: int | None = None
    hdr: Hdr | None = None
    dolby_vision: bool = False
    interlaced: bool = False
    vfr: bool = False
    sample_aspect: Fraction | None = None  # after rotation; None is square
    mirrored: bool = False  # a viewer sees the stored picture turned, and that as in a mirror

    @property
    def display(self) -> tuple[int, int]:
        """Width and height in square pixels, as a viewer sees it, at least 1: a file may claim any pixel shape."""
        if self.sample_aspect is None:
            return self.width, self.height
        return max(1, round(self.width * self.sample_aspect)), self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """One sound stream."""

    stream: int
    codec: str
    channels: int | None = None
    rate: int | None = None  # Hz


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """What made the clip, as its tags say: one body, when they tell its serial number or there is one of its model."""

    make: str | None = None
    model: str | None = None
    serial_hash: str | None = None  # of the serial number, which is a secret

    @property
    def name(self) -> str:
        """Make and model."""
        return " ".join(part for part in (self.make, self.model) if part)

    @property
    def called(self) -> str:
        """What people call this body by: its name, and the beginning of the hash when its serial number is known."""
        return f"{self.name} #{self.serial_hash[:4]}".lstrip() if self.serial_hash else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a file tells of itself: the answer of a probe."""

    container: str  # the input format we force ffmpeg to use: "mov", "matroska", "mpegts" …
    seconds: Fraction | None = None
    frame: Frame | None = None  # None for sound alone
    audio: tuple[Audio, ...] = ()
    captured: Captured = UNKNOWN
    place: Place | None = None
    camera: Camera | None = None
    track: KeptTrack | None = None  # where it went, by its own telemetry or that of a file beside it
    decodes: bool = True  # something in it could be decoded; False is not derived
    trouble: tuple[str, ...] = ()  # what could not be read or disagrees, in words

    @property
    def heard(self) -> tuple[Audio, ...]:
        """The tracks of sound that can be decoded."""
        return tuple(track for track in self.audio if track.codec not in _UNKNOWN_CODECS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawProbe:
    """All that a program printed of a clip, so that it can be read better later without the file."""

    clip: ClipId
    program: str  # "ffprobe", "exiftool" …
    version: str
    printed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that belongs to a clip: a sidecar, or a further part of a spanned clip."""

    name: bytes  # as it was on the card
    path: str | None  # of its copy on the desk, below it; None: it lies on drives alone
    sha256: str
    size_bytes: int
    seconds: Fraction | None = None  # of a part


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What people said of a clip."""

    trip: str | None = None
    shooter: str | None = None  # an alias
    received_from: str | None = None  # an alias, of whoever sent it
    channel: str | None = None  # by which it came: "signal", "mail"
    title: str | None = None
    notes: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    flag: Flag | None = None
    rating: int | None = None  # 0 to 5
    poster: Fraction | None = None  # seconds into the clip, of the still by which it is known; None: by what it shows
    captured: Captured | None = None  # typed over what the file says
    place: Place | None = None  # typed over what the file says
    clock: ClockProfile = NO_PROFILE  # said of the clock it was shot by, where nothing tells the camera


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One continuous recording, in the catalogue because its bytes were verified by a cold read."""

    id: ClipId
    name: bytes  # as it was on the card
    path: str | None  # of its copy on the desk, below it; None: it lies on drives alone
    sha256: str
    size_bytes: int
    facts: Facts  # of its first part
    log: Log = field(default_factory=Log)
    parts: tuple[Attached, ...] = ()
    sidecars: tuple[Attached, ...] = ()
    clock: ClockProfile = NO_PROFILE  # of the body it is of

    @property
    def seconds(self) -> Fraction | None:
        """How long all its parts are together; None when that of one is not known."""
        each = [self.facts.seconds, *(part.seconds for part in self.parts)]
        known = [seconds for seconds in each if seconds is not None]
        return sum(known, Fraction()) if len(known) == len(each) else None

    @property
    def captured(self) -> Captured:
        """When it was shot: what a person typed, else what the file says, by what is known of the camera's clock."""
        return self.log.captured or read_by(self._clock, self.facts.captured)

    @property
    def trouble(self) -> tuple[str, ...]:
        """What could not be read, disagrees or is doubtful, in words."""
        by_clock = None if self.log.captured else doubt(self._clock, self.facts.captured)
        return (*self.facts.trouble, by_clock) if by_clock else self.facts.trouble

    @property
    def mend(self) -> str | None:
        """The command that tells when exactly it was shot; None when that is known."""
        if self.captured.at:
            return None
        if self.captured.local and self.facts.camera and self.facts.camera.called:
            return f'mediadesk clock set "{self.facts.camera.called}" --zone Europe/Kyiv'
        return f"mediadesk log {self.id} --time 2022-05-07T14:03+03:00"

    @property
    def _clock(self) -> ClockProfile:
        return self.log.clock if self.log.clock.spans else self.clock

    @property
    def place(self) -> Place | None:
        """Where it was shot: what a person typed, else what the file says."""
        return self.log.place or self.facts.place


def clip_id(sha256: str) -> ClipId:
    """The first ten base-32 letters (RFC 4648) of a content's SHA-256: a clip has the same id on every machine."""
    return ClipId(base64.b32encode(bytes.fromhex(sha256)).decode()[:_ID_LETTERS])


def is_id_beginning(text: str) -> bool:
    """Whether `text` could be the beginning of a clip's id."""
    return re.fullmatch(rf"[A-Za-z2-7]{{1,{_ID_LETTERS}}}", text) is not None


def is_whole_id(text: str) -> bool:
    """Whether `text` could be a clip's id, as it is written."""
    return re.fullmatch(rf"[A-Z2-7]{{{_ID_LETTERS}}}", text) is not None
