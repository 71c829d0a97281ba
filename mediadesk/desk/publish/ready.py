"""What is about to go out, made and scanned, every gate asked: the same for a page for all, for few, or for later."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.catalogue.cases import shown_in
from mediadesk.desk.publish.edition import Tools, edition
from mediadesk.desk.publish.gates import decided, not_withdrawn
from mediadesk.desk.publish.scan import leaks, what_is_secret
from mediadesk.embed.page import Page
from mediadesk.events import Report
from mediadesk.model.clearance import before_scan, passed
from mediadesk.model.clip import ClipId
from mediadesk.model.dispatch import Dispatch, picked_clips, version_digest
from mediadesk.model.leak import Finding
from mediadesk.model.online import Gate
from mediadesk.model.publication import CacheClass, Outgoing, PublicObject
from mediadesk.store.base import Store
from mediadesk.store.plan import measured
from mediadesk.store.send import Moves, Sent, send


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Somebody's word for passing what fails."""

    override: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What goes out, and everything that is known of it but what the catalogue says at the moment."""

    dispatch: Dispatch
    store: Store
    word: Word
    page: Page
    outgoing: Sequence[Outgoing]
    shown: tuple[ClipId, ...]
    content: str  # `version_digest`
    found: tuple[Finding, ...]
    gates: tuple[Gate, ...]  # as they ended when it was made ready
    at: datetime | None = None  # the instant for which they were asked; None: for now
    only: Collection[CacheClass] = tuple(CacheClass)  # what of it goes now; the rest waits for its hour

    def send(
        self,
        catalogue: Catalogue,
        *,
        proved: Collection[PublicObject] = (),
        moves: Moves | None = None,
        record: bool = True,
        report: Report,
    ) -> Sent:
        """Sends what goes now, and writes down how fast the line was. Raises as `send`.

        `moves` is what `agree` said of that.
        """
        outgoing = [each for each in self.outgoing if each.object.cache in self.only]
        sent = send(self.store, outgoing, proved=proved, moves=moves, report=report)
        if record:
            with catalogue.write() as shelves:
                if trial := measured(shelves.trials.of(self.store.name), self.store.name, sent):
                    shelves.trials.put(trial)
        return sent

    def asked(self, shelves: Shelves) -> tuple[Gate, ...]:
        """Every gate, asked again. Raises Unsafe when one fails by now."""
        word = self.word
        asked = decided(
            shelves, self.dispatch, self.store, found=self.found, override=word.override, by=word.by, now=self.at
        )
        return passed(asked, self.found, self.dispatch.slug)


# What goes out, and what of it was proved to be there → what has to move now, when the store was just asked for that.
Agree = Callable[[Ready, Sequence[PublicObject]], Moves | None]


def agreed(_out: Ready, _proved: Sequence[PublicObject]) -> None:
    """For those who ask nobody."""


def may_go_out(
    slug: str,
    store: Store,
    *,
    catalogue: Catalogue,
    override: str | None = None,
    by: str | None = None,
    at: datetime | None = None,
) -> Dispatch:
    """The dispatch, when nothing that is known before its film is made stands in the way, now or at an instant.

    Raises Refused for one that was withdrawn, Unsafe with every gate when one fails.
    """
    with catalogue.read() as shelves:
        dispatch = not_withdrawn(shelves.dispatches.get(slug))
        passed(before_scan(decided(shelves, dispatch, store, override=override, by=by, now=at)), slug=slug)
    return dispatch


def ready(
    slug: str,
    store: Store,
    tools: Tools,
    word: Word,
    report: Report,
    *,
    light: bool = False,
    private: str | None = None,
    at: datetime | None = None,
) -> Ready:
    """A dispatch as it stands, scanned, all gates passed. `private` is the token of a page for few.

    Raises Refused, Unsafe, and NotFound when something is not made yet. Nothing is sent.
    """
    dispatch = may_go_out(slug, store, catalogue=tools.catalogue, override=word.override, by=word.by, at=at)
    with tools.catalogue.read() as shelves:
        clips = [shelves.clips.get(identity) for identity in picked_clips(dispatch)]
        shown = tuple(shown_in(shelves, dispatch))
    page, outgoing = edition(dispatch, clips, store, tools, light=light, private=private)
    secrets = what_is_secret(dispatch, clips, catalogue=tools.catalogue, desk=tools.assets.desk)
    made = Ready(
        dispatch=dispatch,
        store=store,
        word=word,
        page=page,
        outgoing=outgoing,
        shown=shown,
        content=version_digest(dispatch, clips),
        found=tuple(leaks(outgoing, secrets, tools, report)),
        gates=(),
        at=at,
    )
    with tools.catalogue.read() as shelves:
        gates = made.asked(shelves)
    return replace(made, gates=gates)
