"""Settings → tools. The only file that names the kinds of store and engine there are.

Each tool is imported when it is asked for: `find` should not wait for what `publish` needs.
"""

import os
from typing import TYPE_CHECKING

from mediadesk import settings as configuration
from mediadesk.events import Report, ignore
from mediadesk.model import layout

if TYPE_CHECKING:
    from mediadesk.catalogue import Catalogue
    from mediadesk.custody.desk import Assets
    from mediadesk.embed.engine import Engine as Player
    from mediadesk.engine.base import Engine
    from mediadesk.gazetteer import Gazetteer
    from mediadesk.media.binaries import Programs
    from mediadesk.settings import Settings
    from mediadesk.store.base import Store


def catalogue(settings: "Settings") -> "Catalogue":
    """The desk's catalogue."""
    from mediadesk.catalogue import Catalogue

    return Catalogue(settings.desk / layout.CATALOGUE)


def assets(settings: "Settings") -> "Assets":
    """The desk's own files."""
    from mediadesk.custody.desk import Assets

    return Assets(settings.desk)


def programs(settings: "Settings") -> "Programs":
    """ffmpeg and ffprobe. Raises ToolFailed when there are none."""
    from mediadesk.media.binaries import find

    return find(settings.ffmpeg, settings.ffprobe)


def gazetteer(settings: "Settings", report: Report = ignore) -> "Gazetteer":
    """The place names, built once into the user's cache."""
    from mediadesk.gazetteer import ready

    return ready(settings.cache, report)


def engine(settings: "Settings", kind: str = "", workers: int = 0) -> "Engine":
    """Where jobs run."""
    if (kind or settings.engine) == "inline":
        from mediadesk.engine.inline import Inline

        return Inline()
    from mediadesk.engine.local import Local

    return Local(workers or settings.workers or os.cpu_count() or 1)


def store(settings: "Settings", name: str) -> "Store":
    """The store of that name. Raises NotFound when the settings have none."""
    chosen = configuration.store(settings, name)
    if chosen.kind == "s3":
        from mediadesk.store.s3 import S3

        return S3(
            name=name,
            bucket=chosen.bucket,
            endpoint=chosen.endpoint,
            region=chosen.region,
            prefix=chosen.prefix,
            profile=chosen.profile,
            public_url=chosen.public_url.rstrip("/") or None,
            addressing=chosen.addressing,
            checksums=chosen.checksums,
            readback=chosen.readback,
        )
    from mediadesk.store.folder import Folder

    return Folder(name=name, root=settings.desk / chosen.path, public_url=chosen.public_url.rstrip("/") or None)


def rehearsal(store: "Store", report: Report) -> "Store":
    """The same store, which only says what it would do."""
    from mediadesk.store.dryrun import DryRun

    return DryRun(store=store, report=report)


def player() -> "Player":
    """The built player engine. Raises when it is not built."""
    from mediadesk.embed.engine import engine as built

    return built()
