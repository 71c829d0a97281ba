"""Work is the difference between what is wanted and what is there."""

import pickle
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from mediadesk.model.clip import Attached, Audio, Clip, Facts, Flag, Frame, Log, clip_id
from mediadesk.model.recipe import (
    EVERY_CLIP,
    EVERY_FILM,
    LIGHT_FILM,
    Film,
    Ladder,
    Mp4,
    Poster,
    Proxy,
    Recipe,
    Sound,
    Thumbnail,
    Waveform,
)
from mediadesk.model.rendition import (
    Job,
    Rendition,
    Shot,
    cheap_first,
    jobs_for,
    missing_jobs,
    pressing,
    recipes_of,
    shot_of,
    source_of,
    wants,
    why_none,
)

SHA256 = "ab" * 32
ORIGINAL = (Path("/desk/assets/originals/a.mov"),)
FRAME = Frame(stream=0, width=1280, height=720, rotation=0, codec="h264", fps=Fraction(25))


def a_clip(*, frame: Frame | None = FRAME, decodes: bool = True) -> Clip:
    audio = (Audio(stream=1, codec="aac", channels=2, rate=48000),)
    facts = Facts(container="mov", seconds=Fraction(10), frame=frame, audio=audio, decodes=decodes)
    return Clip(id=clip_id(SHA256), name=b"a.mov", path="a.mov", sha256=SHA256, size_bytes=1, facts=facts)


def made(recipe: Recipe) -> Rendition:
    (want,) = wants([recipe])
    return Rendition(
        subject="x", recipe=recipe.name, digest=want.digest, path=want.file_name, size_bytes=1, sha256=SHA256
    )


def names(jobs: list[Job]) -> list[list[str]]:
    return [[want.recipe.name for want in job.wants] for job in jobs]


def test_stills_come_before_moving_pictures():
    """A new clip has two jobs, the cheap one first: a trip can be looked at while its transcodes still run."""
    jobs = missing_jobs(a_clip(), ORIGINAL, [], EVERY_CLIP)

    assert names(jobs) == [["thumbnail", "poster", "storyboard"], ["proxy"]]


def test_what_is_there_is_not_made_again():
    """Only the missing want is in the job, and nothing is left when all is there."""
    there = [made(recipe) for recipe in EVERY_CLIP]

    assert names(missing_jobs(a_clip(), ORIGINAL, there[1:], EVERY_CLIP)) == [["thumbnail"]]
    assert missing_jobs(a_clip(), ORIGINAL, there, EVERY_CLIP) == []


def test_a_changed_recipe_is_missing_although_the_old_file_is_there():
    """No flag says "stale": the digest is simply another one."""
    old = made(Poster())

    assert names(missing_jobs(a_clip(), ORIGINAL, [old], [replace(Poster(), version=3)])) == [["poster"]]


def test_of_sound_alone_a_waveform_and_a_proxy_are_made():
    """There is no picture for stills, and no ladder without one; and no waveform of a clip that has a picture."""
    jobs = missing_jobs(a_clip(frame=None), ORIGINAL, [], [*EVERY_CLIP, Ladder(), Mp4()])

    assert names(jobs) == [["waveform"], ["proxy"]]
    assert "waveform" not in str(names(missing_jobs(a_clip(), ORIGINAL, [], EVERY_CLIP)))


def test_of_a_silent_clip_no_sound_is_made():
    """Nor of one whose sound nobody can decode."""
    facts = a_clip().facts
    for audio in ((), (Audio(stream=1, codec="none"),)):
        clip = replace(a_clip(), facts=replace(facts, audio=audio))
        assert names(missing_jobs(clip, ORIGINAL, [], [Mp4(), Sound()])) == [["mp4"]]
    assert names(missing_jobs(a_clip(frame=None), ORIGINAL, [], [Mp4(), Sound()])) == [["sound"]]


def test_why_nothing_of_what_is_wanted_can_be_made():
    """Only where really nothing can: who asks for everything hears nothing."""
    silent = replace(a_clip(), facts=replace(a_clip().facts, audio=()))
    assert why_none(a_clip(frame=None), [Poster(), Ladder()]) == "it is sound alone"
    assert why_none(a_clip(), [Waveform()]) == "it has a picture"
    assert why_none(silent, [Sound()]) == "it has no sound"
    assert not any(why_none(each, EVERY_CLIP) for each in (silent, a_clip(), a_clip(frame=None)))
    assert not why_none(a_clip(decodes=False), [Poster()])


def test_a_film_is_decoded_twice_for_all_that_a_page_needs():
    """Once for its stills, once for everything that moves; after a light edition no more than that for the rest."""
    shot = Shot(paths=ORIGINAL, facts=a_clip().facts)
    light = jobs_for("part-one", (shot,), (), wants(LIGHT_FILM))
    assert names(light) == [["stills", "storyboard"], ["ladder", "small"]]

    there = [made(recipe) for recipe in LIGHT_FILM]

    assert names(jobs_for("part-one", (shot,), (), wants(EVERY_FILM))) == [
        ["stills", "storyboard"], ["ladder", "mp4", "small", "sound"],
    ]  # fmt: skip
    assert names(jobs_for("part-one", (shot,), there, wants(EVERY_FILM))) == [["ladder", "mp4", "sound"]]


def test_a_clip_in_which_nothing_decodes_has_no_jobs():
    """Its trouble is said once, at ingest, and not again by every derive."""
    assert missing_jobs(a_clip(decodes=False), ORIGINAL, [], EVERY_CLIP) == []


def test_one_decode_feeds_all_moving_wants():
    """Proxy, ladder and MP4 of a clip are one job."""
    jobs = missing_jobs(a_clip(), ORIGINAL, [], [Proxy(), Ladder(), Mp4()])

    assert names(jobs) == [["proxy", "ladder", "mp4"]]


def test_cheap_work_goes_first_across_clips():
    """All stills of a trip, then films, then the long transcodes."""
    shot = Shot(paths=ORIGINAL, facts=a_clip().facts)
    moving, film, still = (jobs_for("s", (shot,), [], wants([each]))[0] for each in (Mp4(), Film(), Thumbnail()))

    assert cheap_first([moving, film, still]) == [still, film, moving]


def test_of_500_clips_no_transcode_comes_before_the_last_still():
    """Each comes with both its jobs; all that can be looked at is made before anything that takes long."""
    clips = [a_clip() for _ in range(500)]

    jobs = cheap_first(job for clip in clips for job in missing_jobs(clip, ORIGINAL, (), EVERY_CLIP))

    assert [job.tier for job in jobs] == ["still"] * 500 + ["moving"] * 500


def test_a_result_is_named_by_recipe_and_digest():
    """A file has its ending, a folder has none."""
    poster, ladder = wants([Poster(), Ladder()])

    assert poster.file_name == f"poster-{poster.digest}.jpg"
    assert ladder.file_name == f"ladder-{ladder.digest}"


def test_a_name_that_is_no_text_is_escaped():
    """It is part of what people read when something goes wrong."""
    shot = Shot(paths=(Path("/mnt/\udcff.mp4"), Path("/mnt/b.mp4")), facts=a_clip().facts)

    assert (shot.name, shot.names) == (r"\xff.mp4", (r"\xff.mp4", "b.mp4"))


def test_a_shot_of_a_clip_is_as_long_as_all_its_parts():
    """Its facts are those of the first one, but for the length."""
    part = Attached(name=b"b.mov", path=None, sha256="cd" * 32, size_bytes=1, seconds=Fraction(5))
    clip = replace(a_clip(), parts=(part,))

    shot = shot_of(clip, (Path("/a"), Path("/b")))

    assert (shot.facts.seconds, shot.paths) == (15, (Path("/a"), Path("/b")))
    assert replace(shot.facts, seconds=clip.facts.seconds) == clip.facts


def test_what_a_rendition_was_made_of_has_one_name():
    """A whole file by its own bytes; stretches and parts by all of them, in their order and with their points."""
    whole = Shot(paths=ORIGINAL, facts=a_clip().facts, contents=(SHA256,))
    cut = replace(whole, in_point=Fraction(1))
    parts = replace(whole, contents=(SHA256, "cd" * 32))

    assert source_of([whole]) == SHA256
    assert shot_of(a_clip(), ORIGINAL).contents == (SHA256,)
    assert len({source_of(shots) for shots in ([whole], [cut], [parts], [cut, whole], [whole, cut])}) == 5


def test_a_job_travels():
    """It goes to another thread or machine as a value."""
    (job,) = missing_jobs(a_clip(), ORIGINAL, [], [Ladder()])

    assert pickle.loads(pickle.dumps(job)) == job
    assert job.task.endswith(" ladder")


def test_what_was_selected_is_made_first_and_what_was_rejected_last():
    """Within that, the order in which they were asked for: the newest first."""
    flags: list[Flag | None] = [None, "reject", "maybe", "select", None, "select"]
    clips = [replace(a_clip(), name=str(number).encode(), log=Log(flag=flag)) for number, flag in enumerate(flags)]

    assert [int(clip.name) for clip in pressing(clips)] == [3, 5, 2, 0, 4, 1]


def test_a_chosen_moment_wants_stills_of_its_own():
    """Thumbnail and poster follow it; what moves, and the storyboard, stay what they are."""
    clip = a_clip()
    there = [made(recipe) for recipe in EVERY_CLIP]
    chosen = replace(clip, log=Log(poster=Fraction(5, 2)))

    (job,) = missing_jobs(chosen, ORIGINAL, there, EVERY_CLIP)

    assert [want.recipe for want in job.wants] == [Thumbnail(at=Fraction(5, 2)), Poster(at=Fraction(5, 2))]
    assert recipes_of(clip, EVERY_CLIP) == [*EVERY_CLIP]
