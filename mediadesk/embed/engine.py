"""The player's engine: hls.js as `make player` built it, ready to lie beside the dispatches of a store."""

import gzip
import hashlib
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

from mediadesk.errors import NotFound, ToolFailed

STATIC = Path(__file__).with_name("static")  # built, not written: git ignores it, the wheel holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The built engine and the licences it is under. Its name carries its hash, so it may be cached for ever."""

    file: Path
    version: str  # of hls.js
    sha256: str  # hex, of the plain file
    licence: Path

    @property
    def key_name(self) -> str:
        """The last part of its key in a store: `hls-1.7.4-0123abcd.js`."""
        return self.file.name

    @property
    def licence_name(self) -> str:
        """The last part of the licences' key: they belong beside the script (Apache-2.0, section 4)."""
        return f"{self.file.stem}-LICENSE.txt"

    def gzipped(self) -> bytes:
        """What a store should hold, as Content-Encoding gzip: it compresses nothing itself. Always the same bytes."""
        return gzipped(self.file.read_bytes())

    def hashes(self) -> frozenset[str]:
        """SHA-256 of everything of it that lies in a store: plain, compressed, and its licences."""
        contents = (self.file.read_bytes(), self.gzipped(), self.licence.read_bytes())
        return frozenset(hashlib.sha256(each).hexdigest() for each in contents)


def gzipped(content: bytes) -> bytes:
    """A text as a store should hold it; the same text is always the same bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as out:
        out.write(content)
    return packed.getvalue()


def engine(folder: Path = STATIC) -> Engine:
    """The engine that `make player` left. Raises NotFound when it was never built, ToolFailed when it is not whole."""
    try:
        built = json.loads((folder / "engine.json").read_text(encoding="utf-8"))
        name, version, sha256 = str(built["file"]), str(built["version"]), str(built["sha256"])
        content = (folder / name).read_bytes() if re.fullmatch(r"hls-[\w.-]+\.js", name) else b""
    except FileNotFoundError as missing:
        raise NotFound("the player’s engine has not been built", hint="make player") from missing
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise ToolFailed("the player’s engine cannot be read", hint="make player") from trouble
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ToolFailed("the player’s engine is not what was built", hint="make player")
    return Engine(file=folder / name, version=version, sha256=sha256, licence=folder / "hls-LICENSE.txt")
