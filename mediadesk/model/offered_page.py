"""The page of a pack, against what may stand in it: our own bytes, one block of data with known keys and values, and
the same in plain markup for browsers that run no program.

But for these two the page is the same for every pack of a language: so it is told by its hash, and what is left is
short enough to be looked at value by value.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from mediadesk.model.picking import is_mark

OPEN, CLOSE = '<script type="application/json" id="pack">', "</script>"
_PICTURES = re.compile(r'(?s)(<script type="application/json" id="pictures">)([^<]*)(</script>)')
_PLAIN = re.compile(r'(?s)(<noscript id="plain">)(.*?)(</noscript>)')

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"[0-9A-Z]{10}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BESIDE = re.compile(r"clips/[0-9A-Z]{10}(?:-[a-z]+)?\.(?:jpg|mp4|m4a)")
_PICTURE = re.compile(r"clips/[0-9A-Z]{10}(?:-[a-z]+)?\.jpg")
_FLAGS = frozenset({"select", "maybe", "reject"})
_MOST = 10**9

# of the plain list: element → its attributes
_ELEMENTS = {
    **dict.fromkeys(("li", "code", "time", "bdi"), frozenset[str]()),
    "ol": frozenset({"role", "class"}),
    "p": frozenset({"class", "dir"}),
    "span": frozenset({"class"}),
    "a": frozenset({"href"}),
    "img": frozenset({"src", "loading", "width", "height", "alt"}),
}
_ADDRESSES = frozenset({"href", "src"})
_FIXED = {  # attribute → what may stand there: none of it is anybody's
    "role": re.compile("list"),
    "dir": re.compile("auto"),
    "loading": re.compile("lazy"),
    **dict.fromkeys(("width", "height"), re.compile(r"\d{1,5}")),
    "class": re.compile("plain|how|line|length|title|where|note|quiet"),
}
_PLACE = re.compile(r"\{[a-z_]+\}")

Rule = Callable[[Any], bool]


def is_offered(text: str) -> bool:
    """Whether a page is one of a pack, or would pass for one."""
    return OPEN in text


def offered_oddities(text: str, known: frozenset[str]) -> Iterator[str]:
    """What a page of a pack does not have. `known` are the SHA-256 of the page without its data, and of its words."""
    shell, data, plain = _parts(text)
    pictures = pictures_of(text)
    if data is None or _sha256(shell) not in known:
        yield "a page that is not ours"
        return
    if _plain(plain).odd:
        yield "markup that no page of ours has"
    said = _read(data)
    if not isinstance(said, dict):
        yield "data that are no strict JSON"
        return
    if "words" in said and words_hash(said.pop("words")) not in known:
        yield "words that are not ours"
    if not _fits(said, _PACK) or not all(_fits(each, _CLIP) for each in said["clips"]):
        yield "data that no page of ours has"
    elif pictures is None or not pictures.keys() <= _pictured(said["clips"]):
        yield "pictures that no page of ours has"


def told_by_offer(content: bytes, known: frozenset[str]) -> bytes:
    """What a page of a pack says of its own: the values of its data, and what its plain list says beside our words. Of
    any other content all of it: what is not ours is searched to the last byte."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    shell, data, plain = _parts(text)
    said = _read(data) if data is not None and _sha256(shell) in known else None
    if not isinstance(said, dict) or words_hash(said.get("words")) not in known:
        return content if data is None or _sha256(shell) not in known else f"{data}\n{plain}".encode()
    forms = [_form(each) for each in _texts(said.pop("words"))]
    listed = (_without(each, forms) for each in _plain(plain).said)
    if pictures_of(text) is None:
        return content
    return "\n".join([*_texts(said), *listed]).encode("utf-8", "replace")


def pictures_of(text: str) -> dict[str, bytes] | None:
    """The JPEGs that a page of a pack has in itself, by their names: to be looked at as files are. None where what
    stands there are no such."""
    found = _PICTURES.search(text)
    said = _read(found[2]) if found else {}
    if not isinstance(said, dict) or not all(map(_matching(_PICTURE), said)):
        return None
    try:
        pictures = {name: base64.b64decode(jpeg, validate=True) for name, jpeg in said.items()}
    except (TypeError, ValueError):
        return None
    return pictures if all(jpeg.startswith(b"\xff\xd8") for jpeg in pictures.values()) else None


def words_hash(words: Any) -> str:
    """How the words of a page are known."""
    return _sha256(json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def shell_hash(page: str) -> str:
    """How a page is known: by all its bytes around what is of the pack. Raises ValueError for one without data."""
    shell, data, _ = _parts(page)
    if data is None:
        raise ValueError("a page without its data")
    return _sha256(shell)


def _parts(text: str) -> tuple[str, str | None, str]:
    """The page around what is of the pack, its data, and its plain list; no data where there is not one block."""
    before, opened, rest = text.partition(OPEN)
    data, closed, after = rest.partition(CLOSE)
    if not opened or not closed or OPEN in after:
        return text, None, ""
    found = _PLAIN.search(before)
    before, after = _PLAIN.sub(r"\1\3", before, count=1), _PICTURES.sub(r"\1\3", after, count=1)
    return f"{before}{OPEN}{CLOSE}{after}", data, found[2] if found else ""


class _Plain(HTMLParser):
    """The plain list: what is odd in it, and what it says in words and attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.odd = False
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Against the list; files lie beside the page."""
        for name, value in attrs:
            allowed = _BESIDE if name in _ADDRESSES else _FIXED.get(name)
            fits = allowed is None or allowed.fullmatch(value or "") is not None
            self.odd |= not fits or name not in _ELEMENTS.get(tag, frozenset())
            if allowed is None or not fits:
                self.said.append(value or "")
        self.odd |= tag not in _ELEMENTS or len(dict(attrs)) != len(attrs)

    def handle_data(self, data: str) -> None:
        """A text."""
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        """There are none."""
        self._never(data)

    def handle_decl(self, decl: str) -> None:
        """Nor these."""
        self._never(decl)

    def handle_pi(self, data: str) -> None:
        """Nor these."""
        self._never(data)

    def unknown_decl(self, data: str) -> None:
        """Nor these."""
        self._never(data)

    def _never(self, said: str) -> None:
        self.odd = True
        self.said.append(said)


def _plain(markup: str) -> _Plain:
    found = _Plain()
    found.feed(markup)
    found.close()
    return found


def _read(data: str) -> Any:
    try:
        return json.loads(data, object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _never(constant: str) -> None:
    raise ValueError(constant)


def _fits(said: Any, rules: dict[str, Rule]) -> bool:
    return (
        isinstance(said, dict) and said.keys() == rules.keys() and all(rule(said[key]) for key, rule in rules.items())
    )


def _texts(said: Any) -> Iterator[str]:
    """Every text in data but keys, which are on a list, and names of files beside the page, which are ids."""
    if isinstance(said, dict | list):
        for each in said.values() if isinstance(said, dict) else said:
            yield from _texts(each)
    elif isinstance(said, str) and not _BESIDE.fullmatch(said):
        yield said


def _pictured(clips: list[dict[str, Any]]) -> set[str]:
    """The names of the pictures that data speak of."""
    return {each["still"] for each in clips} | {each["board"]["file"] for each in clips if each["board"]}


def _form(word: str) -> re.Pattern[str]:
    """A word of ours, with anything in the places of `{…}`."""
    return re.compile("(.*)".join(map(re.escape, _PLACE.split(word))), re.DOTALL)


def _without(text: str, forms: list[re.Pattern[str]]) -> str:
    """What a text says beside a word of ours."""
    found = next((match for form in forms if (match := form.fullmatch(text.strip()))), None)
    return " ".join(found.groups()) if found else text


def _text(said: Any) -> bool:
    return isinstance(said, str)


def _matching(pattern: re.Pattern[str]) -> Rule:
    return lambda said: isinstance(said, str) and pattern.fullmatch(said) is not None


def _number(said: Any) -> bool:
    return type(said) is int and 0 <= said <= _MOST


def _or_none(rule: Rule) -> Rule:
    return lambda said: said is None or rule(said)


def _many(rule: Rule) -> Rule:
    return lambda said: isinstance(said, list) and all(map(rule, said))


def _pair(said: Any) -> bool:
    return isinstance(said, list) and len(said) == 2 and all(map(_number, said))


_BOARD: dict[str, Rule] = {
    "file": _matching(_BESIDE),
    **dict.fromkeys(("columns", "tiles", "width", "height", "every_ms"), _number),
}
_CLIP: dict[str, Rule] = {
    "id": _matching(_ID),
    "day": _or_none(_matching(_DAY)),
    "title": _or_none(_text),
    "notes": _many(_text),
    "tags": _many(_text),
    "place": _or_none(_text),
    "ms": _or_none(_number),
    "fps": _or_none(_pair),
    "width": _or_none(_number),
    "height": _or_none(_number),
    "flag": lambda said: said is None or isinstance(said, str) and said in _FLAGS,
    "rating": lambda said: said is None or type(said) is int and 0 <= said <= 5,
    "video": _or_none(_matching(_BESIDE)),
    "still": _or_none(_matching(_BESIDE)),
    "board": lambda said: said is None or _fits(said, _BOARD),
}
_PACK: dict[str, Rule] = {
    "mark": lambda said: isinstance(said, str) and is_mark(said),
    "made": _matching(_DAY),
    "language": _matching(_LANGUAGE),
    "stills": lambda said: isinstance(said, bool),
    "clips": lambda said: isinstance(said, list),
}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
