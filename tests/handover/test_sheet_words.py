"""The words of the contact sheet: every one of them is used."""

import re
from pathlib import Path

from mediadesk.handover import sheet
from mediadesk.handover.sheet_words import WORDS

FLAGS = {"select", "maybe", "reject"}


def test_every_word_is_used():
    """What nobody says any more is not translated for ever."""
    home = Path(sheet.__file__).parent
    everywhere = "".join((home / name).read_text("utf-8") for name in ("sheet.py", "templates/sheet.html.j2"))

    assert [name for name in WORDS["en"] if name not in FLAGS and not re.search(rf"\b{name}\b", everywhere)] == []
