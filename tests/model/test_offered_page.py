"""The page of a pack, read as a stranger would: our own bytes, and data of known keys and values. Nothing else."""

import base64
import json
from typing import Any

import pytest

from mediadesk.model.leak import Secrets, text_findings
from mediadesk.model.offered_page import (
    CLOSE,
    OPEN,
    is_offered,
    offered_oddities,
    pictures_of,
    shell_hash,
    told_by_offer,
    words_hash,
)

WORDS = {"pick": "Pick", "clips": {"one": "{count} clip", "other": "{count} clips"}}
CLIP: dict[str, Any] = {
    "id": "7QK2MW3ZTA",
    "day": "2022-05-07",
    "title": "Bread queue",
    "notes": ["starts well"],
    "tags": ["market"],
    "place": "Kharkiv, Ukraine",
    "ms": 12480,
    "fps": [30000, 1001],
    "width": 416,
    "height": 234,
    "flag": "select",
    "rating": 4,
    "video": "clips/7QK2MW3ZTA.mp4",
    "still": "clips/7QK2MW3ZTA.jpg",
    "board": {
        "file": "clips/7QK2MW3ZTA-board.jpg",
        "columns": 10,
        "tiles": 12,
        "width": 160,
        "height": 90,
        "every_ms": 1000,
    },
}
PACK: dict[str, Any] = {"mark": "abcdefgh", "made": "2026-11-23", "language": "en", "stills": False, "clips": [CLIP]}


def a_page(said: Any = None, before: str = "<!doctype html><script>Math.max(1, 2)</script>", after: str = "\n") -> str:
    data = said if isinstance(said, str) else json.dumps(PACK | {"words": WORDS} if said is None else said)
    return f"{before}{OPEN}{data}{CLOSE}{after}"


def with_plain(markup: str) -> str:
    return a_page(before=f'<!doctype html><noscript id="plain">{markup}</noscript>')


KNOWN = frozenset({shell_hash(a_page()), shell_hash(with_plain("")), words_hash(WORDS)})


def with_clip(**changes: Any) -> dict[str, Any]:
    return PACK | {"clips": [CLIP | changes]}


def test_our_page_has_nothing_odd():
    assert is_offered(a_page())
    assert list(offered_oddities(a_page(), KNOWN)) == []
    assert list(offered_oddities(with_plain('<li><p class="title" dir="auto">Bread &lt;3</p></li>'), KNOWN)) == []
    bare = dict.fromkeys(("day", "title", "place", "ms", "fps", "width", "height", "flag", "rating"), None)
    assert list(offered_oddities(a_page(with_clip(**bare, video=None, still=None, board=None)), KNOWN)) == []


@pytest.mark.parametrize(
    "page",
    [
        a_page(before="<!doctype html><!-- Saltivka --><script>Math.max(1, 2)</script>"),
        a_page(after="<p>Saltivka</p>\n"),
        a_page() + OPEN + CLOSE,
        a_page("{}").replace(CLOSE, ""),
        a_page(PACK | {"where": "Saltivka"}),
        a_page({key: value for key, value in PACK.items() if key != "mark"}),
        a_page(PACK | {"mark": "no mark!"}),
        a_page(PACK | {"made": "2026-11-23T08:30"}),
        a_page(PACK | {"words": {"pick": "Saltivka"}}),
        a_page(PACK | {"clips": {"7QK2MW3ZTA": CLIP}}),
        a_page(with_clip(camera="Canon")),
        a_page(with_clip(day="2022-05-07T14:03:27")),
        a_page(with_clip(id="IMG_0042")),
        a_page(with_clip(video="https://example.org/x.mp4")),
        a_page(with_clip(still="clips/IMG_0042.jpg")),
        a_page(with_clip(ms=12.5)),
        a_page(with_clip(fps=[30000, 1001, 50])),
        a_page(with_clip(notes=[{"lat": 50.0}])),
        a_page(with_clip(board=CLIP["board"] | {"name": "x"})),
        a_page(with_clip(rating=True)),
        a_page('{"mark": "abcdefgh", "mark": "abcdefgi"}'),
        a_page("[" * 100_000),
        a_page("NaN"),
        with_plain("<li onclick=x>"),
        with_plain("<script>x</script>"),
        with_plain('<p class="Saltivka">'),
        with_plain('<img src="https://example.org/x.jpg">'),
        with_plain('<a href="javascript:x">x</a>'),
        with_plain("<!-- Saltivka -->"),
        with_plain("</noscript><noscript id=plain><p>Saltivka</p>"),
    ],
)
def test_whatever_else_stands_in_it_is_found(page):
    assert list(offered_oddities(page, KNOWN))


def test_only_what_is_ours_is_not_searched():
    """Somebody called Max is not found in our program, but in a title; and everywhere in a page that is not ours."""
    max_alias = Secrets(people=frozenset({"Max"}))

    def told(page: str) -> bool:
        return bool(text_findings(told_by_offer(page.encode(), KNOWN), "index.html", max_alias))

    assert not told(a_page())
    assert told(a_page(with_clip(title="with Max") | {"words": WORDS}))
    assert told(a_page(after="<p>Max</p>"))
    assert told(a_page(PACK | {"words": {"pick": "Max"}}))
    assert told(with_plain("<p>with M&#97;x</p>"))
    assert told(with_plain('<img alt="Max">'))
    assert not told(with_plain("<p>Bread queue</p>"))


def test_no_key_and_no_word_of_ours_is_taken_for_the_name_of_a_file():
    """`Notes.MOV` is a name like any other; so are `Pick.mp4`, and `Clips` in `3 clips`."""
    names = Secrets(names=frozenset({b"Notes.MOV", b"Clips.mp4", b"Queue.mp4"}))

    def told(plain: str, **changes: Any) -> bool:
        said = json.dumps(with_clip(**changes) | {"words": WORDS})
        page = with_plain(plain).replace(json.dumps(PACK | {"words": WORDS}), said)
        assert list(offered_oddities(page, KNOWN)) == []
        return bool(text_findings(told_by_offer(page.encode(), KNOWN), "index.html", names))

    assert told("", title="Bread queue")
    assert not told("<p>3 clips</p>", title="Bread")
    assert told("<p>3 queue clips</p>", title="Bread")
    assert told_by_offer(b"\xff\xfe", KNOWN) == b"\xff\xfe"


JPEG = b"\xff\xd8\xff\xdb and so on"


def with_pictures(said: Any) -> str:
    held = said if isinstance(said, str) else json.dumps(said)
    return a_page(after=f'<script type="application/json" id="pictures">{held}</script>')


ALSO = KNOWN | {shell_hash(with_pictures({}))}


def test_pictures_in_a_page_are_told_by_their_names_and_looked_at_apart():
    held = {CLIP["still"]: base64.b64encode(JPEG).decode()}
    assert list(offered_oddities(with_pictures(held), ALSO)) == []
    assert pictures_of(with_pictures(held)) == {CLIP["still"]: JPEG}
    assert base64.b64encode(JPEG) not in told_by_offer(with_pictures(held).encode(), ALSO)


@pytest.mark.parametrize(
    "held",
    [
        {"clips/0000000000.jpg": base64.b64encode(JPEG).decode()},  # of no clip of it
        {"Saltivka": base64.b64encode(JPEG).decode()},
        {CLIP["still"]: base64.b64encode(b"Saltivka").decode()},
        {CLIP["still"]: "Saltivka!"},
        {CLIP["still"]: 5},
        ["Saltivka"],
        "Saltivka",
    ],
)
def test_what_is_no_picture_is_odd(held):
    assert list(offered_oddities(with_pictures(held), ALSO)) == ["pictures that no page of ours has"]
