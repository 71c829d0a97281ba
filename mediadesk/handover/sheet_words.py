"""The words of the contact sheet, in the languages of editors. English is what the desk itself speaks."""

from typing import Final

from mediadesk.handover.tongue import Words

WORDS: Final[dict[str, Words]] = {
    "en": {
        "title": "Contact sheet",
        "code": "The code under a picture names its clip:",
        "days": "Days",
        "none": "No clip answers this.",
        "no_place": "place not known",
        "nameless": "place without a name",
        "no_date": "No date",
        "stars": "{count} of 5 stars",
        "select": "select",
        "maybe": "maybe",
        "reject": "reject",
        "labels": "Labels",
        "tags": "Tags",
        "at_least": "at least {length}",
        "weekdays": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "short_months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "day": "{weekday} {day}",
    },
    "uk": {
        "title": "Контактний аркуш",
        "code": "Код під кадром називає кліп:",
        "days": "Дні",
        "none": "Такого кліпу немає.",
        "no_place": "місце невідоме",
        "nameless": "місце без назви",
        "no_date": "Без дати",
        "stars": "{count} з 5 зірок",
        "select": "беру",
        "maybe": "можливо",
        "reject": "ні",
        "labels": "Застереження",
        "tags": "Мітки",
        "at_least": "щонайменше {length}",
        "weekdays": "понеділок вівторок середа четвер п’ятниця субота неділя",
        "short_months": "січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
        "day": "{weekday}, {day}",
    },
}
