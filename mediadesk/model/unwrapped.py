"""What is wrapped into a text or into bytes, one step deep: escapes, base 64, digits of bytes, compressed streams."""

import binascii
import html
import re
import zlib
from collections.abc import Callable, Iterator

_MOST_BYTES = 1 << 20  # of one compressed stream: a secret stands at its beginning or nowhere
_FIRST_BYTES = 64
_LEAST_BYTES = 3

_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_PRINTABLE = re.compile(rb"=([0-9A-F]{2})")  # quoted-printable, as mails have it
_SOFT_BREAK = re.compile(r"=\r?\n")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-7]{3})|([/\"'\\]))")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/_-]{2,})*")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ :]?){6,}")
_URL_SAFE = str.maketrans("-_", "+/", "\r\n")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|&#?\w{1,8};|\\[ux/\"'0-7]|=[0-9A-F]{2}")
# a single byte is what Python's patterns find fastest, so what follows is looked at behind it
# where a stream begins: zlib (RFC 1950) with its usual windows, gzip (RFC 1952), a file of a ZIP
_STREAMS = (
    (re.compile(rb"\x78(?=[\x01\x5e\x9c\xda])"), zlib.MAX_WBITS),
    (re.compile(rb"\x1f(?=\x8b\x08)"), zlib.MAX_WBITS | 16),
    (re.compile(rb"P(?=K\x03\x04)"), -zlib.MAX_WBITS),
)


def escaped(text: str) -> str:
    """The lines of a text in which something is escaped."""
    return "\n".join(line for line in text.split("\n") if _ESCAPED.search(line))


def readings(text: str) -> Iterator[str]:
    """The text with one kind of escapes undone, for each kind that it has: of HTML, of addresses, of programs."""
    for undo in (html.unescape, _unquoted, _unescaped, _unprinted):
        if (read := undo(text)) != text:
            yield read


def plain(text: str) -> str:
    """The text with all its escapes undone, whatever is escaped within what."""
    for _ in range(4):
        before = text
        for undo in (html.unescape, _unquoted, _unescaped):
            text = undo(text)
        if text == before:
            break
    return text


def wrapped_in(text: str) -> Iterator[bytes]:
    """The bytes that are written as letters: base 64, from each of the four letters with which it may begin; hex."""
    for match in _BASE64.finditer(text):
        letters = match[0].translate(_URL_SAFE)
        for skipped in range(4):
            whole = len(letters[skipped:]) // 4 * 4
            yield binascii.a2b_base64(letters[skipped : skipped + whole])
            rest = letters[skipped + whole :]  # without its padding
            if len(rest) > 1:
                yield binascii.a2b_base64(letters[skipped : skipped + whole] + rest + "=" * (-len(rest) % 4))
    for match in _HEX.finditer(text):
        digits = re.sub("[ :]", "", match[0])
        yield bytes.fromhex(digits)
        yield bytes.fromhex(digits[1:-1])


def inflated(content: bytes) -> Iterator[bytes]:
    """What the compressed streams hold that begin somewhere in these bytes. Brotli and others are not known."""
    for begins, window in _STREAMS:
        for match in begins.finditer(content):
            start = match.start() if window > 0 else _behind_zip_header(content, match.start())
            unpack = zlib.decompressobj(window)
            try:
                held = unpack.decompress(content[start : start + _FIRST_BYTES], _MOST_BYTES)  # noise fails here
                held += unpack.decompress(content[start + _FIRST_BYTES : start + _MOST_BYTES], _MOST_BYTES)
            except zlib.error:
                continue
            if len(held) >= _LEAST_BYTES:
                yield held


def _behind_zip_header(content: bytes, start: int) -> int:
    """Where the data of a file in a ZIP begins: behind 30 bytes, its name and its extra field (APPNOTE 4.3.7)."""
    return start + 30 + sum(int.from_bytes(content[start + at : start + at + 2], "little") for at in (26, 28))


def _by_bytes(pattern: re.Pattern[bytes]) -> Callable[[str], str]:
    def undo(text: str) -> str:
        said = pattern.sub(lambda match: bytes.fromhex(match[1].decode()), text.encode("utf-8", "surrogatepass"))
        return said.decode("utf-8", "replace")

    return undo


_unquoted = _by_bytes(_PERCENT)


def _unprinted(text: str) -> str:
    return _by_bytes(_PRINTABLE)(_SOFT_BREAK.sub("", text))


def _unescaped(text: str) -> str:
    """Escapes of JSON and JavaScript; those of two halves, for what lies beyond the first 65,536 letters, together."""
    told = _ESCAPE.sub(_char, text)
    return _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), told)


def _char(match: re.Match[str]) -> str:
    four, two, eight, itself = match.groups()
    if itself:
        return itself
    return chr(int(eight, 8)) if eight else chr(int(four or two, 16))
