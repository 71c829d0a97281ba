"""What the pages on cards and phones say is so: their commands exist, their listings are sorted as they tell."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from mediadesk.cards.source import source_in
from mediadesk.model import structure
from mediadesk.model.card import MediaFile, sort_out
from tests.house.tree import text
from tests.parts import ROOT

CARDS = Path("docs/cards.md")
PHONES = tuple(Path(f"docs/phones{which}.md") for which in ("", "-android", "-iphone", "-export"))
PAGES = (CARDS, *PHONES)
PHONE_MOUNTS = b"""
27 1 259:2 / / rw - ext4 /dev/nvme0n1p2 rw
402 27 0:52 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
403 27 0:53 / /home/ana/phone rw - fuse.jmtpfs jmtpfs rw
404 27 0:54 / /home/ana/iphone rw - fuse.ifuse ifuse rw
"""


def listings(page: str) -> Iterator[dict[str, str]]:
    """The example listings of a page: what becomes of each path."""
    for block in re.findall(r"(?s)```listing\n(.*?)```", page):
        yield dict(re.split(r" {2,}", line, maxsplit=1) for line in block.strip().splitlines())


def sorted_out(paths: list[str]) -> dict[str, str]:
    """The same, as it really is."""
    files = [MediaFile(path=tuple(path.encode().split(b"/")), size_bytes=1, modified_ns=0) for path in paths]
    contents, said = sort_out(files), {}
    for each in contents.recordings:
        name = each.main.name.decode()
        said[path(each.main)] = f"begins a clip: {each.why}" if each.why else "begins a clip"
        said |= {path(part): f"goes on with {name}" for part in each.parts}
        said |= {path(file): f"belongs to {name}" for file in each.sidecars}
    return said | {path(each.file): f"is kept: {each.why}" for each in contents.kept}


def path(file: MediaFile) -> str:
    return b"/".join(file.path).decode()


def wrong(page: str) -> list[str]:
    """Lines of a page's listings that are not so. `is kept` may leave out why, or say a part of it."""
    told = [(line, is_so) for block in listings(page) for line, is_so in block.items()]
    really = {line: what for block in listings(page) for line, what in sorted_out(list(block)).items()}
    return [line for line, is_so in told if not _agree(is_so, really[line])]


def _agree(told: str, really: str) -> bool:
    kind, _, why = told.partition(": ")
    return told == really or (kind == "is kept" and really.startswith(kind) and why in really)


@lru_cache
def _help(*verb: str) -> str:
    asked = [sys.executable, "-m", "mediadesk", *verb, "--help"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def unknown(page: str) -> list[str]:
    """Commands of a page that mediadesk does not have, or that have no such option."""
    found = []
    for command in re.findall(r"(?m)(?:^|`)(mediadesk [^`\n]+)", page):
        verb, *rest = shlex.split(command, comments=True)[1:]
        options = [each for each in rest if each.startswith("--")]
        if not _help(verb) or any(f"{option} " not in _help(verb) for option in options):
            found.append(command)
    return found


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_listings_of_a_page_are_sorted_as_it_says(page):
    """A reader compares them with a phone."""
    assert wrong(text(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_commands_of_a_page_exist(page):
    """Typed as they stand, they are understood."""
    assert unknown(text(page)) == []


def test_every_page_on_phones_shows_a_listing_and_a_command():
    """A page without an example proves nothing."""
    assert all(list(listings(text(page))) for page in (*PHONES[1:], CARDS))
    assert all("mediadesk " in text(page) for page in PHONES)
    assert all(page.name in text(PHONES[0]) for page in PHONES[1:])


def test_every_structure_is_on_the_page_and_no_other():
    """The first column of the table is what --dry-run says."""
    known = {name for name, _ in (*structure._FOLDERS, *structure._FILES)}
    table = re.findall(r"(?m)^\| ([^|]+?) \|", text(CARDS))

    assert set(table) - {"card"} == known


def test_what_the_pages_call_a_phone_is_not_taken_for_a_card():
    """Each folder of a phone on the pages, with the mounts that it has."""
    folders = {
        folder.replace("~", "/home/ana").rstrip('"`')
        for page in PHONES[:3]
        for folder in re.findall(r"(?:/run/user/1000/gvfs/|~/iphone)[^\"`\n]*", text(page))
    }
    folders = {folder.partition(" --")[0] for folder in folders}

    assert len(folders) >= 3
    assert [each for each in folders if source_in(PHONE_MOUNTS, Path(each)).relistable] == []
    assert source_in(PHONE_MOUNTS, Path("/home/ana/export")).relistable


def test_a_page_that_says_what_is_not_so_is_found():
    """Sabotage: a lost partner, a wrong reason, an unknown verb and option."""
    page = text(PHONES[2])

    assert wrong(
        page.replace("100APPLE/IMG_0042.HEIC     belongs to IMG_0042.MOV", "100APPLE/IMG_0042.HEIC     is kept")
    )
    assert wrong("```listing\na.jpg   is kept: a document\n```")
    assert unknown("`mediadesk sing --loud`") == ["mediadesk sing --loud"]
    assert unknown("`mediadesk find --lacking place`") == ["mediadesk find --lacking place"]
