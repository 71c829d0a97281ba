"""Somebody takes back what they agreed to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mediadesk.catalogue.cases import case_of
from mediadesk.custody.desk import Assets
from mediadesk.desk import clear
from mediadesk.desk.log import Said, log, undo
from mediadesk.errors import NotFound
from mediadesk.model.clearance import gates
from mediadesk.model.consent import Release
from mediadesk.model.dispatch import Dispatch, dropped
from mediadesk.model.online import Post
from tests.desk.clear.world import LIVE, MARKET, SLUG, YARD


@pytest.fixture
def agreed(catalogue, tmp_path):
    """A baker is in both clips, and agreed to it; the first is online and posted."""
    clear.appears([MARKET.id, YARD.id], "baker", catalogue=catalogue)
    given = Release(subject="baker", aspects=frozenset({"face", "voice"}), given_at=datetime.now(UTC))
    clear.release(given, catalogue=catalogue, assets=Assets(tmp_path))
    with catalogue.write() as shelves:
        shelves.publications.put(LIVE)
        shelves.posts.put(Post(slug=SLUG, url="https://blog.example/recovery", at=LIVE.at))
    return catalogue


def failed(catalogue):
    """The gates that fail now for a store on this machine."""
    with catalogue.read() as shelves:
        case = case_of(shelves, shelves.dispatches.get(SLUG), store="public", local=True)
        return {each.gate for each in gates(replace(case, found=())) if each.result == "failed"}


def test_a_dispatch_whose_film_is_a_clip_of_theirs_is_listed(agreed):
    """It picks nothing: the clip is attached as it is."""
    with agreed.write() as shelves:
        shelves.dispatches.put(Dispatch(slug="cut", title="Cut", public_id="y", attached=YARD.path))

    found = clear.exposure("baker", catalogue=agreed)

    assert [(each.dispatch.slug, each.clips) for each in found.dispatches] == [
        ("cut", (YARD.id,)),
        (SLUG, (MARKET.id,)),
    ]


def test_everything_of_somebody_is_listed(agreed):
    """Clips, dispatches, what is online, posts; also a clip that is online and was dropped on the desk since."""
    with agreed.write() as shelves:
        shelves.dispatches.put(dropped(shelves.dispatches.get(SLUG), 1))

    found = clear.exposure("baker", catalogue=agreed)

    assert set(found.clips) == {MARKET.id, YARD.id}
    (shown,) = found.dispatches
    assert (shown.dispatch.slug, shown.clips) == (SLUG, (MARKET.id,))
    assert [each.url for each in shown.online] == [LIVE.url]
    assert [each.url for each in shown.posts] == ["https://blog.example/recovery"]


def test_from_then_on_a_gate_stops_it(agreed):
    """Also when it is said twice."""
    assert failed(agreed) == set()

    for _ in range(2):
        clear.revoke("baker", catalogue=agreed)

    assert failed(agreed) == {"release"}
    (release,) = clear.minded(catalogue=agreed).releases
    assert release.withdrawn_at


def test_what_a_shooter_filmed_is_not_published_any_more_and_undo_does_not_bring_it_back(agreed):
    """Nobody who films signs a release, so their clips are labelled; an older edit of them may be taken back."""
    log([MARKET], Said(title="Bread"), catalogue=agreed)

    found = clear.revoke("swift", catalogue=agreed)

    assert (found.sent, found.subject) == ((MARKET.id,), None)
    assert failed(agreed) == {"labels"}
    undo(catalogue=agreed)
    assert failed(agreed) == {"labels"}
    clear.unlabel([MARKET.id], ["do-not-publish"], by="swift", catalogue=agreed)
    assert failed(agreed) == set()


def test_a_dry_look_changes_nothing(agreed):
    clear.exposure("swift", catalogue=agreed)
    clear.exposure("baker", catalogue=agreed)

    assert failed(agreed) == set()


def test_nobody_is_told_who_may_be_meant(agreed):
    for typed, near in (("bakr", "baker"), ("swfit", "swift")):
        with pytest.raises(NotFound) as trouble:
            clear.exposure(typed, catalogue=agreed)
        assert near in trouble.value.hint
