"""Bundles in words: what matters is said, and no place is."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from mediadesk.cli import bundle_words as words
from mediadesk.desk.bundle import Clash, Made, Taken
from mediadesk.model.stamps import EPOCH, Conflict, Stamp
from mediadesk.model.strict import canonical
from tests.catalogue.world import a_place, now

PLACE = a_place(50.123456, 36.654321, name="Saltivka")


def a_stamp(value: object, minutes: int = 0, field: str = "place") -> Stamp:
    return Stamp(field=field, at=now() + timedelta(minutes=minutes), value=canonical(value))


CLASH = Clash(about="7QK2MW3ZTA", conflict=Conflict(field="place", ours=a_stamp(PLACE), theirs=a_stamp(None, 5)))


def test_a_conflict_names_the_field_the_times_and_what_stands_and_never_what_was_said():
    line, record = words.clash_line(CLASH, "nadia"), json.dumps(words.clash_record(CLASH))
    assert line == (
        "7QK2MW3ZTA  place was said twice: here 2022-05-07 09:30Z, by nadia 2022-05-07 09:35Z; theirs stands"
    )
    assert not [each for each in ("50.1", "36.6", "Saltivka") if each in line + record]


def test_what_was_said_is_told_with_its_time():
    assert words.stamp_line(a_stamp(PLACE)) == "said      2022-05-07 09:30Z  place: Saltivka"
    assert words.stamp_line(a_stamp(None)) == "said      2022-05-07 09:30Z  place: nothing"
    assert words.stamp_line(a_stamp(("a", "b"), field="notes")).endswith("notes: a, b")
    old = Stamp(field="rating", at=EPOCH, value="3")
    assert words.stamp_line(old) == "said      earlier            rating: 3"
    assert words.stamp_record(old, "7QK2MW3ZTA")["at"] is None


def test_what_became_of_a_bundle_is_told():
    taken = Taken(desk="maria", made=now(), elsewhere=2, same=3, holds=1, dispatch="bread", arrival="proposed")
    told = "\n".join(words.taken_lines(taken, dry_run=True))
    assert "0 clips are new, 0 changed, 3 are as they were" in told
    assert "came along: 1 holds" in told
    assert "dispatch show bread" in told
    assert "of 2 clips no original is here" in told
    assert told.endswith("nothing was changed")
    assert datetime.fromisoformat(words.taken_record(taken, dry_run=True)["made"]) == now()


def test_a_bundle_that_anybody_can_read_says_so():
    done = Made(clips=1, excerpts=2, size_bytes=9_000, sha256="ab" * 32)
    assert "2 excerpts" in words.made_lines(done, Path("b.zip"), encrypted=True)[0]
    assert len(words.made_lines(done, Path("b.zip"), encrypted=False)) == 3
    assert words.elsewhere_lines(["maria"]) == ["original  not here: on the desk of maria"]
    assert words.elsewhere_lines([]) == []
