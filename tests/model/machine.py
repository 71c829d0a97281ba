"""Everything that may be done on a desk, in any order: each deed twice, on the shelves and in the ledger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mediadesk.model.caption import Caption, Cue, cut_of
from mediadesk.model.clearance import Clearance
from mediadesk.model.clip import Facts
from mediadesk.model.consent import ASPECTS, Appearance, Release, Subject
from mediadesk.model.dispatch import Dispatch, Pick, dropped, edit_list, version_digest, with_picks
from mediadesk.model.embargo import RULES, Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.labels import LABELS
from mediadesk.model.moment import UNKNOWN, instant, wall_clock
from mediadesk.model.place import Wider
from mediadesk.model.precision import PRECISIONS
from tests.catalogue.world import a_clip, a_place
from tests.model.ledger import EACH_SECONDS, TOO_EXACT, Ledger, Paper, Shot, Story

BEGINNING = datetime(2026, 11, 2, 22, 30, tzinfo=UTC)
LENGTH = Fraction(EACH_SECONDS)
PLACE = a_place(
    name="Olena's yard",
    region="Kharkiv Oblast",
    country="UA",
    within=(
        Wider(rung="km", name="Saltivka", lat=50.02, lon=36.35, radius_m=4660),
        Wider(rung="town", name="Kharkiv", lat=49.98, lon=36.25, radius_m=8683),
        Wider(rung="region", name="Kharkiv Oblast", lat=49.78, lon=36.47, radius_m=110_000),
        Wider(rung="country", name="Ukraine", lat=48.49, lon=31.11, radius_m=628_000),
    ),
)
CLIPS = [a_clip(word, facts=Facts(container="mov", seconds=LENGTH, place=PLACE)) for word in ("market", "tram", "yard")]
STORES = {"public": False, "web": True, "blog": True}  # whether others than this machine see it

ids = st.sampled_from([clip.id for clip in CLIPS])
slugs = st.sampled_from(["part-one", "part-two"])
people = st.sampled_from(["olena", "petro"])
owners = st.sampled_from(["maria", "ol"])
labels = st.sampled_from([*(label.name for label in LABELS), "b-roll"])
rules = st.sampled_from([each.name for each in RULES])
aspects = st.frozensets(st.sampled_from(ASPECTS), min_size=1)
hours = st.integers(1, 14)
datelines = st.sampled_from([*TOO_EXACT, None])
stores = st.sampled_from(sorted(STORES))


class Deeds(RuleBasedStateMachine):
    """What is done. Whoever brings it to a door says what the shelves are."""

    shelves: Any

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(
            now=BEGINNING,
            shots={clip.id: Shot() for clip in CLIPS},
            stories={"part-one": Story(), "part-two": Story()},
        )

    @initialize()
    def begin(self):
        """All is well with both: what comes first is the one thing that is not."""
        for alias in ("olena", "petro"):
            self.shelves.subjects.put(Subject(alias=alias))
        for slug in self.ledger.stories:
            public_id = slug.replace("-", "").ljust(26, "a")
            self.shelves.dispatches.put(Dispatch(slug=slug, title="A morning", public_id=public_id))
            for clip in CLIPS:
                self.pick(slug, clip.id, None)
            self.mend(slug)

    # --- what is known of a clip

    @rule(clip=ids, label=labels)
    def label(self, clip, label):
        log = self.shelves.clips.get(clip).log
        self.shelves.clips.log(clip, replace(log, labels=log.labels | {label}))
        self.ledger.shots[clip].labels.add(label)

    @rule(clip=ids, label=labels)
    def take_off_a_label(self, clip, label):
        log = self.shelves.clips.get(clip).log
        self.shelves.clips.log(clip, replace(log, labels=log.labels - {label}))
        self.ledger.shots[clip].labels.discard(label)

    @rule(clip=ids, ago=hours, how=st.sampled_from(["high", "medium", "low", "none", "wall clock", "nothing"]))
    def say_when_it_was_shot(self, clip, ago, how):
        at = self.ledger.now - timedelta(hours=ago)
        told = UNKNOWN if how == "nothing" else wall_clock(at, source="typed", confidence="high")
        if how in ("high", "medium", "low", "none"):
            told = instant(at, source="typed", confidence=how)
        log = self.shelves.clips.get(clip).log
        self.shelves.clips.log(clip, replace(log, captured=told))
        sure = how in ("high", "medium")
        self.ledger.shots[clip].over = at + timedelta(seconds=float(LENGTH)) if sure else None

    @rule(ahead=hours)
    def wait(self, ahead):
        self.ledger.now += timedelta(hours=ahead)

    # --- what keeps it back

    @rule(clip=ids, owner=owners, whose=st.none() | slugs)
    def hold(self, clip, owner, whose):
        self.shelves.holds.put(Hold(clip=clip, owner=owner, reason="part two", dispatch=whose, at=self.ledger.now))
        self.ledger.kept[clip, owner] = whose

    @rule(clip=ids, owner=owners)
    def let_go(self, clip, owner):
        there = (clip, owner) in self.ledger.kept
        assert self.shelves.holds.lift(clip, owner) == there
        self.ledger.kept.pop((clip, owner), None)

    @rule(what=ids | slugs, ahead=hours)
    def embargo_until(self, what, ahead):
        until = self.ledger.now + timedelta(hours=ahead)
        self.shelves.embargoes.add(Embargo(target=what, until=until, at=self.ledger.now))
        self.ledger.not_before.append((what, until))

    @rule(what=ids | slugs, name=rules)
    def embargo_by_rule(self, what, name):
        self.shelves.embargoes.add(Embargo(target=what, rule=name, at=self.ledger.now))
        self.ledger.by_rule.append((what, name))

    @rule(what=ids | slugs)
    def lift(self, what):
        self.shelves.embargoes.lift(what)
        self.ledger.not_before = [each for each in self.ledger.not_before if each[0] != what]
        self.ledger.by_rule = [each for each in self.ledger.by_rule if each[0] != what]

    # --- who is in it

    @rule(clip=ids, alias=people, known_by=aspects)
    def see(self, clip, alias, known_by):
        self.shelves.appearances.put(Appearance(clip=clip, subject=alias, aspects=known_by))
        self.ledger.in_picture[clip, alias] = known_by

    @rule(clip=ids, alias=people)
    def see_that_it_is_somebody_else(self, clip, alias):
        self.shelves.appearances.remove(clip, alias)
        self.ledger.in_picture.pop((clip, alias), None)

    @rule(
        alias=people,
        covers=aspects | st.just(frozenset[str]()),
        stores=st.frozensets(stores, max_size=2),
        languages=st.frozensets(st.sampled_from(["uk", "en"]), max_size=1),
        days=st.none() | st.integers(-1, 2),
    )
    def release(self, alias, covers, stores, languages, days):
        until = None if days is None else (self.ledger.now + timedelta(days=days)).date()
        self.shelves.releases.add(
            Release(
                subject=alias, aspects=covers, platforms=stores, languages=languages, until=until,
                given_at=self.ledger.now,
            )
        )  # fmt: skip
        self.ledger.papers.append(Paper(who=alias, covers=covers, stores=stores, languages=languages, last_day=until))

    @rule(alias=people)
    def agree_to_everything(self, alias):
        self.release(alias, frozenset(ASPECTS), frozenset(), frozenset(), None)

    @rule(alias=people)
    def withdraw(self, alias):
        self.shelves.releases.withdraw(alias, self.ledger.now)
        for paper in self.ledger.papers:
            paper.torn = paper.torn or paper.who == alias

    # --- what becomes of it

    def edit(self, slug, change):
        self.shelves.dispatches.put(change(self.shelves.dispatches.get(slug)))

    @rule(slug=slugs, clip=ids, caption=st.sampled_from([None, "The tram runs again"]))
    def pick(self, slug, clip, caption):
        story = self.ledger.stories[slug]
        if len(story.picks) < 4:
            self.edit(slug, lambda each: with_picks(each, [Pick(clip=clip, caption=caption)]))
            story.picks.append(clip)
            story.captions.append(caption)

    @rule(slug=slugs)
    def drop(self, slug):
        story = self.ledger.stories[slug]
        if story.picks:
            self.edit(slug, lambda each: dropped(each, 1))
            del story.picks[0], story.captions[0]

    @rule(
        slug=slugs,
        state=st.sampled_from(["machine", "edited", "approved"]),
        seconds=st.sampled_from([60, 91, 182, 400]),
    )
    def caption(self, slug, state, seconds):
        dispatch, clips = self.dispatch_and_clips(slug)
        cues = (Cue(start_ms=0, end_ms=seconds * 1000, text="The tram runs again"),)
        said = Caption(language="uk", state=state, cues=cues, film=cut_of(edit_list(dispatch, clips)))
        self.edit(slug, lambda each: replace(each, captions=(said,)))
        story = self.ledger.stories[slug]
        story.spoken = (state, story.cut(), seconds)

    @rule(slug=slugs)
    def go_without_captions(self, slug):
        self.edit(slug, lambda each: replace(each, captions=()))
        self.ledger.stories[slug].spoken = None

    @rule(slug=slugs, language=st.sampled_from([None, "uk", "en"]))
    def speak(self, slug, language):
        self.edit(slug, lambda each: replace(each, language=language))
        self.ledger.stories[slug].language = language

    @rule(slug=slugs, dateline=datelines, how_exactly=st.sampled_from([*PRECISIONS, None]))
    def say_where(self, slug, dateline, how_exactly):
        self.edit(slug, lambda each: replace(each, dateline=dateline, location=how_exactly))
        self.ledger.stories[slug].dateline, self.ledger.stories[slug].how_exactly = dateline, how_exactly

    @rule(slug=slugs, film=st.sampled_from([True, True, False]), cleared=st.sampled_from([True, True, False]))
    def attach(self, slug, film, cleared):
        self.edit(slug, lambda each: replace(each, attached="assets/originals/film.mov" if film else None))
        self.ledger.stories[slug].cut_elsewhere = film
        if cleared:
            self.clear(slug)

    @rule(slug=slugs)
    def clear(self, slug):
        dispatch, clips = self.dispatch_and_clips(slug)
        version = version_digest(dispatch, clips)
        self.shelves.clearances.add(Clearance(slug=slug, version=version, by="ol", at=self.ledger.now))
        self.ledger.stories[slug].seen_by_somebody = self.ledger.stories[slug].content()

    @rule(slug=slugs)
    def mend(self, slug):
        """Nothing is refused for ever: what every refusal asks for is done, and then it goes out."""
        story = self.ledger.stories[slug]
        for what in {slug, *story.picks}:
            self.lift(what)
        for clip, owner in [each for each in self.ledger.kept if each[0] in story.picks]:
            self.let_go(clip, owner)
        for clip in set(story.picks):
            for label in ("do-not-publish", "needs-mask", "air-defence"):
                self.take_off_a_label(clip, label)
            self.say_when_it_was_shot(clip, 1, "high")
            self.see(clip, "olena", frozenset({"face", "voice"}))
        self.wait(12)
        for alias in ("olena", "petro"):
            self.agree_to_everything(alias)
        self.say_where(slug, None, None)
        self.go_without_captions(slug)
        self.attach(slug, film=False, cleared=True)
        assert [store for store in STORES if self.ledger.forbidden(slug, store, beyond=STORES[store])] == []

    def dispatch_and_clips(self, slug):
        dispatch = self.shelves.dispatches.get(slug)
        return dispatch, [self.shelves.clips.get(each) for each in dict.fromkeys(pick.clip for pick in dispatch.picks)]


def run(desk, examples, steps, **more):
    quiet = list(HealthCheck)  # a step is many gates: slow, and meant to be
    asked = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=quiet)
    run_state_machine_as_test(desk, settings=settings(asked, **more))
