"""What is made is for its owner alone, and lies below the desk: where else it may be is said here, by name."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.parts import ROOT

# who opens something to readers, who closes what was open, and who says once that nobody else may read what we make
MODES = {
    "store/folder.py": {0o644, 0o755},
    "custody/private.py": {0o077, 0o066, 0o7777},
    "custody/volume.py": {0o077},  # asks whether a drive is open to others
    "catalogue/db.py": {0o077},  # asks whether a catalogue is
    "cli/app.py": {0o077},
    "engine/cluster/keys.py": {0o077},  # asks whether a key is
}
UMASK = {"cli/app.py"}
TEMPORARY = {"TemporaryDirectory", "TemporaryFile", "NamedTemporaryFile", "mkdtemp", "mkstemp", "gettempdir"}


def sources() -> Iterator[tuple[str, str]]:
    """Every source file by its name, with its text."""
    package = ROOT / "mediadesk"
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), path.read_text("utf-8")


def modes(text: str) -> set[int]:
    """The modes of files that a source names: numbers written in eights that let others in."""
    if "0o" not in text.lower():  # most sources: to read them word by word would take seconds
        return set()
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    numbers = (each.string.lower() for each in tokens if each.type == tokenize.NUMBER)
    return {value for number in numbers if number.startswith("0o") and (value := int(number, 8)) & 0o077}


def called(text: str) -> Iterator[tuple[str, ast.Call]]:
    """What a source calls, by its last name."""
    for each in ast.walk(ast.parse(text)):
        if isinstance(each, ast.Call):
            name = each.func.attr if isinstance(each.func, ast.Attribute) else getattr(each.func, "id", "")
            yield name, each


def homeless(text: str) -> list[str]:
    """Temporary files and folders of a source that are made wherever the system has its own."""
    if not any(name in text for name in TEMPORARY):
        return []
    return [
        name
        for name, call in called(text)
        if name in TEMPORARY and not any(word.arg == "dir" for word in call.keywords)
    ]


def test_only_who_is_named_here_lets_others_in() -> None:
    for name, text in sources():
        assert modes(text) <= MODES.get(name, set()), name
        assert name in UMASK or "umask" not in text or all(each != "umask" for each, _ in called(text)), name


def test_nothing_is_made_where_the_system_keeps_temporary_files() -> None:
    """They would outlive a kill in a folder that everybody can list."""
    assert {name: found for name, text in sources() if (found := homeless(text))} == {}


def test_whoever_forgets_it_is_found() -> None:
    """The sabotage, three times."""
    assert modes("path.chmod(0o640)\nos.mkdir(x, 0o700)") == {0o640}
    assert [name for name, _ in called("os.umask(0)")] == ["umask"]
    assert homeless("with TemporaryDirectory() as a, TemporaryDirectory(dir=b) as c: pass") == ["TemporaryDirectory"]


def test_who_is_named_here_is_there() -> None:
    assert all((ROOT / "mediadesk" / Path(name)).is_file() for name in MODES)
