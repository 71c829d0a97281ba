"""The words of the contact sheet, in the languages of editors. English is what the desk itself speaks."""

from datetime import date
from fractions import Fraction
from typing import Final

from mediadesk.handover import words
from mediadesk.handover.picking_words import spoken

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Contact sheet",
        "clips": "clip|clips",
        "code": "The code under a picture names its clip:",
        "days": "Days",
        "none": "No clip answers this.",
        "still_of": "A still from {name}",
        "no_length": "length not known",
        "no_time": "time not known",
        "no_place": "place not known",
        "nameless": "place without a name",
        "no_date": "No date",
        "not_yet": "No picture yet",
        "no_picture": "No picture",
        "sound_only": "Sound only",
        "stars": "{count} of 5 stars",
        "select": "select",
        "maybe": "maybe",
        "reject": "reject",
        "labels": "Labels",
        "tags": "Tags",
        "trouble": "Trouble:",
        "at_least": "at least {length}",
        "places": "Places: GeoNames, CC BY 4.0",
        "time there not known": "time there not known",
        "zone not known": "zone not known",
        "not certain": "not certain",
        "seconds": "{count} s",
        "weekdays": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "months": "January February March April May June July August September October November December",
        "short_months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "day": "{weekday} {day}",
    },
    "uk": {
        "title": "Контактний аркуш",
        "clips": "кліп|кліпи|кліпів",
        "code": "Код під кадром називає кліп:",
        "days": "Дні",
        "none": "Такого кліпу немає.",
        "still_of": "Кадр: {name}",
        "no_length": "тривалість невідома",
        "no_time": "час невідомий",
        "no_place": "місце невідоме",
        "nameless": "місце без назви",
        "no_date": "Без дати",
        "not_yet": "Кадру ще немає",
        "no_picture": "Немає зображення",
        "sound_only": "Лише звук",
        "stars": "{count} з 5 зірок",
        "select": "беру",
        "maybe": "можливо",
        "reject": "ні",
        "labels": "Застереження",
        "tags": "Мітки",
        "trouble": "Негаразд:",
        "at_least": "щонайменше {length}",
        "places": "Місця: GeoNames, CC BY 4.0",
        "time there not known": "місцевий час невідомий",
        "zone not known": "часовий пояс невідомий",
        "not certain": "непевно",
        "seconds": "{count} с",
        "weekdays": "понеділок вівторок середа четвер п’ятниця субота неділя",
        "months": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "short_months": "січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
        "day": "{weekday}, {day}",
    },
}


class Tongue:
    """One language of them; English where we have no words for what is asked for."""

    def __init__(self, language: str) -> None:
        self.language = spoken(language)
        self.words = WORDS[self.language]

    def counted(self, count: int) -> str:
        """So many clips: `1 clip`, `21 кліп`, `3 кліпи`."""
        forms = self.words["clips"].split("|")
        return f"{count} {forms[_form(count) if self.language == 'uk' else count != 1]}"

    def day(self, at: date | None) -> str:
        """`Saturday 7 May 2022`."""
        if at is None:
            return self.words["no_date"]
        return self.words["day"].format(
            weekday=self.words["weekdays"].split()[at.weekday()], day=self._date(at, "months")
        )

    def short_day(self, at: date | None) -> str:
        """`7 May 2022`."""
        return self._date(at, "short_months") if at else self.words["no_date"]

    def length(self, seconds: Fraction) -> str:
        """`4.2 s` or `1:04`."""
        said = words.length(seconds)
        number, unit, _ = said.partition(" s")
        if not unit:
            return said
        return self.words["seconds"].format(count=number.replace(".", ",") if self.language == "uk" else number)

    def _date(self, at: date, months: str) -> str:
        return f"{at.day} {self.words[months].split()[at.month - 1]} {at.year}"


def _form(count: int) -> int:
    """Of one, of few, of many: Unicode's rules for Ukrainian."""
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14} else 2
