"""What was added to the schema later begins empty, and what was there stays."""

from contextlib import closing

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.later_steps import BUNDLES
from mediadesk.catalogue.migrations import STEPS, migrate
from tests.catalogue.test_migrations import raw


def test_a_catalogue_from_before_bundles_learns_of_them(tmp_path):
    path = tmp_path / "catalog.db"
    path.touch(mode=0o600)
    with closing(raw(path)) as connection:
        migrate(connection, path, STEPS[: STEPS.index(BUNDLES)])
        connection.execute("INSERT INTO own_place VALUES ('work', 'work', 50.0, 36.0, 100.0, NULL, NULL)")
    opened = Catalogue(path)
    with opened.read() as shelves:
        assert [each.name for each in shelves.own_places.all()] == ["work"]
    opened.close()
    with closing(raw(path)) as connection:
        counted = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            for table in ("stamp", "elsewhere", "excerpt")
        ]
    assert counted == [(0,)] * 3
