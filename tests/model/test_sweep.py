"""What stays for who has the page before open, and what is gone at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.model import sweep
from mediadesk.model.online import Publication
from mediadesk.model.publication import PublicObject, cache_class, content_type
from mediadesk.model.sweep import PAGE_LIFE, endangers, left_over, staying

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOON = NOON + timedelta(seconds=1)


def thing(key: str) -> PublicObject:
    return PublicObject(
        key=f"v/x/{key}", sha256=key, size_bytes=1, content_type=content_type(key), cache=cache_class(f"v/x/{key}")
    )


def edition(version: int, *keys: str, at: datetime = NOON) -> Publication:
    """A page with its stable copies, and the leaves of these names."""
    names = ("index.html", "video.mp4", *keys)
    return Publication(slug="part-one", store="web", version=version, at=at, url=None, objects=tuple(map(thing, names)))


FILM = ("m/aa/0.mp4", "m/bb/0.mp4")
OLD = edition(1, *FILM, "r/1/cc/uk.vtt", "r/1/hls/master.m3u8", at=NOON - timedelta(days=1))
NEW = edition(2, *FILM, "r/2/cc/uk.vtt", "r/2/hls/master.m3u8")
THERE = sorted({each.key for each in (*OLD.objects, *NEW.objects)})
OF_THE_OLD = frozenset({"v/x/r/1/cc/uk.vtt", "v/x/r/1/hls/master.m3u8"})


def test_who_has_the_page_before_open_finds_all_it_names_after_another_caption():
    assert staying([OLD, NEW], SOON) == OF_THE_OLD
    assert left_over(THERE, [OLD, NEW], SOON) == []


def test_once_no_cache_shows_the_page_before_its_leaves_go():
    assert left_over(THERE, [OLD, NEW], NOON + PAGE_LIFE) == sorted(OF_THE_OLD)


def test_a_clock_that_was_set_back_keeps_nothing():
    """Who knows how long ago that was?"""
    assert left_over(THERE, [OLD, NEW], NOON - timedelta(hours=1)) == sorted(OF_THE_OLD)


def test_two_captions_mended_in_a_minute_leave_no_reader_behind():
    third = edition(3, *FILM, "r/3/cc/uk.vtt", at=NOON + timedelta(seconds=30))
    now = NOON + timedelta(seconds=31)
    assert staying([OLD, NEW, third], now) >= OF_THE_OLD
    assert staying([OLD, NEW, third], NOON + PAGE_LIFE) == {"v/x/r/2/cc/uk.vtt", "v/x/r/2/hls/master.m3u8"}


def test_what_was_cut_out_of_the_film_is_gone_at_once():
    """One size that differs is another film; the same sound alone makes it no same one."""
    cut = edition(2, "m/aa/0.mp4", "m/cc/0.mp4", "r/2/cc/uk.vtt")
    assert endangers(OLD, cut)
    assert "v/x/m/bb/0.mp4" in left_over([*THERE, "v/x/m/cc/0.mp4"], [OLD, cut], SOON)


def test_sabotage_a_sweep_that_looks_at_no_film_keeps_what_was_cut_out(monkeypatch):
    """What the test above is for."""
    monkeypatch.setattr(sweep, "_one_film", lambda *_: True)
    test_who_has_the_page_before_open_finds_all_it_names_after_another_caption()
    with pytest.raises(AssertionError):
        test_what_was_cut_out_of_the_film_is_gone_at_once()


def test_a_new_correction_takes_the_page_before_away_at_once():
    """Whatever the clocks said: the one has it, the other has not."""
    for when in (SOON, NOON - timedelta(days=400)):
        corrected = replace(NEW, corrected_at=when)
        assert staying([OLD, corrected], SOON) == frozenset()
    told_before = replace(OLD, corrected_at=SOON)
    assert staying([told_before, replace(NEW, corrected_at=SOON)], SOON) == OF_THE_OLD


def test_sabotage_a_sweep_that_knows_no_corrections_keeps_what_was_corrected(monkeypatch):
    """What the test above is for."""
    monkeypatch.setattr(sweep, "endangers", lambda older, newer: not sweep._one_film(older.objects, newer.objects))
    with pytest.raises(AssertionError):
        test_a_new_correction_takes_the_page_before_away_at_once()


def test_sabotage_a_sweep_of_everything_leaves_readers_with_holes(monkeypatch):
    """What the first test is for."""
    monkeypatch.setattr(sweep, "endangers", lambda *_: True)
    with pytest.raises(AssertionError):
        test_who_has_the_page_before_open_finds_all_it_names_after_another_caption()


def test_a_danger_further_back_ends_the_row():
    """What an edition before the cut named does not stay because the one after the cut does."""
    cut = edition(2, "m/cc/0.mp4", "r/2/cc/uk.vtt")
    mended = edition(3, "m/cc/0.mp4", "r/3/cc/uk.vtt", at=SOON)
    assert staying([OLD, cut, mended], SOON) == {"v/x/r/2/cc/uk.vtt"}


def test_the_larger_rungs_that_come_later_are_no_other_film():
    """And nothing of the light edition is gone for who watches it."""
    light = edition(1, "m/aa/0.mp4", "r/1/hls/master.m3u8", at=NOON - timedelta(hours=1))
    assert staying([replace(light, light=True), NEW], SOON) == {"v/x/r/1/hls/master.m3u8"}


def test_what_no_edition_names_is_left_over():
    """What a killed publish sent, and everything where nothing is online."""
    assert left_over([*THERE, "v/x/r/9/poster.jpg"], [OLD, NEW], SOON) == ["v/x/r/9/poster.jpg"]
    assert left_over(THERE, [], SOON) == THERE
    assert left_over(THERE, [replace(NEW, withdrawn_at=SOON)], SOON) == THERE
    assert staying([], SOON) == frozenset()


def test_what_changes_in_its_place_stays_for_nobody():
    """The stable copies and the page lie under the same names in every edition, or in none."""
    bare = replace(NEW, objects=tuple(each for each in NEW.objects if "video" not in each.key))
    assert left_over(THERE, [OLD, bare], SOON) == ["v/x/video.mp4"]
