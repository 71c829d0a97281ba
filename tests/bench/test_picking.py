"""How soon the page of a pack is there when it is opened from a disk: of a thousand clips, and of sixty beside it."""

import statistics
from pathlib import Path

import pytest

from tests.handover.afar import WHOLE, make_clips, numbered, written
from tests.handover.test_picking import offer

pytestmark = [pytest.mark.bench, pytest.mark.needs("chromium", "ffmpeg")]

RUNS = 7
SEEN = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def test_a_thousand_clips_are_there_within_a_second(browser, tmp_path: Path):
    """Seen and ready for keys and pointer; the rest of the wall follows while one looks."""
    make_clips(tmp_path)
    took = {}
    for clips in (60, 1000):
        address = written(tmp_path, offer(*map(numbered, range(clips))))
        took[clips] = sorted(opened(browser, address) for _ in range(RUNS))
        print(f"\n{clips} clips: {statistics.median(took[clips]):.0f} ms ({took[clips][0]:.0f}–{took[clips][-1]:.0f})")

    print(f"1000 against 60: {statistics.median(took[1000]) / statistics.median(took[60]):.2f}×")
    assert statistics.median(took[1000]) <= 1000


def opened(browser, address: str) -> float:
    """Milliseconds from the beginning until the page is seen and answers."""
    tab = browser.new_page(viewport={"width": 1280, "height": 860})
    tab.goto(address)
    tab.wait_for_function(f"() => {WHOLE} && {SEEN}")
    took = tab.evaluate(f"Math.max({SEEN}, {USABLE})")
    tab.close()
    return took
