"""One spelling for names in Cyrillic and Latin letters, so that Салтівка and Saltivka are the same word."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# as Resolution 55 of the Cabinet of Ministers of Ukraine (27 January 2010) writes Ukrainian in Latin letters, and the
# letters that only Russian has as English-speaking readers know them
_LATIN = {
    ord(letter): latin.strip("_")
    for letter, latin in zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ iu ia y e _ e".split(),
        strict=True,
    )
}
_SILENT = re.compile("['’‘ʼʻ`´′ʹ\u0300-\u036f]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ENDING = 2  # letters by which a form of a word may be longer than the word itself
_SHORT = 5  # letters of a name below which forms of it are too like other words


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, as `romanised` spells it."""

    spelled: str
    bends: bool  # its language has cases: Салтівка, у Салтівці


def romanised(text: str) -> str:
    """The text without case, accents and apostrophes, in Latin letters where it is Cyrillic.

    y is written i and i is written once, because a й, an ї and a и may be either: Київ and Kyiv become `kiv`. Good for
    comparing, not for reading.
    """
    whole = unicodedata.normalize("NFKC", text).casefold().replace("зг", "zgh")
    latin = unicodedata.normalize("NFKD", whole.translate(_LATIN))
    return re.sub("i+", "i", _SILENT.sub("", latin).replace("y", "i"))


def words(text: str) -> tuple[Word, ...]:
    """The words of a text."""
    whole = re.sub(r"[^\W_]['’‘ʼʻ`´′ʹ](?=[^\W_])", lambda found: found[0][0], unicodedata.normalize("NFKC", text))
    return tuple(Word(romanised(each), bool(_CYRILLIC.search(each))) for each in re.findall(r"[^\W_]+", whole))


def places_of(name: Sequence[Word], text: Sequence[Word]) -> list[int]:
    """Where in a text a name stands, word by word, perhaps in another case; the positions of its first word."""
    ends = len(text) - len(name) + 1
    return [at for at in range(ends) if name and all(map(_is, name, text[at : at + len(name)]))]


def _is(name: Word, word: Word) -> bool:
    """Whether a word is the name, or a form of it. What ends in -ськ- is said of something else than the place."""
    if word.spelled == name.spelled:
        return True
    if not word.bends or len(name.spelled) < _SHORT or len(word.spelled) > len(name.spelled) + _ENDING:
        return False
    stem = name.spelled[: -2 if len(name.spelled) > _SHORT + 1 else -1]
    ending, own = word.spelled[len(stem) :], name.spelled[len(stem) :]
    return word.spelled.startswith(stem) and ("sk" in own or "sk" not in ending)
