"""What a user or a program relies on is written down: commands, settings, exit codes, kinds of JSON."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from mediadesk import errors
from mediadesk.settings import Settings, StoreSettings
from tests.house.tree import sources, text
from tests.parts import ROOT

CLI, JSON, SETTINGS = Path("docs/cli.md"), Path("docs/json.md"), Path("docs/settings.md")
NO_SETTINGS = {"desk", "cache", "stores", "ask"}  # found, not written in mediadesk.toml


def kinds(words: str) -> Iterator[str]:
    """The kinds of record that a source file makes: `{"kind": "clip", …}` or `kind="clip"`."""
    for node in ast.walk(ast.parse(words)):
        pairs: list[tuple[object, ast.expr]] = []
        if isinstance(node, ast.Dict):
            pairs = [
                (key.value, value)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            ]
        if isinstance(node, ast.Call):
            pairs = [(each.arg, each.value) for each in node.keywords]
        for key, value in pairs:
            if key == "kind" and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def codes(kind: type[errors.DeskError] = errors.DeskError) -> Iterator[int]:
    """The exit codes of the error classes."""
    yield kind.code
    for each in kind.__subclasses__():
        yield from codes(each)


def undocumented_kinds(written: str, page: str) -> set[str]:
    """Kinds that a source file makes and the page does not show, either way round."""
    return set(kinds(written)) ^ set(re.findall(r'"kind": "([a-z-]+)"', page))


def undocumented_codes(page: str) -> set[int]:
    """Exit codes without a row in the page's table."""
    return {code for code in {0, 3, *codes()} if not re.search(rf"(?m)^\| `?{code}`? \|", page)}


def undocumented_settings(page: str) -> set[str]:
    """Settings without a row in the page's tables."""
    named = {each.name for shape in (Settings, StoreSettings) for each in fields(shape)} - NO_SETTINGS
    return {name for name in named if f"| `{name}` |" not in page}


def reference() -> str:
    """The command line's reference as the commands themselves give it now."""
    return subprocess.run(
        [sys.executable, "-m", "mediadesk.cli.reference"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()


def test_the_reference_is_fresh():
    """docs/cli.md is what `make docs` would write."""
    assert text(CLI) == reference()


def test_every_command_has_its_section_and_an_example():
    """A verb is a heading of the reference, and its section shows how it is typed."""
    listed = re.findall(r"(?m)^#+ `?mediadesk ([a-z -]+?)`?$", text(CLI))
    sections = re.split(r"(?m)^#+ `?mediadesk ", text(CLI))[1:]

    assert {"init", "ingest", "find", "show", "log", "undo", "derive", "publish", "withdraw", "embed"} <= set(listed)
    assert {"preview", "check", "demo", "dispatch new", "dispatch pick", "dispatch trim"} <= set(listed)
    assert [each.splitlines()[0] for each in sections if "Example: mediadesk " not in each] == []


def test_every_setting_is_documented():
    """docs/settings.md has a row for each setting."""
    assert undocumented_settings(text(SETTINGS)) == set()


def test_every_exit_code_is_documented():
    """Scripts rely on the codes."""
    assert undocumented_codes(text(JSON)) == set()


def test_every_kind_of_record_is_documented():
    """Programs rely on the records: each that a door can print is shown, and nothing else is promised."""
    written = "\n".join(text(path) for path in sources() if path.parts[1] in {"cli", "web"})

    assert undocumented_kinds(written, text(JSON)) == set()


def test_every_shown_record_is_json():
    """An example that cannot be parsed helps nobody."""
    for block in re.findall(r"(?s)```json\n(.*?)```", text(JSON)):
        rest = block.strip()
        while rest:
            record, end = json.JSONDecoder().raw_decode(rest)
            assert "kind" in record
            rest = rest[end:].strip()


@pytest.mark.parametrize("source", ['print({"kind": "planted"})', 'record(kind="planted")'])
def test_an_undocumented_kind_is_found(source):
    """Sabotage: a record that no page shows."""
    assert undocumented_kinds(source, '{"kind": "clip"}') == {"planted", "clip"}


def test_an_undocumented_code_or_setting_is_found():
    """Sabotage: a page that lost a row."""
    assert 5 in undocumented_codes(text(JSON).replace("| 5 |", "| five |").replace("| `5` |", "| five |"))
    assert undocumented_settings(text(SETTINGS).replace("| `bucket` |", "| bucket |")) == {"bucket"}
