"""Three real clips go from a card to a bucket and play in a browser; no place, device or day of theirs goes along."""

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.seaweed import Seaweed, client, environment
from tests.cli.world import SLUG, Ask, asker, done
from tests.journeys.screening import engine_of, press_play, watch

pytestmark = pytest.mark.needs("ffmpeg", "engine", "footage", "seaweedfs")

CLIPS = (  # an action camera with telemetry, an upright HEVC with HDR and an edit list, an old phone; two with GPS
    "gopro_hero7black_2019_gpmf_gps.mp4",  # the first one gives the film its size: 480 lines are soon made
    "apple_iphone_2024_hlg10_dv_rot90_editlist.mp4",
    "apple_iphone5_2015_h264_gps_tz-0800.mov",
)
_TELLING = (
    "GPS",
    "Make",
    "Model",
    "Serial",
    "Author",
    "Artist",
    "Title",
    "Comment",
    "Software",
    "Encoder",
    "Description",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A dispatch in a bucket."""

    ask: Ask
    desk: Path
    bucket: Seaweed
    film: dict[str, Any]
    published: dict[str, Any]

    @property
    def url(self) -> str:
        """Of its page."""
        return str(self.published["url"])

    def online(self) -> list[str]:
        """Everything of it in the bucket."""
        below = f"v/{self.published['public_id']}/"
        listed = client(self.bucket).list_objects_v2(Bucket=self.bucket.bucket, Prefix=below)
        return [each["Key"] for each in listed.get("Contents", ())]


@pytest.fixture(scope="module")
def post(footage: Path, s3_server: Seaweed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    """The three clips taken in, picked for a second each, and published."""
    folder = tmp_path_factory.mktemp("post")
    desk, card = folder / "desk", folder / "card"
    card.mkdir()
    for name in CLIPS:
        shutil.copy(footage / name, card)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(s3_server).items():
            patch.setenv(name, value)
        done("init", desk)
        ask = asker(desk)
        assert ask("ingest", card).code == 0
        done("dispatch", "new", SLUG, "--title", "Three cameras", "--byline", "The desk", "--desk", desk)
        for name in CLIPS:
            (clip,) = ask("find", name.partition(".")[0], "--json").of("clip")
            done("dispatch", "pick", SLUG, clip["id"], "--out", "1.2", "--desk", desk)
        published = ask("publish", SLUG, "--to", "s3", "--json")
        assert published.code == 0, published.err
        (online,) = published.of("published")
        yield Post(ask=ask, desk=desk, bucket=s3_server, film=published.of("rendition")[0], published=online)


@pytest.mark.needs("chromium")
def test_it_plays_by_hls_with_sound(post, tab, snap):
    """A reader presses play: the picture moves, the sound is decoded."""
    tab.goto(post.url, wait_until="networkidle")
    snap(tab, "bucket-poster")

    press_play(tab)
    watch(tab)
    snap(tab, "bucket-hls")

    assert engine_of(tab) == "hls"
    assert tab.evaluate("document.querySelector('video').duration") == pytest.approx(post.film["seconds"], abs=0.1)


@pytest.mark.needs("chromium")
def test_it_plays_by_mp4_where_hls_is_blocked(post, tab, snap):
    """A network that lets no segment through still lets the film through. Its playlists are in the page."""
    tab.route("**/init.mp4", lambda route: route.abort())
    tab.goto(post.url)

    press_play(tab)
    watch(tab)
    snap(tab, "bucket-mp4")

    assert engine_of(tab) == "mp4"
    assert any("ERR_FAILED" in said for said in tab.complaints)
    tab.complaints.clear()


@pytest.mark.needs("exiftool")
def test_nothing_of_the_devices_places_and_days_is_in_it(post, footage, tmp_path):
    """exiftool finds all of it in the originals, and none of it in any file that went out."""
    for name in CLIPS:
        shutil.copy(footage / name, tmp_path)
    assert {"GPSLatitude", "Make"} <= {tag for told in telling(tmp_path).values() for tag in told}
    shutil.rmtree(tmp_path)

    for key in post.online():
        file = tmp_path / key
        file.parent.mkdir(parents=True, exist_ok=True)
        client(post.bucket).download_file(post.bucket.bucket, key, str(file))
    assert len(list(tmp_path.rglob("*.mp4"))) >= 8  # two rungs and the sound, each with its beginning, and two files
    assert telling(tmp_path) == {}


def test_a_second_publish_sends_nothing(post):
    """Everything is there, and is seen to be."""
    (again,) = post.ask("publish", SLUG, "--to", "s3", "--json").of("published")

    assert (again["sent"], again["kept"], again["version"]) == (0, again["objects"], post.published["version"])


def test_after_withdrawal_only_the_tombstone_answers(post):
    """Last of all: every address that a reader could have kept is gone, and the page says so."""
    before = post.online()
    assert status(post, f"v/{post.published['public_id']}/video.mp4") == 200

    assert post.ask("withdraw", SLUG, "--json").code == 0

    answers = {key: status(post, key) for key in before}
    assert {key.rpartition("/")[2] for key, code in answers.items() if code == 200} == {"index.html", "oembed.json"}
    assert {code for code in answers.values() if code != 200} <= {403, 404}
    with urllib.request.urlopen(post.url, timeout=60) as page:
        assert b"Three cameras" not in page.read()
    assert sorted(post.online()) == sorted(key for key, code in answers.items() if code == 200)


def telling(folder: Path) -> dict[str, list[str]]:
    """What exiftool finds of devices, people, places and days, by file; a page says its title and byline by choice."""
    read = ["-json", "-ee", "-a", "-G4", "-n", "-x", "System:All", "-x", "ExifTool:All"]
    asked = ["exiftool", *read, "-ext", "*", "--ext", "html", "--ext", "json", "-r", str(folder)]
    listed = json.loads(subprocess.run(asked, capture_output=True, check=False).stdout)
    found = {each["SourceFile"]: [tag for tag, value in each.items() if tells(tag, value)] for each in listed}
    return {file: [tag.rpartition(":")[2] for tag in tags] for file, tags in found.items() if tags}


def tells(tag: str, value: object) -> bool:
    """Whether a tag says something: a date of zero says nothing."""
    name = tag.rpartition(":")[2]
    if "Date" in name:
        return str(value).strip("0: ") != ""
    return name.startswith(_TELLING)


def status(post: Post, key: str) -> int:
    """What a reader's browser is answered."""
    try:
        with urllib.request.urlopen(f"{post.bucket.public_url}/{key}", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code
