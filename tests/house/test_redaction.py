"""There is one way from a clip to a picture of it, so that a redaction has one place to be heeded."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.model.clearance import Case, Unsafe, gates, passed
from mediadesk.model.clip import Facts, Frame, Log
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.recipe import EVERY_CLIP
from mediadesk.model.rendition import missing_jobs, shot_of
from tests.catalogue.world import a_clip, now
from tests.house.tree import sources, text

# who may say what a picture is made from: a clip's shot, a film's shot; a trial of hardware, of our own test card
WAYS = {
    ("mediadesk/model/rendition.py", "shot_of"),
    ("mediadesk/model/rendition.py", "film_shot"),
    ("mediadesk/media/trial.py", "_shot"),
}
# who may take a film for a source: made of clips' shots before, or cut elsewhere
FILMS = {("mediadesk/desk/derive/film.py", "_whole")}


def calls(name: str, path: Path, words: str) -> Iterator[tuple[str, str]]:
    """The functions of a file in which something of this name is called; `` outside of any."""
    if name not in words:
        return
    nodes = list(ast.walk(ast.parse(words)))
    inside = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called == name:
                around = [each.name for each in inside if each.lineno <= node.lineno <= (each.end_lineno or 0)]
                yield str(path), around[-1] if around else ""


def test_only_these_functions_say_what_a_picture_is_made_from():
    """`render` takes jobs, a job takes shots, and a shot comes from here alone."""
    assert {found for path in sources() for found in calls("Shot", path, text(path))} == WAYS
    assert {found for path in sources() for found in calls("film_shot", path, text(path))} == FILMS


@pytest.mark.parametrize(
    "words",
    ["def frames(clip):\n    return Shot(paths=(clip.path,))\n", "SHOT = rendition.Shot(paths=())\n"],
)
def test_a_second_way_is_found(words):
    """Sabotage: somebody makes pictures of a clip past `shot_of`."""
    assert set(calls("Shot", Path("mediadesk/desk/find.py"), words)) - WAYS


def test_a_clip_that_needs_a_mask_is_looked_at_on_the_desk_and_goes_nowhere():
    """Its editor sees what must be hidden; no reason and no store lets a reader see it."""
    facts = Facts(container="mov", frame=Frame(stream=0, width=64, height=48, rotation=0, codec="h264"))
    clip = replace(a_clip(), facts=facts, log=Log(labels=frozenset({"needs-mask"})))

    jobs = missing_jobs(clip, (Path("/a.mov"),), [], EVERY_CLIP)
    assert [job.shots for job in jobs] == [(shot_of(clip, (Path("/a.mov"),)),)] * len(jobs)
    assert jobs
    shown = Dispatch(slug="recovery", title="The recovery", public_id="x", picks=(Pick(clip=clip.id),))
    case = Case(
        dispatch=shown, clips=(clip,), version="", store="public", local=True, now=now(), found=(), override="masked"
    )
    with pytest.raises(Unsafe, match="needs-mask"):
        passed(gates(case))
