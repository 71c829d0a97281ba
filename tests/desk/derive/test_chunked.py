"""Long clips: every worker takes a chunk, and what comes out is what comes out in one piece."""

from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.desk.derive import Derived, Tools, derive
from mediadesk.errors import Stopped, ToolFailed
from mediadesk.events import Event, Moved, Said
from mediadesk.media import chunks
from mediadesk.model.recipe import Proxy, Thumbnail
from tests.desk.world import Desk
from tests.media.shots import numbers

pytestmark = pytest.mark.needs("ffmpeg")

RECIPES = (Thumbnail(), Proxy(crf=10, kbps=8000))


def run(desk: Desk, tools: Tools, **more) -> list[Derived]:
    return list(derive(desk.clips(), RECIPES, tools, **more))


def parts(desk: Desk) -> list[Path]:
    return list(desk.root.rglob(".part-*"))


def test_a_long_clip_is_made_in_chunks_and_a_short_one_is_not(desk: Desk, cutting: Tools, monkeypatch):
    """Each frame once; one bar for the clip, and nothing of the chunks stays."""
    cut: list[int] = []
    encode = chunks.encode
    monkeypatch.setattr(
        chunks, "encode", lambda chunk, *a, **more: (cut.append(chunk.number), encode(chunk, *a, **more))
    )
    events: list[Event] = []

    made = run(desk, cutting, report=events.append)

    assert sorted((each.recipe, each.result) for each in made) == [("proxy", "made")] * 2 + [("thumbnail", "made")] * 2
    assert sorted(cut) == [0, 1, 2]
    proxy = next(each.rendition for each in made if each.recipe == "proxy" and (each.rendition.seconds or 0) > 5)
    assert numbers(desk.assets.path(proxy.path), desk.programs) == list(range(300))
    assert "300 frames" in proxy.proofs
    assert {event.task for event in events if isinstance(event, Moved)} >= {f"{proxy.subject} proxy", "derive"}
    assert not [
        event for event in events if isinstance(event, Moved) and event.task.startswith(f"{proxy.subject} proxy ")
    ]
    assert parts(desk) == []
    assert {each.result for each in run(desk, cutting)} == {"kept"}


def test_its_bar_never_goes_back(desk: Desk, cutting: Tools, monkeypatch):
    """Not when a lost chunk is begun anew, and not when all of them are joined."""
    encode = chunks.encode

    def twice(chunk, *a, report, **more) -> None:
        report(Moved(chunk.task, float(chunk.seconds), chunk.seconds))
        encode(chunk, *a, report=report, **more)

    monkeypatch.setattr(chunks, "encode", twice)
    events: list[Event] = []
    made = run(desk, cutting, report=events.append)

    long = next(each.subject for each in made if each.rendition and each.rendition.seconds == 12)
    shares = [
        each.done / (each.total or 1) for each in events if isinstance(each, Moved) and each.task == f"{long} proxy"
    ]
    assert len(shares) > 3
    assert shares == sorted(shares)


def test_where_a_chunk_comes_to_nothing_the_clip_is_made_in_one_piece(desk: Desk, cutting: Tools, monkeypatch):
    """It is told, and nothing is worse than without chunks."""
    encode = chunks.encode

    def fails(chunk, *a, **more) -> None:
        if chunk.number == 1:
            raise ToolFailed("ffmpeg failed")
        encode(chunk, *a, **more)

    monkeypatch.setattr(chunks, "encode", fails)
    said: list[Event] = []

    made = run(desk, cutting, report=said.append)

    assert {each.result for each in made} == {"made"}
    assert [event.text.partition(": ")[2] for event in said if isinstance(event, Said)] == [
        "ffmpeg failed; it is made in one piece"
    ]
    assert parts(desk) == []


def test_sabotage_chunks_that_are_joined_in_the_wrong_order_are_seen(desk: Desk, cutting: Tools, monkeypatch):
    """Every check of lengths and counts passes: the test above must look at the frames."""
    listings = chunks.listings
    swapped = lambda cut, folder: listings((cut[1], cut[0], *cut[2:]), folder)  # noqa: E731
    monkeypatch.setattr("mediadesk.media.render.listings", swapped)

    made = run(desk, cutting)

    proxy = next(each.rendition for each in made if each.recipe == "proxy" and (each.rendition.seconds or 0) > 5)
    assert numbers(desk.assets.path(proxy.path), desk.programs) != list(range(300))


def test_a_stop_in_the_middle_of_a_chunk_leaves_nothing(desk: Desk, cutting: Tools):
    """And the next run makes it."""

    def stop(event: Event) -> None:
        if isinstance(event, Moved) and event.task.endswith(" proxy") and (event.total or 0) > 5:
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        run(desk, cutting, report=stop)

    assert parts(desk) == []
    assert {each.result for each in run(desk, replace(cutting, cutting=None))} == {"made", "kept"}
