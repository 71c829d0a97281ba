"""Shots for tests: made up from facts alone, or probed from a real file; and a ladder small enough to be quick."""

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from mediadesk.media.binaries import Programs
from mediadesk.media.probe import probe
from mediadesk.model.clip import Audio, Facts, Frame, Hdr
from mediadesk.model.recipe import Ladder, Recipe, Rung
from mediadesk.model.rendition import Job, Shot, wants

TINY = Ladder(
    rungs=(
        Rung(short_side=36, crf=30, kbps=100, profile="main", level="3.0", most_fps=30),
        Rung(short_side=72, crf=28, kbps=300, profile="high", level="3.1"),
    )
)
STEREO = (Audio(stream=1, codec="aac", channels=2, rate=48000),)
MONO = (Audio(stream=1, codec="aac", channels=1, rate=44100),)


def a_shot(
    name: str = "/card/a.mov",
    *,
    size: tuple[int, int] = (1280, 720),
    fps: Fraction = Fraction(25),
    seconds: Fraction | None = Fraction(10),
    audio: tuple[Audio, ...] = STEREO,
    hdr: Hdr | None = None,
    interlaced: bool = False,
    sample_aspect: Fraction | None = None,
    container: str = "mov",
    points: tuple[Fraction | None, Fraction | None] = (None, None),
) -> Shot:
    """A shot of a clip that need not exist."""
    frame = Frame(
        stream=0,
        width=size[0],
        height=size[1],
        rotation=0,
        codec="h264",
        fps=fps,
        hdr=hdr,
        interlaced=interlaced,
        sample_aspect=sample_aspect,
    )
    facts = Facts(container=container, seconds=seconds, frame=frame, audio=audio)
    return Shot(paths=(Path(name),), facts=facts, in_point=points[0], out_point=points[1])


def probed(path: Path, programs: Programs, points: tuple[Fraction | None, Fraction | None] = (None, None)) -> Shot:
    """A shot of a real file, with what it tells of itself."""
    return Shot(paths=(path,), facts=probe(path, programs=programs), in_point=points[0], out_point=points[1])


def a_job(recipes: Sequence[Recipe], *shots: Shot) -> Job:
    """One job of all these recipes."""
    return Job(subject="7QK2MW3ZTA", shots=shots, wants=wants(recipes))


def a_clip(path: Path, programs: Programs, *options: str, seconds: float = 3, rate: str = "25") -> Path:
    """A moving picture of 128x72 with a tone, made by ffmpeg in half a second."""
    made = f"-f lavfi -i testsrc2=s=128x72:d={seconds}:r={rate} -f lavfi -i sine=d={seconds}:r=48000".split()
    coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -ac 2".split()
    subprocess.run([programs.ffmpeg, "-v", "error", "-y", *made, *coded, *options, str(path)], check=True)
    return path


def a_counted_clip(
    path: Path, programs: Programs, *options: str, seconds: int = 4, rate: int = 25, click_at: int = 2
) -> Path:
    """A clip that shows the number of each frame: ones, tens and hundreds as greys of three columns; and a click."""
    digits = "16+20*if(lt(X,21),mod(N,10),if(lt(X,42),mod(floor(N/10),10),floor(N/100)))"
    made = f"nullsrc=s=63x64:d={seconds}:r={rate},geq=lum='{digits}':cb=128:cr=128,pad=64:64"
    click = f"aevalsrc='if(eq(n,{click_at * 48_000}),0.9,0)':s=48000:d={seconds}"
    coded = "-c:v libx264 -preset ultrafast -crf 10 -g 30 -pix_fmt yuv420p -c:a pcm_s16le -f mov".split()
    argv = [programs.ffmpeg, "-v", "error", "-y", "-f", "lavfi", "-i", made, "-f", "lavfi", "-i", click, *coded]
    subprocess.run([*argv, *options, str(path)], check=True)
    return path


def numbers(path: Path, programs: Programs) -> list[int]:
    """Which frames of a counted clip a video or playlist shows."""
    how = ["-vf", "scale=3:1:flags=area,format=gray", "-fps_mode", "passthrough", "-f", "rawvideo", "-"]
    said = _decoded(path, programs, how)
    return [number_of(said[place : place + 3]) for place in range(0, len(said), 3)]


def number_of(columns: Sequence[float]) -> int:
    """The number that three greys stand for; 16 to 235 of the video are 0 to 255 here."""
    ones, tens, hundreds = (round(grey * 219 / 255 / 20) for grey in columns)
    return ones + 10 * tens + 100 * hundreds


def loudest(path: Path, programs: Programs) -> tuple[int, int]:
    """The number of the loudest sample at 48 kHz of a file or playlist, and how many samples there are."""
    how = ["-map", "0:a", "-ac", "1", "-f", "s16le", "-ar", "48000", "-"]
    said = memoryview(_decoded(path, programs, how)).cast("h")
    return max(range(len(said)), key=lambda number: abs(said[number])), len(said)


def a_long_clip(folder: Path, programs: Programs, *options: str) -> Path:
    """Ten seconds that show the number of each of 250 frames, with a key frame a second, and a click at 8 s."""
    clip = folder / "long.mov"
    return a_counted_clip(clip, programs, "-g", "25", *options, seconds=10, click_at=8)


def chapters(clip: Path, programs: Programs, seconds: int = 4) -> tuple[Path, ...]:
    """A clip cut at key frames into files whose clocks begin anew, as an action camera does."""
    cut = f"-f segment -segment_time {seconds} -segment_start_number 1 -reset_timestamps 1 -segment_format mov".split()
    to = f"{clip.parent}/GX%02d0042.MP4"
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", clip, "-c", "copy", *cut, to], check=True)
    return tuple(sorted(clip.parent.glob("GX*0042.MP4")))


def stream_parts(clip: Path, programs: Programs, count: int = 3) -> tuple[Path, ...]:
    """A clip as an AVCHD camera cuts it: a transport stream in files of whole packets, in the middle of a picture."""
    stream = clip.with_suffix(".MTS")
    how = "-c:v copy -c:a ac3 -b:a 256k -mpegts_m2ts_mode 1 -f mpegts".split()
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", clip, *how, stream], check=True)
    return in_packets(stream, clip.parent, count)


def in_packets(stream: Path, folder: Path, count: int = 3) -> tuple[Path, ...]:
    """A transport stream cut into files of whole packets."""
    said, packet = stream.read_bytes(), 192 if stream.suffix.upper() == ".MTS" else 188
    cuts = [len(said) * number // count // packet * packet for number in range(count)]
    paths = tuple(folder / f"{number:05}{stream.suffix}" for number in range(count))
    for path, begin, end in zip(paths, cuts, [*cuts[1:], len(said)], strict=True):
        path.write_bytes(said[begin:end])
    return paths


def spanned(paths: Sequence[Path], programs: Programs, begin: str | None = None, end: str | None = None) -> Shot:
    """A shot of several parts: the facts are those of the first."""
    points = begin and Fraction(begin), end and Fraction(end)
    return Shot(paths=tuple(paths), facts=probe(paths[0], programs=programs), in_point=points[0], out_point=points[1])


def _decoded(path: Path, programs: Programs, how: list[str]) -> bytes:
    argv = [programs.ffmpeg, "-v", "error", "-i", str(path), *how]
    return subprocess.run(argv, capture_output=True, check=True).stdout
