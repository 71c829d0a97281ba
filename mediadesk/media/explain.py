"""A job → the commands that would make it, as lists of words. Runs none of them."""

from mediadesk.media import edits, graphs, loudness, pictures, waveform
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import cut
from mediadesk.model.rendition import Job


def commands(job: Job, programs: Programs) -> list[list[str]]:
    """What ffmpeg is told for a job whose shots were measured (`spans.measured`), in the order in which it runs.

    What follows only from what the first one found (a cut-off file, key frames that lie too far apart, a gain), and
    the pass that proves the result, are not among them.
    """
    if job.tier == "still":
        still = waveform.commands if job.shots[0].facts.frame is None else pictures.commands
        return still(job, programs)
    if job.tier == "moving":
        shot = job.shots[0]
        heard = [graphs.level_argv(shot, cut(shot), programs.ffmpeg, "level.txt")] if loudness.matters(job) else []
        return [*heard, graphs.argv(job, programs.ffmpeg)]
    if job.tier == "edit":
        one = cut(job.shots[0])
        return [graphs.edit_argv(job, programs.ffmpeg, one, edits.timecode_of(job.shots[0], one, programs))]
    names = [f"{number:04}.mov" for number in range(len(job.shots))]
    picks = [graphs.pick_argv(job, number, programs.ffmpeg, name) for number, name in enumerate(names)]
    return [*picks, graphs.join_argv(job, programs.ffmpeg, "picks.txt")]
