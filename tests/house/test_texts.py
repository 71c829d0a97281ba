"""What no file of the project may hold: a machine's path, a registry's host, somebody else's code, footage."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.house.tree import text, tracked
from tests.parts import ROOT

# written in two parts, so that this file does not offend itself
HOSTS = ("python" + "hosted", "pypi" + ".org", "registry" + ".npmjs", "deb" + ".debian", "registry" + ".yarnpkg")
MACHINE = re.compile(
    r"(?<![\w.~-])/(?:" + "|".join(["wo" + "rk", "fa" + "rm", "ro" + "ot", "tmp/" + "bash_jobs"]) + r")/"
)
FOREIGN = (".min.js", ".min.css", ".wasm", ".onnx", ".whl", ".mp4", ".mov", ".mts", ".avi", ".mkv", ".exe", ".so")
FOREIGN_NAMES = {"uv.lock", "pylock.toml"}
LOCKED = re.compile(r"(?m)^([a-z0-9.-]+)==(\S+)")


def offence(words: str) -> str | None:
    """What in this text names a machine or a registry."""
    if found := MACHINE.search(words):
        return found.group()
    return next((host for host in HOSTS if host in words), None)


def foreign(path: Path) -> bool:
    """Whether a file of this name is not ours to commit."""
    return path.name.lower().endswith(FOREIGN) or path.name in FOREIGN_NAMES


def test_no_file_names_a_machine_or_a_registry():
    """Whoever clones the project uses their own paths and their own mirrors."""
    written = [(path, (ROOT / path).read_bytes().decode("utf-8", "replace")) for path in tracked()]

    assert not [f"{path}: {found}" for path, words in written if (found := offence(words))]


def test_no_file_is_somebody_elses():
    """Libraries come from their packages, footage from lavfi or from beside the checkout."""
    assert [str(path) for path in tracked() if foreign(path)] == []


@pytest.mark.parametrize("words", ["see /ro" + "ot/desk", "--index-url https://py" + "pi.org/simple", '"/wo' + 'rk/x"'])
def test_an_offending_text_is_found(words):
    """Sabotage: a planted path or host is found."""
    assert offence(words)


@pytest.mark.parametrize("name", ["uv.lock", "docs/hls.min.js", "tests/media/A001.MOV"])
def test_a_foreign_file_is_found(name):
    """Sabotage: a planted file is found."""
    assert foreign(Path(name))


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("constraints.txt", {"ffmpeg", "build", "test", "dev"}), ("constraints-demo.txt", {"ffmpeg", "build"})],
)
def test_a_lock_holds_what_pyproject_asks_for(lock, extras):
    """A requirement that was added without `make lock` would be missing on a bare machine."""
    project = tomllib.loads(text(Path("pyproject.toml")))["project"]
    asked = project["dependencies"] + [each for extra in extras for each in project["optional-dependencies"][extra]]
    locked = dict(LOCKED.findall(text(Path(lock))))

    wanted = [Requirement(each) for each in asked]
    assert [str(each) for each in wanted if not each.specifier.contains(locked.get(each.name.lower(), "0"))] == []


def test_the_locks_agree():
    """What the demo installs is what the tests tried."""
    everything = dict(LOCKED.findall(text(Path("constraints.txt"))))
    main_job = dict(LOCKED.findall(text(Path("constraints-demo.txt"))))

    assert main_job.items() <= everything.items()


def test_every_locked_package_has_hashes():
    """pip installs nothing that has no hash from a file where others have one; neither do we."""
    for lock in tracked("constraints*.txt"):
        entries = re.split(r"(?m)^(?=[a-z0-9])", text(lock))[1:]
        assert entries
        assert not [each for each in entries if "--hash=sha256:" not in each]
