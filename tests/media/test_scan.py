"""One file, all in all: its structure and every byte."""

import hashlib
from pathlib import Path

import pytest

from mediadesk.media import scan
from mediadesk.media.binaries import Programs
from mediadesk.model.leak import Secrets

SECRETS = Secrets(names=frozenset({b"IMG_0042.MOV"}))


def test_a_film_larger_than_a_block_is_searched_across_the_edges(tmp_path, monkeypatch):
    """A secret that lies on the edge of two pieces is in one of them, whole."""
    monkeypatch.setattr(scan, "_BLOCK", 100)
    monkeypatch.setattr(scan, "_EDGE", 20)
    file = tmp_path / "film"
    file.write_bytes(bytes(95) + b"IMG_0042" + bytes(97))

    assert [piece for piece in scan.blocks(file) if b"IMG_0042" in piece]


def test_structure_and_bytes_are_both_looked_at(tmp_path: Path, programs: Programs, make):
    """A film with a tag of its own has findings of both kinds, each once."""
    path = make("a.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=10", "-metadata", "title=IMG_0042")

    found = scan.scanned(path, "v/x/video.mp4", SECRETS, programs=programs)

    assert "the name of an original file" in {each.what for each in found}
    assert {each.kind for each in found} > {"name", "field"}
    assert len(found) == len(set(found))


def test_a_tag_that_is_called_like_a_secret_is_not_repeated(programs: Programs, make):
    """The name of a field goes onto a screen, but not where it tells."""
    tags = ["-movflags", "use_metadata_tags", "-metadata", "IMG_0042=x", "-metadata", "colour=x"]
    path = make("a.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=10", *tags)

    said = {each.what for each in scan.scanned(path, "v/x/video.mp4", SECRETS, programs=programs)}

    assert {"a field that tells by its name", "tag colour"} <= said
    assert not [what for what in said if "IMG_0042" in what]


@pytest.mark.parametrize("as_file", [True, False])
def test_only_what_is_known_by_its_hash_is_not_looked_at(tmp_path: Path, programs: Programs, as_file):
    """The engine is the same for everybody. Sabotage: another byte, and it is a finding."""
    engine = b"let IMG_0042 = 1;"
    known = frozenset({hashlib.sha256(engine).hexdigest()})
    path = tmp_path / "a.js"

    def found(body: bytes):
        path.write_bytes(body)
        return scan.scanned(path if as_file else body, "a/hls.js", SECRETS, programs=programs, known=known)

    assert found(engine) == []
    assert found(engine + b" ")
