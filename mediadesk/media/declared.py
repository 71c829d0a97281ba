"""Is it true what the playlists of a ladder say? Read again from the disk, and held against what the segments are.

For playlists that we wrote. Each check raises ToolFailed and says why.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes
from mediadesk.media.package import Line
from mediadesk.media.verify import Proofs, require
from mediadesk.model.playlist import MASTER, is_of_key_frames
from mediadesk.model.recipe import level_for

_STREAM = re.compile(r"^#EXT-X-STREAM-INF:(.*)\n(.*)$", re.MULTILINE)
_ATTRIBUTE = re.compile(r'([A-Z-]+)=("[^"]*"|[^,]*)')
_URI = re.compile(r'URI="([^"]*)"')
_SEGMENT = re.compile(r"^#EXTINF:(\d+\.\d{6}),\n(?:#EXT-X-BYTERANGE:(\d+)@(\d+)\n)?([^#\n]+)$", re.MULTILINE)
_ROUNDED = Fraction(1, 1_000_000)  # seconds: a playlist has six digits
_SHARE = Fraction(1, 2)  # of a target: what is shorter is loaded with its neighbour


def playlists(folder: Path, rungs: Sequence[Line], sound: Line | None) -> Proofs:
    """All playlists of a ladder: nothing named that is not there, nothing there unnamed, lengths and codecs true."""
    lines = {f"{each.name}.m3u8": each for each in [*rungs, *([sound] if sound else [])]}
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.m3u8")}
    master = texts.pop(MASTER, "")
    keys = [name for name in texts if is_of_key_frames(name)]
    require({*texts} == {*lines, *keys}, "the ladder has not the playlists it should have")
    require(_named(master) == {*texts}, f"{MASTER} does not name each playlist of the ladder")
    for name, text in texts.items():
        line = _of_keys(text, rungs) if name in keys else lines[name]
        _adds_up(folder, name, text, line, keys=name in keys)
    for said, uri in _STREAM.findall(master):
        told = {key: value.strip('"') for key, value in _ATTRIBUTE.findall(said)}
        _is_declared(uri, told, lines[uri], sound)
    return (
        "playlists add up to the segments",
        "codecs and rates as declared",
        *(f"{each} of key frames" for each in keys),
    )


def _named(master: str) -> set[str]:
    return {*_URI.findall(master), *(uri for _, uri in _STREAM.findall(master))}


def _of_keys(text: str, rungs: Sequence[Line]) -> Line:
    for each in rungs:
        if f'URI="{each.name}/init.mp4"' in text:
            return each
    raise ToolFailed("a playlist of key frames belongs to no rung")


def _adds_up(folder: Path, name: str, text: str, line: Line, *, keys: bool) -> None:
    said = _SEGMENT.findall(text)
    require(text.endswith("\n#EXT-X-ENDLIST\n"), f"{name} has no end")
    require([uri for *_, uri in said] == [each.uri for each in line.segments], f"{name} does not name each segment")
    for (seconds, size, offset, uri), piece in zip(said, line.pieces, strict=True):
        require(abs(Fraction(seconds) - piece.seconds) <= _ROUNDED, f"{name} says a wrong length of {uri}")
        if keys:
            require(size and _is_key(folder / uri, int(offset), int(size)), f"{name} names no key frame of {uri}")
    apart = abs(sum((Fraction(seconds) for seconds, *_ in said), -line.seconds))
    require(apart <= _ROUNDED * len(said), f"the segments of {name} do not add up to the film")
    inside = {f"{line.name}/{path.name}" for path in (folder / line.name).iterdir()}
    named = {*_URI.findall(text), *(each.uri for each in line.segments)}
    require(inside == named, f"{line.name} holds what {name} does not name")


def _is_key(path: Path, offset: int, size: int) -> bool:
    """Whether a range begins with what describes a fragment, and ends with its first frame, which needs no other."""
    with boxes.opened(path) as data:
        place, length = next(boxes.samples(data))
        kinds = boxes.units_of(data, place, length)
        return data[offset + 4 : offset + 8] == b"moof" and place + length == offset + size and boxes.IDR in kinds


def _is_declared(uri: str, told: Mapping[str, str], line: Line, sound: Line | None) -> None:
    track, beside = line.track, [sound] if sound and sound is not line else []
    codecs = [track.codec, *(each.track.codec for each in beside)]
    require(told.get("CODECS", "").split(",") == codecs, f"{MASTER} does not say what {uri} is coded with")
    rate = sum(each.samples for each in line.pieces) / line.seconds
    if track.size:
        require(told.get("RESOLUTION") == f"{track.size[0]}x{track.size[1]}", f"{MASTER} says a wrong size of {uri}")
        require(
            abs(Fraction(told.get("FRAME-RATE", 0)) - rate) <= Fraction(1, 1000), f"{MASTER} says a wrong rate of {uri}"
        )
        require(track.codec[5:] == track.setup[9:12].hex(), f"{uri} says of itself that it is coded otherwise")
        level = int(track.codec[-2:], 16)
        needs = int(level_for(track.size, rate, "3.0").replace(".", ""))
        require(needs <= level, f"{uri} needs a decoder of level {needs / 10}, and asks for {level / 10}")
    least = max(_rate(each) for each in [line, *beside])
    require(least <= int(told["BANDWIDTH"]), f"{MASTER} promises that {uri} needs less than it does")
    mean = sum((each.size_bytes * 8 / each.seconds for each in [line, *beside]), Fraction(0))
    require(abs(int(told["AVERAGE-BANDWIDTH"]) - mean) <= mean / 50, f"{MASTER} says a wrong mean rate of {uri}")


def _rate(line: Line) -> Fraction:
    """Bits a second of the densest segment, but for short ones at the end."""
    longest = max(each.seconds for each in line.pieces)
    return max(each.size_bytes * 8 / each.seconds for each in line.pieces if each.seconds >= _SHARE * longest)
