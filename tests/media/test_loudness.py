"""What goes out is as loud as everything else there: measured by ffmpeg's meter here, and by another one beside it."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import graphs, loudness
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import cut
from mediadesk.media.loudness import Settled, level_in
from mediadesk.media.making import Made
from mediadesk.media.probe import Unreadable
from mediadesk.media.render import render
from mediadesk.model.loudness import LEFT, Level, Levelling, Loudness
from mediadesk.model.recipe import Mp4, Proxy, Small, Sound
from mediadesk.model.rendition import Rendition, Shot
from tests.media.shots import TINY, a_job, a_shot, loudest, probed

SECONDS = 4
QUIET = "aevalsrc='0.02*sin(2*PI*300*t)*(1+0.5*sin(2*PI*3*t))|0.01*sin(2*PI*700*t)':s=48000"
# a voice far away, and somebody claps once beside the microphone
PEAKY = "aevalsrc='0.02*sin(2*PI*300*t)+0.85*sin(2*PI*1900*t)*exp(-200*max(t-2,0))*gte(t,2)':s=48000"
RIGHT = "aevalsrc='0.165*sin(2*PI*1000*t)|0.165*sin(2*PI*1000*t)':s=48000"
CLICKS = "aevalsrc='if(eq(mod(n,24000),9000),0.95,0)':s=48000"
SILENT = "anullsrc=r=48000:cl=stereo"
SOUNDS = {"quiet": QUIET, "peaky": PEAKY, "right": RIGHT, "clicks": CLICKS, "silent": SILENT}

Shots = Callable[[str], Shot]


@pytest.fixture(scope="module")
def shots(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Shots:
    """Clips of a few seconds, by what is heard in them."""
    folder, made = tmp_path_factory.mktemp("sounds"), {}

    def shot(name: str) -> Shot:
        if name not in made:
            clip = folder / f"{name}.mov"
            picture = f"-f lavfi -i testsrc2=s=64x48:d={SECONDS}:r=10 -f lavfi -i {SOUNDS[name]}:d={SECONDS}".split()
            coded = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a pcm_f32le".split()
            subprocess.run([programs.ffmpeg, "-v", "error", *picture, *coded, clip], check=True)
            made[name] = probed(clip, programs)
        return made[name]

    return shot


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder for a job."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def sounding(each: Rendition, out: Path) -> Path:
    return out / each.path / "a64.m3u8" if each.recipe == "ladder" else out / each.path


def by_another_meter(path: Path, programs: Programs) -> tuple[float, float]:
    """LUFS and dBTP by libebur128's heirs in `loudnorm`, which shares no line with `ebur128`."""
    how = ["-hide_banner", "-nostats", "-i", path, "-af", "loudnorm=print_format=json", "-f", "null", "-"]
    words = subprocess.run([programs.ffmpeg, *how], capture_output=True, check=True, text=True).stderr
    said = json.loads(re.findall(r"\{[^{}]+\}", words)[-1])
    return float(said["input_i"]), float(said["input_tp"])


@pytest.mark.parametrize("name", ["quiet", "peaky"])
def test_everything_that_goes_out_is_equally_loud(shots: Shots, programs: Programs, out: Path, name: str):
    """Ladder, download, small file and sound: within 1 LU of the aim, no peak above -1 dBTP, and both are kept."""
    made = render(a_job([TINY, Mp4(), Small(), Sound()], shots(name)), out, programs=programs)

    assert len({each.loudness.before for each in made if each.loudness}) == 1  # one listening for all of them
    for each in made:
        assert each.loudness
        assert each.loudness.before.lufs < -25
        assert each.loudness.after.lufs == pytest.approx(-16, abs=1)
        assert each.loudness.after.peak_dbtp <= -1
        lufs, peak = by_another_meter(sounding(each, out), programs)
        assert lufs == pytest.approx(each.loudness.after.lufs, abs=0.3)
        assert peak <= -0.9
        assert any("LUFS, peak" in proof for proof in each.proofs)


@pytest.mark.needs("footage")
@pytest.mark.parametrize("name", ["gopro_hero7black_2019_gpmf_gps.mp4", "nikon_coolpix-s3000_2010_mjpeg.avi"])
def test_real_sound_comes_out_equally_loud(footage: Path, programs: Programs, out: Path, name: str):
    """Wind at 31 LUFS below full scale, and a small camera whose peaks are above it: as loud, at the fewest bits."""
    is_levelled(probed(footage / name, programs), out, programs)


@pytest.mark.prove
@pytest.mark.needs("footage")
def test_every_real_sound_comes_out_equally_loud(footage: Path, programs: Programs, tmp_path: Path):
    """Of the whole set, whatever recorded it: no job fails, and nothing is out of bounds."""
    done = 0
    for source in sorted(footage.iterdir()):
        try:
            shot = probed(source, programs)
        except Unreadable:
            continue
        if shot.facts.decodes and shot.facts.heard:
            (tmp_path / str(done)).mkdir()
            is_levelled(shot, tmp_path / str(done), programs)
            done += 1
    assert done >= 35


def is_levelled(shot: Shot, out: Path, programs: Programs) -> None:
    """At 64 kb/s, where a coder adds most to a peak; silence and what is too short stay as they are."""
    (sound,) = render(a_job([Sound(audio_kbps=64)], shot), out, programs=programs)
    print(f"{shot.name}: {sound.proofs[-1]}")
    assert sound.loudness
    before, after = sound.loudness.before.lufs, sound.loudness.after.lufs
    assert (sound.loudness.after.peak_dbtp or -99) <= -1
    if before is not None and before >= -50:
        assert after == pytest.approx(-16, abs=1) or sound.proofs[-1].endswith("leave no more room")


def test_what_is_right_already_is_left(shots: Shots, programs: Programs, out: Path):
    """The same command as without any of this, and the same level."""
    shot = shots("right")
    (sound,) = render(a_job([Sound()], shot), out, programs=programs)

    assert sound.loudness
    assert sound.loudness.before.lufs == pytest.approx(sound.loudness.after.lufs, abs=0.2)
    assert any(proof.endswith("dBTP") and "left" in proof for proof in sound.proofs)


def test_silence_is_left(shots: Shots, programs: Programs, out: Path):
    """No gain makes a programme of it, and no number is made up for it."""
    (sound,) = render(a_job([Sound()], shots("silent")), out, programs=programs)

    assert sound.loudness == Loudness(before=Level(lufs=None, peak_dbtp=None), after=Level(lufs=None, peak_dbtp=None))
    assert "silent" in sound.proofs


def test_of_clicks_alone_the_peaks_win(shots: Shots, programs: Programs, out: Path):
    """They cannot be as loud as speech without being cut off: quieter than the aim, and it says so."""
    (sound,) = render(a_job([Sound()], shots("clicks")), out, programs=programs)

    assert sound.loudness
    assert sound.loudness.after.lufs < -17
    assert sound.loudness.after.peak_dbtp <= -1
    assert any("its peaks leave no more room" in proof for proof in sound.proofs)


def test_a_proxy_is_heard_as_it_was_recorded(shots: Shots, programs: Programs, out: Path):
    """Who looks through a trip wants to hear which clip is too quiet; and nobody listens twice for it."""
    (proxy,) = render(a_job([Proxy()], shots("quiet")), out, programs=programs)
    heard = loudness.listened(probed(out / proxy.path, programs), cut(shots("quiet")), out, programs, lambda: None)
    before = loudness.listened(shots("quiet"), cut(shots("quiet")), out, programs, lambda: None)

    assert proxy.loudness is None
    assert heard.lufs == pytest.approx(before.lufs, abs=0.3)


def test_quiet_stays_quiet_beside_loud(shots: Shots, programs: Programs, out: Path):
    """One gain for the whole: before the clap and right after it the voice is raised by the same."""
    shot = shots("peaky")
    (sound,) = render(a_job([Sound()], shot), out, programs=programs)
    came, went = (quiet_parts(path, programs) for path in (shot.paths[0], out / sound.path))

    gains = [after - before for before, after in zip(came, went, strict=True)]
    assert max(gains) - min(gains) < 0.5


def quiet_parts(path: Path, programs: Programs) -> list[float]:
    """How loud (dB) it is in each second, but for its first tenths."""
    levels = []
    for second in range(SECONDS):
        how = ["-ss", f"{second + 0.2}", "-t", "0.75", "-i", path, "-af", "astats", "-f", "null", "-"]
        said = subprocess.run([programs.ffmpeg, "-nostats", *how], capture_output=True, check=True, text=True).stderr
        levels.append(float(re.findall(r"RMS level dB: (\S+)", said)[-1]))
    return levels


def test_a_limiter_moves_nothing(shots: Shots, programs: Programs, out: Path):
    """The click that is held down is where it was, to the sample, and no sample is missing."""
    made = []
    for done in (LEFT, Levelling(gain_db=20.0, ceiling_dbtp=-2.0)):
        path = out / f"{done.gain_db}.wav"
        one, shot = cut(shots("clicks")), shots("clicks")
        argv = graphs.argv(a_job([Sound()], shot), programs.ffmpeg, one, done)
        coded = argv[: argv.index("-map") + 2]
        subprocess.run([*coded, "-c:a", "pcm_f32le", path], check=True)
        made.append(loudest(path, programs))

    assert made[0][0] == 9000
    assert made[1][1] == made[0][1] >= SECONDS * 48_000
    assert made[1][0] % 24_000 == 9000


def test_a_wrong_level_is_found(shots: Shots, programs: Programs, out: Path):
    """The meter of the proof looks at what came out, not at what was meant: a gain that went wrong fails the job."""
    job, shot = a_job([Sound()], shots("quiet")), shots("quiet")
    settled = loudness.settle(job, cut(shot), out, programs, lambda: None)
    assert settled
    wrong = replace(settled.done, gain_db=settled.done.gain_db - 3)
    words = graphs.argv(job, programs.ffmpeg, cut(shot), wrong)
    subprocess.run(words, check=True, cwd=out)
    after = loudness.listened(probed(out / job.wants[0].file_name, programs), cut(shot), out, programs, lambda: None)
    made = Made(want=job.wants[0], seconds=None, size=None, proofs=())

    with pytest.raises(ToolFailed, match=r"sound is not as loud as it should be: it is at -19\.\d LUFS and not at -16"):
        loudness.proved(loudness.measured(made, settled, after), settled)


def test_a_coder_that_makes_higher_peaks_is_asked_once_more():
    """The lowest ceiling that one of the outputs needs is for all; without too high a peak there is nothing to do."""
    before = Level(lufs=-20.0, peak_dbtp=-3.0)
    settled = Settled(before=before, done=Levelling(gain_db=4.0, ceiling_dbtp=-2.0))
    came_out = [Loudness(before=before, after=Level(lufs=-16.0, peak_dbtp=peak)) for peak in (-1.5, -0.6, -0.2)]

    assert loudness.lower(settled, [came_out[0], None]) is None
    assert loudness.lower(None, [None]) is None
    lower = loudness.lower(settled, came_out)
    assert lower
    assert lower.done.ceiling_dbtp == pytest.approx(-3.1)


def test_nothing_is_listened_to_that_does_not_go_out(programs: Programs, tmp_path: Path):
    """Neither for a proxy, nor of a clip without sound: its file need not even be there."""
    for recipe, audio in ((Proxy(), a_shot().facts.audio), (Sound(), ()), (Mp4(), ())):
        shot = a_shot(audio=audio)
        assert loudness.settle(a_job([recipe], shot), cut(shot), tmp_path, programs, lambda: None) is None


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("lavfi.r128.I=-23.412\nlavfi.r128.true_peak=0.500\n", Level(lufs=-23.41, peak_dbtp=-6.02)),
        ("lavfi.r128.I=-40.0\nlavfi.r128.I=-23.4\n", Level(lufs=-23.4, peak_dbtp=None)),
        ("lavfi.r128.I=-70.000\nlavfi.r128.true_peak=0.000\n", Level(lufs=None, peak_dbtp=None)),
        ("lavfi.r128.I=nan\nlavfi.r128.true_peak=inf\n", Level(lufs=None, peak_dbtp=None)),
        ("", Level(lufs=None, peak_dbtp=None)),
    ],
)
def test_the_last_word_of_a_meter_counts(tmp_path: Path, said: str, level: Level):
    """Numbers that are none are no level; a sound that ended before the first tenth of a second has none either."""
    (tmp_path / "level.txt").write_text(said)

    assert level_in(tmp_path / "level.txt") == level
    assert level_in(tmp_path / "not there") == Level(lufs=None, peak_dbtp=None)
