"""A reporter's whole world in tokens: her card, her machine, her words; and who looks over her shoulder meanwhile."""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.world import Ask, asker, done
from tests.leaks.tokens import Original, Slots


@dataclass(slots=True, kw_only=True)
class World:
    """Where things lie. `words` are what she said of things and persons, `names` those of files and folders."""

    root: Path
    originals: list[Original]
    words: Slots = field(default_factory=lambda: Slots(f"she said in {os.getpid()}"))
    names: Slots = field(default_factory=lambda: Slots(f"she named in {os.getpid()}"))

    @property
    def home(self) -> Path:
        """Of a user whose name is a token."""
        return self.root / "home" / self.names("user")

    @property
    def desk(self) -> Path:
        """In a folder that tells of what it is about."""
        return self.home / self.names("folder above the desk") / self.names("desk")

    @property
    def card(self) -> Path:
        """Mounted under its label."""
        return self.root / "media" / self.names("volume")

    @property
    def drive(self) -> Path:
        """For second copies."""
        return self.root / "media" / self.names("drive")

    @property
    def report(self) -> Path:
        """What became of the card, for her."""
        return self.root / "for-her" / "report.html"

    @property
    def public(self) -> Path:
        """What the world sees."""
        return self.desk / "assets/public"

    @property
    def ask(self) -> Ask:
        """The command line about this desk."""
        return asker(self.desk)

    @property
    def planted(self) -> list[Slots]:
        """All that nobody else must read."""
        return [self.words, self.names, *(each.slots for each in self.originals)]

    def place(self, slot: str) -> str:
        """LAT,LON of a slot, as it is typed."""
        lat, lon = self.words.point(slot)
        return f"{lat:.6f},{lon:.6f}"

    def insert_card(self) -> None:
        """The originals in folders and under names that are tokens; what belongs to one has its name."""
        folder = self.card / "DCIM" / f"100{self.names('folder on the card')}"
        folder.mkdir(parents=True)
        for original in self.originals:
            stem, _, ending = original.path.rpartition(".")
            (folder / f"{self.names(f'{stem} as a file')}.{ending}").write_bytes(original.content)
        self.drive.mkdir(parents=True)
        self.report.parent.mkdir()

    def take_in(self) -> None:
        """The card goes in, with all that can be said of it."""
        done("init", self.desk)
        public = '[store.public]\npublic_url = "https://media.example.org"\n'
        (self.desk / "mediadesk.toml").write_text(public)
        said = ("trip", "shooter", "received-from", "channel")
        options = [word for each in said for word in (f"--{each}", self.words(each))]
        done("ingest", self.card, "--desk", self.desk, *options, "--copy-to", self.drive, "--report", self.report)

    def log(self) -> None:
        """Everything else that a desk can be told."""
        own = self.words("own place")
        done("place", "add", own, self.place("own place"), "--desk", self.desk)
        for number, clip in enumerate(self.clips()):
            said = [word for each in ("title", "note", "tag", "label") for word in (f"--{each}", self.words(each))]
            where = own if number % 2 else self.place("place by hand")
            done("log", clip["id"], *said, "--place", where, "--desk", self.desk)

    def mind(self) -> None:
        """Who is seen and what they agreed to, what is kept back and why."""
        alias, editor, desk = self.words("alias of a subject"), self.words("editor"), ("--desk", self.desk)
        proof = self.report.parent / f"{self.names('proof')}.txt"
        proof.write_text(self.names("text of a proof"))
        told = ("--name", self.words("real name"), "--note", self.words("note on a subject"))
        done("clear", "subject", *self.pictured(), "--alias", alias, *told, *desk)
        done(
            "clear", "release", alias, "--covers", "face", "--covers", "voice", "--proof", proof, "--by", editor, *desk
        )
        (kept, *_) = [each["id"] for each in self.clips() if not each["frame"]]
        done("clear", "hold", kept, "--reason", self.words("reason of a hold"), "--by", editor, *desk)
        until = ("--until", "2040-01-01T00:00+00:00", "--reason", self.words("reason of an embargo"))
        done("clear", "embargo", kept, *until, "--by", editor, *desk)

    def give(self, slug: str) -> None:
        """Her yes, with what she looked at."""
        note = self.words("note of a clearance")
        done("clear", "give", slug, "--by", self.words("editor"), "--note", note, "--desk", self.desk)

    def clips(self) -> list[dict[str, Any]]:
        """All of the desk."""
        return self.ask("find", "--json", "--limit", "0").of("clip")

    def pictured(self) -> list[str]:
        """The clips that can be picked."""
        return [each["id"] for each in self.clips() if each["frame"]]


@contextmanager
def lived_in(world: World) -> Iterator[None]:
    """This process is hers, on her machine: home, user, host, and a place for temporaries that can be looked at."""
    room = world.root / "temporaries"
    room.mkdir(parents=True, exist_ok=True)
    world.home.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(world.home))
        patch.setenv("TMPDIR", str(room))
        patch.setattr(tempfile, "tempdir", None)
        for name in ("USER", "LOGNAME"):
            patch.setenv(name, world.names("user"))
        patch.setattr(socket, "gethostname", lambda: world.names("host"))
        yield


class Shoulder:
    """Somebody else on the same machine, who may read the command line of every program and no more."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._over = threading.Event()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Looks as often as it can, from now to the end of the block."""
        watch = threading.Thread(target=self._watch)
        watch.start()
        try:
            yield
        finally:
            self._over.set()
            watch.join()

    def _watch(self) -> None:
        known: set[int] = set()
        while not self._over.is_set():
            running = {int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()}
            for number in running - known:
                self._look(number)
            known = running - {number for number in running - known if self._is_young(number)}
            time.sleep(0.005)

    def _look(self, number: int) -> bytes:
        try:
            said = Path(f"/proc/{number}/cmdline").read_bytes()
        except OSError:  # it has ended
            return b""
        self.seen.add(said)
        return said

    def _is_young(self, number: int) -> bool:
        """A launcher that will become the program: to be looked at again."""
        return self._look(number).startswith(b"/bin/sh")
