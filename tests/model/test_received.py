"""A name that a messenger gave is told, where the file knows nothing better."""

import pytest

from mediadesk.model.clip import Camera, Facts, Frame
from mediadesk.model.place import Place
from mediadesk.model.received import doubts

FILM = Facts(container="mov", frame=Frame(stream=0, width=848, height=478, rotation=0, codec="h264"))


@pytest.mark.parametrize(
    ("name", "app"),
    [
        (b"VID-20230501-WA0001.mp4", "WhatsApp"),
        (b"WhatsApp Video 2023-05-01 at 12.00.00.mp4", "WhatsApp"),
        (b"signal-2023-05-01-12-00-00-123.mp4", "Signal"),
        (b"signal-2023-05-01-120000.mp4", "Signal"),
        (b"video_2023-05-01_12-00-00.mp4", "Telegram"),
        (b"received_1234567890123.mp4", "Messenger"),
        (b"viber_video.mp4", "Viber"),
    ],
)
def test_what_a_messenger_saved_is_told_by_its_name(name, app):
    (said,) = doubts(name, FILM)
    assert app in said
    assert said.endswith("ask for the original file")


@pytest.mark.parametrize(
    "name",
    [
        b"VID_20230501_120000.mp4",
        b"PXL_20230501_120000123.mp4",
        b"IMG_0042.MOV",
        b"GX010042.MP4",
        b"signal.mp4",
        b"\xff",
    ],
)
def test_the_names_of_cameras_raise_no_doubt(name):
    assert doubts(name, FILM) == ()


@pytest.mark.parametrize(
    "facts",
    [
        Facts(container="mov", frame=FILM.frame, camera=Camera(make="Apple")),
        Facts(
            container="mov", frame=FILM.frame, place=Place(lat=50, lon=36.2, radius_m=30, source="quicktime:location")
        ),
        Facts(container="mov", frame=FILM.frame, trouble=("it came through WhatsApp, which …",)),
        Facts(container="ogg"),
    ],
)
def test_a_file_that_knows_its_camera_or_place_was_sent_as_it_was(facts):
    """Sent as a document it is the original; a voice message has no other; and nothing is said twice."""
    assert doubts(b"VID-20230501-WA0001.mp4", facts) == ()
