"""The bytes of a text that somebody wrote elsewhere → its letters. What cannot be known for sure is not guessed."""

from mediadesk.errors import Misasked, Refused

# what a program on somebody's machine may have written, as `codecs` calls it
ENCODINGS = (
    *("utf-8", "utf-16", *(f"windows-{number}" for number in range(1250, 1259)), "koi8-r", "koi8-u", "cp866"),
    *("mac-cyrillic", "mac-greek", *(f"iso-8859-{number}" for number in (1, 2, 4, 5, 6, 7, 8, 9, 13, 15))),
    *("shift_jis", "gb18030", "big5", "euc-kr"),
)
# language → what old Windows programs write it in; all others in windows-1252
_OLD = {
    **dict.fromkeys("be bg kk ky mk mn ru sr tg tt uk".split(), "windows-1251"),
    **dict.fromkeys("bs cs hr hu pl ro sk sl sq".split(), "windows-1250"),
    **dict.fromkeys("ar fa ps sd ug ur".split(), "windows-1256"),
    **dict.fromkeys("az ku tr uz".split(), "windows-1254"),
    **dict.fromkeys("et lt lv".split(), "windows-1257"),
    "el": "windows-1253", "he": "windows-1255", "yi": "windows-1255", "vi": "windows-1258",
    "ja": "shift_jis", "zh": "gb18030", "ko": "euc-kr",
}  # fmt: skip
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_ARROW = b"-\0-\0>"  # in every file of cues in UTF-16
_TWICE = ("cp1252", "cp1251")  # what UTF-8 is taken for by mistake, and then written as UTF-8 once more
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def decoded(data: bytes, encoding: str | None = None, language: str = "en") -> str:
    """The text, its lines parted by a line feed, without marks of its encoding.

    UTF-8 and UTF-16 are seen; for anything older somebody says which it is: `language` tells what to propose. Raises
    Refused with the line where it is no text, or where letters were lost before; Misasked for an unknown encoding.
    """
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise Misasked(f"{encoding} is no encoding of texts", hint=f"one of {', '.join(ENCODINGS)}")
    name = encoding.lower() if encoding else _seen(data)
    try:
        text = data.decode(name).replace(_MARK, "")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = f"save it as UTF-8; or, if an older program wrote it: --encoding {_older(language)}, then look at it"
        raise Refused(f"line {line} is no {name.upper()}", hint=hint) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _check(text, language)
    return text


def _seen(data: bytes) -> str:
    """What it is written in, as far as its first bytes or its arrows show it."""
    marked = (name for mark, name in _MARKS.items() if data.startswith(mark))
    arrow = data.find(_ARROW)
    unmarked = "utf-8" if arrow < 0 else "utf-16-be" if arrow % 2 else "utf-16-le"
    return next(marked, unmarked)


def _older(language: str) -> str:
    return _OLD.get(language.partition("-")[0].lower(), "windows-1252")


def _check(text: str, language: str) -> None:
    """Raises Refused for letters that are lost, or stand for others."""
    for number, line in enumerate(text.split("\n"), 1):
        if "\N{REPLACEMENT CHARACTER}" in line:
            hint = "take the file as it was before it was converted"
            raise Refused(f"line {number} has a letter that was lost when the file was converted", hint=hint)
        if any(char < " " and char not in "\t\f\v" or "\x7f" <= char < "\xa0" for char in line):
            hint = f"it may be no text, or of another encoding: --encoding {_older(language)}"
            raise Refused(f"line {number} has signs that no text has", hint=hint)
    if twice := next((each for each in _TWICE if not text.isascii() and _is_utf8_as(text, each)), None):
        hint = f"iconv -f utf-8 -t {twice} FILE > mended-FILE"
        raise Refused("its letters were converted to UTF-8 twice", hint=hint)


def _is_utf8_as(text: str, name: str) -> bool:
    """Whether all of it is UTF-8 once more, when its letters are written as bytes."""
    try:
        text.encode(name).decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return True
