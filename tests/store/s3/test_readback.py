"""`readback = "auto"`: what was proved replaces the read-back, and nothing else does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from mediadesk.errors import Refused, StoreRefused
from mediadesk.model.publication import Outgoing
from mediadesk.store import send as sending
from mediadesk.store.base import Tick, unseen
from mediadesk.store.s3 import S3, line
from mediadesk.store.s3.line import Line
from mediadesk.store.send import send
from scripts.seaweed import Seaweed, environment
from tests.store.outgoing import Recording, a_dispatch, live_but_wrong, outgoing
from tests.store.s3.trials import proved
from tests.store.wire import a_line

pytestmark = pytest.mark.needs("seaweedfs")
SEGMENT = "v/3q2mw7/m/d1/00000.mp4"


@pytest.fixture
def bucket(s3_server: Seaweed, monkeypatch, request) -> S3:
    """Patient enough for a test."""
    monkeypatch.setattr(line, "_ATTEMPTS", 2)
    for name, value in environment(s3_server).items():
        monkeypatch.setenv(name, value)
    prefix = f"r/{request.node.name.replace('[', '-').replace(']', '')}"
    return S3(name="web", bucket=s3_server.bucket, endpoint=s3_server.endpoint, prefix=prefix, readback="auto")


def over_a_line_that_flips(bucket: S3) -> str:
    """A byte of a segment is changed on the wire, every time. Gives how it was found out."""
    with a_line(bucket.endpoint, replace=(b"MARK", b"MERK")) as bad, pytest.raises(StoreRefused) as told:
        send(replace(bucket, endpoint=bad.endpoint), a_dispatch())
    assert live_but_wrong(bucket, a_dispatch()) == []
    return told.value.what


@pytest.mark.parametrize("checked_by", ["md5", "sha256"])
def test_with_a_proof_nothing_is_fetched(bucket, checked_by):
    recording = Recording(store=replace(bucket, trial=proved(checked_by)))
    sent = send(recording, a_dispatch())

    assert sent.sent == 10
    assert {what for what, _ in recording.done} == {"head", "put"}
    assert live_but_wrong(bucket, a_dispatch()) == []


def test_with_a_proof_each_object_is_still_asked_for_before_the_page_goes_out(bucket):
    recording = Recording(store=replace(bucket, trial=proved()))
    send(recording, a_dispatch())

    segment = [number for number, each in enumerate(recording.done) if each == ("head", SEGMENT)]
    assert segment[-1] < recording.done.index(("put", "v/3q2mw7/index.html"))


def test_with_a_proof_flipped_bytes_are_refused_by_the_store(bucket):
    assert over_a_line_that_flips(replace(bucket, trial=proved())).startswith("bytes changed on the way")


@pytest.fixture
def no_checksum(monkeypatch) -> None:
    """A store that looks at none: as if none went along."""

    def put(self: Line, key: str, body: bytes, headers: Mapping[str, str]) -> None:
        self._patiently("PutObject", lambda: self._ask("PUT", key, body, headers))

    monkeypatch.setattr(Line, "put", put)


def test_without_a_proof_a_store_that_looks_at_the_checksum_refuses_as_well(bucket):
    assert over_a_line_that_flips(bucket).startswith("bytes changed on the way")


@pytest.mark.usefixtures("no_checksum")
def test_without_a_proof_flipped_bytes_are_found_by_reading_back(bucket):
    """`auto` alone proves nothing."""
    assert "came back with other bytes" in over_a_line_that_flips(bucket)


def test_full_reads_back_whatever_was_proved(bucket):
    recording = Recording(store=replace(bucket, readback="full", trial=proved()))
    send(recording, a_dispatch())

    assert sum(what == "read back" for what, _ in recording.done) == 10


def test_what_an_earlier_run_has_left_is_fetched_all_the_same(bucket):
    """It may have been sent over other settings, and killed before it looked."""
    send(bucket, [each for each in a_dispatch() if not each.is_pointer])
    recording = Recording(store=replace(bucket, trial=proved()))
    send(recording, a_dispatch())

    assert sum(what == "read back" for what, _ in recording.done) == 8
    assert sum(what == "put" for what, _ in recording.done) == 2


@pytest.mark.usefixtures("no_checksum")
def test_with_a_proof_that_is_none_a_flipped_byte_goes_live(bucket):
    """The sabotage: somebody notes that the store refuses, and no checksum goes along."""
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        over_a_line_that_flips(replace(bucket, trial=replace(proved(), checked_by=None)))
    assert live_but_wrong(bucket, a_dispatch()) == [SEGMENT]


def publish_what_changed_on_the_desk(bucket: S3, file: Path) -> None:
    """A segment is another one than was hashed and scanned, of the same size: nothing may go live."""
    changed = outgoing(SEGMENT, b"what was scanned", file=file)
    file.write_bytes(b"another content!")
    dispatch = [changed, *(each for each in a_dispatch() if each.object.key != SEGMENT)]
    with pytest.raises(Refused, match="is not what it was when it was checked"):
        send(replace(bucket, trial=proved()), dispatch)
    assert "v/3q2mw7/index.html" not in list(bucket.keys())


def test_with_a_proof_a_file_that_changed_on_the_desk_is_still_found(bucket, tmp_path):
    """The store took just what it was given, and notes the hash that we say."""
    publish_what_changed_on_the_desk(bucket, tmp_path / "00000.mp4")


def test_without_looking_at_the_file_again_it_would_go_live(bucket, tmp_path, monkeypatch):
    """The sabotage: HEAD tells our own words back."""
    monkeypatch.setattr(sending, "_must_be_unchanged", lambda _: None)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        publish_what_changed_on_the_desk(bucket, tmp_path / "00000.mp4")


# --- of many pieces, a listing ----------------------------------------------------------------------------------------

LAST = "v/3q2mw7/m/d1/00039.mp4"


def a_film() -> list[Outgoing]:
    """A dispatch with forty pieces."""
    pieces = [outgoing(f"v/3q2mw7/m/d1/{number:05}.mp4", b"piece %05d" % number) for number in range(2, 40)]
    return [*a_dispatch(), *pieces]


@dataclass(kw_only=True)
class Swallowing(Recording):
    """Says of one key that it is stored, once, and keeps something else or nothing."""

    kept: bytes | None

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        if out.object.key == LAST and ("put", LAST) not in self.done:
            self._note("put", LAST)
            if self.kept is not None:
                self.store.put(replace(out, body=self.kept))
        else:
            super().put(out, tick)


def test_of_many_pieces_one_listing_tells_that_they_are_there(bucket):
    """One before, whether something of them is there, and one after; of the picture and the lists the headers."""
    recording = Recording(store=replace(bucket, trial=proved()))
    send(recording, a_film())

    assert {what for what, _ in recording.done} == {"listed", "head", "put"}
    assert [key for what, key in recording.done if what == "listed"] == ["v/3q2mw7", "v/3q2mw7/m/d1"]
    assert [key for what, key in recording.done if what == "head" and "/m/" in key] == []
    assert live_but_wrong(bucket, a_film()) == []


def publish_over_another_of_the_same_size(bucket: S3) -> None:
    """Somebody has copied a bucket, and one piece is another; the new one is said to be stored, once, and is not."""
    bucket.put(outgoing(LAST, b"PIECE 00039"))
    send(Swallowing(store=replace(bucket, trial=proved()), kept=None), a_film())


def test_what_is_replaced_is_fetched(bucket):
    """The listing says of the old one what it would say of the new one."""
    publish_over_another_of_the_same_size(bucket)

    assert live_but_wrong(bucket, a_film()) == []


def test_if_it_were_not_fetched_the_old_one_would_stay(bucket, monkeypatch):
    """The sabotage: nothing is known of what is there."""
    monkeypatch.setattr(sending, "_there", lambda *_: [])
    publish_over_another_of_the_same_size(bucket)

    assert live_but_wrong(bucket, a_film()) == [LAST]


@pytest.mark.parametrize("kept", [None, b"half of"], ids=["nothing", "half"])
def test_a_piece_that_the_listing_does_not_show_whole_is_sent_again_and_fetched(bucket, kept):
    swallowing = Swallowing(store=replace(bucket, trial=proved()), kept=kept)
    send(swallowing, a_film())

    of_it = [what for what, key in swallowing.done if key == LAST]
    assert of_it == ["put", "head", "put", "read back"]
    assert live_but_wrong(bucket, a_film()) == []


@pytest.mark.parametrize("kept", [None, b"half of"], ids=["nothing", "half"])
def test_without_the_listing_it_would_be_missing(bucket, kept, monkeypatch):
    """The sabotage."""
    monkeypatch.setattr(sending, "_untold", lambda *_: [])
    send(Swallowing(store=replace(bucket, trial=proved()), kept=kept), a_film())

    assert live_but_wrong(bucket, a_film()) == [LAST]
