"""How fast the bytes of a film are searched: for what a dispatch must not tell, and for what a whole desk must not."""

import hashlib
import time
from collections.abc import Callable
from random import Random

import pytest

from mediadesk.model.leak import Secrets, text_findings
from mediadesk.model.place import LatLon

pytestmark = pytest.mark.bench

MEGABYTES = 32
LEAST = 15  # megabytes a second of one core; a machine with nothing else to do reaches several times that


def of_a_dispatch() -> Secrets:
    """Two clips of one town."""
    return Secrets(
        points=(LatLon(lat=49.9935, lon=36.2304), LatLon(lat=50.0012, lon=36.2511)),
        names=frozenset({b"IMG_0042.MOV", b"DJI_0123.MP4"}),
        people=frozenset({"kestrel", "max"}),
        serials=frozenset({"ab" * 8}),
        machine=frozenset({"/home/kofi/desk-7", "fieldbook"}),
    )


def of_a_desk() -> Secrets:
    """A country, and some names in Cyrillic letters."""
    chance = Random(2)
    return Secrets(
        points=tuple(LatLon(lat=chance.uniform(44, 52), lon=chance.uniform(22, 40)) for _ in range(100_000)),
        names=frozenset(f"IMG_{number:06}.MOV".encode() for number in range(100_000)),
        people=frozenset({"kestrel", "Сокіл", "Éva"}),
    )


def cpu_seconds(work: Callable[[], object]) -> float:
    """The best of three, of this processor alone."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("whose", [of_a_dispatch, of_a_desk])
def test_a_film_is_searched(whose: Callable[[], Secrets]) -> None:
    """Noise is the worst case: what can be read in it is chance, and has to be looked at."""
    film = b"\0" + Random(1).randbytes(MEGABYTES << 20)
    secrets = whose()
    assert text_findings(film, "video.mp4", secrets) == []  # and the index is made

    searched = cpu_seconds(lambda: text_findings(film, "video.mp4", secrets))
    hashed = cpu_seconds(lambda: hashlib.sha256(film).digest())

    rate = MEGABYTES / searched
    print(f"\n{whose.__name__}: {rate:.0f} MB/s, {searched / hashed:.0f} times a SHA-256 of the same")
    assert rate > LEAST
