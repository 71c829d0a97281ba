"""The tree as git sees it, for the tests of the house."""

import subprocess
from pathlib import Path

from tests.parts import ROOT


def tracked(*patterns: str) -> list[Path]:
    """Every file that git knows or would take and that is there, by pattern, as a path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return sorted({Path(name) for name in listed.decode().split("\0") if name and (ROOT / name).is_file()})


def sources() -> list[Path]:
    """The Python files of the package."""
    return tracked("mediadesk/*.py")


def text(path: Path) -> str:
    """A file of the tree."""
    return (ROOT / path).read_text("utf-8")
