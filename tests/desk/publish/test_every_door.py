"""Whatever is done on a desk, nothing forbidden goes through a real door: into a store, into a post, in a rehearsal."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from mediadesk.catalogue import Catalogue, cases
from mediadesk.custody.desk import Assets
from mediadesk.desk import publish as station
from mediadesk.embed.engine import engine
from mediadesk.errors import NotFound
from mediadesk.events import ignore
from mediadesk.model import clearance
from mediadesk.model.clearance import GATES, Unsafe
from mediadesk.model.dispatch import film_seconds, film_want, picked_clips
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.recipe import EVERY_FILM, digest
from mediadesk.model.rendition import Rendition
from mediadesk.store.base import Store
from mediadesk.store.dryrun import DryRun
from mediadesk.store.folder import Folder
from tests.catalogue.world import shelve
from tests.desk.publish.world import ADDRESS, SLUG, Everywhere
from tests.model.machine import BEGINNING, CLIPS, STORES, Deeds, run, slugs, stores

pytestmark = pytest.mark.needs("ffmpeg", "engine")


class Clock(datetime):
    """The clock of the laptop, as the ledger has it."""

    instant = BEGINNING

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return cls.instant.astimezone(tz)


class Asked:
    """Shelves of which each question is a transaction of its own, as the stations ask."""

    def __init__(self, catalogue: Catalogue, noun: str = "") -> None:
        self._catalogue, self._noun = catalogue, noun

    def __getattr__(self, name: str) -> Any:
        return self._ask(name) if self._noun else Asked(self._catalogue, name)

    def _ask(self, question: str) -> Any:
        def answer(*words: Any) -> Any:
            with self._catalogue.write() as shelves:
                return getattr(getattr(shelves, self._noun), question)(*words)

        return answer


class Doors(Deeds):
    """Each dispatch is brought to real doors, and the ledger is asked what must have become of it."""

    tools: station.Tools
    blank: Path  # a catalogue with three clips and nothing else
    made: tuple[Rendition, ...]  # a film and what was made of it, lent to every dispatch as its own
    home: Path  # for the catalogue and the stores of each example
    numbers: Iterator[int]
    first = True  # one goes out before anything else is done
    steps = 0
    sent = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = self.home / str(next(self.numbers))
        self.folder.mkdir()
        self.catalogue = Catalogue(Path(shutil.copy(self.blank, self.folder / CATALOGUE)))
        self.shelves = Asked(self.catalogue)
        self.station = replace(self.tools, catalogue=self.catalogue)
        self.online: dict[tuple[str, str], list[str]] = {}  # (slug, store): the clips that went there

    def store(self, name: str) -> Store:
        folder = Folder(name=name, root=self.folder / name, public_url=ADDRESS)
        return Everywhere(store=folder) if STORES[name] else folder

    @initialize()
    def begin(self):
        """Both may go out, and one of them does."""
        super().begin()
        if self.first:
            self.publish("part-one", "web", reason=False, rehearsal=False)

    @rule(slug=slugs, store=stores, reason=st.booleans(), rehearsal=st.booleans())
    def publish(self, slug, store, reason, rehearsal):
        story = self.ledger.stories[slug]
        if not story.picks and not story.cut_elsewhere:
            return  # there is no film
        self.lend(slug)
        said = "everybody in it has seen it" if reason else None
        target = DryRun(store=self.store(store), report=ignore) if rehearsal else self.store(store)
        with self.may(self.ledger.forbidden(slug, store, beyond=STORES[store], reason=reason)):
            station.publish(slug, target, self.station, override=said, by="ol", record=not rehearsal)
            type(self).sent += 1
            if not rehearsal:
                self.online[slug, store] = list(story.picks)

    @rule(slug=slugs, store=stores)
    def embed(self, slug, store):
        """In a post stand the words of today, over the clips that are online."""
        if (slug, store) not in self.online:
            with pytest.raises(NotFound):
                self.snippet(slug, store)
            return
        story = self.ledger.stories[slug]
        online = replace(story, picks=self.online[slug, store], spoken=None)  # a post has no captions
        self.ledger.stories[slug] = online
        forbidden = self.ledger.forbidden(slug, store, beyond=False, reason=True)
        self.ledger.stories[slug] = story
        try:
            self.snippet(slug, store)
        except Unsafe:
            return
        assert forbidden == []

    @invariant()
    def nobody_begins_what_is_forbidden(self):
        """After every deed, each dispatch is brought to the threshold of each store."""
        type(self).steps += 1
        for slug in self.ledger.stories:
            for store, beyond in STORES.items():
                with self.may(self.ledger.forbidden(slug, store, beyond=beyond, made=False)):
                    station.may_go_out(slug, self.store(store), catalogue=self.catalogue)

    def snippet(self, slug, store):
        return station.embedded(slug, "html", self.store(store), catalogue=self.catalogue, desk=self.tools.assets.desk)

    @contextmanager
    def may(self, forbidden):
        """Refused when it is forbidden, or when the bytes tell something; and only then."""
        Clock.instant = self.ledger.now
        try:
            yield
            why, leaks = None, ()
        except Unsafe as refusal:
            why, leaks = refusal.what, refusal.findings
        assert bool(why) == bool(forbidden or leaks), f"refused: {why}; forbidden: {forbidden}"

    def lend(self, slug):
        """As if its film had just been made, and were as long as its picks."""
        with self.catalogue.write() as shelves:
            dispatch = shelves.dispatches.get(slug)
            clips = [shelves.clips.get(each) for each in picked_clips(dispatch)]
            film, seconds = film_want(dispatch, clips).digest, film_seconds(dispatch, clips)
            wanted = {"film": film} | {recipe.name: digest(recipe, film) for recipe in EVERY_FILM}
            for each in self.made:
                shelves.renditions.add(replace(each, subject=slug, digest=wanted[each.recipe], seconds=seconds))

    def teardown(self):
        self.catalogue.close()


@pytest.fixture
def doors(filmed, tmp_path, monkeypatch):
    """The machine, over the stations and a film that was made once."""
    shelve(filmed.catalogue, *CLIPS)
    with filmed.catalogue.read() as shelves:
        wanted = {"film", *(recipe.name for recipe in EVERY_FILM)}
        made = tuple(each for each in shelves.renditions.of(SLUG) if each.recipe in wanted)
    filmed.catalogue.close()
    monkeypatch.setattr(cases, "datetime", Clock)
    tools = station.Tools(
        catalogue=filmed.catalogue, assets=Assets(filmed.root), programs=filmed.programs, player=engine()
    )
    (tmp_path / "examples").mkdir()
    told = {"tools": tools, "blank": filmed.root / CATALOGUE, "made": made, "home": tmp_path / "examples"}
    return type("OneDesk", (Doors,), told | {"numbers": count(), "steps": 0, "sent": 0})


def test_nothing_forbidden_goes_through_a_real_door(doors):
    run(doors, 1, 12)
    assert doors.sent


@pytest.mark.prove
def test_nor_in_a_thousand_steps(doors):
    run(doors, 60, 40)
    assert doors.steps >= 1_000
    assert doors.sent >= 60


STOPPED = {
    "hold": lambda desk: desk.hold(CLIPS[0].id, "ol", "part-two"),
    "embargo": lambda desk: desk.embargo_until("part-one", 5),
    "labels": lambda desk: desk.label(CLIPS[0].id, "do-not-publish"),
    "release": lambda desk: [desk.see(CLIPS[0].id, "olena", frozenset({"face"})), desk.withdraw("olena")],
    "captions": lambda desk: desk.caption("part-one", "machine", 60),
}


@pytest.mark.parametrize("gone", STOPPED)
def test_a_missing_gate_is_seen_at_the_doors(doors, gone, monkeypatch):
    """Sabotage: after a deed that one gate stops, the doors agree with the ledger; without that gate they do not."""
    monkeypatch.setattr(doors, "first", False)
    desk = doors()
    desk.begin()
    STOPPED[gone](desk)
    desk.nobody_begins_what_is_forbidden()

    monkeypatch.setattr(clearance, "GATES", {name: fails for name, fails in GATES.items() if name != gone})

    with pytest.raises(AssertionError, match="refused: None; forbidden"):
        desk.nobody_begins_what_is_forbidden()
    desk.teardown()
