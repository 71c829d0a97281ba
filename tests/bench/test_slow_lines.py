"""A real film over slow lines, in both browsers: when the first picture comes, and whether it ever stands still.

The lines are those of a phone in a cellar and of a phone in the street; the browsers' own throttles are not used, so
that both see the same one.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.embed.browsers import Chromium
from tests.embed.site import serve
from tests.embed.watching import watch
from tests.firefox import started

pytestmark = [pytest.mark.bench, pytest.mark.needs("footage", "ffmpeg", "engine", "chromium", "firefox")]

CLIPS = (  # the first one gives the size, 1080 lines; most of a minute in all
    "VID_20190223_155900_googlephotos_reencode_gps.mp4",
    "gopro_hero5black_karma_2017_gpmf_gps.mp4",
    "WhatsApp Video.mp4",
    "gopro_hero7black_2019_gpmf_gps.mp4",
    "screenrec_macos14_mac15-9_2025_tz-0700.mov",
)
# Mb/s, and ms for a question
CELLAR, STREET, HOME = (0.4, 400), (1.6, 150), (5.0, 50)


@pytest.fixture(scope="module")
def post(footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public folder of a dispatch of real clips."""
    folder = tmp_path_factory.mktemp("post")
    card, desk = folder / "card", folder / "desk"
    card.mkdir()
    for name in CLIPS:
        shutil.copy(footage / name, card)
    mediadesk("init", desk)
    mediadesk("ingest", card, "--desk", desk)
    mediadesk("dispatch", "new", "post", "--title", "A post from the road", "--desk", desk)
    ids = {each["name"]: each["id"] for each in mediadesk("find", "--limit", "0", "--desk", desk) if "id" in each}
    for name in CLIPS:
        mediadesk("dispatch", "pick", "post", ids[name], "--desk", desk)
    mediadesk("publish", "post", "--desk", desk)
    return desk / "assets" / "public"


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Both, one after the other."""
    if request.param == "chromium":
        yield Chromium(request.getfixturevalue("browser"))
        return
    with started(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.mark.parametrize(("line", "first", "longest"), [(CELLAR, 4.3, 0.5), (STREET, 1.5, 0.5)])
@pytest.mark.parametrize("warm", [True, False], ids=["engine there", "engine to be fetched"])
def test_the_first_picture_and_half_a_minute(reader, post, request, line, first, longest, warm):
    """On the lowest rung from the start; with the engine there (a pointer that rested on the button) at once."""
    with serve(post) as store, reader.tab() as tab:
        store.wire.slow(megabits=line[0], milliseconds=line[1])
        seen = watch(tab, page_of(store), 34, warm=warm)
        store.wire.slow()

    print(f"\n{request.node.callspec.id}, {line[0]} Mb/s: {seen}")
    assert seen.engine == "hls"
    assert seen.first < first + (0 if warm else 122_000 * 8 / 1e6 / line[0] + 2 * line[1] / 1000)
    assert seen.longest < longest


def test_on_a_good_line_it_grows_and_fetches_no_more_than_is_watched_soon(reader, post):
    """Begins at 234 lines, reaches 540 or more; after seven seconds at most 35 lie ahead."""
    with serve(post) as store, reader.tab() as tab:
        store.wire.slow(megabits=HOME[0], milliseconds=HOME[1])
        seen = watch(tab, page_of(store), 20)
        store.wire.slow()
    with serve(post) as store, reader.tab() as tab:
        soon = watch(tab, page_of(store), 7)

    print(f"\n5 Mb/s: {seen}\nno limit: {soon}")
    assert seen.widths[0] == 416
    assert max(seen.widths) >= 960
    assert soon.ahead <= 35


def page_of(store) -> str:
    return f"{store.address}/{next(store.root.glob('v/*/index.html')).relative_to(store.root)}"


def mediadesk(*words: object) -> list[dict[str, Any]]:
    """Runs a verb as a person would, and returns its records."""
    program = Path(sys.executable).with_name("mediadesk")
    ran = subprocess.run([program, *map(str, words), "--json"], check=True, capture_output=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]
