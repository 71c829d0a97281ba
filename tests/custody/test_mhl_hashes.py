"""Hashes that other tools' lists use are made as those tools make them."""

import pytest

from mediadesk.custody.mhl_hashes import hasher_for
from mediadesk.model.mhl import FORMATS

# of b"abc", as RFC 1321, FIPS 180, the xxHash project's xxhsum and the C4 ID package of Avalanche print them
ABC = {
    "md5": "900150983cd24fb0d6963f7d28e17f72",
    "sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "xxh32": "32d153ff",
    "xxh64": "44bc2cf5ad770999",
    "xxh3": "78af5f94892f3950",
    "xxh128": "06b05ab6733a618578af5f94892f3950",
}


@pytest.mark.parametrize("kind", sorted(ABC))
def test_a_known_text_has_its_known_hash(kind: str):
    """In two blocks, as a file is read."""
    hasher = hasher_for(kind)
    hasher.update(b"a")
    hasher.update(memoryview(b"bc"))

    assert hasher.hexdigest() == ABC[kind]


def test_a_c4_id_has_ninety_letters():
    """SMPTE ST 2114 gives the ID of no bytes at all."""
    assert hasher_for("c4").hexdigest() == (
        "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT"
    )


def test_every_format_has_its_hasher():
    """What a list may hold can be compared."""
    assert [hasher_for(each).hexdigest() for each in FORMATS]
