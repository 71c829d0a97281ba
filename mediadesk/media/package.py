"""The playlists of a ladder, written from what its segments really hold; ffmpeg's own say less, and are thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes
from mediadesk.model import playlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One rung, or the sound, as it lies on disk: `v234/init.mp4`, `v234/00000.mp4` …"""

    name: str
    track: boxes.Track
    pieces: tuple[boxes.Piece, ...]

    @property
    def segments(self) -> tuple[playlist.Segment, ...]:
        """The pieces as a playlist lists them."""
        return tuple(
            playlist.Segment(uri=f"{self.name}/{number:05}.mp4", seconds=each.seconds, size_bytes=each.size_bytes)
            for number, each in enumerate(self.pieces)
        )

    @property
    def keys(self) -> tuple[playlist.Segment, ...]:
        """The frame that each piece starts with, with what describes it: the first bytes of the fragment."""
        return tuple(
            replace(segment, offset=each.key[0], size_bytes=each.key[1])
            for segment, each in zip(self.segments, self.pieces, strict=True)
        )

    @property
    def seconds(self) -> Fraction:
        """Of all pieces together."""
        return sum((each.seconds for each in self.pieces), Fraction(0))

    @property
    def size_bytes(self) -> int:
        """Of all pieces together."""
        return sum(each.size_bytes for each in self.pieces)


def line(folder: Path, name: str) -> Line:
    """Read one rung of a ladder. Raises ToolFailed when files are missing or not whole."""
    found = sorted((folder / name).glob("[0-9]*.mp4"))
    if not found or [path.name for path in found] != [f"{number:05}.mp4" for number in range(len(found))]:
        raise ToolFailed(f"the segments of {name} are not complete")
    tracks = boxes.tracks(folder / name / "init.mp4")
    if len(tracks) != 1:
        raise ToolFailed(f"{name} holds {len(tracks)} tracks and not one")
    return Line(name=name, track=tracks[0], pieces=tuple(boxes.piece(path, tracks[0]) for path in found))


def worth_having(rungs: Sequence[Line], least_more_percent: int) -> list[Line]:
    """The rungs from the lowest, without each that takes hardly more bytes than the one below it that stays.

    A clip that is so easy to code looks the same on both; a player would only change from one to the other and back.
    """
    kept = list(rungs[:1])
    for each in rungs[1:]:
        if 100 * each.size_bytes >= (100 + least_more_percent) * kept[-1].size_bytes:
            kept.append(each)
    return kept


def write_playlists(folder: Path, rungs: Sequence[Line], sound: Line | None) -> None:
    """One media playlist a rung, one of the key frames of the lowest, and the master."""
    for each in [*rungs, *([sound] if sound else [])]:
        _write(folder / f"{each.name}.m3u8", playlist.media(f"{each.name}/init.mp4", each.segments))
    lowest = rungs[0]
    keys = replace(_variant(lowest), uri=playlist.key_frames_uri(f"{lowest.name}.m3u8"), segments=lowest.keys)
    _write(folder / keys.uri, playlist.key_frames(f"{lowest.name}/init.mp4", keys.segments))
    variants = [_variant(each) for each in rungs]
    _write(folder / playlist.MASTER, playlist.master(variants, _sound(sound) if sound else None, keys))


def _variant(rung: Line) -> playlist.Variant:
    if rung.track.size is None:
        raise ToolFailed(f"{rung.name} has no picture")
    return playlist.Variant(
        uri=f"{rung.name}.m3u8",
        segments=rung.segments,
        codec=rung.track.codec,
        size=rung.track.size,
        fps=Fraction(sum(each.samples for each in rung.pieces)) / rung.seconds,
    )


def _sound(sound: Line) -> playlist.Sound:
    return playlist.Sound(uri=f"{sound.name}.m3u8", segments=sound.segments, codec=sound.track.codec, channels=2)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
