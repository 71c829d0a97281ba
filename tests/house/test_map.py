"""docs/map.md shows the house as it is."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import sources, text, tracked

MAP = Path("docs/map.md")
ENTRY = re.compile(r"^(?P<indent> {4,})(?P<name>[\w.]+(?:\.py|/))(?=\s|$)")


def drawn(page: str) -> Iterator[Path]:
    """The paths at the beginning of the lines of the tree, by their indents: two spaces a step."""
    above: list[str] = []
    for line in page.partition("## The tree")[2].partition("\n## ")[0].splitlines():
        if found := ENTRY.match(line):
            depth = (len(found["indent"]) - 4) // 2
            above = [*above[:depth], found["name"].rstrip("/")]
            yield Path(*above)


def rooms() -> set[Path]:
    """The rooms of the package and the files that stand beside them."""
    return {Path(*each.parts[:2]) for each in sources() if not each.parts[1].startswith("__")}


def test_every_room_is_on_the_map():
    """Whoever adds a room draws it."""
    assert rooms() - set(drawn(text(MAP))) == set()


def test_the_map_shows_nothing_that_is_not_there():
    """A file that was moved or removed leaves the map."""
    there = {above for path in tracked() for above in (path, *path.parents)}

    assert set(drawn(text(MAP))) - there == set()
    assert [
        name for name in re.findall(r"[\w/]+\.py\b", text(MAP)) if not any(str(path).endswith(name) for path in there)
    ] == []


def test_a_missing_room_and_a_ghost_are_found():
    """Sabotage: a map without the store, and with an attic."""
    page = text(MAP).replace("      store/   ", "      attic/   ")

    assert Path("mediadesk/store") not in set(drawn(page))
    assert Path("mediadesk/attic") in set(drawn(page))
