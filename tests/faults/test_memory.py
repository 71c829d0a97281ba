"""A card of a hundred thousand files: mediadesk stays below 200 MB, and knows the card when it comes again."""

import hashlib
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from xxhash import xxh3_128_hexdigest

from mediadesk.cards.listing import listing
from mediadesk.catalogue import Catalogue
from mediadesk.model.layout import CATALOGUE, card_path, kept
from tests.faults.world import World

MOST_BYTES = 200_000_000
FEW, SAMPLE, SOME, MORE, MANY = 100, 400, 4_000, 12_000, 100_000
TIMES_FASTER = 10  # that a card which is known is read


@contextmanager
def card_of(folder: Path, count: int) -> Iterator[Path]:
    """Small stills, a thousand in a folder, no two alike."""
    card = folder / f"card of {count}"
    for number in range(count):
        below = card / f"DCIM/{number // 1000:03}MEDIA"
        if number % 1000 == 0:
            below.mkdir(parents=True)
        (below / f"IMG_{number:06}.JPG").write_bytes(b"\xff\xd8\xff\xe0 %d" % number)
    yield card
    shutil.rmtree(card)


def taken_in(
    world: World, desk: Path, card: Path, results: dict[str, int], sabotage: str | None = None
) -> tuple[float, int]:
    """One ingest, within the limit of memory: how many seconds it took, and how many bytes.

    What it shares with the process it was forked from counts as its own.
    """
    begun, peak = time.monotonic(), 0
    with world.forks.child(desk, card, sabotage=sabotage) as child:
        child.go()
        while child.is_alive():
            with suppress(FileNotFoundError, ProcessLookupError):
                status = Path(f"/proc/{child.pid}/status").read_text()
                peak = max([peak, *(int(found) * 1024 for found in re.findall(r"VmHWM:\s*(\d+) kB", status))])
            time.sleep(0.02)
        seconds = time.monotonic() - begun
    told = [line[0] for line in child.lines()]
    assert told[-1] == "end", child.lines()[-1]
    assert {each: told.count(each) for each in set(told[:-1])} == results
    print(f"\n{results}: {seconds:.1f} s, {peak / 1e6:.0f} MB at most")
    assert peak < MOST_BYTES, f"it took {peak / 1e6:.0f} MB"
    return seconds, peak


def already_there(desk: Path, card: Path) -> None:
    """What an ingest of the card would have left on the desk, written at once: it would take half an hour."""
    listed = listing(card).files
    with closing(Catalogue(desk / CATALOGUE)) as catalogue, catalogue.write() as shelves:
        own = shelves.volumes.desk().id
        reel = shelves.reels.open((card_path(each.path), each.size_bytes, each.modified_ns) for each in listed).name
    rows = []
    for each in listed:
        content = card.joinpath(*map(os.fsdecode, each.path)).read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        path = desk / kept(sha256, each.name)
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        rows.append((sha256, xxh3_128_hexdigest(content), len(content), each.name, bytes(path.relative_to(desk)), each))
    with closing(sqlite3.connect(desk / CATALOGUE)) as catalogue, catalogue:
        catalogue.executemany(
            "INSERT INTO file (sha256, xxh3, size_bytes, name, role) VALUES (?, ?, ?, ?, 'kept')",
            (row[:4] for row in rows),
        )
        catalogue.executemany(
            "INSERT INTO copy (volume, sha256, path, state) VALUES (?, ?, ?, 'verified')",
            ((own, row[0], row[4]) for row in rows),
        )
        catalogue.executemany(
            "UPDATE seen SET sha256 = ? WHERE reel = ? AND path = ?",
            ((row[0], reel, card_path(row[5].path)) for row in rows),
        )


def test_small_files_take_little_memory(world: World):
    desk = world.desk()
    with card_of(world.folder, FEW) as card:
        taken_in(world, desk, card, {"kept": FEW})
        taken_in(world, desk, card, {"known": FEW})


@pytest.mark.prove
def test_a_card_that_is_known_is_soon_read(world: World):
    desk = world.desk()
    with card_of(world.folder, SOME) as card:
        first, _ = taken_in(world, desk, card, {"kept": SOME})
        again, _ = taken_in(world, desk, card, {"known": SOME})
    assert again * TIMES_FASTER < first


@pytest.mark.prove
def test_a_hundred_thousand_files_would_not_take_more(world: World):
    """Every further file of a first ingest takes so little that a hundred thousand fit."""
    peaks = []
    for count in (SOME, MORE):
        with card_of(world.folder, count) as card:
            peaks.append(taken_in(world, world.desk(), card, {"kept": count})[1])
    a_file = (peaks[1] - peaks[0]) / (MORE - SOME)
    print(f"{a_file:.0f} bytes a file, so {(peaks[1] + a_file * (MANY - MORE)) / 1e6:.0f} MB for {MANY}")
    assert peaks[1] + a_file * (MANY - MORE) < MOST_BYTES


@pytest.mark.prove
def test_a_hundred_thousand_files_that_are_known_take_little_memory(world: World):
    """And then one of them is new."""
    desk = world.desk()
    with card_of(world.folder, MANY) as card:
        already_there(desk, card)
        taken_in(world, desk, card, {"known": MANY})
        (card / "NEW.JPG").write_bytes(b"\xff\xd8\xff\xe0 new")
        taken_in(world, desk, card, {"known": MANY, "kept": 1})
    shutil.rmtree(desk)


def test_who_keeps_what_was_copied_takes_too_much(world: World):
    """The sabotage."""
    with card_of(world.folder, SAMPLE) as card, pytest.raises(AssertionError, match=r"it took \d+ MB"):
        taken_in(world, world.desk(), card, {"kept": SAMPLE}, "hoard")
