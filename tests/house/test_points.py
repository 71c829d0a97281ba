"""The table of what was asked of the embed, point by point: each names tests that are there, or says why not."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import text
from tests.parts import ROOT

TABLE = Path("docs/embed-points.md")
POINTS = {*map(str, range(1, 91)), "26a"}
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def rows(page: str) -> Iterator[tuple[str, str]]:
    """Each point with what proves it."""
    yield from re.findall(r"(?m)^\| (\d+a?) \| [^|]* \| ([^|]*) \|$", page)


def nowhere(page: str) -> list[str]:
    """Tests that are named and not there."""
    return [
        f"{file}::{name}"
        for file, name in NAMED.findall(page)
        if not (ROOT / "tests" / file).is_file() or f"def {name}(" not in (ROOT / "tests" / file).read_text("utf-8")
    ]


def unanswered(page: str) -> list[str]:
    """Points without a test and without a word why."""
    said = dict(rows(page))
    return [
        point for point in POINTS if not NAMED.search(said.get(point, "")) and "not here" not in said.get(point, "")
    ]


def test_every_point_is_answered_once_by_tests_that_are_there():
    page = text(TABLE)

    assert unanswered(page) == []
    assert nowhere(page) == []
    assert len([point for point, _ in rows(page)]) == len(POINTS)


def test_a_row_that_is_lost_or_names_nothing_is_found():
    """Sabotage."""
    page = "| 1 | opens | `embed/test_player.py::test_that_never_was` |\n| 2 | light | |\n"

    assert nowhere(page) == ["embed/test_player.py::test_that_never_was"]
    assert set(unanswered(page)) == POINTS - {"1"}
