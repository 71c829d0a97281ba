"""The page of a pack: what it says, what it never says, what may run in it."""

import hashlib
import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from mediadesk.handover import picking as room
from mediadesk.handover.picking import hashes, page, told
from mediadesk.handover.picking_words import WORDS
from mediadesk.model.clip import ClipId
from mediadesk.model.offer import Board, Offer, Offered
from mediadesk.model.offered_page import offered_oddities, pictures_of
from tests.handover.test_sheet import HOSTILE, Parsed, said

ID = ClipId("7QK2MW3ZTA")
HOLES = re.compile(r'(?s)(<noscript id="plain">).*?(</noscript>)|(<script [^>]*id="(?:pack|pictures)">).*?(</script>)')


def clip(number: int = 0, **more) -> Offered:
    """A clip with all its files."""
    id_ = ClipId(f"{number:02}{ID[2:]}" if number else ID)
    files = {
        "video": f"clips/{id_}.mp4",
        "still": f"clips/{id_}.jpg",
        "board": Board(file=f"clips/{id_}-board.jpg", columns=2, tiles=2, width=64, height=36, every_ms=1000),
    }
    facts = {"day": date(2022, 5, 7), "ms": 2000, "fps": Fraction(25), "width": 64, "height": 36}
    return Offered(id=id_, **{**files, **facts, **more})


def offer(*clips: Offered, language: str = "en", **more) -> Offer:
    """A pack of these clips."""
    return Offer(mark="k3f9wq7z", made=date(2026, 11, 23), language=language, clips=clips, **more)


def data_of(html: bytes) -> dict[str, Any]:
    """What the program of the page is told."""
    return json.loads(
        html.decode().partition('<script type="application/json" id="pack">')[2].partition("</script>")[0]
    )


def shell(html: bytes) -> str:
    """The page without what depends on its pack."""
    return HOLES.sub(r"\1\2\3\4", html.decode())


def test_the_program_of_the_page_is_told_field_by_field():
    """As the picks file and the page agreed on it: integers of milliseconds, a ratio for the rate."""
    html = page(offer(clip(title="Roof", tags=("glass",), place="Kharkiv, Ukraine", fps=Fraction(30000, 1001))))

    told_ = data_of(html)
    assert {each: told_[each] for each in ("mark", "made", "language", "stills")} == {
        "mark": "k3f9wq7z",
        "made": "2026-11-23",
        "language": "en",
        "stills": False,
    }
    (first,) = told_["clips"]
    assert (first["id"], first["day"], first["fps"], first["ms"]) == (ID, "2022-05-07", [30000, 1001], 2000)
    assert first["board"] == {
        "file": f"clips/{ID}-board.jpg",
        "columns": 2,
        "tiles": 2,
        "width": 64,
        "height": 36,
        "every_ms": 1000,
    }


def test_a_reader_without_scripts_gets_a_list():
    """Whose copy it is, and each clip with its still, its words and a link to its film; the rest waits for scripts."""
    html = page(offer(clip(title="Roof", notes=("Ask first.",), place="Kharkiv, Ukraine"), clip(1, video=None)))

    plain = html.decode().partition('<noscript id="plain">')[2].partition("</noscript>")[0]
    words = said(b"<body>" + plain.encode())
    assert "Pack k3f9wq7z" in words
    assert f"{ID} 0:02 Roof 2022-05-07 Kharkiv, Ukraine Ask first. Watch {ID}" in words
    (film, still) = Parsed(plain.encode()).all("a")
    assert (film["href"], still["href"]) == (f"clips/{ID}.mp4", "clips/01K2MW3ZTA.jpg")
    assert [each["src"] for each in Parsed(plain.encode()).all("img")] == [f"clips/{ID}.jpg", "clips/01K2MW3ZTA.jpg"]


def test_around_its_data_every_page_of_a_language_is_the_same():
    """So the leak scan knows our own bytes by their hash, and looks at the rest."""
    one, other = page(offer(clip(title="Roof"))), page(offer(clip(1, title=HOSTILE), stills=True))

    assert shell(one) == shell(other)
    assert hashlib.sha256(shell(one).encode()).hexdigest() in hashes()
    words = json.dumps(data_of(one)["words"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(words.encode()).hexdigest() in hashes()
    assert len(hashes()) == 2 * len(WORDS)


def test_a_page_with_its_pictures_in_it_is_known_as_well():
    """Of such a page, too, all that is ours is known; without its program it names no file that does not lie there."""
    html = page(offer(clip(video=None)), {f"clips/{ID}.jpg": b"\xff\xd8one", f"clips/{ID}-board.jpg": b"\xff\xd8two"})

    assert list(offered_oddities(html.decode(), hashes())) == []
    assert pictures_of(html.decode()) == {f"clips/{ID}.jpg": b"\xff\xd8one", f"clips/{ID}-board.jpg": b"\xff\xd8two"}
    plain = html.decode().partition('<noscript id="plain">')[2].partition("</noscript>")[0]
    assert not Parsed(plain.encode()).all("img")
    assert not Parsed(plain.encode()).all("a")


def test_the_same_offer_makes_the_same_bytes():
    """No clock and no chance in it."""
    assert page(offer(clip())) == page(offer(clip()))


def hostile_offer() -> Offer:
    return offer(clip(title=HOSTILE, notes=(HOSTILE,), tags=(HOSTILE,), place=HOSTILE))


def is_markup(html: bytes) -> bool:
    """Whether anything a person wrote became a tag, ended the data, or turned the text around it."""
    tags = [name for name, _ in Parsed(html).tags]
    ours = [name for name, _ in Parsed(page(offer(clip(notes=("a",), tags=("a",), place="a", title="a")))).tags]
    return tags != ours or "\u202e" in html.decode()


def test_words_are_text_never_markup():
    """In the list and in the data: shown as they are, and doing nothing."""
    html = page(hostile_offer())

    assert not is_markup(html)
    assert data_of(html)["clips"][0]["title"] == HOSTILE.replace("\u202e", "")


@pytest.mark.parametrize("broken", ["templates", "_in_script"])
def test_without_escaping_words_would_be_markup(broken, monkeypatch: pytest.MonkeyPatch):
    """Sabotage: templates that do not escape, or data that may end their element, are found."""
    bare = room.templates().overlay(autoescape=False)
    plain = {"templates": lambda: bare, "_in_script": lambda value: room.Markup(json.dumps(value, ensure_ascii=False))}
    monkeypatch.setattr(room, broken, plain[broken])

    assert is_markup(page(hostile_offer()))


def test_its_policy_lets_in_our_program_and_files_beside_it():
    """Nothing is fetched, sent or framed."""
    html = page(offer(clip()))

    policy = next(each["content"] for each in Parsed(html).all("meta") if each.get("http-equiv"))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.keys() == {"default-src", "img-src", "media-src", "script-src", "style-src", "base-uri", "form-action"}
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert (rules["img-src"], rules["media-src"]) == ("data: 'self' file:", "'self' file:")
    assert all(re.fullmatch(r"'sha256-[\w+/]{43}='", rules[each]) for each in ("script-src", "style-src"))


def test_it_asks_for_nothing_that_needs_a_line():
    """No address of anybody, no word with which a program could speak to somebody."""
    ours = shell(page(offer())).replace("http://www.w3.org/2000/svg", "")

    assert not re.findall(r"https?:|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|innerHTML|eval\(", ours)


@pytest.mark.parametrize(("language", "tag", "title"), [("uk", "uk", "Вибір кліпів"), ("de", "en", "Choose clips")])
def test_it_speaks_the_language_of_its_reader(language, tag, title):
    """English where we have no words for it."""
    html = page(offer(clip(), language=language)).decode()

    assert f'<html lang="{tag}">' in html
    assert f"<h1>{title}</h1>" in html
    assert told(offer(language=language))["language"] == tag
