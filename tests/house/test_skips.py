"""What a run says about tests that did not run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent

WORLD = """
import pytest

def test_that_passes():
    pass

@pytest.mark.needs("footage")
def test_of_a_part_that_is_missing():
    raise AssertionError("ran without its part")

def test_that_skips_itself():
    pytest.skip("no reason anyone sees")
"""


@pytest.fixture
def run(tmp_path: Path):
    """Run WORLD beside a copy of our conftest, with the footage away, and give its exit code and text."""
    tests = tmp_path / "project" / "tests"
    tests.mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    for name in ("conftest.py", "parts.py"):
        shutil.copy(HERE / name, tests / name)
    (tests / "test_world.py").write_text(WORLD)
    shutil.copy(HERE.parent / "pyproject.toml", tests.parent / "pyproject.toml")

    def _run(*, ci: bool) -> tuple[int, str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        environment |= {"CI": "true" if ci else "", "MEDIADESK_FOOTAGE": "", "COLUMNS": "120"}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist"],
            cwd=tests.parent,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    return _run


def test_a_missing_part_is_named_at_the_end(run):
    """On a laptop a run passes without a part, and its last lines say what was not tested and what to do."""
    code, said = run(ci=False)

    assert code == 0
    assert "NOT EVERYTHING WAS TESTED" in said
    assert "1 skipped: needs footage: put real clips in ../shared/footage" in said
    assert said.rstrip().splitlines()[-1].strip("= ").startswith("1 passed, 2 skipped")


def test_ci_takes_no_skip_for_an_answer(run):
    """In CI both a required part that is missing and a skip without a part turn the run red."""
    code, said = run(ci=True)

    assert code == 1
    assert "needs footage" in said
    assert "skipped itself: no reason anyone sees" in said
    assert "2 failed, 1 passed" in said or "1 failed, 1 passed, 1 error" in said
