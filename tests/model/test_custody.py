"""An entry is bound to the one before: whatever is changed, removed or put in between is seen."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.catalogue.codec import decode, encode
from mediadesk.model.custody import EMPTY, NOTHING_BEFORE, SAYS, Entry, Head, What, Written, after, broken, digest

AT = datetime(2026, 11, 2, 10, 30, tzinfo=UTC)


def chain(count: int = 5) -> list[Entry]:
    """So many entries."""
    made: list[Entry] = []
    for number in range(count):
        head = Head(number=made[-1].number, digest=made[-1].digest) if made else EMPTY
        made.append(after(head, at=AT, who="maria", what="ingested", sha256=f"{number:064x}", about="T7"))
    return made


def written(entry: Entry) -> Written:
    """As the catalogue has it."""
    said = (entry.number, entry.at.isoformat(), entry.who, entry.what, entry.sha256, entry.about, entry.why)
    return (*said, entry.before, entry.digest)


def told(entries: list[Entry]) -> list[int]:
    """The numbers at which a chain does not hold."""
    return [each.number for each in broken(map(written, entries))]


def again(entry: Entry, **changes: Any) -> Entry:
    """What somebody would write who knows how: the entry with another text and the digest that fits it."""
    changed = replace(entry, **changes)
    return replace(changed, digest=digest(*written(changed)[:8]))


def test_it_survives_being_kept():
    (entry,) = chain(1)
    assert decode(Entry, encode(entry)) == entry


def test_the_digest_is_that_of_eight_lines():
    """Written out here, so that nobody changes it by accident: chains are older than the code that reads them."""
    (entry,) = chain(1)
    lines = f"1\n2026-11-02T10:30:00+00:00\nmaria\ningested\n{'0' * 64}\nT7\n\n{NOTHING_BEFORE}\n"
    assert entry.digest == hashlib.sha256(lines.encode()).hexdigest()


def test_a_chain_that_nobody_touched_holds():
    assert told(chain()) == []
    assert told([]) == []


@pytest.mark.parametrize("field", ["at", "who", "what", "sha256", "about", "why"])
def test_a_changed_entry_is_named(field: str):
    entries = chain()
    entries[2] = replace(entries[2], **{field: AT + timedelta(1) if field == "at" else "otherwise"})
    assert told(entries) == [3]


def test_a_changed_entry_with_a_new_digest_no_longer_leads_to_the_next():
    entries = chain()
    entries[2] = again(entries[2], who="nobody")
    assert told(entries) == [4]


def test_a_removed_entry_is_named():
    entries = chain()
    assert [each.why for each in broken(map(written, entries[:2] + entries[3:]))] == [
        "entry 3 is gone: somebody removed what was written"
    ]
    assert told(entries[:1] + entries[3:]) == [2]
    assert told(entries[1:]) == [1]


def test_a_removed_entry_is_seen_when_the_others_were_counted_anew():
    entries = chain()
    assert told(entries[:2] + [again(each, number=each.number - 1) for each in entries[3:]]) == [3, 4]


def test_two_entries_that_changed_places_are_seen():
    entries = chain()
    entries[1], entries[2] = replace(entries[2], number=2), replace(entries[1], number=3)
    assert told(entries)[0] == 2


def test_an_entry_that_was_put_in_between_is_seen():
    entries = chain()
    false = after(Head(number=2, digest=entries[1].digest), at=AT, who="maria", what="cleared", about="bread")
    later = [again(each, number=each.number + 1) for each in entries[2:]]
    assert told([*entries[:2], false, *later])[0] == 4


def test_what_was_cut_off_is_not_seen_by_the_chain_alone():
    """So the head is noted elsewhere."""
    assert told(chain()[:3]) == []


def test_an_instant_is_written_in_utc():
    kyiv = after(EMPTY, at=AT.astimezone(timezone(timedelta(hours=2))), who=None, what="cleared")
    assert kyiv == after(EMPTY, at=AT, who=None, what="cleared")


texts = st.none() | st.text(max_size=8)


@given(texts, texts, texts, texts, texts, texts)
def test_no_two_entries_are_written_alike(who, about, why, other_who, other_about, other_why):
    """Whatever line ends and marks somebody types: only the same entry has the same digest."""
    one = after(EMPTY, at=AT, who=who, what="held", about=about, why=why)
    other = after(EMPTY, at=AT, who=other_who, what="held", about=other_about, why=other_why)
    assert (one.digest == other.digest) == (one == other)
    assert told([one]) == []


def test_with_line_feeds_in_texts_two_entries_would_be_alike():
    """Sabotage: what `after` keeps from being written."""
    begins = (1, AT.isoformat(), "maria", "held", None)
    assert digest(*begins, "a\nb", "c", NOTHING_BEFORE) == digest(*begins, "a", "b\nc", NOTHING_BEFORE)


def test_every_deed_is_said_in_words():
    assert set(SAYS) == set(get_args(What))
