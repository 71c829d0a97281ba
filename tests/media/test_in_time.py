"""Sound of every kind, by the real programs: in time with its picture to the end, and what was recorded is heard."""

import re
import subprocess
from array import array
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.media import sounds
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import cut
from mediadesk.media.probe import Unreadable
from mediadesk.media.render import render
from mediadesk.model.recipe import Proxy
from mediadesk.model.rendition import Shot
from tests.media.shots import TINY, a_job, loudest, probed

MOST_LATE = 0.040  # seconds, at the end
AT, SECONDS = 6, 7
STEPS_AT = 4000  # samples a second in which real sounds are compared


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder for a job."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def clapped(programs: Programs, tmp_path: Path) -> Callable[[Fraction], Path]:
    """A clip as telephones make it: frames that come when they come, a clock of the sound that runs by itself, and at
    six seconds by the time stamps a flash and a clap."""

    def made(drift: Fraction) -> Path:
        flash = f"color=black:s=64x48:r=30:d={SECONDS},drawbox=c=white:t=fill:enable='between(t,{AT},{AT}.1)'"
        uneven = f"select='lt(t,1)+gt(mod(n*7,11),3)+between(t,{AT - 0.1},{AT + 0.2})'"
        clap = f"aevalsrc='0.9*between(t,{float(AT / drift)},{float(AT / drift)}+0.002)':s=44100:d={SECONDS}"
        coded = "-fps_mode vfr -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac".split()
        sources = ["-f", "lavfi", "-i", f"{flash},{uneven}", "-f", "lavfi", "-i", clap]
        ffmpeg(programs, *sources, *coded, tmp_path / "even.mp4")
        slow = f"setts=ts=TS*{float(drift)}"
        ffmpeg(programs, "-i", tmp_path / "even.mp4", "-c", "copy", "-bsf:a", slow, tmp_path / "clapped.mp4")
        return tmp_path / "clapped.mp4"

    return made


def late(shot: Shot, programs: Programs, out: Path) -> list[float]:
    """How many seconds the clap is heard after the flash is seen, in each that was made."""
    made = render(a_job([Proxy(), TINY], shot), out, programs=programs)
    rate = cut(shot).rate
    pairs = [(out / made[0].path,) * 2, tuple(out / made[1].path / name for name in ("v36.m3u8", "a64.m3u8"))]
    return [loudest(heard, programs)[0] / 48_000 - float(lit(seen, programs) / rate) for seen, heard in pairs]


def lit(path: Path, programs: Programs) -> int:
    """The first frame that is bright."""
    how = ["-vf", "scale=1:1,format=gray", "-fps_mode", "passthrough", "-f", "rawvideo", "-"]
    said = subprocess.run([programs.ffmpeg, "-v", "error", "-i", path, *how], capture_output=True, check=True).stdout
    return next(number for number, grey in enumerate(said) if grey > 128)


@pytest.mark.parametrize("drift", [Fraction("1.009"), Fraction("0.991")])
def test_uneven_frames_and_a_drifting_clock_end_together(clapped, programs, out, drift):
    """Fifty-four milliseconds of drift within six seconds, frames missing all along: at the end they are together."""
    shot = probed(clapped(drift), programs)
    assert shot.facts.frame
    assert shot.facts.frame.vfr

    assert max(map(abs, late(shot, programs, out))) <= MOST_LATE


def test_sabotage_as_ffmpeg_would_have_it_a_drifting_clock_is_late(clapped, programs, out, monkeypatch):
    """It waits for a tenth of a second before it does anything."""
    monkeypatch.setattr(sounds, "_MOST_STRETCH", 1)
    monkeypatch.setattr(sounds, "_MOST_APART", 0.1)

    assert max(map(abs, late(probed(clapped(Fraction("1.009")), programs), programs, out))) > MOST_LATE


@pytest.mark.parametrize(
    ("channel", "left", "right"),
    [("FL", 1, 0), ("FR", 0, 1), ("FC", 0.7071, 0.7071), ("LFE", 0, 0), ("BL", 0.7071, 0), ("BR", 0, 0.7071)],
)
def test_six_channels_become_two_as_broadcasters_mix_them(make, programs, out, channel, left, right):
    """ITU-R BS.775: what comes from the middle on both sides, from behind on its own side, 3 dB lower; no low booms."""
    order = ["FL", "FR", "FC", "LFE", "BL", "BR"]
    tones = "|".join("0.5*sin(2*PI*400*t)" if each == channel else "0" for each in order)
    clip = make("a.wav", "-f", "lavfi", "-i", f"aevalsrc={tones}:s=48000:d=1:c=5.1", "-c:a", "pcm_s16le")

    heard = levels(proxy_of(clip, programs, out), programs)

    whole = 1 + 2 * 0.7071  # so that all six at full scale are not too much for two
    assert heard == pytest.approx([0.3536 * side / whole for side in (left, right)], abs=0.006)


def test_six_channels_at_full_scale_are_not_cut_off(make, programs, out):
    """All of them in step, as loud as can be: mixed without being lowered they would be clipped to squares."""
    clip = make("a.wav", "-f", "lavfi", "-i", "aevalsrc=" + "|".join(["0.99*sin(2*PI*400*t)"] * 6) + ":d=1:c=5.1")

    left = samples(proxy_of(clip, programs, out), programs, 48_000, "-af", "pan=mono|c0=c0")
    assert max(map(abs, left)) <= 1.02  # a coder adds a little; mixed without being lowered it is 2.4
    assert levels(out / "the proxy", programs) == pytest.approx([0.7] * 2, abs=0.05)


def test_of_four_mono_tracks_the_first_two_are_left_and_right(make, programs, out):
    """As professional cameras write them: two microphones, and two tracks that hold nothing new."""
    tracks = [
        word for loud in (0.5, 0.25, 0.9, 0.9) for word in ("-f", "lavfi", "-i", f"aevalsrc={loud}*sin(2500*t):d=1")
    ]
    picture = ["-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=25"]
    maps = [word for number in range(5) for word in ("-map", str(number))]
    coded = ["-c:v", "mpeg4", "-c:a", "pcm_s24le", "-ac", "1"]
    clip = make("a.mov", *picture, *tracks, *maps, *coded)
    assert len(probed(clip, programs).facts.heard) == 4

    assert levels(proxy_of(clip, programs, out), programs) == pytest.approx([0.3536, 0.1768], abs=0.01)


def test_a_silent_track_stays_silent(make, programs, out):
    """A track of zeros is a track: the proxy has one, and nothing is heard in it."""
    clip = make("a.mov", *"-f lavfi -i testsrc2=s=64x48:d=1:r=25 -f lavfi -i anullsrc -shortest -c:a pcm_s16le".split())

    assert levels(proxy_of(clip, programs, out), programs) == [0.0, 0.0]


def proxy_of(clip: Path, programs: Programs, out: Path) -> Path:
    (made,) = render(a_job([Proxy()], probed(clip, programs)), out, programs=programs)
    return (out / made.path).rename(out / "the proxy")


def levels(path: Path, programs: Programs) -> list[float]:
    """The RMS level of each channel, as a factor."""
    how = ["-hide_banner", "-nostats", "-i", path, "-af", "atrim=0.2:0.8,astats", "-f", "null", "-"]
    said = subprocess.run([programs.ffmpeg, *how], capture_output=True, check=True, text=True).stderr
    return [10 ** (float(each) / 20) for each in re.findall(r"RMS level dB: (\S+)", said)[:2]]


def samples(path: Path, programs: Programs, rate: int, *options: str, begin: str = "0") -> Sequence[float]:
    """The sound in one channel."""
    how = ["-ss", begin, "-i", path, "-vn", *options, "-ac", "1", "-ar", str(rate), "-f", "f32le", "-"]
    said = subprocess.run([programs.ffmpeg, "-v", "error", *how], capture_output=True, check=True).stdout
    return array("f", said)


SAMPLE = ("phone_2018_3gp_h263_tz-0500.3gp", "android_samsung_2020_sef_slowmotion.mp4")
LOUD_ENOUGH = 0.002


@pytest.mark.needs("footage")
@pytest.mark.parametrize("name", SAMPLE)
def test_the_end_of_a_real_clip_is_heard_in_time(footage: Path, programs: Programs, out: Path, name: str):
    """The last second of the original, reached by a seek, lies in the proxy where it should."""
    shift = shift_at_the_end(footage / name, programs, out)

    assert shift is not None
    assert abs(shift) <= MOST_LATE


@pytest.mark.prove
@pytest.mark.needs("footage")
def test_the_end_of_every_real_clip_is_heard_in_time(footage: Path, programs: Programs, tmp_path: Path):
    """Every clip of the set in which something can be heard at the end."""
    found: dict[str, float] = {}
    for number, source in enumerate(sorted(footage.iterdir())):
        (tmp_path / str(number)).mkdir()
        try:
            shift = shift_at_the_end(source, programs, tmp_path / str(number))
        except Unreadable:
            continue
        if shift is not None:
            found[source.name] = shift
    print(*(f"{shift * 1000:+6.1f} ms  {name}" for name, shift in found.items()), sep="\n")

    assert len(found) >= 17
    assert {name: shift for name, shift in found.items() if abs(shift) > MOST_LATE} == {}


def shift_at_the_end(source: Path, programs: Programs, out: Path) -> float | None:
    """Seconds by which the last second is heard late in the proxy; None where nothing can be compared."""
    shot = probed(source, programs)
    if not (shot.facts.decodes and shot.facts.heard and shot.facts.frame and (shot.facts.seconds or 0) >= 1.5):
        return None
    proxy = proxy_of(source, programs, out)
    lasts = subprocess.run(
        [programs.ffprobe, "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", proxy],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    begin = f"{max(0.0, float(lasts) - 1.3):.3f}"
    came, went = (samples(path, programs, STEPS_AT, "-t", "1", begin=begin) for path in (source, proxy))
    if min(len(came), len(went)) < STEPS_AT * 0.9 or max(map(abs, came)) < LOUD_ENOUGH:
        return None
    return best_shift(came, went) / STEPS_AT


def best_shift(came: Sequence[float], went: Sequence[float]) -> int:
    """How many samples later the second is most like the first; of a hum, which is like itself again and again, the
    fewest."""
    room = STEPS_AT // 10
    middle = came[room : STEPS_AT * 9 // 10 - room]

    def alike(shift: int) -> float:
        return abs(sum(map(float.__mul__, middle, went[room + shift : room + shift + len(middle)])))

    found = {shift: alike(shift) for shift in range(-room, room + 1)}
    return min((shift for shift in found if found[shift] > 0.97 * max(found.values())), key=abs)


def ffmpeg(programs: Programs, *options: str | Path) -> None:
    subprocess.run([programs.ffmpeg, "-v", "error", "-y", *map(str, options)], check=True)
