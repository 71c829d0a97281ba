"""Editing a dispatch: what it says, and which clips it shows."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.desk import dispatch as station
from mediadesk.desk.derive import Tools, derive, derive_film
from mediadesk.engine.inline import Inline
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.dispatch import dropped, moved, trimmed
from mediadesk.model.recipe import Proxy, Storyboard
from tests.desk.world import Desk
from tests.media.shots import a_clip

pytestmark = pytest.mark.needs("ffmpeg")
SLUG, TITLE = "kharkiv-recovery", "The recovery in Kharkiv"


@pytest.fixture
def trip(desk: Desk, card_with: Callable[..., Path], clip_of: Callable[[str], bytes]) -> Desk:
    """A desk with two clips and an empty dispatch."""
    desk.take_in(card_with({"A.MP4": clip_of("market"), "B.MP4": clip_of("depot"), "notes.txt": b"bread"}))
    station.new(SLUG, TITLE, {}, catalogue=desk.catalogue)
    return desk


def attach(desk: Desk, film: Path):
    return station.attach(SLUG, film, catalogue=desk.catalogue, assets=desk.assets, programs=desk.programs)


def pick(desk: Desk, clip: str, start: Fraction | None = None, end: Fraction | None = None):
    return station.pick(SLUG, clip, start, end, None, catalogue=desk.catalogue)


def test_a_dispatch_has_an_address_nobody_can_guess(trip):
    """From its first moment and for ever; no slug is in it, and no two have the same."""
    other = station.new("other", "Other", {}, catalogue=trip.catalogue)
    first = station.get(SLUG, catalogue=trip.catalogue)

    station.set_(SLUG, {"title": "Another title"}, catalogue=trip.catalogue)

    assert station.get(SLUG, catalogue=trip.catalogue).public_id == first.public_id != other.public_id
    assert [each.slug for each in station.every(catalogue=trip.catalogue)] == [SLUG, "other"]


def test_what_is_not_said_stays_and_an_empty_text_takes_away(trip):
    """One edit is one edit."""
    station.set_(SLUG, {"lead": "Shops open.", "byline": "Olha K."}, catalogue=trip.catalogue)

    changed = station.set_(SLUG, {"lead": ""}, catalogue=trip.catalogue)

    assert (changed.title, changed.lead, changed.byline) == (TITLE, None, "Olha K.")


@pytest.mark.parametrize(
    "said",
    [
        {"title": ""},
        {"first_url": "javascript:alert(1)"},
        {"first_url": "assembly.example"},
        {"first_url": "https://"},
        {"number": 0},
    ],
)
def test_what_cannot_stand_on_a_page_is_not_taken(trip, said):
    """Neither at the beginning nor later."""
    with pytest.raises(Misasked):
        station.set_(SLUG, said, catalogue=trip.catalogue)
    with pytest.raises(Misasked):
        station.new("other", said.get("title", "T"), said, catalogue=trip.catalogue)

    assert [each.slug for each in station.every(catalogue=trip.catalogue)] == [SLUG]


def test_a_correction_comes_with_what_is_mended(trip):
    """One edit: the words, and the note of what was wrong; it makes another version."""
    said = station.set_(SLUG, {"lead": "On Tuesday."}, correction="Not Monday.", catalogue=trip.catalogue)

    assert (said.lead, [each.note for each in said.corrections]) == ("On Tuesday.", ["Not Monday."])
    assert station.get(SLUG, catalogue=trip.catalogue) == said


def test_a_slug_is_taken_once(trip):
    """The one that is there stays as it is."""
    with pytest.raises(Misasked, match="already"):
        station.new(SLUG, "Another", {}, catalogue=trip.catalogue)

    assert station.get(SLUG, catalogue=trip.catalogue).title == TITLE


def test_picks_come_in_the_order_they_were_made_and_move(trip):
    """A clip may be picked twice; edits are made of values, and are kept."""
    a, b = (clip.id for clip in trip.clips())
    for clip, start in ((a, None), (b, Fraction(1, 10)), (a, Fraction(2, 10))):
        pick(trip, clip, start)

    station.edit(SLUG, lambda dispatch: moved(dispatch, 3, 1), catalogue=trip.catalogue)
    station.edit(SLUG, lambda dispatch: dropped(dispatch, 2), catalogue=trip.catalogue)

    kept = station.get(SLUG, catalogue=trip.catalogue).picks
    assert [(each.clip, each.in_point) for each in kept] == [(a, Fraction(1, 5)), (b, Fraction(1, 10))]


@pytest.mark.parametrize(
    ("start", "end"), [(Fraction(3, 10), Fraction(2, 10)), (Fraction(1, 10), Fraction(1, 10)), (Fraction(9), None)]
)
def test_points_that_name_no_stretch_are_not_taken(trip, start, end):
    """In after out, nothing between them, or beyond the end of the clip; also by an edit of a pick that is there."""
    clip = trip.clips()[0].id
    pick(trip, clip)
    before = station.get(SLUG, catalogue=trip.catalogue)

    with pytest.raises(Misasked):
        pick(trip, clip, start, end)

    assert station.get(SLUG, catalogue=trip.catalogue) == before


@pytest.mark.parametrize("recipe", [Storyboard(), Proxy()], ids=lambda recipe: recipe.name)
def test_what_a_cut_off_file_lacks_is_told_as_soon_as_it_is_known(trip, card_with, tmp_path, recipe):
    """Not when the film is made: when it is picked, or trimmed, once something was made of the clip."""
    whole = a_clip(tmp_path / "whole.mp4", trip.programs, "-movflags", "+faststart", seconds=6).read_bytes()
    trip.take_in(card_with({"CUT.MP4": whole[: len(whole) // 2]}, "cut"))
    clip = next(clip for clip in trip.clips() if clip.name == b"CUT.MP4")
    pick(trip, clip.id)  # nobody knows yet
    tools = Tools(catalogue=trip.catalogue, assets=trip.assets, programs=trip.programs, engine=Inline())
    assert [each.result for each in derive([clip], [recipe], tools)] == ["made"]

    for refused in (
        lambda: pick(trip, clip.id),
        lambda: station.trim(SLUG, 1, None, Fraction(6), catalogue=trip.catalogue),
    ):
        with pytest.raises(Misasked, match=r"is cut off: its picture ends at [23]\.\d+ s") as told:
            refused()
        assert told.value.hint.startswith("--out ")
    end = Fraction(told.value.hint.removeprefix("--out "))
    assert pick(trip, clip.id, None, end).picks[-1].out_point == end
    kept = station.trim(SLUG, 1, Fraction(1), end, catalogue=trip.catalogue)
    assert [(each.result, each.why) for each in derive_film(kept, (), tools)] == [("made", None)]


def test_what_has_no_picture_cannot_be_picked(trip, card_with, programs, tmp_path):
    """Sound alone is no shot; an unknown clip is none at all."""
    import wave

    with wave.open(str(tmp_path / "interview.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000))
    trip.take_in(tmp_path / "interview.wav")
    sound_alone = next(clip for clip in trip.clips() if clip.name == b"interview.wav")

    with pytest.raises(Refused, match="no picture"):
        pick(trip, sound_alone.id)
    with pytest.raises(NotFound):
        pick(trip, "ZZZZZZZZZZ")


def test_a_film_is_kept_like_an_original(trip, clip_of, tmp_path):
    """Verified, catalogued, and found by the deep check; attaching it again changes nothing."""
    film = tmp_path / "final cut.mov"
    film.write_bytes(clip_of("the film"))

    attached = attach(trip, film)

    assert trip.assets.path(attached.attached).read_bytes() == film.read_bytes()
    (held,) = [each for each in trip.held() if each.why == "the film of a dispatch"]
    assert (held.name, held.path, held.role) == (b"final cut.mov", attached.attached, "kept")
    before = trip.originals()
    assert attach(trip, film) == attached
    assert trip.originals() == before


def test_a_film_the_desk_holds_already_is_not_held_twice(trip, tmp_path):
    """Whatever its name is elsewhere, the bytes are the same."""
    clip = trip.clips()[0]
    film = tmp_path / "the same under another name.mp4"
    film.write_bytes(trip.assets.path(clip.path).read_bytes())
    before = trip.originals()

    assert attach(trip, film).attached == clip.path
    assert trip.originals() == before


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [("notes.mov", b"bread queue, then the depot", Refused), (None, b"", NotFound), ("folder", None, Misasked)],
)
def test_what_is_no_film_is_refused_and_leaves_nothing(trip, tmp_path, name, content, trouble):
    """A text, nothing, a folder: the dispatch and the desk are as they were."""
    file = tmp_path / (name or "nothing.mov")
    if name and content is None:
        file.mkdir()
    elif name:
        file.write_bytes(content)
    before, held = trip.originals(), trip.held()

    with pytest.raises(trouble):
        attach(trip, file)

    assert (trip.originals(), trip.held()) == (before, held)
    assert station.get(SLUG, catalogue=trip.catalogue).attached is None


def test_the_still_before_play_is_a_moment_of_the_film(trip):
    """Chosen to the frame, within the film as it is cut now; an empty one lets it be chosen by what it shows."""
    clip, _ = trip.clips()
    pick(trip, clip.id, Fraction(0), Fraction(2, 5))

    chosen = station.set_(SLUG, {"poster": Fraction(1, 4)}, catalogue=trip.catalogue)
    with pytest.raises(Misasked, match=r"0\.\d s long"):
        station.set_(SLUG, {"poster": Fraction(1, 2)}, catalogue=trip.catalogue)
    kept = station.get(SLUG, catalogue=trip.catalogue)
    free = station.set_(SLUG, {"poster": ""}, catalogue=trip.catalogue)

    assert (chosen.poster, kept.poster, free.poster) == (Fraction(1, 4), Fraction(1, 4), None)


def test_a_poster_that_a_cut_left_behind_is_told_at_once(trip):
    """An editor who trims hears it then, not when the film is published."""
    clip, _ = trip.clips()
    pick(trip, clip.id, Fraction(0), Fraction(2, 5))
    chosen = station.set_(SLUG, {"poster": Fraction(3, 10)}, catalogue=trip.catalogue)
    assert not station.late_poster(chosen, catalogue=trip.catalogue)

    cut = station.edit(SLUG, lambda each: trimmed(each, 1, None, Fraction(1, 5)), catalogue=trip.catalogue)

    assert cut.poster == Fraction(3, 10)
    assert "nothing is shown at 0.3 s; try: mediadesk dispatch set" in station.late_poster(
        cut, catalogue=trip.catalogue
    )
