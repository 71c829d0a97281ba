"""A rehearsal says everything it would do and does nothing of it."""

import pytest

from mediadesk.errors import NotFound
from mediadesk.events import Event, Said
from mediadesk.store.dryrun import DryRun
from mediadesk.store.folder import Folder
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down
from tests.store.outgoing import Recording, a_dispatch, outgoing

SEGMENT = "v/3q2mw7/m/d1/00000.mp4"


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(name="public", root=tmp_path / "public", public_url="https://media.example.org")


def test_a_whole_publish_is_said_and_nothing_is_made(folder):
    said: list[Event] = []
    sent = send(DryRun(store=folder, report=said.append), a_dispatch())

    assert sent.sent == 10
    assert not folder.root.exists()
    assert len(said) == 10
    assert Said(f"would send {folder.root / SEGMENT} (28 bytes)") in said
    assert said[-1] == Said(f"would send {folder.root / 'v/3q2mw7/index.html'} (9 bytes)")


def test_it_says_only_what_is_missing(folder):
    send(folder, a_dispatch())
    said: list[Event] = []
    send(DryRun(store=folder, report=said.append), a_dispatch(revision="r2"))

    assert len(said) == 5


def test_taking_down_is_said_and_nothing_is_taken(folder):
    send(folder, a_dispatch())
    said: list[Event] = []
    rehearsal = DryRun(store=folder, report=said.append)
    take_down(rehearsal, ["v/3q2mw7/video.mp4", "v/3q2mw7/not-there.mp4"])

    assert said == [Said(f"would delete {folder.root / 'v/3q2mw7/video.mp4'}")]
    assert folder.head("v/3q2mw7/video.mp4")
    assert rehearsal.head("v/3q2mw7/video.mp4") is None
    with pytest.raises(NotFound):
        rehearsal.read_back("v/3q2mw7/video.mp4")


def test_it_fetches_nothing(folder):
    """A rehearsal over a bad line must not download the film."""
    send(folder, a_dispatch())
    recording = Recording(store=folder)
    send(DryRun(store=recording, report=lambda _: None), a_dispatch(revision="r2"))

    assert {what for what, _ in recording.done} == {"head"}


def test_it_meets_the_same_gates_as_the_real_one(folder):
    rehearsal = DryRun(store=folder, report=lambda _: None)

    assert (rehearsal.name, rehearsal.local, rehearsal.public_url) == ("public", False, "https://media.example.org")
    assert rehearsal.keeps_encoding == folder.keeps_encoding
    assert rehearsal.describe(SEGMENT) == folder.describe(SEGMENT)


def test_what_it_would_send_is_listed_with_what_is_there(folder):
    folder.put(outgoing("v/3q2mw7/index.html", b"x"))
    rehearsal = DryRun(store=folder, report=lambda _: None)
    rehearsal.put(outgoing(SEGMENT, b"x"))
    rehearsal.put(outgoing("v/3q2mw7/index.html", b"y"))

    assert sorted(rehearsal.keys("v/3q2mw7")) == ["v/3q2mw7/index.html", SEGMENT]
    assert rehearsal.head("v/3q2mw7/index.html") == outgoing("v/3q2mw7/index.html", b"y").object


def test_what_it_would_send_has_its_size_and_what_it_would_delete_has_none(folder):
    for key in ("v/3q2mw7/index.html", "v/3q2mw7/oembed.json", SEGMENT):
        folder.put(outgoing(key, b"as it is"))
    rehearsal = DryRun(store=folder, report=lambda _: None)
    rehearsal.put(outgoing("v/3q2mw7/index.html", b"y"))
    rehearsal.delete(SEGMENT)

    assert rehearsal.sizes("v/3q2mw7") == {"v/3q2mw7/index.html": 1, "v/3q2mw7/oembed.json": 8}
