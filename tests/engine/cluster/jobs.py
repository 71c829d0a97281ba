"""What workers are given to do in tests. They import it by its name."""

import subprocess
import sys
from pathlib import Path

from mediadesk.events import Moved, Report, Said
from mediadesk.media import runner
from mediadesk.media.binaries import find
from mediadesk.media.cell import Cell

LONG_SECONDS = 3600

_UNLIKE = """
import sys
from mediadesk.engine.cluster import node
from mediadesk.engine.cluster.address import checked
from pathlib import Path
address, keys, honest = sys.argv[1:]
if honest == "no":
    async def nothing(*_): pass
    node._like_the_others = nothing
print("begun", flush=True)
said = lambda line: print(line, flush=True)
node.work(checked(address), Path(keys), {"mediadesk": "0.0.1"}, None, room=Path(keys), threads=1, says=said)
"""


def encode_once_long(job: int, report: Report, *, folder: Path) -> int:
    """The first try of job 0 encodes for an hour; every other one is done at once. Each leaves a file."""
    tries = len(list(folder.glob(f"{job}-*")))
    (folder / f"{job}-{tries}").touch()
    if job == 0 and tries == 0:
        source = ["-f", "lavfi", "-i", f"testsrc2=size=64x48:rate=25:duration={LONG_SECONDS}"]
        argv = [find().ffmpeg, *runner.QUIET, "-re", *source, "-f", "null", "-"]
        runner.run(argv, cell=Cell(), tick=lambda done: report(Moved("job", done)))
    return job


def talk(job: int, report: Report) -> int:
    """A thousand words of how far it is, and a last one."""
    for done in range(1000):
        report(Moved(str(job), done))
    report(Said("done"))
    return job


def unlike(address: str, keys: Path, *, honest: bool) -> "subprocess.Popen[str]":
    """A worker of another version; one that is not `honest` does not ask whether it may come."""
    words = [sys.executable, "-c", _UNLIKE, address, str(keys), "yes" if honest else "no"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
