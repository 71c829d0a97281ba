"""The property of it all: whatever three desks say of a clip, and in whatever order they tell each other, old bundles
and the same one twice among them, in the end all know the same, and no import ever takes a label off."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.clips import Clips
from mediadesk.catalogue.codec import encode
from mediadesk.desk.bundle import Asked, plan, take
from mediadesk.model.bundle import Bundle, read_bundle, written_bundle
from mediadesk.model.clip import Camera, Clip, ClipId, Facts, Log
from mediadesk.model.clock import ClockProfile, ClockSpan
from mediadesk.model.hold import Hold
from mediadesk.model.moment import Captured
from mediadesk.model.picking import Choice, Said
from mediadesk.model.stamps import stamped, standing, value_of
from tests.catalogue.world import a_clip, a_place, shelve

MEMORY = Path("/dev/shm")
DESKS = ("maria", "nadia", "oleh")
PAIRS = tuple(itertools.permutations(range(len(DESKS)), 2))
BEGAN = datetime(2026, 5, 7, 9, 30, tzinfo=UTC)
SEVERAL = settings(
    max_examples=settings().max_examples // 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
numbers = itertools.count()

# what is said, of which field, by a clock that may be wrong by days
FIELDS: dict[str, tuple[Any, ...]] = {
    "title": (None, "Bread", "Хліб"),
    "trip": (None, "May"),
    "notes": ((), ("steady",), ("steady", "again")),
    "tags": (frozenset(), frozenset({"market"}), frozenset({"market", "bread"})),
    "flag": (None, "select", "reject"),
    "rating": (None, 0, 5),
    "poster": (None, Fraction(1, 3)),
    "captured": (None, Captured(at=BEGAN, source="typed", confidence="high")),
    "place": (None, a_place(), a_place(50.0, 36.0)),
}
which = st.integers(0, len(DESKS) - 1)
hours = st.integers(-72, 72)
words = st.sampled_from([(name, value) for name, values in FIELDS.items() for value in values])
steps = st.one_of(
    st.tuples(st.just("say"), which, words, hours),
    st.tuples(st.just("label"), which, st.sampled_from(["graphic", "minor"])),
    st.tuples(st.just("unlabel"), which),
    st.tuples(st.just("clock"), which, st.sampled_from(["Europe/Kyiv", "+02:00", None])),
    st.tuples(st.just("hold"), which, st.sampled_from(DESKS), hours),
    st.tuples(st.just("layer"), which, st.sampled_from(["select", "reject"]), hours),
    st.tuples(st.just("tell"), st.sampled_from(PAIRS)),
    st.tuples(st.just("again"), st.integers(0, 9), which),
)
Step = tuple[Any, ...]


@dataclass
class World:
    """Three desks that know one clip, and the bundles that went between them."""

    desks: Sequence[Catalogue]
    clip: Clip
    went: list[Bundle] = field(default_factory=list)

    @property
    def body(self) -> Camera:
        """What it was shot with."""
        assert self.clip.facts.camera
        return self.clip.facts.camera

    def do(self, step: Step) -> None:
        """One thing that happens."""
        match step:
            case ("say", int(desk), (str(name), value), int(off)):
                with self.desks[desk].write() as shelves:
                    before, known = shelves.clips.get(self.clip.id).log, shelves.stamps.of(self.clip.id)
                    after = replace(before, **{name: value})
                    at = BEGAN + timedelta(hours=off)  # as `clips.log` does with the clock of the machine
                    shelves.clips.merge(self.clip.id, stamped(before, after, known, at), frozenset())
                    assert shelves.clips.get(self.clip.id).log == after
            case ("label", int(desk), str(label)):
                self.labels(desk, lambda there: there | {label})
            case ("unlabel", int(desk)):
                self.labels(desk, lambda _: frozenset())
            case ("clock", int(desk), zone):
                profile = ClockProfile(spans=(ClockSpan(zone=zone),)) if zone else ClockProfile()
                with self.desks[desk].write() as shelves:
                    shelves.clocks.put(self.body, profile)
            case ("hold", int(desk), str(owner), int(off)):
                at = BEGAN + timedelta(hours=off)
                with self.desks[desk].write() as shelves:
                    shelves.holds.put(Hold(clip=self.clip.id, owner=owner, reason=f"said on {desk}", at=at))
            case ("layer", int(desk), flag, int(off)):
                choice = Choice(clip=self.clip.id, flag=flag)
                with self.desks[desk].write() as shelves:
                    shelves.layers.put(Said(editor="kestrel", saved=BEGAN + timedelta(hours=off), choice=choice))
            case ("tell", (int(teller), int(hearer))):
                self.went.append(self.told(teller))
                self.hear(self.went[-1], hearer)
            case ("again", int(number), int(hearer)) if self.went:
                self.hear(self.went[number % len(self.went)], hearer)
            case _:
                pass

    def labels(self, desk: int, change: Any) -> None:
        with self.desks[desk].write() as shelves:
            log = shelves.clips.get(self.clip.id).log
            shelves.clips.log(self.clip.id, replace(log, labels=change(log.labels)))

    def told(self, teller: int) -> Bundle:
        """A bundle, as it comes out of its file on the other desk."""
        now = datetime.now(UTC)
        asked = Asked(words=(self.clip.name.decode().removesuffix(".MOV"),), named=[self.clip.id])
        return read_bundle(
            written_bundle(plan(asked, DESKS[teller], catalogue=self.desks[teller], now=now).bundle), now
        )

    def hear(self, bundle: Bundle, hearer: int) -> bool:
        """Whether there was any news; a label that was there is there still."""
        before = self.stands(hearer)[0].labels
        news = take(bundle, catalogue=self.desks[hearer], now=datetime.now(UTC), alias=DESKS[hearer]).anything
        assert before <= self.stands(hearer)[0].labels, "a label was taken off"
        return news

    def stands(self, desk: int) -> tuple[Log, Any, Any, Any, Any]:
        """All that is known of the clip there."""
        ids = [self.clip.id]
        with self.desks[desk].read() as shelves:
            log = shelves.clips.get(self.clip.id).log
            stamps, clock = shelves.stamps.of(self.clip.id), shelves.stamps.of_clock(self.body)
            kept = shelves.holds.of(ids)
            return log, stamps, (clock, shelves.clocks.of(self.body)), kept, shelves.layers.of(ids)


def run(desks: Sequence[Catalogue], script: Sequence[Step], order: Sequence[tuple[int, int]]) -> None:
    """Does all of it, then lets everybody tell everybody, and asks what all know."""
    number = next(numbers)
    camera = Camera(make="Canon", model=f"EOS {number}")
    world = World(desks, a_clip(f"clip{number}", path=None, facts=Facts(container="mov", camera=camera)))
    for desk in desks:
        shelve(desk, world.clip)
    for step in script:
        world.do(step)
    for pair in order:
        world.do(("tell", pair))
    one, *others = (world.stands(desk) for desk in range(len(desks)))
    assert all(other == one for other in others), "the desks know different things"
    for teller, hearer in order:
        assert not world.hear(world.told(teller), hearer), "something is new that was known"
    for bundle in world.went:
        assert not world.hear(bundle, 0), "an old bundle changed something"
        assert world.stands(0)[0] == one[0]


@pytest.fixture(scope="module")
def desks() -> Iterator[list[Catalogue]]:
    """Three desks, for all examples: each is of a clip of its own. In memory where there is a place for files: so many
    commits would wait for the disk."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        made = [Catalogue.create(Path(folder) / f"{name}.db") for name in DESKS]
        yield made
        assert [each.integrity() for each in made] == [[], [], []]
        for each in made:
            each.close()


@SEVERAL
@given(script=st.lists(steps, max_size=10), order=st.permutations(PAIRS))
def test_in_any_order_all_desks_know_the_same_in_the_end(desks, script, order):
    run(desks, script, order)


QUARREL: list[Step] = [
    ("say", 0, ("title", "Bread"), 1),
    ("say", 1, ("title", "Хліб"), 2),
    ("tell", (1, 0)),
    ("tell", (0, 1)),
]


def by_order_of_import(self: Clips, clip: ClipId, stamps: Any, labels: frozenset[str]) -> Log:
    """The sabotage: what came last is believed, whenever it was said."""
    news = frozenset(stamps) - self._stamps.of(clip)
    self._stamps.add(clip, news)
    before = self.get(clip).log
    said = {name: value_of(each) for name, each in standing(news).items()}
    after = replace(before, **said, labels=before.labels | labels)
    row = self._row(clip)
    row.log = encode(after)
    self._refresh(row)
    return after


def test_sabotage_believing_what_came_last_is_found(desks, monkeypatch):
    run(desks, QUARREL, PAIRS)
    monkeypatch.setattr(Clips, "merge", by_order_of_import)
    with pytest.raises(AssertionError):
        run(desks, QUARREL, PAIRS)


def test_sabotage_labels_of_whoever_told_last_are_found(desks, monkeypatch):
    script: list[Step] = [("label", 0, "minor"), ("tell", (0, 1)), ("say", 2, ("title", "Bread"), 1), ("tell", (2, 0))]
    run(desks, script, PAIRS)
    merge = Clips.merge

    def replaced(self: Clips, clip: ClipId, stamps: Any, labels: frozenset[str]) -> Log:
        merge(self, clip, stamps, labels)
        self.log(clip, replace(self.get(clip).log, labels=labels))
        return self.get(clip).log

    monkeypatch.setattr(Clips, "merge", replaced)
    with pytest.raises(AssertionError, match="label"):
        run(desks, script, PAIRS)
