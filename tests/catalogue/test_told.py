"""No write that matters without its entry: every method of a shelf is told to custody, or has a reason why not."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.model.clearance import Clearance
from mediadesk.model.clip import Camera, Log
from mediadesk.model.clock import NO_PROFILE, ClockProfile, ClockSpan
from mediadesk.model.consent import Appearance, Release, Subject
from mediadesk.model.custody import Head
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.edit import Change, ClockChange, Edit
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.moment import Captured
from mediadesk.model.online import Gate, Publication
from mediadesk.model.picking import Pack
from mediadesk.model.publication import CacheClass, PublicObject
from mediadesk.model.volume import MediaCopy
from tests.catalogue.world import a_clip, a_file, a_place, a_volume, now, sha, shelve

CLIP = a_clip("market")
DRIVE = a_volume("T7-A")
COPY = MediaCopy(sha256=CLIP.sha256, volume=DRIVE.id, path=b"R1/A.MOV", state="verified", verified_at=now())
BODY = Camera(make="Canon", model="EOS R5")
CLOCK = ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))
SECRET = a_place(50.123456, 36.654321, name="Saltivka")
EDIT = Edit(
    at=now(),
    changes=(
        Change(
            clip=CLIP.id,
            before=Log(),
            after=Log(
                title="Bread", place=SECRET, captured=Captured(day=now().date()), labels=frozenset({"minor", "Olena"})
            ),
        ),
    ),
    clocks=(ClockChange(body=BODY, before=NO_PROFILE, after=CLOCK),),
)
HOLD = Hold(clip=CLIP.id, owner="maria", reason="for part two", at=now())
EMBARGO = Embargo(target=CLIP.id, until=now() + timedelta(hours=3), by="maria", at=now())
RELEASE = Release(subject="kestrel", aspects=frozenset({"face"}), given_at=now(), by="maria")
PACK = Pack(mark="k3f9wq7z", editor="nadia", at=now(), clips=(CLIP.id,))
PAGE = PublicObject(
    key="v/x/index.html", sha256="ab" * 32, size_bytes=9, content_type="text/html", cache=CacheClass.MEDIA
)
ONLINE = Publication(
    slug="bread", store="web", version=1, at=now(), url=None, objects=(PAGE,),
    gates=(Gate(gate="clearance", result="overridden", why="nobody has cleared it", by="ol"),), override="on deadline",
)  # fmt: skip

# each write that custody is told of, and the entries that it leaves
TOLD: dict[str, tuple[Callable[[Shelves], object], list[str]]] = {
    "files.add": (lambda s: s.files.add(a_file("tram")), ["ingested"]),
    "copies.add": (lambda s: s.copies.add(COPY), ["copied"]),
    "copies.note": (
        lambda s: [s.copies.note([replace(COPY, state=each)]) for each in ("verified", "missing", "verified")],
        ["copied", "missing", "recovered"],
    ),
    "history.record": (lambda s: s.history.record(EDIT), ["edited", "labelled", "labelled", "edited"]),
    "history.undo_last": (
        lambda s: [s.history.record(EDIT), s.history.undo_last()],
        ["edited", "labelled", "labelled", "edited", *["undone"] * 4],
    ),
    "holds.put": (lambda s: s.holds.put(HOLD), ["held"]),
    "holds.lift": (lambda s: [s.holds.put(HOLD), s.holds.lift(CLIP.id, "maria")], ["held", "lifted"]),
    "embargoes.add": (lambda s: s.embargoes.add(EMBARGO), ["embargoed"]),
    "embargoes.lift": (lambda s: [s.embargoes.add(EMBARGO), s.embargoes.lift(CLIP.id)], ["embargoed", "lifted"]),
    "appearances.put": (lambda s: s.appearances.put(Appearance(clip=CLIP.id, subject="kestrel")), ["appeared"]),
    "appearances.remove": (
        lambda s: [
            s.appearances.put(Appearance(clip=CLIP.id, subject="kestrel")),
            s.appearances.remove(CLIP.id, "kestrel"),
        ],
        ["appeared", "not-there"],
    ),
    "releases.add": (lambda s: s.releases.add(RELEASE), ["released"]),
    "releases.withdraw": (
        lambda s: [s.releases.add(RELEASE), s.releases.withdraw("kestrel", now())],
        ["released", "revoked"],
    ),
    "clearances.add": (
        lambda s: s.clearances.add(Clearance(slug="bread", version="cd" * 32, by="maria", at=now())),
        ["cleared"],
    ),
    "publications.put": (
        lambda s: [
            s.publications.put(each)
            for each in (replace(ONLINE, objects=()), ONLINE, ONLINE, replace(ONLINE, withdrawn_at=now()))
        ],
        ["overridden", "published", "taken-down"],
    ),
    "packs.add": (lambda s: s.packs.add(PACK), ["packed"]),
    "custody.add": (lambda s: s.custody.add(what="backed-up", at=now()), ["backed-up"]),
    "custody.turn": (lambda s: s.custody.turn("restored", Head(number=9, digest="a" * 64), at=now()), ["restored"]),
}
QUIET = {
    "clips.add": "its file and its copies are told",
    "clips.attach": "its file and its copies are told",
    "clips.log": "whoever says it records an edit, which is told",
    "clips.merge": "whoever takes a bundle in records an edit, which is told",
    "clips.facts": "read by a program from bytes that are told",
    "volumes.note": "where a drive is plugged in is nothing that was done to bytes",
    "layers.put": "what an editor says, not what was done; the pack it answers is told",
    "proposals.put": "a draft; what goes out is told",
    "copies.ask_again": "what is not found again is told",
    "reels.open": "a listing",
    "reels.resume": "a listing",
    "reels.verified": "its copies are told",
    "renditions.add": "made from bytes that are told, and made again at will; what goes out is told",
    "excerpts.add": "a copy of a stretch that another desk has the original of; what its bundle changes is told",
    "dispatches.put": "a draft; what goes out is told",
    "clocks.put": "whoever says it records an edit, which is told",
    "clocks.merge": "whoever takes a bundle in records an edit, which is told",
    "stamps.add": "what was said and when; the edit itself is told",
    "stamps.add_clock": "what was said and when; the edit itself is told",
    "elsewhere.note": "told by whoever takes a bundle in, once a clip",
    "own_places.add": "what a place is called",
    "own_places.remove": "what a place is called",
    "raw_probes.keep": "read by a program from bytes that are told",
    "subjects.put": "what is known of somebody by alias; where they appear and what they agreed to is told",
    "posts.put": "an address that others gave",
    "schedule.put": "a wish; what goes out is told",
    "schedule.remove": "a wish; what goes out is told",
    "privates.put": "for looking, at an address that only those know who were given it",
    "trials.put": "what a program saw of a store",
}
READS = {
    "folders",
    "get",
    "find",
    "any_near",
    "any_placed",
    "known",
    "names_and_sizes",
    "all",
    "desk",
    "of",
    "on",
    "of_each",
    "of_clock",
    "live",
    "bodies",
}
READS |= {
    "by",
    "at",
    "clips",
    "of_clips",
    "of_subject",
    "last",
    "head",
    "entry",
    "turns",
    "holds",
    "knows",
    "broken",
    "guarded",
}


@pytest.fixture
def desk(catalogue: Catalogue) -> Catalogue:
    """A clip, a drive, a dispatch, somebody who was filmed."""
    shelve(catalogue, CLIP)
    with catalogue.write() as shelves:
        shelves.volumes.note(DRIVE)
        shelves.dispatches.put(Dispatch(slug="bread", title="Bread", public_id="x"))
        shelves.subjects.put(Subject(alias="kestrel", name="Olena K."))
    return catalogue


def methods(shelves: Shelves) -> Iterator[str]:
    """Everything that can be asked of a shelf."""
    for field in fields(Shelves):
        shelf = getattr(shelves, field.name)
        yield from (f"{field.name}.{each}" for each in vars(type(shelf)) if not each.startswith("_"))


def test_every_write_is_told_or_has_a_reason(desk: Catalogue):
    """Whoever adds a method that writes decides what custody is told."""
    with desk.read() as shelves:
        there = set(methods(shelves))
    writes = {each for each in there if each.partition(".")[2] not in READS}
    assert writes == TOLD.keys() | QUIET.keys()


@pytest.mark.parametrize("write", TOLD)
def test_a_write_leaves_exactly_its_entries(desk: Catalogue, write: str):
    act, wanted = TOLD[write]
    with desk.write() as shelves:
        before = shelves.custody.head().number
        act(shelves)
    assert [what for what, _ in said(desk, before)] == wanted


@pytest.mark.parametrize("write", TOLD)
def test_an_entry_tells_no_name_no_place_and_no_word_of_the_desk(desk: Catalogue, write: str):
    with desk.write() as shelves:
        TOLD[write][0](shelves)
    words = " ".join(text for _, text in said(desk, 0))
    assert not [each for each in ("Olena", "50.12", "36.65", "Saltivka", "MOV", "T7-A", "Bread") if each in words]


@pytest.mark.parametrize("write", TOLD)
def test_what_is_forgotten_leaves_no_entry(desk: Catalogue, write: str):
    """The entry is of the very transaction of the thing itself."""
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(desk, TOLD[write][0])
    assert [what for what, _ in said(desk, 0)] == ["ingested"]


def _write_and_fail(desk: Catalogue, act: Callable[[Shelves], object]) -> None:
    with desk.write() as shelves:
        act(shelves)
        raise ZeroDivisionError


def said(desk: Catalogue, after: int) -> list[tuple[str, str]]:
    """What was done since an entry, and all that its entry says."""
    with desk.read() as shelves:
        assert list(shelves.custody.broken()) == []
        ask = "SELECT what, who, sha256, about, why FROM custody WHERE number > ? ORDER BY number"
        rows = shelves.clips._session.connection().exec_driver_sql(ask, (after,))
        return [(what, " ".join(filter(None, texts))) for what, *texts in rows]


def test_sabotage_a_write_that_is_not_told_is_found(desk: Catalogue, monkeypatch: pytest.MonkeyPatch):
    """A shelf that forgot custody leaves other entries than it should; a new write that nobody thought of is named."""
    monkeypatch.setattr("mediadesk.catalogue.copies.Copies._tell", lambda *_: None)
    with desk.write() as shelves:
        before = shelves.custody.head().number
        shelves.copies.add(COPY)
        monkeypatch.setattr(type(shelves.clips), "erase", lambda _: None, raising=False)
        assert "clips.erase" in set(methods(shelves)) - TOLD.keys() - QUIET.keys()
    assert said(desk, before) == []


def test_the_instant_of_an_entry_is_of_its_thing(desk: Catalogue):
    with desk.write() as shelves:
        shelves.holds.put(HOLD)
        assert shelves.custody.of(about=[CLIP.id])[-1].at == now()
        shelves.holds.lift(CLIP.id, "maria")
        assert datetime.now(UTC) - shelves.custody.of(about=[CLIP.id])[-1].at < timedelta(minutes=1)
    assert sha("market") == CLIP.sha256
