"""What was asked of a file and answered: kept with its clip, so that better reading later needs no drive. Pure."""

import base64
import gzip
import json
import zlib
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from typing import Any

from mediadesk.media.atoms import Atoms
from mediadesk.media.streams import Json
from mediadesk.model.timecode import format_fraction

_MOST_BYTES = 1 << 24  # of an answer that is unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the programs said of a file, word for word, and what our own readers took out of it."""

    container: str
    said: Json  # ffprobe's -show_format -show_streams -show_program_version
    frame: Json = field(default_factory=dict)  # the first frame of the main stream, as ffprobe shows it
    atoms: Atoms = field(default_factory=Atoms)  # the small boxes that ffprobe does not tell
    picture: bytes = b""  # the notes in the first picture of an AVCHD file, and what is around them
    counted: Fraction | None = None  # seconds to the end of the last packet, where the container tells no length
    decodes: bool = True

    @property
    def program(self) -> str:
        """The version of ffprobe that was asked; empty when it did not say."""
        return str(self.said.get("program_version", {}).get("version", ""))


def packed(answer: Answer) -> bytes:
    """The answer as gzip'ed JSON, some kilobytes. The same answer gives the same bytes."""
    told = asdict(answer) | {
        "picture": base64.b64encode(answer.picture).decode(),
        "counted": None if answer.counted is None else format_fraction(answer.counted),
    }
    return gzip.compress(json.dumps(told, separators=(",", ":"), sort_keys=True).encode(), mtime=0)


def unpacked(packed_answer: bytes) -> Answer | None:
    """The answer that `packed` made these bytes of; None when they are damaged. What is absent has its default."""
    try:
        unzip = zlib.decompressobj(wbits=31)
        told: dict[str, Any] = json.loads(unzip.decompress(packed_answer, _MOST_BYTES))
        known = {each.name: told[each.name] for each in fields(Answer) if each.name in told}
        atoms = {each.name: known["atoms"][each.name] for each in fields(Atoms) if each.name in known["atoms"]}
        known["atoms"] = Atoms(**{name: _unlisted(value) for name, value in atoms.items()})
        known["picture"] = base64.b64decode(known["picture"])
        known["counted"] = None if known["counted"] is None else Fraction(known["counted"])
        return Answer(**known)
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, ZeroDivisionError):
        return None


def _unlisted(value: Any) -> Any:
    """JSON has lists where we had tuples."""
    return tuple(map(_unlisted, value)) if isinstance(value, list) else value
