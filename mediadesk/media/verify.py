"""Did we get what we asked for? An ffmpeg that ends well proves nothing: what it wrote is read again and measured.

Each check returns its proofs, short sentences that are kept with the rendition, or raises ToolFailed and says why.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, h264, jail, leaks, sounds, stills, storyboard
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.cuts import SAMPLE_RATE
from mediadesk.media.package import Line
from mediadesk.media.runner import QUIET, run
from mediadesk.model.recipe import rate_at_most

AAC_FRAME = 1024  # samples
_SLACK_SECONDS = Fraction(1, 10)  # between the lines of a ladder

_BT709 = (1, 1, 1, False)  # primaries, transfer, matrix (ITU-T H.273), full range
_BUFFER_SECONDS = 2  # of x264's rate control: `bufsize` is twice `maxrate`
_RATE_SLACK = Fraction(5, 4)  # an encoder that sees ahead only a little may miss its cap
_PIECE_BYTES, _SAMPLE_BYTES = 512, 16  # of the boxes of a segment, and of each frame in them
_HEAD_BYTES = 1 << 14  # of the boxes of a file that do not grow with it
_LEAST_BYTES = 4  # of a frame or a sound that is there at all: its length and a header

_MOST_METERED = 1 << 28  # bytes; what a meter writes in a day
_WAIT_SECONDS = 120
_SLOWEST = 4  # seconds to decode a second of one output, on a machine that is busy with other things
_CUE = re.compile(r"(\S+) --> (\S+)\n\S+#xywh=(\d+),(\d+),(\d+),(\d+)")

Proofs = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What an output must be. A size or a rate of None means no picture; frames of None are not known beforehand."""

    size: tuple[int, int] | None
    rate: Fraction
    frames: int | None
    sound: bool
    kbps: int | None = None  # of the picture, at most; None: no more than its pixels would weigh
    sound_kbps: int = 0
    longer: Fraction = Fraction(0)  # seconds by which the last frame may outlast the sound, where some are left out


def mp4(path: Path, promise: Promise) -> Proofs:
    """An MP4: its tracks, size, exact number of frames, sound as long as the picture, index first, nothing else."""
    name = path.name
    tracks = boxes.tracks(path)
    handlers = (["vide"] if promise.size else []) + (["soun"] if promise.sound else [])
    require([each.handler for each in tracks] == handlers, f"{name} has not the streams it should have")
    with boxes.opened(path) as data:
        order = [box.kind for box in boxes.boxes(data) if "/" not in box.path]
    require("mdat" in order and order.index("moov") < order.index("mdat"), f"the index of {name} does not come first")
    proofs = [" and ".join({"vide": "picture", "soun": "sound"}[each] for each in handlers)]
    picture = tracks[0] if promise.size else None
    if picture:
        proofs += _picture(name, picture.size, picture.samples, promise)
        proofs += _tagged(name, picture)
        _same_length(name, picture.shown_seconds, picture.samples / promise.rate, 1 / promise.rate)
    if promise.sound:
        shown = tracks[-1].shown_seconds
        if not picture and promise.frames:
            _same_length(name, shown, promise.frames / promise.rate, Fraction(2, SAMPLE_RATE))
        if picture:
            _same_length(name, shown, picture.shown_seconds, promise.longer + Fraction(2, SAMPLE_RATE))
            proofs.append("sound and picture of one length")
    longest = shown_seconds(path)
    proofs += [f"{float(longest):.3f} s", *_sane(path, tracks, promise, longest)]
    return (*proofs, *_bare([path]))


def ladder(
    folder: Path, rungs: Sequence[tuple[Line, Promise]], sound: Line | None, sound_kbps: int | None = None
) -> Proofs:
    """A ladder: every rung's size, frames and weight, all cut alike, each segment starting with a key frame."""
    proofs: list[str] = []
    lines = [rung for rung, _ in rungs]
    for rung, promise in rungs:
        name = f"{folder.name}/{rung.name}"
        _picture(name, rung.track.size, sum(each.samples for each in rung.pieces), promise)
        require(all(each.starts_whole for each in rung.pieces), f"a segment of {name} does not start with a key frame")
        _tagged(name, rung.track)
        _weighs(rung, promise.kbps)
        proofs.append(f"{rung.name} is {rung.track.size[0]}x{rung.track.size[1]}" if rung.track.size else rung.name)
    for rung in lines[1:]:
        require(_cuts(rung) == _cuts(lines[0]), f"{rung.name} is not cut where {lines[0].name} is")
    for each in [*lines, *([sound] if sound else [])]:
        require(_follow(each), f"the segments of {each.name} do not follow each other")
        _same_length(each.name, each.seconds, lines[0].seconds, _SLACK_SECONDS)
    if sound:
        _weighs(sound, sound_kbps)
        grid = zip(_cuts(sound), _cuts(lines[0]), strict=False)  # the very end may fall into one segment or two
        apart = max(abs(heard - seen) for heard, seen in grid)
        require(apart <= Fraction(AAC_FRAME, SAMPLE_RATE), "the sound is not cut where the picture is")
    proofs += [_many(len(lines[0].pieces), "segment"), "each starts with a key frame", "all cut alike"]
    proofs += ["colours tagged as BT.709", "no rung above its rate"]
    return (*proofs, f"{float(lines[0].seconds):.3f} s", *_bare(sorted(folder.glob("*/*.mp4"))))


def still(path: Path, size: tuple[int, int], most_bytes: int | None) -> Proofs:
    """A JPEG that opens, of its size, not too heavy, nothing but a picture inside."""
    require(stills.picture_size(path) == size, f"{path.name} has not the size it should have")
    weight = path.stat().st_size
    require(most_bytes is None or weight <= most_bytes, f"{path.name} weighs {weight} bytes")
    if found := leaks.jpeg_findings(path, path.name):
        raise ToolFailed(f"{path.name} tells more than a picture: {found[0].what}")
    return (f"{size[0]}x{size[1]}", "opens", "no metadata")


def posters(folder: Path, asked: Mapping[str, tuple[tuple[int, int], int]]) -> Proofs:
    """A folder of pictures: these and no others, each of its size and not heavier than it may be."""
    require({path.name for path in folder.iterdir()} == {*asked}, f"{folder.name} has not the pictures it should have")
    for name, (size, most_bytes) in asked.items():
        still(folder / name, size, most_bytes)
    return (*(f"{name} is {size[0]}x{size[1]}" for name, (size, _) in asked.items()), "no metadata")


def board(folder: Path, tile: tuple[int, int], tiles: int, most_tiles: int, seconds: Fraction) -> Proofs:
    """A storyboard: a tile for each cue, cues that lie inside the sprite and follow each other to the last second."""
    path = folder / storyboard.SPRITE
    width, height = stills.picture_size(path)
    cues = _CUE.findall((folder / storyboard.CUES).read_text(encoding="utf-8"))
    require(len(cues) == tiles <= most_tiles, f"the storyboard has {len(cues)} cues for {tiles} tiles")
    ends = [Fraction(0)]
    for begin, end, *place in cues:
        require(_seconds(begin) == ends[-1] < _seconds(end), "the cues of the storyboard do not follow each other")
        ends.append(_seconds(end))
        left, top, *shape = map(int, place)
        require(tuple(shape) == tile, "a tile of the storyboard has not its size")
        require(left + tile[0] <= width and top + tile[1] <= height, "a tile lies outside the sprite")
    _same_length(folder.name, ends[-1], seconds, Fraction(1, 1000))
    return (_many(tiles, "tile"), f"{float(ends[-1]):.3f} s", *still(path, (width, height), None)[1:])


def decodes(
    paths: Sequence[Path],
    seconds: Fraction,
    programs: Programs,
    *,
    meters: Mapping[Path, Path] = MappingProxyType({}),
    alive: Callable[[], None] = lambda: None,
) -> Proofs:
    """One ffmpeg decodes everything side by side, and says nothing at all. `seconds` is how long the longest plays.

    `meters` names for some of the paths the file in which a meter writes how loud they are; all lie in one folder.
    Raises ToolFailed. A picture that was patched up makes ffmpeg end well, but not silently. `alive` is called now and
    then; what it raises stops the work.
    """
    argv = [programs.ffmpeg, *QUIET]
    for path in paths:
        argv += ["-xerror", "-err_detect", "explode"]
        if path.suffix == ".m3u8":
            # of a list that we wrote ourselves; what it names lies below it
            whitelist = ("-protocol_whitelist", "file", "-format_whitelist", "hls,mov")
            argv += [*whitelist, "-f", "hls", "-i", jail.file_name(path)]
        else:
            argv += jail.input_options("mov", path)
    for number in range(len(paths)):
        argv += ["-map", str(number)]
    argv += _metered(paths, meters)
    argv += ["-f", "null", "-"]
    patience = _WAIT_SECONDS + _SLOWEST * float(seconds) * len(paths)
    reads = dict.fromkeys(path.parent if path.suffix == ".m3u8" else path for path in paths)
    limits = jail.decoding(seconds * len(paths))
    cell = Cell(reads=tuple(reads), limits=limits)
    if meters:
        room = next(iter(meters.values())).parent
        cell = replace(cell, writes=room, limits=replace(limits, file_bytes=_MOST_METERED))
    try:
        said = run(argv, cell=cell, tick=lambda _: alive(), wall_seconds=patience)
    except ToolFailed as error:
        if not error.tail:
            raise
        raise _undecodable(argv, error.tail) from error
    if said:
        raise _undecodable(argv, said.decode("utf-8", "replace"))
    return ("decodes without an error",)


def _metered(paths: Sequence[Path], meters: Mapping[Path, Path]) -> list[str]:
    """One graph for all sounds that are listened to."""
    heard = [(number, meters[path].name) for number, path in enumerate(paths) if path in meters]
    if not heard:
        return []
    graph = ";".join(f"[{number}:a]{sounds.meter(name)}[m{number}]" for number, name in heard)
    return ["-filter_complex", graph, *(word for number, _ in heard for word in ("-map", f"[m{number}]"))]


def _undecodable(argv: Sequence[str], said: str) -> ToolFailed:
    return ToolFailed("what was made does not decode cleanly", argv=argv, tail=said)


def frames_made(path_or_line: Path | Line, rate: Fraction, most_fps: int | None = None) -> int:
    """How many frames of the clip's grid an output holds; one that drops every second frame counts for two."""
    if isinstance(path_or_line, Path):
        samples = sum(each.samples for each in boxes.tracks(path_or_line) if each.handler == "vide")
    else:
        samples = sum(each.samples for each in path_or_line.pieces)
    return samples if most_fps is None else samples * int(rate / rate_at_most(rate, most_fps))


def shown_seconds(path: Path) -> Fraction:
    """How long an MP4 plays."""
    return max(each.shown_seconds for each in boxes.tracks(path))


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _seconds(clock: str) -> Fraction:
    hours, minutes, seconds = clock.split(":")
    return Fraction(int(hours) * 3600 + int(minutes) * 60) + Fraction(seconds)


def _picture(name: str, size: tuple[int, int] | None, frames: int, promise: Promise) -> list[str]:
    asked = promise.size or (0, 0)
    require(size == asked, f"{name} is {size} and not {asked[0]}x{asked[1]}")
    require(promise.frames in {None, frames}, f"{name} has {frames} frames and not {promise.frames}")
    return [f"{asked[0]}x{asked[1]}", _many(frames, "frame")]


def _tagged(name: str, track: boxes.Track) -> list[str]:
    """H.264 of ours says of its colours, in its box and in the picture itself, that they are BT.709, limited range."""
    if not track.codec.startswith("avc1"):
        return []
    told = (track.colour, h264.colour(track.setup))
    require(told == (_BT709, _BT709), f"{name} does not say that its colours are BT.709, but {told}")
    return ["colours tagged as BT.709"]


def _sane(path: Path, tracks: Sequence[boxes.Track], promise: Promise, seconds: Fraction) -> list[str]:
    """Neither heavier than its rates and the decoder's buffer allow, nor lighter than that many frames can be.

    Without a rate the pixels are the measure: 12 bits each, as 4:2:0 has them unpacked.
    """
    weight, samples = path.stat().st_size, sum(each.samples for each in tracks)
    width, height = promise.size or (0, 0)
    raw = Fraction(width * height * 3, 2) * seconds * promise.rate
    picture = raw if promise.kbps is None else promise.kbps * 125 * (seconds + _BUFFER_SECONDS)
    sound = promise.sound_kbps * 125 * (seconds + _BUFFER_SECONDS)
    most = (picture + sound) * _RATE_SLACK + _HEAD_BYTES + _SAMPLE_BYTES * samples
    require(weight <= most, f"{path.name} has {weight} bytes, and may have {int(most)}")
    with boxes.opened(path) as data:
        media = sum(box.stop - box.start for box in boxes.boxes(data) if box.path == "mdat")
    least = _LEAST_BYTES * samples
    require(media >= least, f"{path.name} holds {media} bytes of media, and what it lists cannot be less than {least}")
    return ["neither too heavy nor too light"]


def _weighs(line: Line, kbps: int | None) -> None:
    """Not heavier than its rate and the decoder's buffer of two seconds allow, but for the boxes around the frames."""
    if kbps is None:
        return
    boxes_around = sum(_PIECE_BYTES + _SAMPLE_BYTES * each.samples for each in line.pieces)
    most = kbps * 125 * (line.seconds + _BUFFER_SECONDS) * _RATE_SLACK + boxes_around
    require(line.size_bytes <= most, f"{line.name} has {line.size_bytes} bytes, and may have {int(most)}")


def _bare(paths: Sequence[Path]) -> Proofs:
    for path in paths:
        if found := leaks.box_findings(path, path.name):
            raise ToolFailed(f"{path.name} tells more than picture and sound: {found[0].what}")
    return ("no metadata",)


def _cuts(line: Line) -> list[Fraction]:
    return [each.begins for each in line.pieces]


def _follow(line: Line) -> bool:
    ends = [each.begins + each.seconds for each in line.pieces]
    return line.pieces[0].begins == 0 and all(
        end == each.begins for end, each in zip(ends, line.pieces[1:], strict=False)
    )


def _same_length(name: str, got: Fraction, asked: Fraction, slack: Fraction) -> None:
    require(abs(got - asked) <= slack, f"{name} lasts {float(got):.3f} s and not {float(asked):.3f} s")


def require(holds: object, otherwise: str) -> None:
    """Raises ToolFailed, with what is wrong, unless it holds."""
    if not holds:
        raise ToolFailed(otherwise, hint="run it again; if it stays, `mediadesk check` looks at the programs")
