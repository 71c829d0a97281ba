"""A job is one command; here it is as it will run, word for word."""

import re
import shlex
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import Misasked
from mediadesk.media import grabs, graphs, jail
from mediadesk.media.binaries import ENCODERS, FILTERS, MUXERS
from mediadesk.media.cuts import cut
from mediadesk.model.clip import Audio
from mediadesk.model.recipe import Film, Ladder, Mp4, Proxy
from tests.media.shots import MONO, a_job, a_shot

IN_TIME = "aresample=48000:async=480:first_pts=0:min_comp=0.005:min_hard_comp=0.03"


def words(*recipes, shots=None, **facts) -> list[str]:
    return graphs.argv(a_job(recipes, *(shots or [a_shot(**facts)])), "ffmpeg")


def graph(argv: list[str]) -> list[str]:
    return argv[argv.index("-filter_complex") + 1].split(";")


def filters(argv: list[str]) -> list[str]:
    """The filters without the names of the streams between them."""
    return [re.sub(r"^(\[[^\]]*\])+|(\[[^\]]*\])+$", "", part) for part in graph(argv)]


def test_a_tall_silent_clip_becomes_a_small_tall_proxy():
    """The whole command: fitted by the short side, even, no sound mapped, index first, nothing of the original."""
    assert words(Proxy(), size=(1080, 1920), audio=(), fps=Fraction(30000, 1001)) == shlex.split(
        "ffmpeg -nostdin -hide_banner -loglevel error -y "
        "-f mov -colorspace bt709 -format_whitelist mov -max_alloc 536870912 -max_pixels 67108864 "
        "-protocol_whitelist file -i file:/card/a.mov "
        "-filter_complex "
        "'[0:0]fps=30000/1001:start_time=0[s0];[s0]tpad=stop_duration=1:stop_mode=clone[s1];"
        "[s1]trim=end_frame=300:start_frame=0[s2];"
        "[s2]scale=360:640:flags=bicubic:out_color_matrix=bt709:out_range=limited[s3];[s3]format=yuv420p[s4];"
        "[s4]setsar=1[s5];[s5]setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv[s6];"
        "[s6]sidedata=delete[s7]' "
        "-map [s7] -f mp4 -ac 2 -ar 48000 -b:a 96k -bsf:v filter_units=remove_types=6 -bufsize 1600k -c:a aac "
        "-c:v libx264 -crf 26 -dn -empty_hdlr_name 1 -fflags +bitexact -flags:a +bitexact -flags:v +bitexact "
        "-fps_mode passthrough -g 60 -map_chapters -1 -map_metadata -1 -map_metadata:s -1 -maxrate 800k "
        "-metadata:s encoder= -movflags +faststart -movie_timescale 240000 -pix_fmt yuv420p -preset veryfast "
        "-profile:v high -sn -write_tmcd 0 " + a_job([Proxy()], a_shot()).wants[0].file_name
    )


def test_a_ladder_is_cut_alike_in_every_rung():
    """One decode, a split, for each rung the same segment length and a key frame every two seconds of its own rate."""
    argv = words(Ladder(), size=(960, 540), fps=Fraction(60))

    assert argv.count("-i") == 1
    assert "split=3" in filters(argv)
    assert filters(argv).count("framestep=2") == 2  # 60 → 30 where at most 30 are wanted
    assert [argv[at + 1] for at in places(argv, "-hls_time")] == ["4.000000"] * 4
    assert [argv[at + 1] for at in places(argv, "-g")] == ["60", "60", "120"]
    assert [argv[at + 1] for at in places(argv, "-level")] == ["3.0", "3.1", "3.2"]
    assert [word for word in argv if word.endswith("/a64/%05d.mp4")]


def test_at_a_rate_of_1001_segments_are_whole_frames():
    """4.004 s, not 4: else the cuts of rungs with other rates would drift apart."""
    argv = words(Ladder(), size=(416, 234), fps=Fraction(60000, 1001))

    assert [argv[at + 1] for at in places(argv, "-hls_time")] == ["4.004000"] * 2


def test_a_silent_clip_has_no_sound_in_its_ladder():
    """No group, no folder, no output."""
    argv = words(Ladder(), size=(416, 234), audio=())

    assert not [word for word in argv if "a64" in word or "aresample" in word]


def test_everything_moving_comes_from_one_decode():
    """Proxy, download and ladder share the picture and the sound."""
    argv = words(Proxy(), Mp4(), Ladder())

    assert argv.count("-i") == 1
    assert argv.count("-filter_complex") == 1
    assert "split=6" in filters(argv)
    assert "asplit=3" in filters(argv)


@pytest.mark.parametrize(
    ("audio", "first"),
    [
        (MONO, "channelmap=0-FL|0-FR:stereo"),
        ((Audio(stream=1, codec="aac", channels=6), MONO[0]), IN_TIME + ":rematrix_maxval=1"),
        (
            tuple(Audio(stream=each, codec="pcm_s24be", channels=1) for each in (1, 2, 3, 4)),
            "join=channel_layout=stereo:inputs=2:map=0.0-FL|1.0-FR",
        ),
        (
            (Audio(stream=1, codec="none"), Audio(stream=2, codec="aac", channels=2)),
            IN_TIME,
        ),
    ],
    ids=["mono", "surround", "four-monos", "unknown-first"],
)
def test_all_sound_becomes_stereo(audio, first):
    """Mono on both sides at its own level, the first two of four monos left and right, an unknown codec passed over."""
    chain = [each for each in filters(words(Proxy(), audio=audio)) if "color" not in each and "scale" not in each]
    sound = chain[chain.index(first) :]

    assert sound[-2:] == ["apad=whole_len=480000", "atrim=end_sample=480000"]


def test_the_main_picture_is_taken_by_its_number():
    """An iPhone 16 has five video tracks; ffmpeg's own choice may be the depth map."""
    shot = a_shot()
    assert shot.facts.frame
    fifth = replace(shot, facts=replace(shot.facts, frame=replace(shot.facts.frame, stream=4)))

    assert graph(words(Proxy(), shots=[fifth]))[0].startswith("[0:4]fps")


def test_interlaced_hdr_and_odd_pixels_are_made_plain():
    """Deinterlaced before the grid, tone-mapped with every property said outright, square pixels."""
    chain = filters(
        words(Proxy(), size=(1440, 1080), sample_aspect=Fraction(4, 3), interlaced=True, hdr="hlg", audio=())
    )

    assert chain[0] == "bwdif=deint=all:mode=send_frame"
    assert "scale=640:360:flags=bicubic" in chain
    assert "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc" in chain
    assert any(
        each.startswith("zscale=") and {"npl=203", "transfer=linear"} <= {*each[7:].split(":")} for each in chain
    )
    assert "tonemap=mobius:desat=0" in chain


def test_small_and_hdr_clips_keep_their_own_colours():
    """Old cameras mean BT.601 where they say nothing, and HDR is named filter by filter."""
    assert "-colorspace" not in words(Proxy(), size=(640, 480))
    assert "-colorspace" not in words(Proxy(), hdr="pq")
    assert "-colorspace" in words(Proxy(), size=(720, 1280))


CHAPTERS = tuple(Path(f"/card/GX0{number}0042.MP4") for number in (1, 2))


def test_chapters_are_one_input_and_the_rest_is_as_ever():
    """A list of ours on the command line; picture and sound as of any clip."""
    shot = replace(a_shot(), paths=CHAPTERS, part_seconds=(Fraction(4), Fraction(6)))
    argv, single = words(Proxy(), shots=[shot]), words(Proxy())
    list_of_them = jail.span_options("mov", CHAPTERS, shot.part_seconds)[-1]

    assert argv[argv.index("-i") + 1] == list_of_them
    before = shlex.split(
        "-f concat -colorspace bt709 -format_whitelist concat,mov -max_alloc 536870912 -max_pixels 67108864 "
        "-protocol_whitelist data,file -safe 0"
    )
    assert argv[argv.index("-f") : argv.index("-i")] == before
    assert argv[argv.index("-map") :] == single[single.index("-map") :]
    assert filters(argv) == filters(single)


def test_a_cut_stream_is_read_byte_by_byte():
    """Its parts in a row, and filters as for a single one."""
    shot = replace(a_shot(container="mpegts"), paths=(Path("/card/0.MTS"), Path("/card/1.MTS")))
    argv = words(Proxy(), shots=[shot])

    assert argv[argv.index("-i") + 1] == "concat:file:/card/0.MTS|file:/card/1.MTS"
    assert filters(argv) == filters(words(Proxy(), container="mpegts"))


def test_a_pick_of_chapters_is_reached_by_a_seek():
    """In the time of the whole, over the list: ffmpeg opens the part in which it lies."""
    shot = replace(
        a_shot(seconds=Fraction(100), points=(Fraction(50), Fraction(51))),
        paths=CHAPTERS,
        part_seconds=(Fraction(40), Fraction(60)),
    )
    argv = graphs.pick_argv(a_job([Film()], shot), 0, "ffmpeg", "0000.mov")

    assert argv[argv.index("-ss") + 1] == "48.000000"
    assert "trim=end_frame=75:start_frame=50" in filters(argv)


PICKS = (
    a_shot(points=(Fraction(4), Fraction(6))),
    a_shot("/card/tall.mov", size=(1080, 1920), fps=Fraction(30), points=(None, Fraction(1)), audio=()),
)


def test_a_pick_is_exactly_its_frames():
    """Reading starts two seconds before, the rest is cut by number; sound by samples."""
    argv = graphs.pick_argv(a_job([Film()], *PICKS), 0, "ffmpeg", "0000.mov")

    assert argv[argv.index("-ss") + 1] == "2.000000"
    assert argv[argv.index("-t") + 1] == "5.000000"
    assert "trim=end_frame=100:start_frame=50" in filters(argv)
    assert "atrim=start_sample=96000" in filters(argv)
    assert filters(argv)[-1] == "atrim=end_sample=96000"
    assert argv[-1] == "0000.mov"


def test_a_pick_of_another_kind_fits_the_canvas():
    """Another rate, another shape on black, silence where there is no sound: all picks can be joined."""
    argv = graphs.pick_argv(a_job([Film()], *PICKS), 1, "ffmpeg", "0001.mov")
    chain = filters(argv)

    assert chain.index("trim=end_frame=30:start_frame=0") < chain.index("fps=25:start_time=0") < len(chain)
    assert "trim=end_frame=25" in chain
    assert "scale=404:720:flags=bicubic:out_color_matrix=bt709:out_range=limited" in chain
    assert "pad=1280:720:438:0:color=black" in chain
    assert "anullsrc=r=48000:cl=stereo" in argv
    assert chain[-1] == "atrim=end_sample=48000"


def test_picks_are_joined_without_coding_the_picture_again():
    """What ffmpeg reads is a list of our own; each pick lasts as long as its frames."""
    job = a_job([Film()], *PICKS)
    argv = graphs.join_argv(job, "ffmpeg", ".picks/picks.txt")

    assert graphs.join_listing(job, ["0000.mov", "0001.mov"]) == (
        "ffconcat version 1.0\nfile 0000.mov\nduration 2.000000\nfile 0001.mov\nduration 1.000000\n"
    )
    assert argv[argv.index("-c:v") + 1] == "copy"
    assert argv[argv.index("-format_whitelist") + 1] == "concat,mov"


def test_the_lengths_of_many_picks_do_not_drift():
    """At 30000/1001 no frame is whole microseconds; a thousand picks end within one of where they should."""
    shot = a_shot(fps=Fraction(30000, 1001), points=(Fraction(1), Fraction("1.1")))
    job = a_job([Film()], *[shot] * 1000)

    lengths = re.findall(r"duration (.+)", graphs.join_listing(job, ["x"] * 1000))

    assert abs(sum(map(Fraction, lengths)) - graphs.film_ends(job)[-1] * Fraction(1001, 30000)) < Fraction(1, 1_000_000)


def test_a_film_of_sound_alone_is_refused():
    """There is no canvas to put it on."""
    shot = a_shot()
    with pytest.raises(Misasked, match="has no picture"):
        graphs.film_size(a_job([Film()], replace(shot, facts=replace(shot.facts, frame=None))))


def test_of_sound_alone_a_proxy_is_heard():
    """No picture mapped, no end cut off."""
    shot = a_shot()
    argv = words(Proxy(), shots=[replace(shot, facts=replace(shot.facts, frame=None))])

    assert not [each for each in filters(argv) if "scale" in each or "atrim" in each]
    assert argv.count("-map") == 1


def test_a_file_that_holds_less_is_cut_to_what_it_holds():
    """Picture and sound end together also where the header promised more."""
    shot = a_shot()
    argv = graphs.argv(a_job([Proxy()], shot), "ffmpeg", replace(cut(shot), frames=100))

    assert "trim=end_frame=100:start_frame=0" in filters(argv)
    assert "atrim=end_sample=192000" in filters(argv)


def test_a_file_cannot_make_frames_for_ever():
    """One wrong time stamp would be filled up with copies; a header may say anything."""
    argv = words(Proxy(), seconds=None)
    assert argv[argv.index("-t") + 1] == "86400"


def test_what_we_ask_for_is_looked_for():
    """An ffmpeg on PATH that lacks one of our filters is not taken; so each must be in the list of them."""
    monos = tuple(Audio(stream=each, codec="pcm_s24be", channels=1) for each in (1, 2))
    kinds = [
        a_shot(),
        a_shot(hdr="pq"),
        a_shot(interlaced=True, fps=Fraction(60)),
        a_shot(audio=MONO),
        a_shot(audio=monos),
    ]
    commands = [words(Proxy(), Mp4(), Ladder(), shots=[shot]) for shot in kinds]
    commands += [graphs.pick_argv(a_job([Film()], *PICKS), number, "ffmpeg", "0.mov") for number in (0, 1)]
    commands += [grabs.spread_argv(shot, "f", size=(8, 8), every=1, pattern="%d", key_frames=True) for shot in kinds]

    used = {each.partition("=")[0] for argv in commands for each in filters(argv)}
    coded = {argv[at + 1] for argv in commands for option in ("-c:v", "-c:a") for at in places(argv, option)}
    muxed = {argv[at + 1] for argv in commands for at in places(argv, "-f")}

    assert len(used) > 20
    assert used <= FILTERS
    assert coded <= ENCODERS
    assert muxed - {"lavfi"} <= MUXERS


def places(argv: list[str], word: str) -> list[int]:
    return [number for number, each in enumerate(argv) if each == word]
