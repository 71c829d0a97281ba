"""What goes online of all that is said in a film: captions, transcripts, chapters."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from mediadesk.embed.page import Words
from mediadesk.embed.transcript import transcript_page
from mediadesk.embed.words import known_tag
from mediadesk.model.caption import Caption
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.playlist import MASTER
from mediadesk.model.subtitled import playlist_name, subtitle_playlist, subtitled
from mediadesk.model.webvtt import chapters_vtt, vtt


def spoken_leaves(dispatch: Dispatch, master: str, seconds: Fraction, public_url: str | None) -> dict[str, bytes]:
    """What is said, as leaves of a revision by their names; the master tells of it, too, where there are captions."""
    captions = _captions(dispatch)
    texts = {f"hls/{MASTER}": subtitled(master, [each.language for each in captions])}
    for each in captions:
        texts[_cues(each)] = vtt(each, seconds)
        texts[f"hls/{playlist_name(each.language)}"] = subtitle_playlist(f"../{_cues(each)}", seconds)
    if dispatch.chapters:
        texts[_chapters(dispatch)] = chapters_vtt(dispatch.chapters, seconds)
    pages = {_transcript(each): transcript_page(dispatch, each, public_url) for each in captions}
    return {name: text.encode() for name, text in texts.items()} | pages


def is_of_captions(leaf: str) -> bool:
    """Whether a leaf is a playlist of captions: the page's player takes its tracks, and asks for none of them."""
    return leaf.startswith("hls/sub-")


def told(dispatch: Dispatch, below: str) -> Mapping[str, Any]:
    """The same as fields of the page, for leaves that lie `below` it."""
    return {
        "captions": tuple(
            Words(language=each.language, vtt=f"{below}/{_cues(each)}", transcript=f"{below}/{_transcript(each)}")
            for each in _captions(dispatch)
        ),
        "chapters": dispatch.chapters,
        "chapters_vtt": f"{below}/{_chapters(dispatch)}" if dispatch.chapters else None,
        "corrections": dispatch.corrections,
    }


def _captions(dispatch: Dispatch) -> list[Caption]:
    return [each for each in dispatch.captions if each.cues]


def _cues(caption: Caption) -> str:
    return f"cc/{caption.language}.vtt"


def _transcript(caption: Caption) -> str:
    return f"transcript.{caption.language}.html"


def _chapters(dispatch: Dispatch) -> str:
    return f"chapters.{known_tag(dispatch.language) or 'und'}.vtt"  # ISO 639: undetermined
