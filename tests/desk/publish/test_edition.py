"""What makes up a dispatch online: all of it, as the dispatch stands."""

import json
import posixpath
import re
import subprocess
from dataclasses import replace
from fractions import Fraction

import pytest
from PIL import Image

from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.desk.publish.edition import edition
from mediadesk.embed.page import Part
from mediadesk.errors import NotFound
from mediadesk.model.caption import Caption, Cue
from mediadesk.model.dispatch import new_public_id
from mediadesk.model.publication import CacheClass, cache_class
from mediadesk.store.folder import Folder
from tests.desk.publish.world import ADDRESS, SLUG, files, make, say
from tests.media.shots import a_clip
from tests.referee import complaints
from tests.store.outgoing import Recording

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_another_cut_is_another_revision_at_the_same_address(filmed, tools, store):
    """Its film must be made first; then the page names the new leaves."""
    first = station.publish(SLUG, store, tools)
    clip = filmed.clips()[0].id
    editing.pick(SLUG, clip, None, Fraction(1, 5), None, catalogue=filmed.catalogue)

    with pytest.raises(NotFound, match="not made yet"):
        station.publish(SLUG, store, tools)
    make(filmed)
    second = station.publish(SLUG, store, tools)

    assert second.url == first.url
    assert second.sent > 2


def test_an_attached_film_is_the_film(filmed, tools, store, tmp_path):
    """Cut elsewhere, it takes the place of the picks."""
    before = station.publish(SLUG, store, tools)
    film = tmp_path / "cut.mp4"
    a_clip(film, filmed.programs, seconds=0.6)
    editing.attach(SLUG, film, catalogue=filmed.catalogue, assets=filmed.assets, programs=filmed.programs)
    make(filmed)

    after = station.publish(SLUG, store, tools)

    assert (after.version, after.url) == (before.version + 1, before.url)


def test_the_chosen_poster_is_what_readers_see(filmed, tools, store, tmp_path):
    """On the page, small, with its play button, as the card of a link; another choice replaces it, the film stays."""
    film = tmp_path / "red, then blue.mp4"
    turning = "color=red:s=64x48:r=25:d=0.8,drawbox=color=blue:t=fill:enable=gte(t\\,0.4)"
    writing = ["-f", "lavfi", "-i", turning, "-pix_fmt", "yuv420p", str(film)]
    subprocess.run([filmed.programs.ffmpeg, "-v", "error", *writing], check=True)
    editing.attach(SLUG, film, catalogue=filmed.catalogue, assets=filmed.assets, programs=filmed.programs)

    seen = [posters_with(filmed, moment, tools, store) for moment in (Fraction(1, 5), Fraction(3, 5))]

    assert seen == [dict.fromkeys(POSTERS, colour) for colour in ("red", "blue")]


POSTERS = ("poster.jpg", "poster-play.jpg", "og.jpg", "r/poster.jpg", "r/poster-480.jpg")


def posters_with(filmed, moment, tools, store) -> dict[str, str]:
    """What each poster shows in its upper third when this moment is published."""
    editing.set_(SLUG, {"poster": moment}, catalogue=filmed.catalogue)
    make(filmed)
    url = station.publish(SLUG, store, tools).url
    home = (store.root / url.removeprefix(f"{ADDRESS}/")).parent
    (revision,) = set(re.findall(r"r/[0-9a-f]{12}(?=/poster)", (home / "index.html").read_text(encoding="utf-8")))
    shown = {}
    for name in POSTERS:
        with Image.open(home / name.replace("r/", f"{revision}/")) as picture:
            red, _, blue = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 8))
            shown[name] = "red" if red > 2 * blue else "blue" if blue > 2 * red else "neither"
    return shown


def test_a_changed_title_sends_the_page_alone(filmed, tools, store):
    """Two pointers; every leaf stays where it is, at the same address."""
    first = station.publish(SLUG, store, tools)
    say(filmed, title="Repaired")
    watched = Recording(store=store)

    second = station.publish(SLUG, watched, tools)

    assert {key.rpartition("/")[2] for what, key in watched.done if what == "put"} == {"index.html", "oembed.json"}
    assert (second.sent, second.version, second.url) == (2, first.version + 1, first.url)
    assert b"Repaired" in files(store)[second.path]


def an_edition(desk, store, tools, **more):
    """The page and the objects of the dispatch as it stands."""
    with desk.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(SLUG)
    return edition(dispatch, desk.clips(), store, tools, **more)


def placed(outgoing, home):
    """Where each object lies below a prefix; revisions and digests have no names."""
    keys = [each.object.key for each in outgoing]
    below = [key.removeprefix(f"{home}/") for key in keys if key.startswith(f"{home}/")]
    return sorted(re.sub(r"^([mr])/[0-9a-f]{12}/", r"\1/", key) for key in below)


RUNGS = ["m/a64/00000.mp4", "m/a64/init.mp4", "m/v234/00000.mp4", "m/v234/init.mp4"]  # the clip is smaller than that
LEAVES = [
    *("r/hls/a64.m3u8", "r/hls/i234.m3u8", "r/hls/master.m3u8", "r/hls/v234.m3u8", "r/manifest.json"),
    *("r/poster-480.jpg", "r/poster.jpg", "r/sprite.jpg", "r/storyboard.vtt"),
]
BESIDE = ["index.html", "oembed.json", "og.jpg", "poster-play.jpg", "poster.jpg", "video.mp4"]


def test_everything_has_its_place(filmed, tools, store):
    """Media by what they hold, leaves by their revision, and beside the page what others keep the address of."""
    page, outgoing = an_edition(filmed, store, tools)

    home = f"v/{page.public_id}"
    assert placed(outgoing, home) == sorted([*RUNGS, "m/audio.m4a", "m/video-360.mp4", *LEAVES, *BESIDE])
    sizes = {each.object.key.removeprefix(f"{home}/"): each.object.size_bytes for each in outgoing}
    named = [page.master, page.poster, page.small_poster, page.play_poster, page.card, page.storyboard]
    assert {*named} <= {*sizes}
    assert (sizes[page.small_mp4], sizes[page.sound]) == (page.small_mp4_bytes, page.sound_bytes)
    assert sizes[page.mp4] == page.mp4_bytes
    kept = {each.object.key: each.object.cache for each in outgoing}
    assert kept == {key: cache_class(key) for key in kept}


def test_what_pages_share_goes_out_with_each(filmed, tools, store):
    """The engine, what comes later, and the words of other languages: packed, and cached for a year."""
    _, outgoing = an_edition(filmed, store, tools)

    (html,) = (each.body.decode() for each in outgoing if each.object.key.endswith("/index.html"))
    named = set(re.findall(r"\.\./\.\./(a/[\w.-]+\.js)", html))
    assert len(named) == 3
    shared = {each.object.key: each.object for each in outgoing if each.object.key in named}
    assert shared.keys() == named
    assert {(each.encoding, each.cache) for each in shared.values()} == {("gzip", CacheClass.ENGINE)}


def test_the_page_knows_every_playlist_as_it_is_published(filmed, tools, store):
    """By the URL that it would be fetched by: the master first, then the lowest rung, then its sound.

    The one of key frames is for players that wind by it, and does not make the page heavier.
    """
    page, outgoing = an_edition(filmed, store, tools)

    home = f"v/{page.public_id}/"
    sent = {each.object.key.removeprefix(home): each.body for each in outgoing if each.object.key.endswith(".m3u8")}
    (keys,) = (name for name in sent if name.endswith("/i234.m3u8"))
    assert b'URI="i234.m3u8"' in sent[page.master]
    ranged = re.findall(rb"BYTERANGE:\d+@\d+\n(.*)", sent.pop(keys))
    assert ranged == re.findall(rb"^[^#].*", sent[keys.replace("i234", "v234")], re.MULTILINE) != []
    assert {name: text.encode() for name, text in page.playlists.items()} == sent
    assert [name.rpartition("/")[2] for name in page.playlists] == ["master.m3u8", "v234.m3u8", "a64.m3u8"]
    keys = {each.object.key for each in outgoing}
    for name, text in page.playlists.items():
        named = re.findall(r'^[^#\s].*$|(?<=URI=")[^"]+', text, flags=re.MULTILINE)
        assert named
        assert {posixpath.normpath(f"{home}{posixpath.dirname(name)}/{each}") for each in named} <= keys


def test_another_caption_touches_a_new_revision_alone(filmed, tools, store):
    """No segment, no film and no picture beside the page goes again; the page knows the master with its captions."""
    said = Caption(language="en", state="approved", cues=(Cue(start_ms=0, end_ms=400, text="Bread."),))
    mended = replace(said, cues=(replace(said.cues[0], text="Bread, again."),))
    with filmed.catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(SLUG)

    (page, one), (_, two) = (
        edition(replace(dispatch, captions=(each,)), filmed.clips(), store, tools) for each in (said, mended)
    )

    before, after = ({each.object for each in outgoing} for outgoing in (one, two))
    assert {each.key.split("/")[2] for each in after - before} == {"r", "index.html"}
    master = next(each.body for each in one if each.object.key.endswith("/master.m3u8"))
    assert b"SUBTITLES" in master
    assert page.playlists[page.master].encode() == master


@pytest.mark.needs("node")
def test_what_lies_in_the_store_plays(filmed, tools, store):
    """A strict reader takes every playlist; ffmpeg follows them to the last frame without a word."""
    page, _ = an_edition(filmed, store, tools)
    station.publish(SLUG, store, tools)

    assert complaints([*page.playlists.values()]) == [""] * len(page.playlists)
    master = store.root / f"v/{page.public_id}" / page.master
    argv = [filmed.programs.ffmpeg, "-v", "warning", "-xerror", "-i", master, "-map", "0", "-f", "null", "-"]
    said = subprocess.run(argv, capture_output=True, check=True)
    assert said.stderr == b""
    next(store.root.rglob("v234/00000.mp4")).unlink()
    assert subprocess.run(argv, capture_output=True, check=False).stderr != b""  # it notices what is not there


def test_a_manifest_lists_what_a_revision_is_made_of(filmed, tools, store):
    """Each key with its size, hash and headers; not itself, and nothing that changes."""
    page, outgoing = an_edition(filmed, store, tools)

    objects = {each.object.key: each.object for each in outgoing}
    (listing,) = (each.body for each in outgoing if each.object.key.endswith("/manifest.json"))
    said = json.loads(listing)
    assert said["version"] == 1
    assert {each["key"] for each in said["objects"]} == {
        key for key in objects if re.match(rf"v/{page.public_id}/[mr]/", key) and not key.endswith("manifest.json")
    }
    for each in said["objects"]:
        there = objects[each.pop("key")]
        assert each == {
            "size": there.size_bytes, "sha256": there.sha256, "type": there.content_type, "cache": there.cache,
        }  # fmt: skip


def test_a_light_edition_is_a_beginning_of_the_whole_one(filmed, tools, store):
    """The lowest rungs and one small file; the whole edition finds them there, and sends them no second time."""
    with pytest.raises(NotFound, match="not made yet"):
        an_edition(filmed, store, tools, light=True)
    make(filmed, light=True)

    page, light = an_edition(filmed, store, tools, light=True)
    whole_page, whole = an_edition(filmed, store, tools)

    assert placed(light, f"v/{page.public_id}") == sorted([*RUNGS, *LEAVES, *BESIDE])
    assert (page.small_mp4, page.sound, page.mp4) == (None, None, "video.mp4")
    sent = {each.object.key: each.object.sha256 for each in light}
    assert {key: sha256 for key, sha256 in sent.items() if "/m/" in key}.items() <= {
        each.object.key: each.object.sha256 for each in whole
    }.items()
    small = next(each.object for each in whole if each.object.key.endswith(whole_page.small_mp4))
    assert sent[f"v/{page.public_id}/video.mp4"] == small.sha256


def test_a_private_edition_tells_nothing_of_the_public_one(filmed, tools, store):
    """The same inside at another address: no key, no text and no address in it has the public id."""
    public, outgoing = an_edition(filmed, store, tools)
    token = new_public_id()

    page, hidden = an_edition(filmed, store, tools, private=token)

    assert (page.public_id, page.private, page.address()) == (token, True, f"{ADDRESS}/p/{token}/index.html")
    assert placed(hidden, f"p/{token}") == [
        each for each in placed(outgoing, f"v/{public.public_id}") if each != "oembed.json"
    ]
    texts = b"".join(each.body for each in hidden if isinstance(each.body, bytes))
    assert public.public_id.encode() not in texts
    assert token.encode() in texts
    assert not any(public.public_id in each.object.key for each in hidden)


def test_the_other_parts_of_a_series_are_named_while_they_are_online(filmed, tools, store):
    """In the same store, by number and title; neither drafts nor other series, nor itself."""
    say(filmed, series="The river", number="2")
    for slug, series in (("part-one", "The river"), ("draft", "The river"), ("other", "The lake")):
        editing.new(slug, f"It is {slug}", {"series": series, "number": "1"}, catalogue=filmed.catalogue)
        editing.pick(slug, filmed.clips()[0].id, None, None, None, catalogue=filmed.catalogue)
    for slug in ("part-one", "other"):
        lend(filmed, slug)
        station.publish(slug, store, tools)
    elsewhere = Folder(name="far", root=filmed.root / "far", public_url=ADDRESS)

    page, _ = an_edition(filmed, store, tools)
    hidden, _ = an_edition(filmed, store, tools, private=new_public_id())

    one = editing.get("part-one", catalogue=filmed.catalogue).public_id
    assert page.parts == (Part(number=1, title="It is part-one", url=f"../{one}/index.html"),)
    assert hidden.parts == (Part(number=1, title="It is part-one", url=f"../../v/{one}/index.html"),)
    assert an_edition(filmed, elsewhere, tools)[0].parts == ()
    station.withdraw("part-one", lambda _: store, catalogue=filmed.catalogue)
    assert an_edition(filmed, store, tools)[0].parts == ()


def lend(desk, slug):
    """The film of the dispatch, to another one with the same picks."""
    with desk.catalogue.write() as shelves:
        for each in shelves.renditions.of(SLUG):
            shelves.renditions.add(replace(each, subject=slug))
