"""The rules of the tree: how long a file may be, where its tests are, what it is called, who may catch everything."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import sources, text, tracked
from tests.parts import ROOT

LONGEST = 400
FORBIDDEN_FILES = {"common", "core", "data", "handler", "helper", "helpers", "info", "manager", "misc", "processor"}
FORBIDDEN_FILES |= {"service", "util", "utils"}
FORBIDDEN_ENDS = ("Manager", "Helper", "Handler", "Service", "Processor", "Base", "Impl", "Info", "Data")
EVERYTHING = {"Exception", "BaseException"}
DOORS = {"mediadesk/cli/app.py", "mediadesk/web/app.py"}


def too_long(path: Path, words: str) -> str | None:
    """A file is read in one sitting."""
    lines = words.count("\n")
    return f"{path}: {lines} lines" if lines > LONGEST else None


def ill_named(path: Path, words: str) -> str | None:
    """A name says what a thing is; these say that nobody knew."""
    if {path.stem, *path.parts} & FORBIDDEN_FILES:
        return str(path)
    classes = [node.name for node in ast.walk(ast.parse(words)) if isinstance(node, ast.ClassDef)]
    return next((f"{path}: class {name}" for name in classes if name.endswith(FORBIDDEN_ENDS)), None)


def catches_everything(path: Path, words: str) -> str | None:
    """Only a door may catch what it does not know. A handler that only cleans up and raises again catches nothing."""
    if str(path) in DOORS or "except" not in words:
        return None
    for node in ast.walk(ast.parse(words)):
        if isinstance(node, ast.ExceptHandler) and _broad(node) and not isinstance(node.body[-1], ast.Raise):
            return f"{path}:{node.lineno}"
    return None


def _broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(each is None or (isinstance(each, ast.Name) and each.id in EVERYTHING) for each in caught)


def homes(source: Path) -> Iterator[Path]:
    """Where the tests of a file may be: the same place below tests/, or the suite that all its kind must pass."""
    inside = source.relative_to("mediadesk")
    yield Path("tests") / inside.with_name(f"test_{inside.name}")
    if inside.parts[0] in {"store", "engine"}:
        yield Path(f"tests/contracts/test_{inside.parts[0]}.py")


def test_no_file_is_too_long():
    """No file of the project is above 400 lines; a lock or the generated reference is not read in one sitting."""
    written = tracked(
        "*.py", "*.js", "*.mjs", "*.css", "*.html", "*.jinja", "*.sh", "Makefile", "pyproject.toml", "*.md"
    )
    found = [too_long(path, text(path)) for path in written if str(path) not in {"docs/cli.md", "CHANGELOG.md"}]

    assert not [each for each in found if each]


def test_every_source_file_has_its_tests():
    """tests/ mirrors the package, so that the tests of a line are found without a search."""
    alone = [str(source) for source in sources() if not source.name.startswith("__") and not _tested(source)]

    assert alone == []


def test_names_say_what_things_are():
    """No utils, no Manager."""
    assert not [found for path in sources() if (found := ill_named(path, text(path)))]


def test_only_the_doors_catch_everything():
    """`except Exception` hides a mistake from the one who made it."""
    assert not [found for path in sources() if (found := catches_everything(path, text(path)))]


@pytest.mark.parametrize(
    ("rule", "path", "words"),
    [
        (too_long, "mediadesk/model/clip.py", "x = 1\n" * 401),
        (ill_named, "mediadesk/model/utils.py", ""),
        (ill_named, "mediadesk/helpers/times.py", ""),
        (ill_named, "mediadesk/model/clip.py", "class ClipManager:\n    pass\n"),
        (catches_everything, "mediadesk/desk/log.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
        (catches_everything, "mediadesk/desk/log.py", "try:\n    f()\nexcept:\n    pass\n"),
        (
            catches_everything,
            "mediadesk/desk/log.py",
            "try:\n    f()\nexcept (OSError, BaseException) as e:\n    g()\n",
        ),
    ],
)
def test_each_rule_turns_red_when_it_is_broken(rule, path, words):
    """Sabotage: a planted offence is found."""
    assert rule(Path(path), words)


def test_a_file_without_tests_is_found():
    """Sabotage: a source file that nobody tests has no home among the tests."""
    assert not _tested(Path("mediadesk/model/planted.py"))


def _tested(source: Path) -> bool:
    return any((ROOT / home).is_file() for home in homes(source))
