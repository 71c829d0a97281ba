"""What ffprobe's words mean. The words are those of real devices; whole files are in test_probe and test_footage."""

import subprocess
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import streams
from mediadesk.media.binaries import Programs
from mediadesk.model.clip import Audio


def video(index: int = 0, **more: Any) -> dict[str, Any]:
    return {"index": index, "codec_type": "video", "codec_name": "h264", "width": 1920, "height": 1080} | more


def main_of(*found: dict[str, Any]) -> int:
    return streams.pictures({"streams": found})[0]["index"]


def test_the_main_picture_of_a_motion_photo_is_not_the_larger_one_of_two_frames() -> None:
    assert main_of(video(0, nb_frames="53"), video(1, width=2048, height=1536, nb_frames="2")) == 0
    assert main_of(video(0, width=2048, height=1536, nb_frames="2"), video(1, nb_frames="53")) == 1


def test_the_main_picture_of_five_is_the_largest_and_then_the_first() -> None:
    depth = [video(n, width=768, height=432, nb_frames="120") for n in (0, 3)]
    assert main_of(depth[0], video(1, nb_frames="119"), video(2, nb_frames="120"), depth[1]) == 1


def test_an_empty_track_is_not_the_main_picture() -> None:
    assert main_of(video(0, width=4000), video(1, nb_frames="30")) == 1


def test_covers_stills_and_thumbnails_are_no_pictures() -> None:
    covers = [
        video(n, disposition={name: 1}) for n, name in enumerate(("attached_pic", "still_image", "timed_thumbnails"))
    ]
    assert streams.pictures({"streams": covers}) == []


def test_every_sound_is_told_also_what_has_no_decoder() -> None:
    found = [
        {"index": 1, "codec_type": "audio", "codec_name": "aac", "channels": 2, "sample_rate": "48000"},
        {"index": 4, "codec_type": "audio"},
    ]
    assert streams.sounds({"streams": found}) == (
        Audio(stream=1, codec="aac", channels=2, rate=48000),
        Audio(stream=4, codec="unknown"),
    )


@pytest.mark.parametrize(
    ("counterclockwise", "clockwise"),
    [(-90, 90), (90, 270), (-180, 180), (180, 180), (270, 90), (0, 0), (-91, 90), (-2147483648, 0)],
)
def test_rotation_is_clockwise_and_a_quarter_turn(counterclockwise: int, clockwise: int) -> None:
    turned = video(side_data_list=[{"side_data_type": "CPB properties"}, {"rotation": counterclockwise}])
    assert streams.rotation(turned) == clockwise


def test_size_and_pixel_aspect_are_after_rotation() -> None:
    turned = video(width=720, height=576, sample_aspect_ratio="12:11", side_data_list=[{"rotation": -90}])
    found = streams.frame(turned, "mov", {})
    assert found is not None
    assert (found.width, found.height, found.sample_aspect) == (576, 720, Fraction(11, 12))
    assert found.display == (528, 720)


@pytest.mark.parametrize("aspect", ["1:1", "0:1", "0/0", "nonsense", None])
def test_square_and_unknown_pixels_need_no_aspect(aspect: str | None) -> None:
    found = streams.frame(video(sample_aspect_ratio=aspect), "mov", {})
    assert found is not None
    assert found.sample_aspect is None


def test_fields_are_known_from_the_stream_and_else_from_a_frame() -> None:
    def interlaced(field_order: str | None, frame: dict[str, Any]) -> bool:
        found = streams.frame(video(field_order=field_order), "mov", frame)
        assert found is not None
        return found.interlaced

    assert interlaced("tt", {})
    assert interlaced("unknown", {"interlaced_frame": 1})
    assert not interlaced("progressive", {"interlaced_frame": 1})
    assert not interlaced(None, {})


@pytest.mark.parametrize(
    ("average", "rate", "interlaced", "vfr"),
    [
        ("30000/1001", "30000/1001", False, False),
        ("11300/377", "30000/1001", False, True),  # an iPhone: 0.01 % off is enough to drift
        ("25/1", "50/1", True, False),  # AVCHD counts fields
        ("25/1", "50/1", False, True),
        ("0/0", "90000/1", False, False),
    ],
)
def test_uneven_frames_are_seen_by_the_rates(average: str, rate: str, interlaced: bool, vfr: bool) -> None:
    order = "tt" if interlaced else "progressive"
    found = streams.frame(video(avg_frame_rate=average, r_frame_rate=rate, field_order=order), "mov", {})
    assert found is not None
    assert found.vfr is vfr


def test_a_rate_that_is_a_time_scale_is_no_rate() -> None:
    found = streams.frame(video(avg_frame_rate="90000/1"), "mov", {})
    assert found is not None
    assert found.fps is None


def test_an_mxf_has_the_rate_of_its_edit_units() -> None:
    found = streams.frame(video(avg_frame_rate="25/2", r_frame_rate="25/1"), "mxf", {})
    assert found is not None
    assert (found.fps, found.vfr) == (25, False)


def test_hdr_is_known_from_the_stream_or_the_first_frame() -> None:
    def hdr(transfer: str | None, frame: dict[str, Any]) -> str | None:
        found = streams.frame(video(color_transfer=transfer), "mov", frame)
        assert found is not None
        return found.hdr

    assert hdr("arib-std-b67", {}) == "hlg"
    assert hdr(None, {"color_transfer": "smpte2084"}) == "pq"
    assert hdr("bt709", {}) is None


def matrix(*rows: str) -> str:
    """As ffprobe prints it."""
    return "\n" + "".join(f"0000000{number}:     {row}\n" for number, row in enumerate(rows))


LAST = "0  0  1073741824"
MIRROR, TURN = matrix("0 65536 0", "65536 0 0", LAST), matrix("0 65536 0", "-65536 0 0", LAST)


@pytest.mark.parametrize(("said", "mirrored"), [(MIRROR, True), (TURN, False), ("nonsense: a b", False), ("", False)])
def test_a_mirror_in_the_matrix_is_seen(said: str, mirrored: bool) -> None:
    found = streams.frame(video(side_data_list=[{"displaymatrix": said, "rotation": -90}]), "mov", {})
    assert found is not None
    assert (found.mirrored, found.rotation) == (mirrored, 90)


def dolby(profile: int, like: int) -> dict[str, Any]:
    said = {"side_data_type": "DOVI configuration record", "dv_profile": profile, "dv_bl_signal_compatibility_id": like}
    return video(side_data_list=[said])


@pytest.mark.parametrize(("profile", "like", "hdr"), [(5, 0, "pq"), (8, 4, "hlg"), (8, 1, "pq"), (8, 2, None)])
def test_dolby_vision_without_a_curve_is_what_its_profile_is_made_of(profile: int, like: int, hdr: str | None) -> None:
    found = streams.frame(dolby(profile, like), "mov", {"color_transfer": "unknown"})
    assert found is not None
    assert (found.dolby_vision, found.hdr) == (True, hdr)
    assert streams.is_dolby_alone({"streams": [dolby(profile, like)]}) is (profile == 5)


def test_dolby_vision_that_only_the_bitstream_tells_is_seen() -> None:
    frame = {"color_transfer": "smpte2084", "side_data_list": [{"side_data_type": "Dolby Vision RPU Data"}]}
    found = streams.frame(video(), "mpegts", frame)
    assert found is not None
    assert (found.dolby_vision, found.hdr) == (True, "pq")


@pytest.mark.needs("ffmpeg")
def test_bit_depths_of_pixel_formats_agree_with_ffmpeg(programs: Programs) -> None:
    """Every planar, semi-planar and grey format of whole numbers that cameras and decoders use."""
    listed = subprocess.run([programs.ffmpeg, "-v", "error", "-pix_fmts"], capture_output=True, text=True, check=True)
    checked = 0
    for line in listed.stdout.splitlines():
        words = line.split()
        if (
            len(words) >= 5
            and words[1].startswith(("yuv", "gbr", "gray", "nv1", "p0", "p2", "p4", "y2"))
            and "f" not in words[1]
        ):
            depths = {int(depth) for depth in words[4].split("-") if depth.isdigit()}
            if depths and max(depths) <= 16:
                assert streams.bit_depth({"pix_fmt": words[1]}, {}) == max(depths), words[1]
                checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("codecs", "depth"),
    [
        ("avc1.64002a", 8),
        ("avc1.6e0028", 10),
        ("hvc1.2.4.L93.B0", 10),
        ("av01.0.04M.10", 10),
        ("vp09.00.10.08", 8),
        ("", None),
    ],
)
def test_bit_depth_of_a_picture_that_does_not_decode_is_that_of_its_profile(codecs: str, depth: int | None) -> None:
    assert streams.bit_depth({"mime_codec_string": codecs}, {}) == depth


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        ("12.480000", Fraction(1248, 100)),
        ("0.000000", None),
        ("-1.0", None),
        ("N/A", None),
        (None, None),
        ("1e9", None),
    ],
)
def test_a_length_is_exact_or_unknown(duration: str | None, seconds: Fraction | None) -> None:
    assert streams.seconds({"format": {"duration": duration}}) == seconds


@pytest.mark.parametrize(
    ("picture", "sound", "seconds"),
    [
        (("0.0", "12.078"), ("0.0", "12.074"), "12.078"),  # telemetry goes on
        (("0.0", "12.0"), ("0.5", "12.2"), "12.7"),  # sound that begins and ends later is heard to its end
        (("5.0", "12.0"), ("5.0", "11.0"), "12.0"),  # by the clock of the file
        (("0.0", None), ("0.0", "12.0"), "13.013"),  # where a track does not say, the container does
    ],
)
def test_what_is_neither_seen_nor_heard_makes_no_clip_longer(picture, sound, seconds):
    """A proxy would stand still for the rest."""
    tracks = zip(("video", "audio", "data"), (picture, sound, ("0.0", "13.013")), strict=True)
    said = [{"codec_type": kind, "start_time": begin, "duration": length} for kind, (begin, length) in tracks]
    whole = {"duration": "13.013", "start_time": picture[0]}

    assert streams.seconds({"format": whole, "streams": said}) == Fraction(seconds)


WORDS = st.one_of(st.none(), st.integers(), st.text(max_size=8), st.sampled_from(["30/1", "0/0", "1:0", "9" * 30]))
NAMES = "width height avg_frame_rate r_frame_rate sample_aspect_ratio nb_frames pix_fmt mime_codec_string".split()


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, WORDS)))
def test_any_words_are_understood_or_left(words: dict[str, Any]) -> None:
    stream = video(0) | {name: word for name, word in words.items() if word is not None or name != "pix_fmt"}
    stream |= {"pix_fmt": str(stream["pix_fmt"])} if "pix_fmt" in stream else {}
    found = streams.frame(streams.pictures({"streams": [stream]})[0], "mov", {})
    assert found is None or (found.width > 0 and found.height > 0)
