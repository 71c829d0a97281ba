"""A card of canaries goes the whole way: not one token comes out, in anything that anybody else gets to see."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mediadesk.cli.embed import Site
from mediadesk.media.binaries import Programs
from mediadesk.model.recipe import HOUSE
from scripts.seaweed import client, environment
from tests.cli.world import done
from tests.leaks.readers import Reading, read_in
from tests.leaks.tokens import Original, told
from tests.leaks.world import Shoulder, World, lived_in
from tests.store.wire import a_line

pytestmark = pytest.mark.needs("ffmpeg", "exiftool", "engine")

NOTHING = Reading(tokens=frozenset(), strangers=frozenset())
SLUG = "bread-queue"
SITES = Site.__args__


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What came of it, all in the state in which it was published."""

    world: World
    online: Path  # a copy of what is public
    posts: dict[str, str]  # what is pasted, by the kind of site
    derived: list[dict]
    shoulder: Shoulder
    aside: str  # what deriving and publishing said on stderr


@pytest.fixture(scope="module")
def story(common: list[Original], gazetteer: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Card, log, every recipe of every clip, a film of all that has a picture, published and embedded."""
    world, shoulder = World(root=tmp_path_factory.mktemp("world"), originals=common), Shoulder()
    with lived_in(world):
        world.insert_card()
        world.take_in()
        world.log()
        world.mind()
        with shoulder.looking():
            recipes = [word for name in HOUSE for word in ("--recipe", name)]
            derived = world.ask("derive", *recipes, "--json")
            done("dispatch", "new", SLUG, "--title", "The bread queue", "--lead", "One day", "--desk", world.desk)
            for clip in world.pictured():
                done("dispatch", "pick", SLUG, clip, "--in", "0.2", "--out", "0.9", "--desk", world.desk)
            world.give(SLUG)
            published = world.ask("publish", SLUG, "--json")
        assert published.code == 0, published.err + published.out
        yield Story(
            world=world,
            online=Path(shutil.copytree(world.public, tmp_path_factory.mktemp("online") / "public")),
            posts={site: world.ask("embed", SLUG, "--for", site, "--anyway").out for site in SITES},
            derived=derived.of("rendition"),
            shoulder=shoulder,
            aside=derived.err + published.err,
        )


def test_the_story_has_everything_in_it(story):
    """Sabotage of what follows: all was taken in, said, made and published."""
    clips = story.world.clips()
    catalogue = b"".join(path.read_bytes() for path in story.world.desk.glob("catalog.db*"))

    assert len(clips) == sum(each.is_clip for each in story.world.originals)
    assert {each["recipe"] for each in story.derived} == {*HOUSE}
    assert len(story.world.pictured()) == 5
    assert told(catalogue, story.world.words) >= {*story.world.words.words}
    assert len(list(story.online.rglob("*.*"))) > 12
    assert all(story.posts.values())


def test_nothing_that_is_public_tells_anything(story, programs: Programs):
    """Film, ladder, download, poster, storyboard, cues, playlists, page, oEmbed: every byte, by every reader."""
    assert read_in(story.online, programs, *story.world.planted) == NOTHING


def test_no_rendition_of_a_clip_tells_anything(story, programs: Programs):
    """What lies on the desk is handed to others, too: light copies, stills for lists."""
    assert read_in(story.world.desk / "assets/renditions", programs, *story.world.planted) == NOTHING


def test_an_edit_proxy_has_the_name_of_its_original_and_lies_apart(story):
    """On purpose, for the editor's program; nothing that is public has anything of it."""
    edits = [path for path in (story.world.desk / "assets/edits").rglob("*") if path.is_file()]
    online = {path.read_bytes() for path in story.online.rglob("*") if path.is_file()}

    assert len(edits) == 5
    assert told("\n".join(path.name for path in edits).encode(), story.world.names)
    assert told(b"".join(path.read_bytes() for path in edits), *story.world.planted) == set()
    assert not any(path.read_bytes() in online for path in edits)


@pytest.mark.parametrize("site", SITES)
def test_no_post_tells_anything(story, site):
    """What is pasted into a blog is public for ever."""
    assert "media.example.org" in story.posts[site]
    assert told(story.posts[site].encode(), *story.world.planted) == set()


def test_nothing_is_left_outside_the_desk(story):
    """Home, temporaries and caches: what she did not ask for is not there. Card, drive and report she asked for."""
    world = story.world
    asked = (world.desk, world.card, world.drive, world.report.parent)
    there = [path for path in world.root.rglob("*") if path.is_file()]

    assert [path for path in there if not any(path.is_relative_to(each) for each in asked)] == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs unshare: run on Linux")
def test_no_process_tells_anything(story):
    """Whoever has an account on the machine can list what runs on it."""
    seen = b"\n".join(story.shoulder.seen)

    assert b"ffmpeg" in seen
    assert b"ffprobe" in seen
    assert told(seen, *story.world.planted) == set()


def test_nothing_that_is_said_in_passing_tells_anything(story):
    """Progress and complaints of deriving and publishing: they end in logs of others."""
    assert told(story.aside.encode(), *story.world.planted) == set()


@pytest.mark.needs("seaweedfs")
def test_nothing_in_a_bucket_tells_anything(story, s3_server, programs: Programs, tmp_path: Path):
    """The objects, their names, their headers, and what is asked on the way there."""
    bucket = client(s3_server)
    with lived_in(story.world), pytest.MonkeyPatch.context() as patch, a_line(s3_server.endpoint) as line:
        for name, value in environment(s3_server).items():
            patch.setenv(name, line.endpoint if value == s3_server.endpoint else value)
        done("dispatch", "new", f"{SLUG}-2", "--title", "The bread queue", "--desk", story.world.desk)
        done("dispatch", "pick", f"{SLUG}-2", story.world.pictured()[0], "--desk", story.world.desk)
        reason = story.world.words("reason of an override")
        published = story.world.ask("publish", f"{SLUG}-2", "--to", "s3", "--override", reason, "--json")
        assert published.code == 0, published.err

    below = f"v/{published.of('published')[0]['public_id']}/"
    keys = [each["Key"] for each in bucket.list_objects_v2(Bucket=s3_server.bucket, Prefix=below)["Contents"]]
    heads = b"\n".join(line.requests)
    for key in keys:
        (tmp_path / key).parent.mkdir(parents=True, exist_ok=True)
        bucket.download_file(s3_server.bucket, key, str(tmp_path / key))
        heads += repr(bucket.head_object(Bucket=s3_server.bucket, Key=key)).encode()

    assert len(keys) > 12
    assert below.encode() in heads
    assert told(heads, *story.world.planted) == set()
    assert read_in(tmp_path, programs, *story.world.planted) == NOTHING


def test_a_tombstone_tells_nothing(story, programs: Programs):
    """Last of all: what stays when it is gone."""
    with lived_in(story.world):
        done("withdraw", SLUG, "--desk", story.world.desk)

    stones = [path.name for path in story.world.public.rglob("v/*/*") if path.is_file()]
    assert sorted(stones) == ["index.html", "oembed.json"]
    assert read_in(story.world.public, programs, *story.world.planted) == NOTHING
