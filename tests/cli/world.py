"""A small card, the desk it was taken into, and the command line that is asked about it."""

import io
import json
import subprocess
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from mediadesk.catalogue import Catalogue
from mediadesk.cli.app import run
from mediadesk.model.query import Query

SLUG = "kharkiv-recovery"
ADDRESS = "https://media.localhost"  # of the published world: nobody but this machine
KHARKIV = "+49.9935+036.2304/"
Ask = Callable[..., "Said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command line ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The records of one kind."""
        return [record for record in self.records if record["kind"] == kind]

    @property
    def trouble(self) -> dict[str, Any]:
        """The record of what went wrong: the last line of stderr."""
        record: dict[str, Any] = json.loads(self.err.splitlines()[-1])
        assert record["kind"] == "trouble"
        assert record["code"] == self.code
        return record


def asker(desk: Path | None = None) -> Ask:
    """Runs a command line in this process, about `desk` where it does not say another: `ask("find", "--json")`."""

    def ask(*words: str | Path) -> Said:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            code = run([*(("--desk", str(desk)) if desk else ()), *map(str, words)])
        return Said(code=code, out=out.getvalue(), err=err.getvalue())

    return ask


def done(*words: str | Path) -> None:
    """A command line that must go well, for whoever makes a world and looks at no output."""
    assert run([*map(str, words), "--quiet"]) == 0


def make_clip(path: Path, *, size: str = "320x180", seconds: int = 2, tone: bool = True, **tags: str) -> Path:
    """A clip of a test picture and, with `tone`, a beep. `tags` are those of its container, with _ for a dot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sound = ["-f", "lavfi", "-i", f"sine=f=440:r=48000:d={seconds}"] if tone else []
    said = [word for name, value in tags.items() for word in ("-metadata", f"{name.replace('_', '.')}={value}")]
    subprocess.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y"),
            *("-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d={seconds}", *sound),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
            *("-movflags", "use_metadata_tags", *said, str(path)),
        ],
        check=True,
        capture_output=True,
    )
    return path


def make_card(card: Path) -> Path:
    """A phone's clip of Kharkiv with sound, a silent upright one, sound alone, a text, and a clip that is none."""
    make_clip(
        card / "DCIM/100APPLE/IMG_0042.MOV",
        com_apple_quicktime_creationdate="2022-05-07T10:21:51+0300",
        com_apple_quicktime_location_ISO6709=KHARKIV,
        com_apple_quicktime_make="Apple",
        com_apple_quicktime_model="iPhone 12",
    )
    make_clip(card / "DCIM/101DRONE/DJI_0007.MP4", size="180x320", tone=False)
    subprocess.run(
        [
            *(imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-f", "lavfi", "-i", "sine=f=330:d=1"),
            str(card / "interview.wav"),
        ],
        check=True,
        capture_output=True,
    )
    (card / "notes.txt").write_text("bread queue, then the depot\n")
    (card / "DCIM/100APPLE/IMG_0043.MOV").write_bytes(b"no film at all " * 100)
    return card


def pictured(desk: Path) -> list[str]:
    """The ids of a desk's clips that have a picture, in the order they were shot."""
    catalogue = Catalogue(desk / "catalog.db")
    with catalogue.read() as shelves:
        ids = [str(clip.id) for clip in shelves.clips.find(Query(limit=0)) if clip.facts.frame]
    catalogue.close()
    return ids
