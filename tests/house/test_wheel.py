"""What `pipx install` gets: the package with all that git ignores and the reader needs."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import text, tracked
from tests.parts import ROOT

WRITTEN_HERE = ("LICENSE", "NOTICE", "README.md", "pyproject.toml", ".gitignore")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that is built from a copy of the tree."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in WRITTEN_HERE:
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "mediadesk", copy / "mediadesk", ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(build, cwd=copy, capture_output=True, check=True)
    with zipfile.ZipFile(next(Path(copy, "dist").iterdir())) as built:
        return set(built.namelist())


@pytest.mark.needs("engine")
def test_the_wheel_holds_the_built_player(wheel):
    """The engine, its licence and its name; without them a published page has no HLS."""
    static = {name.rpartition("/")[2] for name in wheel if name.startswith("mediadesk/embed/static/")}

    assert {"engine.json", "hls-LICENSE.txt"} <= static
    assert any(re.fullmatch(r"hls-[\d.]+-[0-9a-f]{8}\.js", name) for name in static)


def test_the_wheel_holds_every_file_of_the_package(wheel):
    """Templates, tables and the mark that it is typed, not only Python."""
    assert {str(path) for path in tracked("mediadesk")} <= wheel
    assert "mediadesk/py.typed" in wheel


def test_the_wheel_holds_the_licences(wheel):
    """GPL programs and GeoNames are named to whoever installs it."""
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/")[2] for name in wheel if ".dist-info/licenses/" in name}


def test_the_command_is_mediadesk():
    """The name that every page of the documentation uses."""
    assert tomllib.loads(text(Path("pyproject.toml")))["project"]["scripts"] == {"mediadesk": "mediadesk.cli.app:main"}
