"""The built engine, and what is said when it is not there."""

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from mediadesk.embed.engine import STATIC, engine
from mediadesk.errors import DeskError, NotFound, ToolFailed
from tests.parts import ROOT


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as `make player` leaves it, with a small script."""
    script = b"globalThis.Hls = {};\n"
    sha256 = hashlib.sha256(script).hexdigest()
    name = f"hls-1.7.4-{sha256[:8]}.js"
    (tmp_path / name).write_bytes(script)
    (tmp_path / "hls-LICENSE.txt").write_text("Apache")
    (tmp_path / "engine.json").write_text(json.dumps({"file": name, "version": "1.7.4", "sha256": sha256}))
    return tmp_path


def test_the_engine_is_found_with_its_licence(built):
    """Its name in the store is the name of its file, which carries its hash."""
    found = engine(built)

    assert found.version == "1.7.4"
    assert found.key_name == f"hls-1.7.4-{found.sha256[:8]}.js"
    assert found.licence.read_text() == "Apache"
    assert found.licence_name == f"hls-1.7.4-{found.sha256[:8]}-LICENSE.txt"


def test_it_is_compressed_to_the_same_bytes_every_time(built):
    """A second publish sends nothing, so no clock and no file name may be in it."""
    packed = engine(built).gzipped()

    assert packed == engine(built).gzipped()
    assert packed[4:8] == b"\0\0\0\0"
    assert gzip.decompress(packed) == b"globalThis.Hls = {};\n"


def test_an_engine_that_was_never_built_is_named_with_its_cure(tmp_path):
    """On a fresh checkout."""
    with pytest.raises(NotFound) as missing:
        engine(tmp_path)

    assert missing.value.hint == "make player"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("engine.json", "{"),
        ("engine.json", "[]"),
        ("engine.json", '{"file": "hls-1.js"}'),
        ("engine.json", '{"file": "../../etc/passwd", "version": "1", "sha256": "0"}'),
        ("hls-1.7.4-", "alert(1)"),
    ],
)
def test_a_damaged_engine_is_never_published(built, name, content):
    """A script that is not the built one would run on every page."""
    next(path for path in built.iterdir() if path.name.startswith(name)).write_text(content)

    with pytest.raises((ToolFailed, NotFound)) as refused:
        engine(built)

    assert isinstance(refused.value, DeskError)
    assert refused.value.hint == "make player"


@pytest.mark.needs("engine")
def test_the_built_engine_is_small_and_knows_alternate_audio():
    """120 kB on the line, 70 less than the whole; without audio groups a ladder plays silently."""
    found = engine(STATIC)
    script = found.file.read_text(encoding="utf-8")

    assert len(found.gzipped()) < 122_000
    assert script.startswith(f"/* hls.js {found.version}, Apache-2.0")
    assert "hlsAudioTrackSwitched" in script
    assert "audioTrackController" in script
    assert "Apache License" in found.licence.read_text(encoding="utf-8")


@pytest.mark.needs("node", "engine")
def test_building_again_gives_the_same_bytes(tmp_path):
    """The name is cached for ever, so it must mean the same everywhere."""
    if not (ROOT / "node_modules/esbuild").is_dir():
        pytest.skip("needs engine: make player")

    for script in ("scripts/build-player.mjs", "scripts/build-page.mjs"):
        subprocess.run(
            [shutil.which("node") or "node", script, str(tmp_path)], cwd=ROOT, check=True, capture_output=True
        )

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in STATIC.iterdir()
    }


def test_the_lock_names_no_registry():
    """Whoever clones the project takes the packages from their own."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]

    packages = {name.removeprefix("node_modules/"): each for name, each in lock["packages"].items() if name}

    assert {name: packages[name]["version"] for name in asked} == asked
    assert not [name for name, each in packages.items() if "resolved" in each or "integrity" not in each]
