"""Everything that can be read out of files that go out: by their bytes, and by programs that are not ours."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.media.binaries import Programs
from tests.leaks.allowed import is_allowed, told_fields
from tests.leaks.tokens import Slots, in_bits, told

_TOOLS = re.compile(rb"Lav[cf]\d|x26[45] - core|x265 \(build|HandBrake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found in a folder; nothing of both is what there should be."""

    tokens: frozenset[str]  # the slots whose token or place some reader finds
    strangers: frozenset[
        str
    ]  # what exiftool tells and nobody allowed, as `Group:Tag = value`; files that name a program


def read_in(folder: Path, programs: Programs, *planted: Slots) -> Reading:
    """What any reader finds in the files below a folder, their names included."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = "\n".join(str(path.relative_to(folder)) for path in files)
    found = told(names.encode("utf-8", "surrogateescape"), *planted)
    for path in files:
        content = path.read_bytes()
        found |= told(content, *planted) | in_bits(content, *planted)
    with TemporaryDirectory() as room:
        gathered = _gathered(folder, Path(room))
        fields = list(told_fields(gathered))
        found |= told("\n".join(f"{tag} {value}" for tag, value in fields).encode(), *planted)
        for film in (path for ending in ("mp4", "m4a", "mov") for path in gathered.rglob(f"*.{ending}")):
            found |= told(_probed(film, programs), *planted)
            for track in _tracks(film, programs):
                found |= told(track, *planted) | in_bits(track, *planted)
    return Reading(tokens=frozenset(found), strangers=frozenset(_strange(fields, files)))


def strangers_in(folder: Path) -> set[str]:
    """What exiftool finds below a folder and nobody allowed, and the files that name a program."""
    with TemporaryDirectory() as room:
        fields = list(told_fields(_gathered(folder, Path(room))))
    return _strange(fields, [path for path in folder.rglob("*") if path.is_file()])


def _strange(fields: list[tuple[str, str]], files: list[Path]) -> set[str]:
    strange = {f"{tag} = {value}" for tag, value in fields if not is_allowed(tag, value)}
    return strange | {path.name for path in files if _TOOLS.search(path.read_bytes())}


def _gathered(folder: Path, room: Path) -> Path:
    """The same files, but of each row of segments the one film that it is for a player: alone they are unreadable."""
    whole = room / "read"
    shutil.copytree(folder, whole)
    for init in list(whole.rglob("init.mp4")):
        segments = sorted(init.parent.glob("[0-9]*.mp4"))
        init.with_name("joined.mp4").write_bytes(b"".join(each.read_bytes() for each in (init, *segments)))
        for each in (init, *segments):
            each.unlink()
    return whole


def _probed(film: Path, programs: Programs) -> bytes:
    """What ffprobe says of a film and of each of its frames, with all that goes along with them."""
    asked = "-show_format -show_streams -show_chapters -show_programs -show_frames -show_data -of compact".split()
    return _output([programs.ffprobe, "-v", "error", *asked, "-i", str(film)])


def _tracks(film: Path, programs: Programs) -> Iterator[bytes]:
    """The coded picture and sound without the film around them: a row of bytes for each track."""
    rows = [film.with_suffix(f".{number}") for number in range(film.read_bytes().count(b"tkhd"))]
    how = [word for number, row in enumerate(rows) for word in f"-map 0:{number} -c copy -f data {row}".split()]
    _output([programs.ffmpeg, "-v", "error", "-y", "-i", str(film), *how])
    return (row.read_bytes() for row in rows)


def _output(argv: list[str]) -> bytes:
    return subprocess.run(argv, capture_output=True, check=True).stdout
