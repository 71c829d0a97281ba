"""What a derivation would run."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mediadesk.desk.derive.run import Tools
from mediadesk.media import graphs, spans
from mediadesk.model.rendition import Job


def explained(jobs: Sequence[Job], tools: Tools) -> Iterator[str]:
    """The command line of each job that encodes, as a shell would take it. Stills are a second's work."""
    for job in jobs:
        if job.tier != "still":
            shots = tuple(spans.measured(shot, tools.programs) for shot in job.shots)
            line = shlex.join(graphs.argv(replace(job, shots=shots), tools.programs.ffmpeg))
            yield line.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # a name may be no text
