"""The edit proxy: what stands for an original in an editor's program, until the film is made of the original itself.

Programs take it for the original when its name, its rate, its length, its time code and its tracks of sound are the
same. So nothing is mixed here, and no time is lost in a decoder: every frame is a key frame, sound is uncoded.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, coding, h264, timecodes, walked
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import SAMPLE_RATE, Cut, samples_at
from mediadesk.media.options import BARE, Options
from mediadesk.media.sounds import in_time
from mediadesk.model.recipe import Edit
from mediadesk.model.rendition import Shot

_HINT = "run it again; if it stays, `mediadesk check` looks at the programs"
_FILE: Final[Options] = {
    "empty_hdlr_name": 1,
    "f": "mov",
    "movflags": "+faststart",
    "movie_timescale": coding.MOVIE_TIMESCALE,
}
_BT709: Final = b"nclc\0\1\0\1\0\1"  # primaries, transfer, matrix (QuickTime File Format, "colr")
# what is said of a MOV by the list that is for MP4s which go out: it is a MOV, its sound is uncoded, and where it has
# a time code there is a track for that. All else is too much here, too
_MOV = frozenset(
    {
        *(f"an unknown value in MP4 box {kind!r}" for kind in ("ftyp", "hdlr", "avc1", "tkhd", "colr")),
        *(f"MP4 box {kind!r}" for kind in ("hdlr", "wide", "sowt", "lpcm", "in24", "tref", "gmhd", "tmcd", "fiel")),
        "the language of a track",  # `unspecified`, as QuickTime numbers it
        "a track that is neither picture nor sound",  # `_tracks` says which
    }
)

Stream = Any  # ffmpeg-python has no types


def options(recipe: Edit, rate: Fraction, tracks: int, timecode: str | None) -> dict[str, Any]:
    """How it is coded and written. A time code is the only thing that goes on from the original."""
    coded = coding.h264(recipe.preset, recipe.crf, 1, rate) | {
        "g": 1,
        "maxrate": f"{recipe.kbps}k",
        "bufsize": f"{recipe.kbps}k",
        "profile:v": "high",
    }
    sound = {"c:a": "pcm_s16le", "ar": SAMPLE_RATE} if tracks else {}
    return {**coded, **sound, **BARE, **_FILE, **({"timecode": timecode} if timecode else {"write_tmcd": 0})}


def sounds(source: Stream, shot: Shot, one: Cut) -> list[Stream]:
    """Each track that can be decoded, with its channels, at 48 kHz, as long as the picture where that is known."""
    samples = None if one.frames is None else samples_at(one.frames, one.rate)
    made = []
    for track in shot.facts.heard:
        sound = in_time(source[str(track.stream)])
        if samples is not None:
            sound = sound.filter("apad", whole_len=samples).filter("atrim", end_sample=samples)
        made.append(sound)
    return made


def timecode_of(shot: Shot, one: Cut, programs: Programs) -> str | None:
    """The time code that its first frame has in the original; None when it has none."""
    fps = shot.facts.frame.fps if shot.facts.frame else None
    return timecodes.first(shot.facts.container, shot.paths, fps, one.rate, programs)


def proved(
    path: Path, recipe: Edit, size: tuple[int, int], shot: Shot, one: Cut, programs: Programs
) -> tuple[str, ...]:
    """What an edit proxy must be, read from the file: size, frames, each a key frame, its tracks of sound as long as
    the picture, the original's time code, nothing else. Raises ToolFailed."""
    timecode, heard = timecode_of(shot, one, programs), len(shot.facts.heard)
    picture, *others = boxes.tracks(path)
    asked = ["soun"] * heard + (["tmcd"] if timecode else [])
    _require([each.handler for each in others] == asked, "the edit proxy has not the tracks it should have")
    _require(picture.handler == "vide" and picture.size == size, f"the edit proxy is not {size[0]}x{size[1]}")
    _require(one.frames in {None, picture.samples}, f"the edit proxy has {picture.samples} frames, not {one.frames}")
    seconds = picture.samples / one.rate
    _require(abs(picture.shown_seconds - seconds) < 1 / one.rate, "the edit proxy is not as long as its frames")
    for track in others[:heard]:
        apart = abs(track.shown_seconds - seconds)
        _require(one.frames is None or apart <= Fraction(2, SAMPLE_RATE), "sound and picture are not of one length")
    with boxes.opened(path) as data:
        kinds = {box.kind: bytes(data[box.start : min(box.stop, box.start + 16)]) for box in boxes.boxes(data)}
        told = [what for what in (*walked.told_by_boxes(data), *_in_pictures(data)) if what not in _MOV]
    _require("stss" not in kinds, "not every frame of the edit proxy is a key frame")
    _require(kinds.get("colr") == _BT709, "the edit proxy does not say that its colours are BT.709")
    found = timecodes.first("mov", (path,), one.rate, one.rate, programs)
    _require(found == timecode, f"the edit proxy begins at {found}, the original at {timecode}")
    _require(path.stat().st_size <= _most_bytes(recipe, shot, seconds), "the edit proxy is larger than it may be")
    _require(not told, f"the edit proxy tells more than it should: {''.join(told[:1])}")
    return (
        f"{size[0]}x{size[1]}",
        f"{picture.samples} frames, each a key frame",
        f"{heard} of {len(shot.facts.audio)} tracks of sound, as long as the picture",
        f"time code {timecode}" if timecode else "no time code, as the original",
        f"{float(seconds):.3f} s",
        "no other metadata",
    )


def _in_pictures(data: boxes.Buffer) -> Iterator[str]:
    """What is in the frames beside the picture: those of the first track."""
    tables = dict[str, boxes.Box]()
    for box in boxes.boxes(data):
        if box.kind in {"stsz", "stsc", "stco", "co64"}:
            tables[box.kind] = box
            if len(tables) == 3:
                break
    for start, size in boxes.tabled(data, tables):
        yield from h264.in_sample(bytes(data[start : start + size]))


def _most_bytes(recipe: Edit, shot: Shot, seconds: Fraction) -> float:
    """The cap of the picture and a second ahead, the sound as it is, and what holds them."""
    sound = sum((track.channels or 2) * SAMPLE_RATE * 2 for track in shot.facts.heard)
    return 1.05 * float((recipe.kbps * 125 + sound) * (seconds + 1)) + 100_000


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ToolFailed(otherwise, hint=_HINT)
