"""A copy that an app or a program made is told from what a camera wrote, by what it tells itself."""

from typing import Any

import pytest

from mediadesk.media.atoms import Atoms, read_atoms
from mediadesk.media.origin import remade
from mediadesk.media.probe import probe

GOPRO = [{"tags": {"handler_name": "\tGoPro AVC  "}}]
IPHONE = [{"tags": {"handler_name": "Core Media Video"}}, {"tags": {"handler_name": "Core Media Metadata"}}]


def told(streams: list[dict[str, Any]], *, whatsapp: bool = False, **said: str) -> str | None:
    """What is said of a file with these streams, boxes and tags."""
    tags = {key.replace("__", "."): text for key, text in said.items()}
    return remade({"format": {"tags": tags}, "streams": streams}, Atoms(whatsapp=whatsapp))


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (told([], whatsapp=True), "WhatsApp"),
        (
            told([{"tags": {"handler_name": "ISO Media file produced by Google Inc. Created on: 02/23/2019."}}]),
            "Google",
        ),
        (told(GOPRO, encoder="Lavf62.12.100"), "FFmpeg"),
        (told([{"tags": {"handler_name": "Core Media Video"}}], encoder="Lavf58.29.100"), "FFmpeg"),
        (told(IPHONE), "without date, place and device"),
    ],
)
def test_a_copy_is_told_and_what_to_do(why, words):
    assert why is not None
    assert words in why
    assert why.endswith("ask for the original file")


@pytest.mark.parametrize(
    "why",
    [
        told([]),
        remade({}, Atoms()),
        told(GOPRO, firmware="HD9.01.01.70.00"),
        told(IPHONE, com__apple__quicktime__make="Apple"),
        told(IPHONE, **{"com__apple__quicktime__creationdate-deu-DE": "2011-09-25T12:09:54+0200"}),
        told([{"tags": {"handler_name": "Core Media Video"}}]),  # an app on a phone wrote it
        told([{"tags": {"handler_name": "VideoHandle"}}]),
        told([{"tags": {"handler_name": "VideoHandler"}}], encoder="Lavf62.12.101"),  # some cameras write with FFmpeg
    ],
)
def test_nothing_is_said_of_what_a_camera_may_have_written(why):
    """An honest file is not suspected."""
    assert why is None


@pytest.mark.parametrize(("box", "by"), [(b"beam", True), (b"loop", True), (b"free", False)])
def test_a_film_that_whatsapp_sent_is_told_by_its_box(tmp_path, make, programs, box, by):
    """A real file, and the box that it gets on its way."""
    whole = make("film.mp4", "-f", "lavfi", "-i", "testsrc=d=0.2:s=64x64").read_bytes()
    head = int.from_bytes(whole[:4], "big")
    sent = tmp_path / "sent.mp4"
    sent.write_bytes(whole[:head] + (24).to_bytes(4, "big") + box + bytes(16) + whole[head:])

    assert read_atoms(sent).whatsapp is by
    assert any("WhatsApp" in each for each in probe(sent, programs=programs).trouble) is by
