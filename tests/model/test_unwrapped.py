"""Whatever a secret is wrapped into, it is found; wrapped in garbage, nothing breaks."""

import base64
import gzip
import html
import io
import json
import quopri
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.leak import Secrets, text_findings
from mediadesk.model.unwrapped import escaped, inflated, plain, readings, wrapped_in

ALIAS = "сокіл-42"
SECRETS = Secrets(people=frozenset({ALIAS, "kestrel"}))


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", content)
    return made.getvalue()


WRAPS: dict[str, Callable[[str], str | bytes]] = {
    "percent": lambda text: quote(text, safe=""),
    "every letter in percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "json": json.dumps,
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(char):x};" for char in text),
    "escaped twice": lambda text: html.escape("".join(f"&#{ord(char)};" for char in text)),
    "quoted printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "base 64": lambda text: base64.b64encode(text.encode()).decode(),
    "base 64, one byte later": lambda text: base64.b64encode(b"x " + text.encode()).decode(),
    "base 64, two bytes later": lambda text: base64.b64encode(b"xx " + text.encode()).decode(),
    "base 64 for addresses": lambda text: (
        base64.urlsafe_b64encode(b"\xff\xfe\xfd " + text.encode()).decode().rstrip("=")
    ),
    "base 64 in an address": lambda text: f"data:text/plain;base64,{base64.b64encode(text.encode()).decode()}",
    "base 64 in lines": lambda text: base64.encodebytes(b"x" * 70 + b" " + text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "hex with spaces": lambda text: text.encode().hex(" "),
    "hex from an odd digit": lambda text: "f" + text.encode().hex() + "f",
    "utf-16": lambda text: text.encode("utf-16"),
    "zlib": lambda text: b"\x00\xff" + zlib.compress(text.encode()) + b"\x01",
    "gzip": lambda text: b"\x00\xff" + gzip.compress(text.encode()) + b"\x01",
    "zip": lambda text: b"\x00\xff" + zipped(text.encode()),
    "base 64 of gzip": lambda text: base64.b64encode(gzip.compress(text.encode())).decode(),
    "gzip of base 64 of zlib": lambda text: b"\0" + gzip.compress(base64.b64encode(zlib.compress(text.encode()))),
}


@pytest.mark.parametrize("secret", [ALIAS, "kestrel"])
@pytest.mark.parametrize("wrap", WRAPS)
def test_a_secret_is_found_however_it_is_wrapped(wrap, secret):
    """Sabotage: another word in the same wrapping is nothing."""
    assert [each.kind for each in text_findings(WRAPS[wrap](f"by {secret}, 2022"), "x.txt", SECRETS)] == ["author"]
    assert text_findings(WRAPS[wrap]("by nobody, 2022"), "x.txt", SECRETS) == []


@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    for read in (*readings(text), plain(text), escaped(text)):
        assert isinstance(read, str)
    assert all(isinstance(each, bytes) for each in wrapped_in(text))


@given(st.binary(max_size=300))
def test_no_bytes_break_it(content):
    for begins in (b"", b"\x78\x9c", b"\x1f\x8b\x08", b"PK\x03\x04"):
        assert all(isinstance(each, bytes) for each in inflated(begins + content))


def test_a_bomb_is_opened_a_little():
    """A gigabyte of zeros in a megabyte: its beginning is enough."""
    assert max(map(len, inflated(zlib.compress(bytes(1 << 26))))) <= 1 << 21
