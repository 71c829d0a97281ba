"""What the page on safety says is so: its commands exist, its recipes verify a chain and find what is wrong."""

import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.model.clearance import GATES
from mediadesk.model.labels import LABELS
from tests.catalogue.world import now, sha
from tests.house.tree import text

PAGE, CLI = Path("docs/safety.md"), Path("docs/cli.md")


def sections() -> dict[str, str]:
    """What the reference says of each verb, by its words."""
    parts = re.split(r"(?m)^#+ `?mediadesk ", text(CLI))[1:]
    return {each.partition("\n")[0].strip("`"): each for each in parts}


def unknown(page: str) -> list[str]:
    """Commands of a page that the reference does not have, or whose options it does not."""
    known, found = sections(), []
    for command in re.findall(r"(?m)(?:^|`)(mediadesk [^`\n]+)", page):
        words = shlex.split(command, comments=True)[1:]
        verb = next((each for each in (" ".join(words[:2]), words[0]) if each in known), None)
        options = [each for each in words if each.startswith("--")]
        if verb is None or any(f"{option} " not in known[verb] for option in options):
            found.append(command)
    return found


def block(language: str) -> str:
    """The recipe in a language."""
    (found,) = re.findall(rf"(?s)```{language}\n(.*?)```", text(PAGE))
    return str(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalogue of three entries, texts in several scripts among them."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    with catalogue.write() as shelves:
        shelves.custody.add(what="ingested", at=now(), who="пустельга", sha256=sha("market"), about="desk")
        shelves.custody.add(what="held", at=now(), about="7QK2MW3ZTA", why='für Teil zwei: "l\'été"')
        shelves.custody.add(what="published", at=now(), who="maria", sha256=sha("page"), about="bread")
    catalogue.close()
    return tmp_path


def damaged(folder: Path) -> None:
    """One entry says something else now."""
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        connection.execute("DROP TRIGGER custody_changed")
        connection.execute("UPDATE custody SET who = 'nobody' WHERE number = 1")
        connection.commit()


def by_python(folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", block("python")], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def by_shell(folder: Path) -> list[str]:
    """The digest as it is computed, and as it is written."""
    said = subprocess.run(["bash", "-ec", block("sh")], cwd=folder, capture_output=True, text=True, check=True).stdout
    return re.findall(r"(?m)^[0-9a-f]{64}", said)


def test_the_commands_of_the_page_exist():
    assert unknown(text(PAGE)) == unknown(text(Path("docs/captions.md"))) == []


def test_sabotage_a_command_that_is_none_is_found():
    page = "`mediadesk hide SLUG` `mediadesk withdraw SLUG --everywhere` `mediadesk dispatch show SLUG`"
    assert unknown(page) == ["mediadesk hide SLUG", "mediadesk withdraw SLUG --everywhere"]


def test_the_recipe_in_python_verifies_a_chain_and_names_what_was_changed(folder: Path):
    catalogue = Catalogue(folder / "catalog.db")
    with catalogue.read() as shelves:
        last = shelves.custody.head().digest
    catalogue.close()
    assert by_python(folder) == f"3 entries, the last is {last}\n"
    damaged(folder)
    assert by_python(folder).splitlines()[0] == "broken at entry 1"


@pytest.mark.needs("sqlite3")
def test_the_recipe_for_the_shell_verifies_an_entry(folder: Path):
    computed, written = by_shell(folder)
    assert computed == written
    damaged(folder)
    computed, written = by_shell(folder)
    assert computed != written


def test_every_gate_and_every_label_that_asks_is_on_the_page():
    page = text(PAGE)
    assert [gate for gate in GATES if f"| {gate} |" not in page] == []
    assert [each.name for each in LABELS if (each.never or each.needs_release) and f"`{each.name}`" not in page] == []


def test_a_tired_reader_comes_to_its_end():
    """Three screens."""
    assert len(text(PAGE).splitlines()) <= 130
