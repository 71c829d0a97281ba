"""Days in the words of a page."""

from datetime import date

import pytest

from mediadesk.embed.days import day
from mediadesk.embed.words import WORDS


@pytest.mark.parametrize("language", [*WORDS, "de", None])
def test_every_month_has_its_name(language):
    """Twelve different ones in each of our languages; English where we have none."""
    days = [day(date(2022, month, 7), language) for month in range(1, 13)]

    assert len(set(days)) == 12
    assert all(each.startswith("7 ") and each.endswith(" 2022") for each in days)


def test_a_day_in_ukrainian_has_the_month_as_it_stands_beside_a_day():
    """Травня, not травень."""
    assert day(date(2022, 5, 7), "uk") == "7 травня 2022"
