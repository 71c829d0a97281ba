"""A job → one ffmpeg command, as words. Plain: nothing runs here, outputs are named relative to the job's folder.

One decode feeds every output: the picture is made even, upright, square and SDR once, at the largest size wanted, and
split from there. With `sounds` the only file that knows ffmpeg-python. Its traps: equal inputs and equal filters count
as one node; paths must be text; a value with `=` in it cannot be given to every filter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from types import MappingProxyType

import ffmpeg

from mediadesk.errors import Misasked
from mediadesk.media import coding, edits, hardware, jail, sounds
from mediadesk.media.cuts import LONGEST_SECONDS, Cut, cut, film_frames, samples_at
from mediadesk.media.hardware import Hardware
from mediadesk.media.options import BARE, Options
from mediadesk.media.runner import QUIET
from mediadesk.media.sounds import Stream, copies
from mediadesk.media.tone import sdr
from mediadesk.model.clip import Frame
from mediadesk.model.ending import PAD_SECONDS
from mediadesk.model.loudness import LEFT, Levelling
from mediadesk.model.recipe import (
    Edit,
    Film,
    Ladder,
    Mp4,
    Proxy,
    Rung,
    Small,
    Sound,
    fit,
    made_from,
    rate_at_most,
    rungs_for,
    within,
)
from mediadesk.model.rendition import Job, Shot, Want

SOUND = "a64"  # the sound of a ladder: `a64.m3u8`, `a64/00000.mp4`
PRIMING = 1024  # samples of silence that every AAC stream begins with

_HD_LINES = 720
_ORIGINAL = "the original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """How the picture of one output is coded."""

    name: str  # of the output
    rate: Fraction  # frames a second
    options: Options


def argv(
    job: Job,
    ffmpeg_path: str,
    one: Cut | None = None,
    done: Levelling = LEFT,
    joined: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """The command that makes all moving pictures of one shot. `one` is its cut, where a first try told it better;
    `done` makes its sound as loud as it should be. Pictures that were made in chunks are `joined` from a list of them,
    by the name of the output."""
    shot = job.shots[0]
    return command(ffmpeg_path, ffmpeg.merge_outputs(*_moving(job, one or cut(shot), done, joined)), shot)


def chunk_argv(job: Job, ffmpeg_path: str, one: Cut) -> list[str]:
    """The command that makes the pictures of a stretch, numbered as `codings` names them: `0.mp4`, `1.mp4` …"""
    shot, sizes = job.shots[0], picture_sizes(job)
    pictures = _pictures(input_of(shot, one), shot, one, sizes, _basis(job, sizes))
    outputs = [
        _slowed(pictures[each.name], one.rate, each.rate).output(f"{number}.mp4", **{**each.options, **coding.FILE})
        for number, each in enumerate(codings(job, one))
    ]
    return command(ffmpeg_path, ffmpeg.merge_outputs(*outputs), shot)


def codings(job: Job, one: Cut) -> Iterator[Coding]:
    """Every picture that a job of moving pictures makes of a shot."""
    sizes = picture_sizes(job)
    for want in job.wants:
        if isinstance(want.recipe, Ladder):
            for rung, size in ladder_sizes(want.recipe, job.shots[0]):
                rate = rate_at_most(one.rate, rung.most_fps)
                options = coding.rung(want.recipe, rung, size, rate)
                yield Coding(name=playlist_name(want, rung), rate=rate, options=options)
        elif isinstance(want.recipe, Proxy | Mp4 | Small) and want.file_name in sizes:
            rate = coding.file_rate(want.recipe, one.rate)
            yield Coding(name=want.file_name, rate=rate, options=coding.mp4(want.recipe, one.rate))


def level_argv(shot: Shot, one: Cut, ffmpeg_path: str, target: str, done: Levelling = LEFT) -> list[str]:
    """The command that listens to a shot as `argv` would make it heard, and writes what a meter says: no picture is
    decoded, nothing is coded."""
    samples = None if one.frames is None else samples_at(one.frames, one.rate)
    sound = sounds.level(sounds.heard(input_of(shot, one), shot, one, samples), done, samples)
    return command(ffmpeg_path, sounds.metered(sound, target).output("-", f="null"), shot)


def proxy_argv(job: Job, ffmpeg_path: str, one: Cut, on: Hardware) -> list[str]:
    """The command that makes a proxy on graphics hardware: decoded and encoded there, and in between as ever."""
    shot, want = job.shots[0], job.wants[0]
    if not isinstance(want.recipe, Proxy):
        raise Misasked(f"{want.recipe.name} is not made on graphics hardware")
    original = input_of(shot, one, hwaccel=on.decoder)
    picture = _picture(original, shot, one, picture_sizes(job)[want.file_name])
    if on.uploads:
        picture = picture.filter("format", "nv12").filter("hwupload")
    heard = sounds.for_wants(original, shot, one, job.wants, LEFT)
    coded = hardware.coded(on, coding.mp4(want.recipe, one.rate), want.recipe.kbps)
    program, *words = command(ffmpeg_path, ffmpeg.output(picture, *heard.values(), want.file_name, **coded), shot)
    return [program, *hardware.words(on), *words]


def edit_argv(job: Job, ffmpeg_path: str, one: Cut, timecode: str | None) -> list[str]:
    """The command that makes the edit proxy of one shot, which begins at a time code."""
    shot, want = job.shots[0], job.wants[0]
    if not isinstance(want.recipe, Edit):
        raise Misasked(f"{want.recipe.name} is no edit proxy")
    original, size = input_of(shot, one), fit(frame_of(shot).display, want.recipe.short_side)
    heard = edits.sounds(original, shot, one)
    coded = edits.options(want.recipe, one.rate, len(heard), timecode)
    output = ffmpeg.output(_picture(original, shot, one, size), *heard, want.file_name, **coded)
    return command(ffmpeg_path, output, shot)


def pick_argv(job: Job, number: int, ffmpeg_path: str, target: str) -> list[str]:
    """The command that makes one pick of a film as it will be in it: its frames on the canvas, its sound uncoded.

    A film is made pick by pick, and joined: all originals open at once would take 60 MB of memory each, or 240 in 4K.
    """
    film = _recipe(job)
    rate, ends = film_rate(job), film_ends(job)
    shot, one = job.shots[number], cut(job.shots[number])
    begin, end = ends[number], ends[number + 1]
    samples = samples_at(end, rate) - samples_at(begin, rate)
    source = input_of(shot, one)
    picture = _on_canvas(source, shot, one, film_size(job), rate, end - begin)
    sound = sounds.heard(source, shot, one, samples) if sounds.has_sound(shot) else sounds.silence(samples)
    # no B frames: each is decoded when it is shown, and so the times of two picks meet without a gap or an overlap
    coded = coding.h264(film.preset, film.crf, film.gop_seconds, rate) | {
        "profile:v": "high",
        "bf": 0,
        "c:a": "pcm_s16le",
    }
    output = ffmpeg.output(picture, sound, target, f="mov", movie_timescale=coding.MOVIE_TIMESCALE, **coded)
    return command(ffmpeg_path, output, shot)


def join_argv(job: Job, ffmpeg_path: str, listing: str) -> list[str]:
    """The command that joins the picks of a listing into the film: the picture as it is, the sound coded once."""
    whitelist = {"protocol_whitelist": "file", "format_whitelist": "concat,mov"}
    picks = ffmpeg.input(listing, f="concat", **whitelist)
    coded = {"c:v": "copy", **coding.aac(_recipe(job).audio_kbps)}
    output = ffmpeg.output(picks["0"], picks["1"], job.wants[0].file_name, **coded, **BARE, **coding.FILE)
    return command(ffmpeg_path, output)


def join_listing(job: Job, names: Sequence[str]) -> str:
    """What ffmpeg's concat reads: the picks in order, each as long as its frames, without a rounding that adds up."""
    rate = film_rate(job)
    starts = [round(1_000_000 * end / rate) for end in film_ends(job)]
    lines = ["ffconcat version 1.0"]
    for name, begin, end in zip(names, starts, starts[1:], strict=False):
        lines += [f"file {name}", f"duration {(end - begin) / 1_000_000:.6f}"]
    return "\n".join(lines) + "\n"


def film_rate(job: Job) -> Fraction:
    """Frames a second of a film: those of its first pick."""
    return cut(job.shots[0]).rate


def film_size(job: Job) -> tuple[int, int]:
    """The canvas: the shape of the first pick."""
    return fit(frame_of(job.shots[0]).display, _recipe(job).short_side)


def film_ends(job: Job) -> list[int]:
    """The frame with which each pick begins, and the one after the last. Raises Misasked when that is not known."""
    return list(accumulate((film_frames(cut(shot), film_rate(job)) for shot in job.shots), initial=0))


def picture_sizes(job: Job) -> dict[str, tuple[int, int]]:
    """The size of every picture a job of moving pictures makes, by the name of its output."""
    sizes: dict[str, tuple[int, int]] = {}
    for want in job.wants:
        if isinstance(want.recipe, Ladder):
            sizes |= {playlist_name(want, rung): size for rung, size in ladder_sizes(want.recipe, job.shots[0])}
        elif isinstance(want.recipe, Proxy | Mp4 | Small | Edit) and job.shots[0].facts.frame:
            sizes[want.file_name] = fit(job.shots[0].facts.frame.display, want.recipe.short_side)
    return sizes


def ladder_sizes(ladder: Ladder, shot: Shot) -> list[tuple[Rung, tuple[int, int]]]:
    """The rungs to make of a shot, with their sizes."""
    display = frame_of(shot).display
    return [(rung, fit(display, rung.short_side)) for rung in rungs_for(ladder, display)]


def rung_name(rung: Rung) -> str:
    """`v234`: the folder of its segments, and its playlist without the ending."""
    return f"v{rung.short_side}"


def playlist_name(want: Want, rung: Rung) -> str:
    """Where a rung's playlist lies in the job's folder."""
    return f"{want.file_name}/{rung_name(rung)}.m3u8"


def _moving(job: Job, one: Cut, done: Levelling, joined: Mapping[str, str]) -> list[Stream]:
    shot = job.shots[0]
    source = input_of(shot, one)
    sizes = picture_sizes(job)
    made = {} if joined else _pictures(source, shot, one, sizes, _basis(job, sizes))
    pictures = {name: _listed(listing) for name, listing in joined.items()}
    coded: dict[str, Options] = {}
    for each in codings(job, one):
        if each.name in made:
            pictures[each.name] = _slowed(made[each.name], one.rate, each.rate)
        coded[each.name] = coding.copied(each.options) if joined else each.options
    heard = sounds.for_wants(source, shot, one, job.wants, done)
    outputs = []
    for want in job.wants:
        sound = heard.get(want.file_name)
        if isinstance(want.recipe, Ladder):
            outputs += _ladder(want, want.recipe, shot, one, pictures, coded, sound)
        elif isinstance(want.recipe, Proxy | Mp4 | Small):
            picture = pictures.get(want.file_name)
            streams = [each for each in (picture, sound) if each is not None]
            options = coded.get(want.file_name) or coding.mp4(want.recipe, one.rate)
            outputs.append(ffmpeg.output(*streams, want.file_name, **options))
        elif isinstance(want.recipe, Sound):
            if sound is None:
                raise Misasked(f"{shot.name} has no sound", hint="leave the recipe sound away")
            outputs.append(sound.output(want.file_name, **coding.aac(want.recipe.audio_kbps), **BARE, **coding.FILE))
    return outputs


def _basis(job: Job, sizes: dict[str, tuple[int, int]]) -> tuple[int, int] | None:
    """The size at which the picture is made once, and scaled down from; None without a picture."""
    frame = job.shots[0].facts.frame
    if frame and any(isinstance(want.recipe, Ladder | Small) for want in job.wants):
        return made_from(frame.display)
    return max(sizes.values(), default=None)


def _pictures(
    source: Stream, shot: Shot, one: Cut, sizes: dict[str, tuple[int, int]], basis: tuple[int, int] | None
) -> dict[str, Stream]:
    """The picture for every output that has one, made once."""
    if not basis:
        return {}
    split = copies(_picture(source, shot, one, basis), "split", len(sizes))
    return {
        name: copy if size == basis else copy.filter("scale", *size, flags="bicubic").filter("setsar", 1)
        for (name, size), copy in zip(sizes.items(), split, strict=True)
    }


def _slowed(picture: Stream, rate: Fraction, wanted: Fraction) -> Stream:
    """Every second frame, or every fourth."""
    return picture if rate == wanted else picture.filter("framestep", int(rate / wanted))


def _listed(listing: str) -> Stream:
    """The picture of files that follow each other."""
    whitelist = {"protocol_whitelist": "file", "format_whitelist": "concat,mov"}
    # all have the header of the first one: it is not to be written before every key frame again
    return ffmpeg.input(listing, f="concat", auto_convert=0, **whitelist)["0"]


def _ladder(
    want: Want,
    ladder: Ladder,
    shot: Shot,
    one: Cut,
    pictures: Mapping[str, Stream],
    coded: Mapping[str, Options],
    sound: Stream | None,
) -> list[Stream]:
    outputs = []
    for rung, _ in ladder_sizes(ladder, shot):
        name, folder = playlist_name(want, rung), f"{want.file_name}/{rung_name(rung)}"
        outputs.append(pictures[name].output(name, **coded[name], **coding.segments(folder, ladder, one.rate)))
    if sound is not None:
        # what AAC puts before the sound takes the place of its first 21 ms: in time without an edit list
        longer = sound.filter("apad", whole_len=2 * PRIMING)  # of one frame alone nothing would be left
        trimmed = longer.filter("atrim", start_sample=PRIMING)
        folder = f"{want.file_name}/{SOUND}"
        outputs.append(
            trimmed.output(
                f"{folder}.m3u8", **coding.aac(ladder.audio_kbps), **coding.segments(folder, ladder, one.rate), **BARE
            )
        )
    return outputs


def _recipe(job: Job) -> Film:
    recipe = job.wants[0].recipe
    if not isinstance(recipe, Film):
        raise Misasked(f"{recipe.name} is not made of picks")
    return recipe


def _on_canvas(source: Stream, shot: Shot, one: Cut, canvas: tuple[int, int], rate: Fraction, frames: int) -> Stream:
    inside = within(frame_of(shot).display, canvas)
    picture = _picture(source, shot, one, inside)
    if one.rate != rate:
        picture = picture.filter("fps", str(rate), start_time=0).filter("tpad", stop_mode="clone", stop=2)
        picture = picture.filter("trim", end_frame=frames)
    if inside != canvas:
        left, top = ((canvas[side] - inside[side]) // 4 * 2 for side in (0, 1))  # even, for the colour's sake
        picture = picture.filter("pad", *canvas, left, top, color="black")
    return picture.filter("settb", f"{rate.denominator}/{rate.numerator}").filter("setpts", "N")  # no float in between


def _picture(source: Stream, shot: Shot, one: Cut, size: tuple[int, int]) -> Stream:
    """The frames of a cut: even in time, whole frames, of one size, square pixels, BT.709 in 8 bits."""
    return sdr(even(source, shot, one), frame_of(shot).hdr, size)


def even(source: Stream, shot: Shot, one: Cut) -> Stream:
    """The frames of a cut as they were shot: even in time, whole frames."""
    frame = frame_of(shot)
    picture = source[str(frame.stream)]
    if frame.interlaced:
        picture = picture.filter("bwdif", mode="send_frame", deint="all")
    picture = picture.filter("fps", str(one.rate), start_time=0)
    if one.frames is not None:
        picture = picture.filter("tpad", stop_mode="clone", stop_duration=PAD_SECONDS)
        picture = picture.filter("trim", start_frame=one.first, end_frame=one.first + one.frames)
    if one.first:
        picture = picture.filter("setpts", "PTS-STARTPTS")
    return picture


def input_of(shot: Shot, one: Cut | None, **more: str | float | None) -> Stream:
    """The input, opened as the jail says, from a little before the cut to a little after it."""
    *words, _, _ = _opened(shot)
    options: dict[str, str | int | float | None] = {
        key.lstrip("-"): value for key, value in zip(words[::2], words[1::2], strict=True)
    }
    frame = shot.facts.frame
    if frame and not frame.hdr and min(frame.width, frame.height) >= _HD_LINES:
        options["colorspace"] = "bt709"  # what HD means where the stream does not say; a stream that says it wins
    skip = (one.skip if one else Fraction(0)) - shot.begins
    if skip > 0:
        options["ss"] = f"{float(skip):.6f}"
    elif skip < 0:
        options["itsoffset"] = f"{float(-skip):.6f}"  # an excerpt begins later than its grid
    if one and one.seconds is None:
        options["t"] = LONGEST_SECONDS  # a wrong time stamp must not make frames for ever
    elif one and one.seconds is not None and shot.out_point is not None:
        options["t"] = f"{float(one.in_point + one.seconds + 1):.6f}"
    return ffmpeg.input(_ORIGINAL, **(options | more))


def _opened(shot: Shot) -> list[str]:
    return jail.span_options(shot.facts.container, shot.paths, shot.part_seconds)


def command(ffmpeg_path: str, output: Stream, shot: Shot | None = None, opened: str = "") -> list[str]:
    """The words of a command. The original gets its name only here: it may be no text, and ffmpeg-python wants text.

    `opened` stands for it where only some moments of it are read.
    """
    name = opened or (_opened(shot)[-1] if shot else "")
    return [ffmpeg_path, *QUIET, "-y", *(name if word == _ORIGINAL else word for word in output.get_args())]


def frame_of(shot: Shot) -> Frame:
    """The picture of a shot. Raises Misasked for sound alone."""
    if shot.facts.frame is None:
        raise Misasked(f"{shot.name} has no picture", hint="drop the pick of sound alone")
    return shot.facts.frame
