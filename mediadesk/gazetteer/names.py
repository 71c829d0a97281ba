"""One spelling for many: how a place name is folded before it is stored or looked up, and what may have been meant."""

import unicodedata
from collections.abc import Iterator

LONGEST = 100  # letters; the longest name in the gazetteer has 85 after folding
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїє",
    "αβγδεζηθικλμνξοπρστυφχψω",
)
# roughly as they sound, between Ukrainian and Russian: only good for telling which names are alike; _ is silent
_SOUNDS = {
    ord(letter): sound.strip("_")
    for letter, sound in zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєαβγδεζηθικλμνξοπρστυφχψω",
        "a b v h d e zh z y i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia i i ie "
        "a v g d e z i th i k l m n x o p r s t y f ch ps o".split(),
        strict=True,
    )
}
# spellings of one sound: Rhodes and Rodos, Corinth and Korinthos; a wolf is vovk in Ukrainian, volk in Russian
_WRITTEN_TWICE = [("vch", "lch"), ("ph", "f"), ("th", "t"), ("rh", "r"), ("ck", "k"), ("c", "k"), ("kh", "k")]
_WRITTEN_TWICE += [("w", "v"), ("y", "i")]
_STEM = 5  # letters that must be alike before an ending is only an ending


class _Letters(dict[int, str | None]):
    """What each code point becomes, found out once: marks and apostrophes vanish, punctuation becomes a space."""

    def __missing__(self, code: int) -> str | None:
        char, category = chr(code), unicodedata.category(chr(code))
        self[code] = char
        if 0x300 <= code <= 0x36F or category in {"Cf", "Cs", "Co", "Cn"} or char in _APOSTROPHES:
            self[code] = None
        elif category[0] in "PZSC":
            self[code] = " "
        return self[code]


# Кам'янець, Кам’янець and Камʼянець; Khar'kov and Khar’kov; Arabic and Hebrew half rings in Latin spellings
_APOSTROPHES = frozenset("'’‘ʼʻ`´′ʹˈ\"“”″׳״ʿʾ")
# letters that Unicode does not take apart, and Ukrainian ґ, which old sources write г
_LETTERS = _Letters({ord(a): b for a, b in zip("łøđæœðþıґ", "l o d ae oe d th i г".split(), strict=True)})


def folded(name: str) -> str:
    """The name without case, accents, apostrophes, punctuation; one space between words; empty when nothing is left.

    Only the Combining Diacritical Marks block (U+0300 to U+036F) is taken off, so the vowel signs of Arabic, Indic and
    Japanese writing stay; й and ї are letters of their own and stay, Russian ё becomes е as people type it.
    """
    if name.isascii():
        name = name.lower()
        return name if name.isalnum() else " ".join(name.translate(_LETTERS).split())
    apart = unicodedata.normalize("NFKD", name.casefold()).casefold()
    letters = apart.replace("и\u0306", "й").replace("і\u0308", "ї").translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", letters).split())


def likeness(name: str, other: str) -> float:
    """How alike two folded names sound, 0 to 1; 1 where the first is not in Latin, Cyrillic or Greek letters.

    A name that only adds an ending is as good as the same: Corinth is Korinthos.
    """
    one, two = _heard(name), _heard(other)
    if not one.isascii() or one == two or (len(one) >= _STEM and two.startswith(one)):
        return 1.0
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def _heard(name: str) -> str:
    """A folded name roughly as it sounds, in Latin letters."""
    sound = name.translate(_SOUNDS)
    for written, heard in _WRITTEN_TWICE:
        sound = sound.replace(written, heard)
    return sound


def one_letter_off(word: str) -> Iterator[str]:
    """Every spelling that one missing, added, wrong or swapped letter makes of a folded name: some 70 a letter."""
    alphabet = next((each for each in _ALPHABETS if word[:1] in each), "".join(sorted(set(word))))
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in alphabet:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
