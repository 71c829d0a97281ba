"""Flags, then the environment, then mediadesk.toml, then defaults."""

import tomllib
from pathlib import Path

import pytest

from mediadesk.errors import Misasked, NotFound
from mediadesk.settings import FIRST_SETTINGS, Settings, StoreSettings, find_desk, load, store, user_cache

WRITTEN = """
ffmpeg = "/opt/ffmpeg"
workers = 3

[store.web]
kind = "s3"
bucket = "dispatches"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk with WRITTEN as its settings."""
    (tmp_path / "catalog.db").touch()
    (tmp_path / "mediadesk.toml").write_text(WRITTEN)
    return tmp_path


def test_a_desk_without_settings_has_the_defaults(tmp_path):
    """No file is needed: there is a folder store named public."""
    settings = load(tmp_path, {"XDG_CACHE_HOME": "/c"})

    assert settings == Settings(desk=tmp_path, cache=Path("/c/mediadesk"))
    assert store(settings, "public") == StoreSettings(kind="folder", path="assets/public")


def test_the_file_goes_over_the_defaults(desk):
    """What is written counts, what is not keeps its default, and the default store stays."""
    settings = load(desk, {})

    assert (settings.ffmpeg, settings.workers, settings.engine) == ("/opt/ffmpeg", 3, "local")
    assert set(settings.stores) == {"public", "web"}
    assert store(settings, "web").bucket == "dispatches"


def test_the_environment_goes_over_the_file(desk):
    """Also in a store's table, also for a store that no file names."""
    settings = load(
        desk,
        {
            "MEDIADESK_FFMPEG": "/usr/bin/ffmpeg",
            "MEDIADESK_WORKERS": "1",
            "MEDIADESK_COPIES": "3",
            "MEDIADESK_JAIL": "required",
            "MEDIADESK_STORE_WEB_BUCKET": "other",
            "MEDIADESK_STORE_S3_KIND": "s3",
            "MEDIADESK_STORE_S3_PUBLIC_URL": "http://127.0.0.1:1/b",
        },
    )

    assert (settings.ffmpeg, settings.workers, settings.copies) == ("/usr/bin/ffmpeg", 1, 3)
    assert (settings.jail, load(desk, {}).jail) == ("required", "auto")
    assert store(settings, "web") == StoreSettings(kind="s3", bucket="other")
    assert store(settings, "s3") == StoreSettings(kind="s3", public_url="http://127.0.0.1:1/b")


@pytest.mark.parametrize(
    ("written", "what", "hint"),
    [
        ("ffmpg = 'x'", "no setting ffmpg", "did you mean ffmpeg?"),
        ("[store.web]\nbuckets = 'x'", "no setting store.web.buckets", "did you mean store.web.bucket?"),
        ("workers = 'many'", "workers should be a whole number", "mend workers"),
        ("workers = true", "workers should be a whole number", "mend workers"),
        ("workers = -1", "workers cannot be below 0", "mend workers"),
        ("copies = 0", "copies cannot be 0", "copies = 2"),
        ("ffmpeg = 8", "ffmpeg should be a text in quotes", "mend ffmpeg"),
        ("engine = 'cloud'", "engine cannot be 'cloud'", "inline, local"),
        ("[store.web]\nkind = 'ftp'", "store.web.kind cannot be 'ftp'", "folder, s3"),
        ("store = 1", "store in mediadesk.toml should be a table", "[store]"),
        ("[store]\nweb = 1", "store.web in mediadesk.toml should be a table", "[store.web]"),
        ("ffmpeg = ", "mediadesk.toml cannot be read", "mend"),
    ],
)
def test_a_mistake_is_named_with_what_helps(tmp_path, written, what, hint):
    """One line says which key, the next what to write."""
    (tmp_path / "mediadesk.toml").write_text(written)

    with pytest.raises(Misasked) as trouble:
        load(tmp_path, {})

    assert what in trouble.value.what
    assert hint in trouble.value.hint


def test_bytes_that_are_no_text_are_an_error_of_the_file(tmp_path):
    """A file in another encoding is named, not shown as a traceback."""
    (tmp_path / "mediadesk.toml").write_bytes(b'ffmpeg = "\xff\xfe"')

    with pytest.raises(Misasked, match=r"mediadesk\.toml cannot be read"):
        load(tmp_path, {})


def test_an_unknown_store_names_the_known_ones(desk):
    """Whoever mistypes a store sees which there are."""
    with pytest.raises(NotFound) as trouble:
        store(load(desk, {}), "wb")

    assert "public, web" in trouble.value.hint


def test_the_first_settings_are_the_defaults(tmp_path):
    """The file that `init` writes changes nothing."""
    (tmp_path / "mediadesk.toml").write_text(FIRST_SETTINGS)

    assert tomllib.loads(FIRST_SETTINGS)
    assert load(tmp_path, {}) == Settings(desk=tmp_path, cache=user_cache({}))


def test_the_desk_is_the_flag_then_the_environment_then_the_nearest_parent(desk, tmp_path, monkeypatch):
    """In that order; a folder deep below a desk belongs to it."""
    deep = desk / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)

    assert find_desk(None, {}) == desk
    assert find_desk(None, {"MEDIADESK_DESK": str(desk)}) == desk.resolve()
    with pytest.raises(NotFound, match="no desk in"):
        find_desk(deep, {"MEDIADESK_DESK": str(desk)})


def test_without_a_desk_the_hint_is_init(tmp_path, monkeypatch):
    """The first message a newcomer meets names the command that helps."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NotFound) as trouble:
        find_desk(None, {})

    assert "mediadesk init" in trouble.value.hint
