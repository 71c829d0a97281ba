"""A card's files on a drive, to have a history."""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import xxhash

from mediadesk.model.mhl import Entry
from tests.custody.reference import ask

AT = datetime(2022, 5, 7, 9, 15, 4, tzinfo=timezone(timedelta(hours=3)))
CARD = {
    b"DCIM/100GOPRO/GX010042.MP4": b"first",
    b"DCIM/100GOPRO/GX020042.MP4": b"second",
    b"DCIM/100GOPRO/GX010042.THM": b"",
    "DCIM/Ринок №1 & <b>.mp4".encode(): b"third",
    b"%2Ehidden": b"fourth",
    b"readme.txt": b"fifth",
}


def entry(path: bytes, content: bytes, **more) -> Entry:
    return Entry(path=path, size_bytes=len(content), xxh128=xxhash.xxh3_128(content).hexdigest(), **more)


def entries(files: dict[bytes, bytes]) -> list[Entry]:
    return [entry(path, content) for path, content in files.items()]


def laid_out(folder: Path, files: dict[bytes, bytes]) -> Path:
    for path, content in files.items():
        target = folder / os.fsdecode(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "ascmhl").iterdir())


def everything_is_good(folder: Path) -> bool:
    answers = [ask(command, folder) for command in ("verify", "diff", "info")]
    return {*answers, ask("verify", folder, "-dh")} == {"good"}
