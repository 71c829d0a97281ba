"""The playlists in the page: those that a start needs, and never so many that the page grows heavy."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from mediadesk.embed.page import player_page
from mediadesk.model.packed import unpack
from mediadesk.model.playlist import Segment, Sound, Variant, master, media
from tests.embed.site import a_page


@pytest.mark.parametrize("seconds", [60, 600, 7200])
def test_it_carries_its_playlists_and_stays_small(seconds):
    """No request for what a start needs, be the film a minute long or two hours: it is told in a few lines."""
    playlists = a_ladder(seconds)

    page = player_page(a_page(playlists=playlists))

    carried = unpack(_facts(page)["playlists"])
    assert [url.split("/")[-1] for url in carried][:3] == ["master.m3u8", "v234.m3u8", "a64.m3u8"]
    assert carried.items() <= playlists.items()
    assert len(page) < 40_000
    assert len(gzip.compress(page, 9, mtime=0)) < 12_000


def test_what_makes_it_heavy_stays_outside():
    """A film whose cuts follow no rule: the first playlists are carried, the others are fetched."""
    rng = random.Random(6)
    playlists = a_ladder(1800, lambda: 3 + rng.random())

    page = player_page(a_page(playlists=playlists))

    carried = unpack(_facts(page)["playlists"])
    assert list(carried.items()) == list(playlists.items())[: len(carried)]
    assert 1 <= len(carried) < len(playlists)
    assert len(gzip.compress(page, 9, mtime=0)) < 12_000


def a_ladder(seconds: int, cut: Callable[[], float] = lambda: 4.0) -> dict[str, str]:
    """The playlists of a film at five rungs, each in a folder of its own, by their addresses."""
    below = "r/0123456789ab/hls"
    tops: dict[str, list[Segment]] = {}
    for name in ("v234", "a64", "v360", "v540", "v720", "v1080"):
        folder = f"../../../m/{hashlib.sha256(name.encode()).hexdigest()[:12]}/{name}"
        tops[folder] = [
            Segment(uri=f"{folder}/{at:05}.mp4", seconds=Fraction(cut()), size_bytes=100_000)
            for at in range(seconds // 4)
        ]
    sizes = {"v234": (416, 234), "v360": (640, 360), "v540": (960, 540), "v720": (1280, 720), "v1080": (1920, 1080)}
    variants = [
        Variant(
            uri=f"{folder.split('/')[-1]}.m3u8",
            segments=tuple(each),
            codec="avc1.64001f",
            size=sizes[folder.split("/")[-1]],
            fps=Fraction(25),
        )
        for folder, each in tops.items()
        if not folder.endswith("a64")
    ]
    sound = Sound(uri="a64.m3u8", segments=tuple(next(iter(tops.values()))), codec="mp4a.40.2", channels=2)
    texts = {f"{below}/master.m3u8": master(variants, sound)}
    return texts | {
        f"{below}/{folder.split('/')[-1]}.m3u8": media(f"{folder}/init.mp4", each) for folder, each in tops.items()
    }


def _facts(page: bytes) -> dict[str, Any]:
    return json.loads(re.findall(rb'id="facts">(.*?)</script>', page)[0])
