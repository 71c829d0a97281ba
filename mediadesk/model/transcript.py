"""A film to read: cues → paragraphs; and what a page of them may be made of, line by line."""

import hashlib
import re
from collections.abc import Iterator, Sequence

from mediadesk.model.caption import Cue
from mediadesk.model.plain import one_line

_PAUSE_MS = 2_000  # so long nobody speaks before a paragraph
_LONG, _LONGEST = 240, 700  # letters: after the first it ends with its sentence, after the second anyhow
_SENTENCE = re.compile(r"[.!?…։؟。।][»”\"')\]]*$")

_TAG, _WAY = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{2,8})*", "(?:ltr|rtl|auto)"
_WORDS = r"[^<>]*"
_PAGE = r"\.\./\.\./index\.html"
_HASH = r"'sha256-[A-Za-z0-9+/=]{44}'"
_FORM = (
    "<!doctype html>", "<head>", "</head>", "<body>", "</body>", "<main>", "</main>", "</html>", "",
    rf'<html lang="{_TAG}" dir="{_WAY}">',
    '<meta charset="utf-8">',
    rf"<title>{_WORDS}</title>",
    (rf'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src {_HASH};'
    r" img-src data:; base-uri 'none'; form-action 'none'\">"),
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<link rel="icon" href="data:,">',
    r'<link rel="canonical" href="https?://[^"\s<>]+/v/[a-z2-7]{26}/index\.html">',
    "<style>(?P<style>[^<>]*)</style>",
    rf'<p class="kind" lang="{_TAG}" dir="{_WAY}">{_WORDS} · <bdi lang="{_TAG}">{_WORDS}</bdi></p>',
    rf'<h1(?: lang="{_TAG}")? dir="auto"><a href="{_PAGE}">{_WORDS}</a></h1>',
    rf'<p class="about" dir="auto">{_WORDS}</p>',
    (rf'<p class="about" lang="{_TAG}" dir="{_WAY}">{_WORDS} '
    rf'(?:<a href="https?://[^"\s<>]+" rel="noopener"><bdi>{_WORDS}</bdi></a>|<bdi>{_WORDS}</bdi>)</p>'),
    rf'<p class="back" lang="{_TAG}" dir="{_WAY}"><a href="{_PAGE}">{_WORDS}</a></p>',
    rf'<p class="said"><a href="{_PAGE}\?t=\d{{1,6}}" dir="ltr">(?:\d{{1,3}}:)?\d{{1,2}}:\d\d</a> {_WORDS}</p>',
)  # fmt: skip
_LINE = re.compile("|".join(f"(?:{each})" for each in _FORM))


def paragraphs(cues: Sequence[Cue]) -> Iterator[tuple[int, str]]:
    """What is said, as somebody would read it: each with its start in milliseconds, on one line."""
    held: list[str] = []
    start = end = 0
    for cue in cues:
        words = one_line(cue.text)
        if not words:
            continue
        if held and (cue.start_ms - end >= _PAUSE_MS or _is_full(held)):
            yield start, " ".join(held)
            held = []
        if not held:
            start = cue.start_ms
        held.append(words)
        end = max(end, cue.end_ms)
    if held:
        yield start, " ".join(held)


def transcript_oddities(text: str, known: frozenset[str]) -> Iterator[str]:
    """Lines of a transcript that ours do not have. `known` are the SHA-256 of styles that are ours."""
    if not text.startswith("<!doctype html>\n") or not text.endswith("</html>\n"):
        yield "no transcript of ours"
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if not found:
            yield "a line that no transcript of ours has"
        elif (style := found["style"]) is not None and hashlib.sha256(style.encode()).hexdigest() not in known:
            yield "a style that is not ours"


def _is_full(held: Sequence[str]) -> bool:
    length = sum(len(each) + 1 for each in held)
    return length > _LONGEST or length > _LONG and bool(_SENTENCE.search(held[-1]))
