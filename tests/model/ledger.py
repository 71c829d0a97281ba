"""What was done on a desk, written down in plain words, and what must not go out by it.

This is `docs/safety.md` said once more, clip by clip and person by person, and knows nothing of `model.clearance`: no
table of labels or rules, no digest, no gate. The two are held against each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

HOURS = {"civilian": 3, "military": 12, "shelter-interior": 3, "hospital-interior": 3, "military-position": 12}
EACH_SECONDS = 90  # of every clip
NO_HOUR = {"air-defence"}  # nobody has said after how long
NOBODY_SAYS_SO = {"do-not-publish", "needs-mask"}
MUST_BE_ASKED = {"minor", "identifiable-civilian"}
COSTS_SAFETY = {"location", "author", "name"}
# how exactly each name tells where every clip of this desk was shot, and where that is too exact
TOO_EXACT = {
    "Olena's yard": {"km", "town", "region", "country", "none"},
    "Saltivka": {"town", "region", "country", "none"},
    "Kharkiv": {"region", "country", "none"},
    "Kharkiv Oblast": {"country", "none"},
    "Ukraine": {"none"},
}


@dataclass
class Shot:
    """A clip as its reporter knows it."""

    over: datetime | None = None  # when what it shows was over; None: nobody knows for sure
    labels: set[str] = field(default_factory=set)


@dataclass
class Paper:
    """What somebody signed."""

    who: str
    covers: frozenset[str]
    stores: frozenset[str]
    languages: frozenset[str]
    last_day: date | None
    torn: bool = False


@dataclass
class Story:
    """A dispatch as its editor knows it."""

    picks: list[str] = field(default_factory=list)
    captions: list[str | None] = field(default_factory=list)
    spoken: tuple[str, object, int] | None = None  # captions: their state, the cut they were seen with, their seconds
    dateline: str | None = None
    language: str | None = None
    how_exactly: str | None = None
    cut_elsewhere: bool = False
    seen_by_somebody: object = None  # what it was when somebody said yes

    def content(self) -> object:
        """All that a reader would get."""
        words = (self.dateline, self.language, self.how_exactly, self.cut_elsewhere)
        return (tuple(self.picks), tuple(self.captions), self.spoken, *words)

    def cut(self) -> object:
        """What the film is made of."""
        return "elsewhere" if self.cut_elsewhere else tuple(self.picks)


@dataclass
class Ledger:
    """Everything that was done."""

    now: datetime
    shots: dict[str, Shot]
    stories: dict[str, Story]
    kept: dict[tuple[str, str], str | None] = field(default_factory=dict)  # (clip, owner): the slug it is kept for
    not_before: list[tuple[str, datetime]] = field(default_factory=list)
    by_rule: list[tuple[str, str]] = field(default_factory=list)
    in_picture: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)  # (clip, alias): known by what
    papers: list[Paper] = field(default_factory=list)

    def forbidden(
        self,
        slug: str,
        store: str,
        *,
        beyond: bool,
        leaked: frozenset[str] = frozenset(),
        reason: bool = False,
        made: bool = True,
    ) -> list[str]:
        """Why a dispatch must not go out to a store; nothing when it may, and then it must.

        Before its film is `made` nobody knows how long one is that was cut elsewhere.
        """
        always = self._whoever_says_so(slug, store, leaked, made=made)
        return [*always, *self._without_a_reason(slug, beyond, leaked, reason)]

    def _whoever_says_so(self, slug: str, store: str, leaked: frozenset[str], *, made: bool) -> Iterator[str]:
        story = self.stories[slug]
        for clip in story.picks:
            if any(held == clip and self.kept[held, owner] != slug for held, owner in self.kept):
                yield f"{clip} is held"
            if self.shots[clip].labels & NOBODY_SAYS_SO:
                yield f"{clip} is labelled never"
            if self._too_early(clip, slug):
                yield f"{clip} is under embargo"
            if self._somebody_was_not_asked(clip, store, story.language):
                yield f"{clip} shows somebody who did not agree"
            if story.how_exactly and story.how_exactly in TOO_EXACT.get(story.dateline or "", ()):
                yield f"the dateline says {story.dateline}"
        yield from self._captions(story, made=made)
        if any(target == slug and self.now < until for target, until in self.not_before):
            yield "the dispatch is under embargo"
        if not story.picks and any(target == slug for target, _ in self.by_rule):
            yield "the dispatch is under a rule and nobody knows when anything was"
        if leaked & COSTS_SAFETY:
            yield "the bytes tell what costs somebody's safety"

    def _without_a_reason(self, slug: str, beyond: bool, leaked: frozenset[str], reason: bool) -> Iterator[str]:
        story = self.stories[slug]
        if reason:
            return
        if leaked:
            yield "the bytes tell something"
        if beyond and story.cut_elsewhere:
            yield "nobody knows what the film shows"
        if beyond and story.seen_by_somebody != story.content():
            yield "nobody has looked at this version"

    def _captions(self, story: Story, *, made: bool) -> Iterator[str]:
        if story.spoken:
            state, cut, seconds = story.spoken
            if state == "machine":
                yield "nobody has gone over the captions"
            if cut != story.cut():
                yield "the captions are of another cut"
            if story.cut_elsewhere:
                yield from ["nobody knows whether the captions go on after the film"] if made else []
            elif seconds > EACH_SECONDS * len(story.picks) + 1:
                yield "the captions go on after the film"

    def _too_early(self, clip: str, slug: str) -> bool:
        shot = self.shots[clip]
        asked = [what for target, what in self.by_rule if target in (clip, slug)] + sorted(shot.labels)
        hours = [HOURS[what] for what in asked if what in HOURS]
        if any(what in NO_HOUR for what in asked) or (hours and shot.over is None):
            return True
        waits = [shot.over + timedelta(hours=each) for each in hours if shot.over]
        waits += [until for target, until in self.not_before if target == clip]
        return any(self.now < until for until in waits)

    def _somebody_was_not_asked(self, clip: str, store: str, language: str | None) -> bool:
        recognised = bool(self.shots[clip].labels & MUST_BE_ASKED)
        there = {alias: aspects for (where, alias), aspects in self.in_picture.items() if where == clip}
        if recognised and not there:
            return True
        for alias, aspects in there.items():
            for aspect in aspects | ({"face", "voice"} if recognised else set()):
                if not any(self._allows(paper, alias, aspect, store, language) for paper in self.papers):
                    return True
        return False

    def _allows(self, paper: Paper, alias: str, aspect: str, store: str, language: str | None) -> bool:
        if paper.who != alias or paper.torn or aspect not in paper.covers:
            return False
        if paper.last_day and self.now >= datetime.combine(paper.last_day, datetime.min.time(), self.now.tzinfo) + (
            timedelta(days=1)
        ):
            return False
        return (not paper.stores or store in paper.stores) and (not paper.languages or language in paper.languages)
