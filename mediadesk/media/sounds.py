"""What is heard of a shot: stereo at 48 kHz, in time with its picture, as loud as it should be. With `graphs` the only
file that knows ffmpeg-python."""

from collections.abc import Sequence
from typing import Any

import ffmpeg

from mediadesk.media.cuts import SAMPLE_RATE, Cut, samples_at
from mediadesk.model.clip import Audio
from mediadesk.model.loudness import LEFT, Levelling
from mediadesk.model.recipe import Ladder, Mp4, Recipe, Small, Sound
from mediadesk.model.rendition import Shot, Want

Stream = Any  # ffmpeg-python has no types

_STEREO = 2  # channels
# seconds between when a sound is due and when it comes: from the first on it is played a little faster or slower, and
# above the last it is cut, or filled with silence. Cameras that go on in another file are at most 0.021 apart (AAC)
_APART, _MOST_APART = 0.005, 0.03
_MOST_STRETCH = SAMPLE_RATE // 100  # samples a second: a sixth of a semitone
_FINE_RATE = 4 * SAMPLE_RATE  # at which the true peak is among the samples, to 0.1 dB (ITU-R BS.1770-4, annex 2)
_ATTACK_MS, _RELEASE_MS = 5, 80  # of the limiter: it sees a peak so long before it comes, and forgets it so soon


def has_sound(shot: Shot) -> bool:
    """Whether a shot has sound that can be decoded."""
    return bool(played(shot))


def is_levelled(recipe: Recipe) -> bool:
    """Whether what a recipe makes goes out, and so has to be as loud as everything else there."""
    return isinstance(recipe, Ladder | Mp4 | Small | Sound)


def for_wants(source: Stream, shot: Shot, one: Cut, wants: Sequence[Want], done: Levelling) -> dict[str, Stream]:
    """The sound for every want, made once, by the name of its file. A proxy has it as it was recorded."""
    if not has_sound(shot):
        return {}
    samples = None if one.frames is None else samples_at(one.frames, one.rate)
    whole = heard(source, shot, one, samples)
    outgoing = [want.file_name for want in wants if is_levelled(want.recipe)]
    others = [want.file_name for want in wants if not is_levelled(want.recipe)]
    if done == LEFT or not outgoing:
        return dict(zip([*outgoing, *others], copies(whole, "asplit", len(wants)), strict=True))
    first, *rest = copies(whole, "asplit", 1 + len(others))
    levelled = copies(level(first, done, samples), "asplit", len(outgoing))
    return dict(zip([*outgoing, *others], [*levelled, *rest], strict=True))


def heard(source: Stream, shot: Shot, one: Cut, samples: int | None) -> Stream:
    """Stereo at 48 kHz, in time with the picture, exactly `samples` long where that is known."""
    tracks = played(shot)
    streams = [source[str(track.stream)] for track in tracks]
    if len(streams) == 2:
        sound = ffmpeg.filter(streams, "join", inputs=2, channel_layout="stereo", map="0.0-FL|1.0-FR")
    elif tracks[0].channels == 1:
        sound = streams[0].filter("channelmap", "0-FL|0-FR", "stereo")  # as loud as it was; a resampler takes 3 dB
    else:
        sound = streams[0]
    # six channels at full scale are more than two can hold: all are mixed lower, in the same proportion
    sound = in_time(sound, **({"rematrix_maxval": 1} if (tracks[0].channels or 0) > _STEREO else {}))
    sound = sound.filter("aformat", sample_fmts="fltp", sample_rates=SAMPLE_RATE, channel_layouts="stereo")
    if one.first:
        begin = samples_at(one.first, one.rate)
        sound = sound.filter("atrim", start_sample=begin).filter("asetpts", "N")
    return sound if samples is None else exactly(sound, samples)


def in_time(sound: Stream, **more: float) -> Stream:
    """The sound at 48 kHz, and each moment of it when its time stamps say: clocks of cameras drift apart, and where a
    part's sound is a little shorter or longer than its picture, the next must not be late or early for it."""
    apart = {"async": _MOST_STRETCH, "min_comp": _APART, "min_hard_comp": _MOST_APART}
    return sound.filter("aresample", SAMPLE_RATE, first_pts=0, **apart, **more)


def level(sound: Stream, done: Levelling, samples: int | None) -> Stream:
    """The sound with its gain, and its peaks below the ceiling; of the same length."""
    if done.gain_db:
        sound = sound.filter("volume", f"{done.gain_db:.3f}dB", precision="float")
    if done.ceiling_dbtp is None:
        return sound
    sound = sound.filter("aresample", _FINE_RATE)
    # without `level` it does not turn up what it held down, with `latency` it gives back the time it looks ahead
    limit = f"{10 ** (done.ceiling_dbtp / 20):.6f}"
    sound = sound.filter("alimiter", limit=limit, attack=_ATTACK_MS, release=_RELEASE_MS, level=0, latency=1)
    sound = sound.filter("aresample", SAMPLE_RATE)
    sound = sound.filter("aformat", sample_fmts="fltp", sample_rates=SAMPLE_RATE, channel_layouts="stereo")
    return sound if samples is None else exactly(sound, samples)


def meter(target: str) -> str:
    """What `metered` does, as it is written into a graph by hand."""
    return f"ebur128=peak=true:framelog=quiet:metadata=1,ametadata=print:file={target}"


def metered(sound: Stream, target: str) -> Stream:
    """The sound, and beside it a file in which a meter writes ten times a second how loud it was up to there."""
    meter = sound.filter("ebur128", peak="true", framelog="quiet", metadata=1)
    return meter.filter("ametadata", "print", file=target)


def in_windows(sound: Stream, samples: int, target: str) -> Stream:
    """The sound, and beside it a file with the highest peak and the RMS level (dB) of every so many samples."""
    told = {"measure_perchannel": "none", "measure_overall": "Peak_level+RMS_level"}
    window = sound.filter("asetnsamples", samples, pad=0).filter("astats", metadata=1, reset=1, **told)
    return window.filter("ametadata", "print", file=target)


def exactly(sound: Stream, samples: int) -> Stream:
    """So long and not a sample longer; what is missing is silence."""
    return sound.filter("apad", whole_len=samples).filter("atrim", end_sample=samples)


def silence(samples: int) -> Stream:
    """Nothing to be heard, in stereo."""
    source = ffmpeg.input(f"anullsrc=r={SAMPLE_RATE}:cl=stereo", f="lavfi")
    sound = source["0"].filter("aformat", sample_fmts="fltp", channel_layouts="stereo")
    return sound.filter("atrim", end_sample=samples)


def copies(stream: Stream, splitter: str, count: int) -> list[Stream]:
    """The same stream so many times."""
    if count == 1:
        return [stream]
    node = stream.filter_multi_output(splitter)
    return [node[number] for number in range(count)]


def played(shot: Shot) -> list[Audio]:
    """The tracks to hear: two of a row of mono tracks as left and right, else the first one that is known."""
    known = list(shot.facts.heard)
    if len(known) > 1 and all(track.channels == 1 for track in known[:2]):
        return known[:2]
    return known[:1]
