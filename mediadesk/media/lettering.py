"""The words on a picture, in their own letters where this machine has a font for them: never a box for a letter.

The font inside Pillow has the letters of ASCII and is the same everywhere. What it cannot write, a font of the system
may; what no font here can write is put into plain letters, or left away.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

from PIL import ImageFont, features

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# of the system, by the names that Pillow looks for where the system keeps them; the first that can write a line does
_FONTS = (
    "DejaVuSans.ttf",  # most Linux: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian
    "Arial Unicode.ttf",  # macOS: nearly all
    "NotoSans-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "LiberationSans-Regular.ttf",
    "Arial.ttf",
)
_NO_LETTER = "\U0010ffff"  # never one (Unicode 23.7): a font draws it as what it has not
_FROM_THE_RIGHT = {"R", "AL"}  # Unicode's bidirectional classes of Hebrew, Arabic …
# letters that no accent can be taken from
_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss", "’": "'"})


def lettered(words: str, pixels: int) -> tuple[Font, str]:
    """A font of so many pixels for one line of words, and what of them it writes."""
    line = " ".join("".join(each if each.isprintable() else " " for each in words).split())
    line = unicodedata.normalize("NFC", line)
    for font in _fonts(pixels):
        if _writes(font, line):
            return font, line
    return _own(pixels), plain(line)


def plain(text: str) -> str:
    """The text in the letters of ASCII: `Lodz` for Łódź; others are left away, and so is a name of nothing else."""
    bare = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    kept = "".join(letter for letter in bare if " " <= letter <= "~")
    return ", ".join(filter(None, (" ".join(name.split()) for name in kept.split(","))))


def _fonts(pixels: int) -> Iterator[Font]:
    yield _own(pixels)
    for name in _FONTS:
        font = _of_the_system(name, pixels)
        if font is not None:
            yield font


@cache
def _own(pixels: int) -> Font:
    return ImageFont.load_default(pixels)


@cache
def _of_the_system(name: str, pixels: int) -> Font | None:
    try:
        return ImageFont.truetype(name, pixels)
    except OSError:
        return None


def _writes(font: Font, line: str) -> bool:
    """Whether the font has every letter, and each would stand where it belongs."""
    if not features.check("raqm") and any(unicodedata.bidirectional(each) in _FROM_THE_RIGHT for each in line):
        return False  # they would be written apart, and from the left
    missing = _drawn(font, _NO_LETTER)
    return all(_drawn(font, each) != missing for each in set(line) - {" "})


@cache
def _drawn(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
