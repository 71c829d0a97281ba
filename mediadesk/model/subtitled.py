"""Captions as HLS knows them (RFC 8216, 4.3.4.1): a rendition a language, for players that read no page.

A player in the page takes the same WebVTT files as tracks; these are for Apple TV, VLC and the like.
"""

import math
import re
from collections.abc import Iterable
from fractions import Fraction

from mediadesk.model.languages import name_of

GROUP = "words"
_RUNG = re.compile(r"^(#EXT-X-STREAM-INF:.*),CLOSED-CAPTIONS=NONE$", re.MULTILINE)


def subtitled(master: str, languages: Iterable[str]) -> str:
    """A master with captions in these languages, `sub-uk.m3u8` and so on beside it. None is shown unasked."""
    lines = [
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="{GROUP}",NAME="{name_of(each)}",LANGUAGE="{each}",'
        f'DEFAULT=NO,AUTOSELECT=YES,URI="{playlist_name(each)}"\n'
        for each in languages
    ]
    if not lines:
        return master
    first = master.index("#EXT-X-STREAM-INF")
    rungs = _RUNG.sub(rf'\1,SUBTITLES="{GROUP}",CLOSED-CAPTIONS=NONE', master[first:])
    return f"{master[:first]}{''.join(lines)}{rungs}"


def subtitle_playlist(uri: str, seconds: Fraction | float) -> str:
    """The playlist of one language: a single segment, the file with all its cues. Times count from zero, as the
    film's do."""
    lines = (
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, math.floor(float(seconds) + 0.5))}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXTINF:{float(seconds):.6f},",
        uri,
        "#EXT-X-ENDLIST",
    )
    return "\n".join(lines) + "\n"


def playlist_name(language: str) -> str:
    """What the playlist of a language is called: `sub-uk.m3u8`."""
    return f"sub-{language}.m3u8"
