"""What a file's name tells of the way it came, when the file itself tells nothing."""

import re

from mediadesk.model.clip import Facts

# how apps name what they save; WhatsApp on Android and elsewhere, Telegram for desktops
_SAVED_BY = (
    ("WhatsApp", rb"VID-\d{8}-WA\d{4,}.*|WHATSAPP VIDEO.*"),
    ("Signal", rb"SIGNAL-\d{4}-\d\d-\d\d-.*"),
    ("Telegram", rb"VIDEO_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d.*|TELEGRAM-CLOUD-.*"),
    ("Messenger", rb"RECEIVED_\d{10,}.*"),
    ("Viber", rb"VIBER[ _].*"),
)
_THROUGH = "it came through"


def doubts(name: bytes, facts: Facts) -> tuple[str, ...]:
    """What to say of a film whose name shows that a messenger saved it, and that does not tell where it comes from.

    Nothing for one that still knows its camera or its place: it was sent as a file, and is as the camera wrote it.
    """
    if facts.frame is None or facts.camera or facts.place or any(each.startswith(_THROUGH) for each in facts.trouble):
        return ()
    for app, names in _SAVED_BY:
        if re.fullmatch(names, name.upper(), re.DOTALL):
            return (f"{_THROUGH} {app} by its name, and tells no place and no device: ask for the original file",)
    return ()
