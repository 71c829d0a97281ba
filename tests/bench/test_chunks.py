"""One long clip and all cores: in chunks beside each other against one piece, in one run."""

import os
import time
from pathlib import Path
from statistics import median

import pytest

from mediadesk.desk.derive.chunked import encoded
from mediadesk.engine.local import Local
from mediadesk.events import ignore
from mediadesk.media import chunks
from mediadesk.media.binaries import find
from mediadesk.media.render import render
from mediadesk.model.chunk import Cutting
from mediadesk.model.recipe import Proxy
from mediadesk.model.rendition import Job
from tests.media.shots import a_clip, a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg")]

SECONDS = float(os.environ.get("MEDIADESK_BENCH_SECONDS", "60"))  # 600 for the figure of docs/derive.md
ROUNDS = int(os.environ.get("MEDIADESK_BENCH_ROUNDS", "3"))


def seconds_for(job: Job, folder: Path, cutting: Cutting | None) -> float:
    """How long a job takes with its proofs, in chunks or in one piece. The same frames come out."""
    programs, began = find(), time.monotonic()
    folder.mkdir()
    cut = chunks.cut_up(job, cutting) if cutting else ()
    assert bool(cut) == bool(cutting)
    if cut:
        encoded(cut, folder, engine=Local(os.cpu_count() or 1), programs=programs, report=ignore)
    (made,) = render(job, folder, programs=programs, chunks=cut)
    assert any(proof == f"{round(SECONDS * 30)} frames" for proof in made.proofs)
    return time.monotonic() - began


def test_chunks_beside_each_other_cost_no_more_than_one_piece(tmp_path: Path) -> None:
    """On two cores x264 fills both alone, so nothing is gained, and little may be lost; more cores gain."""
    clip = a_clip(tmp_path / "a.mp4", find(), "-s", "1920x1080", seconds=SECONDS, rate="30")
    job = a_job([Proxy()], probed(clip, find()))
    cutting = Cutting(workers=os.cpu_count() or 1, longer_than=0, least_seconds=min(60, SECONDS / 4))
    ratios = []
    for number in range(ROUNDS):
        whole = seconds_for(job, tmp_path / f"whole-{number}", None)
        cut = seconds_for(job, tmp_path / f"cut-{number}", cutting)
        ratios.append(whole / cut)
        print(f"\n{SECONDS:.0f} s of 1080p: one piece {whole:.1f} s, chunks {cut:.1f} s: {ratios[-1]:.2f} × as fast")
    print(f"in the middle {median(ratios):.2f} × as fast in chunks, on {os.cpu_count()} cores")
    assert median(ratios) >= 0.9
