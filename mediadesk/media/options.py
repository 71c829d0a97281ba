"""The strict encode: nothing of the original but picture and sound gets into any output of ours.

The tests leave each option away in turn, and the leak scan turns red.
"""

from collections.abc import Mapping
from typing import Final

Options = Mapping[str, str | int | float | None]

# no tags of the file and of its streams, no chapters, no subtitles, no data, no version of any program
BARE: Final[Options] = {
    "map_metadata": -1,
    "map_metadata:s": -1,
    "map_chapters": -1,
    "sn": None,
    "dn": None,
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
    "flags:a": "+bitexact",
    "metadata:s": "encoder=",  # bitexact alone still leaves "Lavc libx264" in the sample entry
}

# of an MP4: no time code track, no handler names
BARE_MP4: Final[Options] = {"write_tmcd": 0, "empty_hdlr_name": 1}

# H.264 unit type 6 is SEI: x264 writes its version and settings there, cameras write captions and times
BARE_H264: Final[Options] = {"bsf:v": "filter_units=remove_types=6"}

# the same for the segments of ffmpeg's hls muxer; they start at zero without an edit list, which players ignore
SEGMENT: Final = "movflags=+cmaf+negative_cts_offsets:use_editlist=0:write_tmcd=0:empty_hdlr_name=1"
