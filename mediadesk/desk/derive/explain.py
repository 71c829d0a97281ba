"""What a derivation would run."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mediadesk.desk.derive.film import clips_of, film_of, shots_of
from mediadesk.desk.derive.plan import have
from mediadesk.desk.derive.run import Tools
from mediadesk.media import spans
from mediadesk.media.explain import commands
from mediadesk.model.dispatch import Dispatch, film_want
from mediadesk.model.rendition import Job, jobs_for


def explained(jobs: Sequence[Job], tools: Tools) -> Iterator[str]:
    """The command lines of each job, as a shell would take them."""
    for job in jobs:
        shots = tuple(spans.measured(shot, tools.programs) for shot in job.shots)
        for words in commands(replace(job, shots=shots), tools.programs):
            yield shlex.join(words).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # of a name


def explained_film(dispatch: Dispatch, tools: Tools) -> Iterator[str]:
    """The command lines of a dispatch's film; none where it is there.

    Raises Refused where there is nothing to make a film of, NotFound where an original cannot be read now.
    """
    clips = clips_of(dispatch, tools)
    if not film_of(dispatch, clips, have([dispatch.slug], tools)[dispatch.slug]):
        shots, wanted = shots_of(dispatch, clips, tools), film_want(dispatch, clips.values())
        yield from explained(jobs_for(dispatch.slug, shots, (), (wanted,)), tools)
