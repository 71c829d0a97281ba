"""The page of a pack: whoever opens it chooses among clips, off line, and saves what they chose as a small file."""

import base64
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from markupsafe import Markup

from mediadesk.handover.paper import policy, program, style, templates
from mediadesk.handover.picking_words import WORDS
from mediadesk.handover.tongue import spoken
from mediadesk.model.offer import Board, Offer, Offered
from mediadesk.model.offered_page import shell_hash, words_hash
from mediadesk.model.plain import one_line, some_lines
from mediadesk.model.timecode import format_clock

_PARTS: Final = "words work board shuttle wall viewer order through keys"
_PROGRAM: Final = tuple(f"picking/{name}.js" for name in _PARTS.split())
_PLAIN_SIDE = 320  # CSS pixels, of a still on the page without its program
# what would end the element that holds it, or begin a comment in it
_IN_SCRIPT: Final = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"})

_STATES: Final = (
    ("select", "selected"),
    ("maybe", "maybes"),
    ("reject", "rejected"),
    ("open", "open_yet"),
    ("noted", "noted"),
    ("ordered", "ordered"),
)
_FLAGS: Final = (
    ("select", "P", "M5 13l5 5 9-11"),
    ("maybe", "M", "M8 9a4 4 0 1 1 5.5 3.7c-1 .4-1.5 1-1.5 2.3M12 19v.01"),
    ("reject", "X", "M6 6l12 12M18 6L6 18"),
)
_TRANSPORT: Final = (
    ("back", "J", "M19 6l-7 6 7 6zM12 6l-7 6 7 6z"),
    ("frame_back", ",", "M15 6l-6 6 6 6M7 6v12"),
    ("play", "K", "M8 5l11 7-11 7z"),
    ("frame_on", ".", "M9 6l6 6-6 6M17 6v12"),
    ("forward", "L", "M5 6l7 6-7 6zM12 6l7 6-7 6z"),
)


def page(data: Offer, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """A self-contained HTML page in UTF-8, to be put beside the folder of its clips. The same offer, the same bytes.

    With `pictures`, JPEGs by their names from the page, it needs no folder: what comes by a messenger is often opened
    where a browser reaches no other file. Without its program such a page has words alone.
    """
    language = spoken(data.language)
    css, script = style("picking.css"), program(*_PROGRAM)
    said = told(data)
    html = (
        templates()
        .get_template("picking.html.j2")
        .render(
            language=language,
            words=WORDS[language],
            mark=data.mark,
            made=data.made.isoformat(),
            clips=[
                _plain(each if pictures is None else _bare(each), clip)
                for each, clip in zip(said["clips"], data.clips, strict=True)
            ],
            states=_STATES,
            flags=_FLAGS,
            transport=_TRANSPORT,
            shortcuts=_shortcuts(language),
            told=_in_script({**said, "words": WORDS[language]}),
            pictures=_in_script({name: base64.b64encode(jpeg).decode() for name, jpeg in (pictures or {}).items()}),
            program=script,
            style=css,
            policy=policy(css, script, beside=True),
        )
    )
    return html.encode()


def hashes() -> frozenset[str]:
    """How our own part of a page is known: the SHA-256 of what is around the data, and of the words, by language."""
    empty = (Offer(mark="aaaaaaaa", made=date.min, language=each, clips=()) for each in WORDS)
    shells = {shell_hash(page(each).decode()) for each in empty}
    return frozenset(shells | {words_hash(each) for each in WORDS.values()})


def told(data: Offer) -> dict[str, Any]:
    """What the program of the page knows: every field by name, so that nothing else ever gets out."""
    return {
        "mark": data.mark,
        "made": data.made.isoformat(),
        "language": spoken(data.language),
        "stills": data.stills,
        "clips": [_clip(each) for each in data.clips],
    }


def _clip(clip: Offered) -> dict[str, Any]:
    return {
        "id": clip.id,
        "day": clip.day and clip.day.isoformat(),
        "title": one_line(clip.title),
        "notes": [said for note in clip.notes if (said := some_lines(note))],
        "tags": [said for tag in clip.tags if (said := one_line(tag))],
        "place": one_line(clip.place),
        "ms": clip.ms,
        "fps": clip.fps and clip.fps.as_integer_ratio(),
        "width": clip.width,
        "height": clip.height,
        "flag": clip.flag,
        "rating": clip.rating,
        "video": clip.video,
        "still": clip.still,
        "board": clip.board and _board(clip.board),
    }


def _board(board: Board) -> dict[str, Any]:
    return {
        "file": board.file,
        "columns": board.columns,
        "tiles": board.tiles,
        "width": board.width,
        "height": board.height,
        "every_ms": board.every_ms,
    }


def _bare(said: dict[str, Any]) -> dict[str, Any]:
    """Without files."""
    return {**said, "video": None, "still": None}


def _plain(said: dict[str, Any], clip: Offered) -> dict[str, Any]:
    """The clip as it stands on the page without its program."""
    width, height = clip.width or 16, clip.height or 9
    scale = _PLAIN_SIDE / max(width, height)
    return {
        **said,
        "length": None if clip.ms is None else format_clock(Fraction(clip.ms, 1000)),
        "shown": (max(1, round(width * scale)), max(1, round(height * scale))),
    }


def _in_script(value: dict[str, Any]) -> Markup:
    """JSON that can stand in a script element: no text in it ends the element."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return Markup(said)  # noqa: S704 - every letter that could be markup was written as its number


def _shortcuts(language: str) -> list[tuple[str, list[tuple[tuple[str, ...], str]]]]:
    space = str(WORDS[language]["space"])
    return [
        (
            "key_both",
            [
                (("P", "M", "X", "U"), "key_flags"),
                (("0", "…", "5"), "key_rating"),
                (("A",), "key_add"),
                (("R",), "key_through"),
                (("C",), "key_comment"),
                (("Ctrl", "S"), "key_save"),
                (("Esc",), "key_escape"),
            ],
        ),
        (
            "key_wall",
            [
                (("←", "→", "↑", "↓"), "key_move"),
                (("Enter",), "key_open"),
                ((",", "."), "key_scrub"),
                (("/",), "key_search"),
                (("E",), "key_order"),
                (("Alt", "↑", "↓", "Del"), "key_sort"),
            ],
        ),
        (
            "key_clip",
            [
                (("J", "K", "L"), "key_shuttle"),
                ((space,), "play"),
                ((",", "."), "key_frame"),
                (("←", "→"), "key_seconds"),
                (("Home", "End"), "key_ends"),
                (("I", "O"), "key_marks"),
                (("N", "B"), "key_neighbours"),
            ],
        ),
    ]
