"""Whatever is done on a desk in whatever order: what must not go out does not, and what may is not refused."""

from contextlib import ExitStack
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import Phase
from hypothesis.stateful import invariant

from mediadesk.catalogue import Catalogue
from mediadesk.model import clearance
from mediadesk.model.clearance import GATES, Case, Unsafe, gates, passed
from mediadesk.model.dispatch import film_seconds, version_digest
from mediadesk.model.leak import Finding, Kind
from tests.catalogue.world import forgotten, shelve
from tests.model.in_mind import Clips, InMind
from tests.model.machine import CLIPS, STORES, Deeds, run

LEAKED: tuple[tuple[Kind, ...], ...] = ((), ("tool",), ("tool", "location"))


class Desk(Deeds):
    """After every deed, each dispatch is brought to each store."""

    steps = 0
    catalogue: Catalogue | None = None  # none: the shelves are in mind alone, which is quicker

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        if self.catalogue:
            self.shelves = self._open.enter_context(forgotten(self.catalogue))
        else:
            self.shelves = InMind(clips=Clips({clip.id: clip for clip in CLIPS}))

    @invariant()
    def what_is_forbidden_is_refused_and_nothing_else(self):
        """After every step, each dispatch is brought to each store: with and without a reason, clean and leaking."""
        type(self).steps += 1
        for slug in self.ledger.stories:
            brought = self.brought(slug)
            for (store, beyond), leaked, reason in product(STORES.items(), LEAKED, (False, True)):
                found = tuple(Finding(where="index.html", what="something", kind=kind) for kind in leaked)
                said = "everybody in it has seen it" if reason else None
                case = replace(brought, store=store, local=not beyond, found=found, override=said)
                forbidden = self.ledger.forbidden(slug, store, beyond=beyond, leaked=frozenset(leaked), reason=reason)
                why = refused(case)
                assert bool(why) == bool(forbidden), f"refused: {why}; forbidden: {forbidden}"

    def brought(self, slug) -> Case:
        """What the catalogue knows of a dispatch."""
        dispatch, clips = self.dispatch_and_clips(slug)
        seen = self.shelves.appearances.of_clips([clip.id for clip in clips])
        return Case(
            dispatch=dispatch,
            clips=tuple(clips),
            version=version_digest(dispatch, clips),
            store="",
            local=False,
            now=self.ledger.now,
            holds=tuple(self.shelves.holds.of([clip.id for clip in clips])),
            embargoes=tuple(self.shelves.embargoes.of([slug, *(clip.id for clip in clips)])),
            appearances=tuple(seen),
            releases=tuple(self.shelves.releases.of([each.subject for each in seen])),
            clearance=self.shelves.clearances.last(slug),
            seconds=film_seconds(dispatch, clips),
        )

    def teardown(self):
        self._open.close()


def refused(case: Case) -> str | None:
    """Why it did not go out; None when it did."""
    try:
        passed(gates(case), case.found or ())
    except Unsafe as refusal:
        return refusal.what
    return None


@pytest.fixture
def desk():
    """The machine, in mind alone."""
    return type("DeskInMind", (Desk,), {"steps": 0})


@pytest.fixture
def desk_on_disk(tmp_path):
    """The machine over a real catalogue."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    shelve(catalogue, *CLIPS)
    yield type("DeskOnDisk", (Desk,), {"catalogue": catalogue, "steps": 0})
    catalogue.close()


def test_whatever_is_done_nothing_forbidden_goes_out(desk):
    """Some hundred steps of it, after each of which everything is brought to every door."""
    run(desk, 8, 30)
    assert desk.steps > 100


def test_nor_from_a_real_catalogue(desk_on_disk):
    run(desk_on_disk, 3, 20)


@pytest.mark.prove
def test_ten_thousand_steps(desk):
    run(desk, 400, 50)
    assert desk.steps >= 10_000


@pytest.mark.prove
def test_thousands_of_steps_in_a_real_catalogue(desk_on_disk):
    run(desk_on_disk, 80, 50)


@pytest.mark.parametrize("gone", GATES)
def test_without_any_one_gate_something_forbidden_goes_out(desk, gone, monkeypatch):
    """Sabotage: the ledger notices each gate that is missing, within two thousand steps."""
    monkeypatch.setattr(clearance, "GATES", {name: fails for name, fails in GATES.items() if name != gone})

    with pytest.raises(AssertionError, match="refused: None; forbidden"):
        run(desk, 400, 5, derandomize=True, database=None, phases=[Phase.generate])
    assert desk.steps <= 2_000
