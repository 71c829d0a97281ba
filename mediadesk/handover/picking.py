"""The page of a pack: whoever opens it looks at clips and chooses, off line, and saves what they chose as a small file."""

import json
from typing import Any

from mediadesk.model.offer import Board, Offer, Offered


def page(data: Offer) -> bytes:
    """A self-contained HTML page in UTF-8, to be put beside the folder of its clips."""
    return json.dumps(told(data)).encode()


def told(data: Offer) -> dict[str, Any]:
    """What the program of the page knows: every field by name, so that nothing else ever gets out."""
    return {
        "mark": data.mark,
        "made": data.made.isoformat(),
        "language": data.language,
        "stills": data.stills,
        "clips": [_clip(each) for each in data.clips],
    }


def _clip(clip: Offered) -> dict[str, Any]:
    return {
        "id": clip.id,
        "day": clip.day and clip.day.isoformat(),
        "title": clip.title,
        "notes": clip.notes,
        "tags": clip.tags,
        "place": clip.place,
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
