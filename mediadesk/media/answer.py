"""What was asked of a file and answered: kept with its clip, so that better reading later needs no drive. Pure."""

import base64
import json
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from typing import Any

from mediadesk.media.atoms import Atoms
from mediadesk.media.makers import serial_hash
from mediadesk.media.streams import Json
from mediadesk.model.timecode import format_fraction

PROGRAM = "ffprobe"  # whose words most of an answer is


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
    def version(self) -> str:
        """The version of ffprobe that was asked; empty when it did not say."""
        return str(self.said.get("program_version", {}).get("version", ""))


def without_serials(said: Json) -> Json:
    """ffprobe's words with a hash in place of every serial number in a tag, `…CameraSerialNumber` and its like."""
    parts = {name: _hashed(part) for name, part in said.items() if name == "format"}
    lists = {name: [_hashed(each) for each in said[name]] for name in ("streams",) if name in said}
    return {**said, **parts, **lists}


def _hashed(part: Json) -> Json:
    tags = part.get("tags")
    if not tags or not any(_is_serial(name) for name in tags):
        return part
    hashed = {name: (serial_hash(str(text)) or "") if _is_serial(name) else text for name, text in tags.items()}
    return {**part, "tags": hashed}


def _is_serial(name: str) -> bool:
    return "serial" in name.lower()


def written(answer: Answer) -> bytes:
    """The answer as JSON, some kilobytes. The same answer gives the same bytes."""
    told = asdict(answer) | {
        "picture": base64.b64encode(answer.picture).decode(),
        "counted": None if answer.counted is None else format_fraction(answer.counted),
    }
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


def read_back(text: bytes) -> Answer | None:
    """The answer that was written so; None when it is none. What was not asked for then has its default."""
    try:
        told: dict[str, Any] = json.loads(text)
        known = {each.name: told[each.name] for each in fields(Answer) if each.name in told}
        atoms = {each.name: known["atoms"][each.name] for each in fields(Atoms) if each.name in known["atoms"]}
        known["atoms"] = Atoms(**{name: _unlisted(value) for name, value in atoms.items()})
        known["picture"] = base64.b64decode(known["picture"])
        known["counted"] = None if known["counted"] is None else Fraction(known["counted"])
        return Answer(**known)
    except (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError, RecursionError):
        return None


def _unlisted(value: Any) -> Any:
    """JSON has lists where we had tuples."""
    return tuple(map(_unlisted, value)) if isinstance(value, list) else value
