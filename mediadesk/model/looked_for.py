"""Words to look for in a text, all at once, however many: the names on a desk of 100,000 clips."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import log2
from typing import Literal, NamedTuple

Kind = Literal["location", "device", "author", "date", "name", "tool", "field"]

_TOKEN = re.compile(r"[^\W_]+")
_HALF = re.compile("[\udc80-\udcff]")  # how Python keeps a byte of a name that is no UTF-8
# one chance hit in 1,000 GB of noise, for all the words together
_NOISE_BITS = 40  # log2(10⁹ bytes · 10³)


class Sought(NamedTuple):
    """What finding a word means."""

    what: str
    kind: Kind
    by_choice: bool = False  # where an editor typed it, it is there on purpose


class Words:
    """An index of words by one of their tokens: a text is read once, token by token."""

    def __init__(self, words: Iterable[tuple[str, Sought]]) -> None:
        self._meant = defaultdict[str, list[Sought]](list)
        self._starts = defaultdict[str, set[tuple[int, int]]](set)  # token → where it begins in a word, its length
        for word, sought in words:
            spelt = folded(word).strip()
            token = max(_TOKEN.finditer(spelt), key=lambda each: len(each[0]), default=None)
            if token is not None and sought not in self._meant[spelt]:
                self._meant[spelt].append(sought)
                self._starts[token[0]].add((token.start(), len(spelt)))
        self._sure_bits = _NOISE_BITS + log2(max(1, len(self._meant)))

    def __len__(self) -> int:
        return len(self._meant)

    def __iter__(self) -> Iterator[str]:
        return iter(self._meant)

    def told(self, text: str, *, in_noise: bool = False) -> Iterator[Sought]:
        """What is meant by the words that stand in a folded text, each as a word of its own: not within a longer one.

        With `in_noise` only of those that a gigabyte of noise holds in no thousandth part of its cases.
        """
        for token in _TOKEN.finditer(text):
            for offset, length in self._starts.get(token[0], ()):
                start = token.start() - offset
                word = text[start : start + length] if start >= 0 else ""
                if word not in self._meant or not _alone(text, start, length):
                    continue
                if not in_noise or bits(word) >= self._sure_bits:
                    yield from self._meant[word]


def folded(text: str) -> str:
    """One case, one spelling: macOS writes the й of a file's name as two characters, a keyboard as one."""
    return unicodedata.normalize("NFC", _HALF.sub("\N{REPLACEMENT CHARACTER}", text).casefold())


def bits(word: str) -> float:
    """How improbable it is that random bytes read so, in either case: 8 bits a byte, one less for a letter."""
    return sum(8 * len(char.encode("utf-8", "replace")) - char.isalpha() for char in word)


def _alone(text: str, start: int, length: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[start + length : start + length + 1]
    word = text[start : start + length]
    return not (word[0].isalnum() and before.isalnum() or word[-1].isalnum() and after.isalnum())
