"""How the pages that are handed over speak: their languages, how each counts, and the words that all of them use."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from mediadesk.handover import words

FALLBACK: Final = "en"
LANGUAGES: Final = (FALLBACK, "uk")

Words = Mapping[str, str]  # a word that counts has its forms with | between them: of one, (of few,) of many

COMMON: Final[dict[str, Words]] = {
    "en": {
        "clips": "clip|clips",
        "still_of": "A still from {name}",
        "no_length": "length not known",
        "no_time": "time not known",
        "not_yet": "No picture yet",
        "no_picture": "No picture",
        "sound_only": "Sound only",
        "trouble": "Trouble:",
        "places": "Places: GeoNames, CC BY 4.0",
        "time there not known": "time there not known",
        "zone not known": "zone not known",
        "not certain": "not certain",
        "months": "January February March April May June July August September October November December",
        "seconds": "{count} s",
        "bytes": "byte|bytes",
        "kB": "kB",
        "MB": "MB",
        "GB": "GB",
        "TB": "TB",
    },
    "uk": {
        "clips": "кліп|кліпи|кліпів",
        "still_of": "Кадр: {name}",
        "no_length": "тривалість невідома",
        "no_time": "час невідомий",
        "not_yet": "Кадру ще немає",
        "no_picture": "Немає зображення",
        "sound_only": "Лише звук",
        "trouble": "Негаразд:",
        "places": "Місця: GeoNames, CC BY 4.0",
        "time there not known": "місцевий час невідомий",
        "zone not known": "часовий пояс невідомий",
        "not certain": "непевно",
        "months": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "seconds": "{count} с",
        "bytes": "байт|байти|байтів",
        "kB": "кБ",
        "MB": "МБ",
        "GB": "ГБ",
        "TB": "ТБ",
    },
}


def spoken(language: str | None) -> str:
    """The language of ours for somebody who reads `language`; English where we have no words for it."""
    primary = (language or "").split("-")[0].lower()
    return primary if primary in LANGUAGES else FALLBACK


class Tongue:
    """One language of a page: the page's own words, and those of all pages."""

    def __init__(self, language: str, page: Mapping[str, Words]) -> None:
        self.language = spoken(language)
        self.words: Words = {**COMMON[self.language], **page[self.language]}

    def form(self, name: str, count: int) -> str:
        """A word as it stands beside a number; one that has a single form stays as it is."""
        forms = self.words[name].split("|")
        return forms[min(_form(count) if self.language == "uk" else int(count != 1), len(forms) - 1)]

    def counted(self, name: str, count: int) -> str:
        """So many of them: `1 clip`, `21 кліп`, `3 кліпи`."""
        return f"{count} {self.form(name, count)}"

    def date(self, at: date, months: str = "months") -> str:
        """`7 May 2022`."""
        return f"{at.day} {self.words[months].split()[at.month - 1]} {at.year}"

    def length(self, seconds: Fraction | float) -> str:
        """`4.2 s` or `1:04`."""
        said = words.length(seconds)
        number, unit, _ = said.partition(" s")
        return self.words["seconds"].format(count=self.number(number)) if unit else said

    def size(self, count: int) -> str:
        """`12.4 GB`."""
        number, unit = words.size(count).split()
        return self.counted("bytes", count) if unit.startswith("byte") else f"{self.number(number)} {self.words[unit]}"

    def number(self, said: str) -> str:
        """A number with the point or comma of the language."""
        return said.replace(".", ",") if self.language == "uk" else said


def _form(count: int) -> int:
    """Of one, of few, of many: Unicode's rules for Ukrainian."""
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else 2
