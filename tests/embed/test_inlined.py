"""The style and the programs of a page: written for people, made small for readers, and never yesterday's."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mediadesk.embed import inlined, page
from mediadesk.embed.engine import gzipped
from mediadesk.embed.inlined import later, own_hashes, policy, speech
from tests.embed.site import a_full_page, a_page
from tests.parts import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """What `make player` would leave now."""
    if not (ROOT / "node_modules/esbuild").is_dir() or not shutil.which("node"):
        pytest.skip("needs engine: make player")
    folder = tmp_path_factory.mktemp("static")
    subprocess.run(["node", "scripts/build-page.mjs", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


def test_what_was_made_small_is_used_as_long_as_it_is_fresh(built, tmp_path):
    """The same for the style, the program, and what comes later."""
    for kind in ("style", "script", "later", "speech"):
        small, plain = inlined.inlined(kind, built), inlined.inlined(kind, tmp_path)
        assert len(small) < len(plain) * 0.95


@pytest.mark.parametrize("harm", ["another source", "no file", "no JSON"])
def test_yesterdays_program_is_never_used(built, tmp_path, harm):
    """When the files were changed, or what was made of them cannot be read, a page holds them as they are written."""
    said = json.loads((built / "page.json").read_text())
    if harm == "another source":
        said["script"]["source"] = "0" * 64
        (tmp_path / "page.json").write_text(json.dumps(said))
    elif harm == "no JSON":
        (tmp_path / "page.json").write_text("{")

    assert "const film = (() => {\n" in inlined.inlined("script", tmp_path)
    assert inlined.inlined("script", built) == said["script"]["text"]


def test_a_page_is_small(built, monkeypatch):
    """Twelve kilobytes with all that a dispatch can have, in every language: it is loaded with every post."""
    monkeypatch.setattr(inlined, "STATIC", built)
    for language in ("en", "uk", "el", "ar"):
        for make in (a_page, a_full_page):
            html = page.player_page(make(language=language))
            assert len(html) < 40_000
            assert len(gzip.compress(html, 9, mtime=0)) < 12_000, (language, make)
    assert len(gzip.compress(inlined.later().encode(), 9, mtime=0)) < 6_000


def test_what_was_made_small_holds_no_letter_that_is_none(built):
    """The leak scan reads a page as text, and a text has no control characters."""
    for kind in ("style", "script", "later", "speech"):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", inlined.inlined(kind, built))


@pytest.mark.parametrize(("what", "name"), [("later", "later"), ("speech", "words")])
def test_the_name_of_what_lies_beside_pages_tells_its_content(monkeypatch, what, name):
    """So it may be cached for ever: another program has another name."""
    named = getattr(inlined, f"{what}_name")
    before = named()
    assert re.fullmatch(rf"{name}-[0-9a-f]{{8}}\.js", before)

    monkeypatch.setattr(inlined, what, lambda: "another")

    assert named() != before


def test_the_leak_scan_knows_what_is_ours():
    """Each program beside the pages, plain and compressed; one letter more is another."""
    import hashlib

    def known(content: bytes) -> bool:
        return hashlib.sha256(content).hexdigest() in own_hashes()

    for each in (later(), speech()):
        assert known(each.encode())
        assert known(gzipped(each.encode()))
        assert not known(gzipped(each.encode() + b"!"))


def test_the_policy_names_the_style_and_the_program():
    """By hash, and nothing by permission."""
    assert policy().count("'sha256-") == 2
    assert "unsafe" not in policy()
