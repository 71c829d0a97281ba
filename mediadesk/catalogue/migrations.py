"""The schema, step by step. Forward only: a released step is never changed, and a copy of the file is made first."""

import sqlite3
from pathlib import Path

from mediadesk.catalogue.cipher import NO_KEYS, Keys
from mediadesk.catalogue.first_steps import COPIES, FIRST, TRUTH
from mediadesk.catalogue.later_steps import BUNDLES, CLEARANCE, MADE, ONLINE, PICKING
from mediadesk.catalogue.opening import APPLICATION_ID
from mediadesk.catalogue.whole import copy_whole
from mediadesk.errors import CatalogueTrouble

Steps = tuple[tuple[str, ...], ...]

# step n leads from schema n to schema n + 1
STEPS: Steps = (FIRST, COPIES, TRUTH, CLEARANCE, ONLINE, MADE, PICKING, BUNDLES)


def migrate(connection: sqlite3.Connection, path: Path, steps: Steps, keys: Keys = NO_KEYS) -> None:
    """Brings the catalogue at `path` to the schema of `steps`, all of it or nothing.

    Raises CatalogueTrouble for a newer schema or a copy that cannot be made, and sqlite3.Error. The file is as it was
    then.
    """
    connection.execute("BEGIN IMMEDIATE")  # from here on nobody else writes, so the copy is what the steps begin with
    try:
        have = schema(connection)
        if have > len(steps):
            raise CatalogueTrouble(
                f"{path} was written by a newer mediadesk (schema {have}; this one knows {len(steps)})",
                hint="use that newer mediadesk; nothing was touched",
            )
        if 0 < have < len(steps):
            copy_whole(path, path.with_name(f"{path.name}.before-{len(steps)}"), keys)
        for statement in (each for step in steps[have:] for each in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def schema(connection: sqlite3.Connection) -> int:
    """The schema a catalogue is of; 0 is none yet."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
