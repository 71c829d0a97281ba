"""The picks file: what a page writes is read as it was meant, and nothing else is read at all."""

import json
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.errors import Misasked
from mediadesk.model.clip import ClipId
from mediadesk.model.dispatch import Pick
from mediadesk.model.picking import Choice, Picks
from mediadesk.model.picks_file import MOST_BYTES, MOST_CLIPS, read_picks, written_picks

ONE, OTHER = ClipId("7QK2MW3ZTA"), ClipId("AAAAAAAAAA")
SAVED = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
PICKS = Picks(
    mark="abcdefgh",
    saved=SAVED,
    choices=(
        Choice(clip=ONE, flag="select", rating=4, note="Тихо\nтут", in_point=Fraction(6, 5), out_point=Fraction(5)),
        Choice(clip=OTHER),
    ),
    order=(Pick(clip=ONE, in_point=Fraction(6, 5), out_point=Fraction(5)), Pick(clip=ONE)),
)


def changed(path, value):
    """The file with something else at a path of keys."""
    said = json.loads(written_picks(PICKS))
    *way, last = path
    inner = said
    for key in way:
        inner = inner[key]
    inner[last] = value
    return json.dumps(said).encode()


def test_what_is_written_is_read():
    assert read_picks(written_picks(PICKS)) == PICKS


@given(
    st.lists(
        st.builds(
            Choice,
            clip=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=10, max_size=10).map(ClipId),
            flag=st.sampled_from(["select", "maybe", "reject", None]),
            rating=st.none() | st.integers(0, 5),
            in_point=st.none() | st.integers(0, 1000).map(lambda ms: Fraction(ms, 1000)),
            out_point=st.none() | st.integers(1001, 10**8).map(lambda ms: Fraction(ms, 1000)),
        ),
        unique_by=lambda choice: choice.clip,
        max_size=5,
    )
)
def test_every_choice_comes_through(choices):
    picks = Picks(mark="abcdefgh", saved=SAVED, choices=tuple(choices))
    assert read_picks(written_picks(picks)) == picks


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kind",), "pack"),
        (("version",), 2),
        (("version",), True),
        (("pack",), "../../etc"),
        (("saved",), "2026-02-31T00:00:00Z"),
        (("saved",), "2026-11-23T08:30:00"),
        (("saved",), 5),
        (("clips",), {}),
        (("clips",), [[]]),
        (("clips", 0, "clip"), "7qk2mw3zta"),
        (("clips", 0, "clip"), "7QK2MW3ZTA\n"),
        (("clips", 1, "clip"), ONE),
        (("clips", 0, "flag"), "pick"),
        (("clips", 0, "flag"), ["select"]),
        (("clips", 0, "rating"), 6),
        (("clips", 0, "rating"), True),
        (("clips", 0, "rating"), -1),
        (("clips", 0, "note"), "x" * 2001),
        (("clips", 0, "note"), 7),
        (("clips", 0, "in_ms"), 5000),
        (("clips", 0, "out_ms"), 0),
        (("clips", 0, "in_ms"), 10**10),
        (("clips", 0, "in_ms"), 1.5),
        (("clips", 0, "more"), None),
        (("order", 0, "caption"), "<b>"),
        (("order",), "all"),
        (("by",), "anna"),
    ],
)
def test_what_no_page_writes_is_refused(path, value):
    with pytest.raises(Misasked):
        read_picks(changed(path, value))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[" * 100_000,
        b'{"kind": "picks", "version": ' + b"9" * 5_000 + b"}",
        b'{"kind": "picks", "version": NaN}',
        written_picks(PICKS)[:-1],
        b" " * (MOST_BYTES + 1),
        changed(("order",), [{"clip": ONE, "in_ms": None, "out_ms": None}] * (MOST_CLIPS + 1)),
    ],
)
def test_what_is_no_file_of_ours_is_refused(data):
    with pytest.raises(Misasked):
        read_picks(data)


def test_a_note_is_text_and_turns_nothing_around():
    said = changed(("clips", 0, "note"), "a\u202eb\x1b[31m<script>")
    assert read_picks(said).choices[0].note == "ab [31m<script>"
