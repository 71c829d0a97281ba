"""Whether a file is as its camera wrote it, as far as it tells by itself. Pure.

Only signs that no camera writes count: a copy without any is taken for an original.
Handler names and encoders are as real files have them.
"""

from mediadesk.media.atoms import Atoms
from mediadesk.media.streams import Json

_WHATSAPP = "it came through WhatsApp, which makes films smaller and takes out date, place and device"
_GOOGLE = "Google made this copy anew, smaller than what the camera wrote"
_FFMPEG = "a program made this copy of a camera's file (FFmpeg), which leaves out some of what the camera wrote"
_APPLE = "an iPhone gave this copy away without date, place and device"
_ASK = "{}: ask for the original file"

_GOOGLE_HANDLER = "ISO Media file produced by Google"
_CAMERA_HANDLERS = ("GoPro", "Core Media")  # what FFmpeg keeps when it copies their tracks
_APPLE_TRACK = "Core Media Metadata"  # the iPhone's camera alone writes such tracks, and always says who it is
_APPLE_SAYS = ("com.apple.quicktime.make", "com.apple.quicktime.model", "com.apple.quicktime.creationdate")


def remade(probe: Json, atoms: Atoms) -> str | None:
    """Why this is not the file that the camera wrote, and what to do; None when nothing speaks against it."""
    if signs := _signs(probe, atoms):
        return _ASK.format(signs)
    return None


def _signs(probe: Json, atoms: Atoms) -> str | None:
    said = _tags(probe.get("format", {}))
    handlers = [_tags(stream).get("handler_name", "").strip() for stream in probe.get("streams", ())]
    if atoms.whatsapp:
        return _WHATSAPP
    if any(handler.startswith(_GOOGLE_HANDLER) for handler in handlers):
        return _GOOGLE
    if said.get("encoder", "").startswith("Lavf") and any(_is_camera(handler) for handler in handlers):
        return _FFMPEG
    if _APPLE_TRACK in handlers and not any(key.startswith(_APPLE_SAYS) for key in said):
        return _APPLE
    return None


def _is_camera(handler: str) -> bool:
    return any(name in handler for name in _CAMERA_HANDLERS)


def _tags(part: Json) -> dict[str, str]:
    return {str(key).lower(): str(value) for key, value in part.get("tags", {}).items()}
