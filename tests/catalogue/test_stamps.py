"""Whatever is said of a clip leaves its stamp, and what another desk said is put to it."""

from datetime import UTC, datetime, timedelta

from mediadesk.model.clip import Camera, Log
from mediadesk.model.clock import NO_PROFILE, ClockProfile, ClockSpan
from mediadesk.model.stamps import CLOCK, EPOCH, Stamp, stamped
from mediadesk.model.strict import canonical
from tests.catalogue.world import a_clip, a_file, shelve

CLIP = a_clip("market", log=Log(trip="May"))
BODY = Camera(make="Canon", model="EOS R5")
KYIV = ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))


def said(catalogue):
    with catalogue.read() as shelves:
        return [(each.field, each.value) for each in sorted(shelves.stamps.of(CLIP.id), key=lambda each: each.rank)]


def test_what_is_said_of_a_clip_leaves_a_stamp(catalogue):
    shelve(catalogue, CLIP)
    with catalogue.write() as shelves:
        shelves.clips.log(CLIP.id, Log(trip="May", title="Bread"))
        shelves.clips.log(CLIP.id, Log(trip="May", title="Queue", labels=frozenset({"minor"})))
    assert said(catalogue) == [("trip", '"May"'), ("title", '"Bread"'), ("title", '"Queue"')]


def test_a_stamp_that_is_there_stays_as_it_is(catalogue):
    shelve(catalogue, CLIP)
    with catalogue.write() as shelves:
        there = shelves.stamps.of(CLIP.id)
        shelves.stamps.add(CLIP.id, there)
        assert shelves.stamps.of(CLIP.id) == there


def test_what_another_desk_said_later_stands_and_its_labels_are_added(catalogue):
    shelve(catalogue, CLIP)
    theirs = stamped(Log(), Log(trip="June", title="Bread"), (), datetime.now(UTC) + timedelta(minutes=5))
    with catalogue.write() as shelves:
        shelves.clips.log(CLIP.id, Log(trip="May", labels=frozenset({"minor"})))
        stands = shelves.clips.merge(CLIP.id, theirs, frozenset({"graphic"}))
        assert stands == Log(trip="June", title="Bread", labels=frozenset({"minor", "graphic"}))
        assert shelves.clips.get(CLIP.id).log == stands
        shelves.clips.log(CLIP.id, Log(trip="July"))  # said here after it
        assert shelves.clips.merge(CLIP.id, theirs, frozenset()).trip == "July"


def test_a_clip_that_came_keeps_the_stamps_it_came_with(catalogue):
    theirs = stamped(Log(), CLIP.log, (), EPOCH + timedelta(days=1))
    with catalogue.write() as shelves:
        shelves.files.add(a_file("market", "clip"))
        shelves.clips.add(CLIP, theirs)
        assert shelves.stamps.of(CLIP.id) == theirs


def test_what_is_said_of_a_clock_leaves_a_stamp_and_the_later_word_stands(catalogue):
    with catalogue.write() as shelves:
        shelves.clocks.put(BODY, KYIV)
        (mine,) = shelves.stamps.of_clock(BODY)
        assert (mine.field, mine.value) == (CLOCK, canonical(KYIV))
        before = Stamp(field=CLOCK, at=mine.at - timedelta(days=1), value=canonical(NO_PROFILE))
        assert shelves.clocks.merge(BODY, [before]) == KYIV
        after = Stamp(field=CLOCK, at=mine.at + timedelta(hours=1), value=canonical(NO_PROFILE))
        assert shelves.clocks.merge(BODY, [after]) == NO_PROFILE
        assert shelves.clocks.of(BODY) == NO_PROFILE
        assert shelves.stamps.of_clock(BODY) == {mine, before, after}
