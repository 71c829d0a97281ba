"""How a day is written in the languages that our pages speak."""

from datetime import date
from typing import Final

from mediadesk.embed.words import spoken

# the months as they stand beside a day
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου"
    " Δεκεμβρίου",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


def day(at: date, language: str | None) -> str:
    """A day as it is written in the page's words: `7 May 2022`. The year has no suffix in any of them."""
    return f"{at.day} {_MONTHS[spoken(language)].split()[at.month - 1]} {at.year}"
