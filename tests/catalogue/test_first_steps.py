"""A catalogue of an early mediadesk is opened by today's, and nothing in it is lost."""

from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.codec import encode
from mediadesk.catalogue.migrations import STEPS, migrate
from mediadesk.model.clip import Camera, Facts, Log
from mediadesk.model.query import Query
from tests.catalogue.test_migrations import raw
from tests.catalogue.world import a_clip, a_file, along, sha, shelve


@pytest.fixture
def first(tmp_path) -> Path:
    """A catalogue as the first mediadesk wrote it: a clip with a sidecar, picked for a dispatch, and a kept file."""
    path = tmp_path / "catalog.db"
    path.touch(mode=0o600)
    market, srt, still = a_clip(), along("srt"), a_file("still")
    with closing(raw(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, path, STEPS[:1])
        connection.execute("BEGIN")
        add_file = "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        for value, role, clip in ((market, "clip", market.id), (srt, "sidecar", market.id), (still, "kept", None)):
            row = (value.sha256, "0" * 32, value.size_bytes, value.name, value.path, role, clip, None)
            connection.execute(add_file, row)
        add_clip = "INSERT INTO clip VALUES (NULL, ?, ?, ?, ?, 'market.mov', NULL, NULL, 12.5, NULL, NULL, NULL"
        facts_and_log = (encode(market.facts), '{"title":"Market"}')
        connection.execute(f"{add_clip}, '', NULL, '[]', '[]')", (market.id, market.sha256, *facts_and_log))
        connection.execute("INSERT INTO clip_words (rowid, said) VALUES (1, ?)", ("market.MOV\nMarket",))
        attached = (market.id, srt.name, srt.sha256)
        connection.execute("INSERT INTO attached VALUES (?, 'sidecar', 0, ?, ?)", attached)
        connection.execute(
            "INSERT INTO dispatch (slug, title, public_id, state, version) VALUES ('spring', 'Spring', 'x', 'draft', 0)"
        )
        connection.execute("INSERT INTO pick VALUES ('spring', 1, ?, NULL, NULL, NULL)", (market.id,))
        connection.execute("COMMIT")
    return path


def test_a_catalogue_of_the_first_schema_keeps_its_clips_and_where_they_lie(first):
    clip = a_clip(log=Log(title="Market"), sidecars=(along("srt"),))
    opened = Catalogue(first)
    with opened.read() as shelves:
        assert shelves.clips.find(Query()) == [clip]
        assert shelves.dispatches.get("spring").picks[0].clip == clip.id
        assert shelves.files.known([sha("still")]) == {sha("still"): a_file("still")}
        desk = shelves.volumes.desk()
        assert shelves.volumes.all() == [desk]
        on_desk = {copy.path: (copy.state, copy.sha256) for copy in shelves.copies.on(desk.id)}
    assert on_desk == {
        b"assets/originals/market.MOV": ("verified", sha("market")),
        b"assets/originals/srt": ("verified", sha("srt")),
        b"assets/originals/still.MOV": ("verified", sha("still")),
    }
    shelve(opened, a_clip("tram"))
    assert opened.integrity() == []
    opened.close()
    assert first.with_name(f"catalog.db.before-{len(STEPS)}").exists()


def test_a_catalogue_of_the_second_schema_learns_of_which_body_its_clips_are(tmp_path):
    """As a value tells it: what is found by a body must not depend on when a clip came."""
    path = tmp_path / "catalog.db"
    cameras = (Camera(make="GoPro", model="HERO9"), Camera(model="DC-GH5"), Camera(), None)
    clips = [
        a_clip(str(number), facts=Facts(container="mov", camera=camera), path=None)
        for number, camera in enumerate(cameras)
    ]
    path.touch(mode=0o600)
    with closing(raw(path)) as connection:
        migrate(connection, path, STEPS[:2])
        for clip in clips:
            row = (clip.sha256, "0" * 32, clip.size_bytes, clip.name, clip.id)
            connection.execute("INSERT INTO file VALUES (?, ?, ?, ?, 'clip', ?, NULL)", row)
            columns = "id, sha256, facts, log, name, camera, tags, labels"
            row = (clip.id, clip.sha256, encode(clip.facts), encode(clip.log), clip.name.decode().lower())
            connection.execute(f"INSERT INTO clip ({columns}) VALUES (?, ?, ?, ?, ?, '', '[]', '[]')", row)
    opened = Catalogue(path)
    with opened.read() as shelves:
        assert sorted(shelves.clips.find(Query()), key=lambda each: each.name) == clips
        assert [(each.camera, each.clips) for each in shelves.clocks.bodies()] == [(cameras[1], 1), (cameras[0], 1)]
    opened.close()
