"""How long a person waits for an answer, from cold, with compiled bytecode."""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench

RUNS = 9
BARE = (sys.executable, "-c", "pass")


def pairs(ours: Sequence[str], baseline: Sequence[str]) -> tuple[float, float]:
    """Median milliseconds of both, run in turn: a noisy machine is as noisy for one as for the other."""
    times = [(_wall(ours), _wall(baseline)) for _ in range(RUNS + 1)][1:]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def _wall(argv: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(argv, check=True, capture_output=True)
    return (time.perf_counter() - begun) * 1000


@pytest.mark.parametrize(("verb", "most_ms"), [(["--help"], 120), (["find"], 700)])
def test_an_answer_comes_soon(verb: list[str], most_ms: int, tmp_path: Path) -> None:
    """`--help` within 120 ms, `find` within 700 ms, most of which is SQLModel's import."""
    mediadesk = str(Path(sys.executable).with_name("mediadesk"))
    subprocess.run([mediadesk, "init", str(tmp_path)], check=True, capture_output=True)

    ours, bare = pairs([mediadesk, "--desk", str(tmp_path), *verb], BARE)

    ratio = f"{ours / bare:.1f} × an empty Python ({bare:.0f} ms)"
    print(f"\nmediadesk {verb[0]}: {ours:.0f} ms, {ratio}; at most {most_ms} ms")
