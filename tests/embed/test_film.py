"""The film in a real browser: which way it comes, where it begins, and what happens when that way fails."""

import re
import shutil
from itertools import pairwise

import pytest

from tests.embed.reader import SECRET, asked, engine_of, playlists_of, posted, press_play, runs
from tests.embed.site import ID

pytestmark = pytest.mark.needs("chromium", "engine", "ffmpeg")


def test_playlists_that_came_with_the_page_are_not_asked_for(tab, site, film):
    """The first thing on the line after the engine is the film."""
    store = site(playlists=playlists_of(film))
    tab.goto(f"{store.page}?t=3")

    press_play(tab)

    runs(tab, past=4.3)  # on into the next segment
    assert engine_of(tab) == "hls"
    assert not [path for path in asked(store) if path.endswith(".m3u8")]
    assert {path.split("/")[-2] for path in asked(store) if "/0000" in path} >= {"v234", "a64"}
    assert tab.evaluate("document.querySelector('video').webkitAudioDecodedByteCount") > 0


def test_key_frames_in_the_master_are_nothing_to_the_player(tab, site, film):
    """It shows a storyboard: the film plays as it did, in the same sizes, and nobody asks for that playlist."""
    lists = playlists_of(film)
    (master,) = (name for name in lists if name.endswith("/master.m3u8"))
    lists[master] += (
        '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=9000,AVERAGE-BANDWIDTH=9000,CODECS="avc1.4d401e",RESOLUTION=416x234,'
        'VIDEO-RANGE=SDR,URI="i234.m3u8"\n'
    )
    store = site(playlists=lists)
    tab.goto(store.page)

    press_play(tab)

    runs(tab, past=1)
    assert engine_of(tab) == "hls"
    options = tab.get_by_label("Quality").locator("option")
    assert [each.split(" ")[0] for each in options.all_inner_texts()] == ["Automatic", "360p", "234p"]
    tab.locator("video").press("ArrowRight")
    runs(tab, past=5)
    assert not [path for path in asked(store) if path.endswith(".m3u8")]


def test_who_saves_data_gets_the_small_file_and_no_engine(tab, site):
    """Nothing is fetched when the pointer comes near, and 360 lines when they press."""
    store = site(small_mp4="v360.mp4")
    shutil.copy(store.root / "v" / ID / "video.mp4", store.root / "v" / ID / "v360.mp4")
    tab.context.new_cdp_session(tab).send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    tab.goto(store.page)
    tab.hover("button[data-action=play]")

    press_play(tab)

    runs(tab, past=0.3)
    assert engine_of(tab) == "mp4"
    assert {path.split("/")[-1] for path in asked(store) if "/later-" not in path} == {
        "index.html",
        "poster.jpg",
        "v360.mp4",
    }


@pytest.mark.parametrize(
    ("width", "file"), [pytest.param(1200, "video.mp4", marks=pytest.mark.prove), (500, "v360.mp4")]
)
def test_a_narrow_screen_falls_back_to_the_small_file(tab, site, width, file):
    """It would show no more than that."""
    store = site(small_mp4="v360.mp4")
    shutil.copy(store.root / "v" / ID / "video.mp4", store.root / "v" / ID / "v360.mp4")
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(f"{store.page}?mp4=1")

    press_play(tab)

    runs(tab, past=0.3)
    assert {path.split("/")[-1] for path in asked(store) if path.endswith(".mp4")} == {file}


def test_chromium_that_says_maybe_plays_no_hls_by_itself(tab, site):
    """Its native player fetches far too much: only a browser with ManagedMediaSource means it."""
    tab.add_init_script("HTMLMediaElement.prototype.canPlayType = () => 'maybe'")
    tab.goto(site().page)

    press_play(tab)

    runs(tab, past=0.3)
    assert engine_of(tab) == "hls"
    assert tab.evaluate("document.querySelector('video').src").startswith("blob:")


def test_a_browser_that_manages_media_itself_plays_the_master(tab, site):
    """As Safari does; here it cannot, so the MP4 takes over: the reader sees the film."""
    store = site()
    tab.add_init_script("HTMLMediaElement.prototype.canPlayType = () => 'maybe'; self.ManagedMediaSource = MediaSource")
    tab.goto(store.page)

    press_play(tab)

    runs(tab, past=0.3)
    assert not [path for path in asked(store) if "/a/hls-" in path]
    assert [path for path in asked(store) if path.endswith("master.m3u8")]
    tab.complaints.clear()


@pytest.mark.prove
@pytest.mark.parametrize(("width", "height"), [(400, 234), (1200, 360)])
def test_the_picture_is_no_larger_than_its_frame(tab, site, film, width, height):
    """A small frame on a fast line stays on the rung that fills it."""
    tab.set_viewport_size({"width": width, "height": 700})
    store = site(playlists=playlists_of(film))
    tab.goto(store.page)

    press_play(tab)

    runs(tab, past=8.5)
    assert tab.evaluate("document.querySelector('video').videoHeight") == height


@pytest.mark.parametrize("lost", [r"master\.m3u8", pytest.param(r"a64/list", marks=pytest.mark.prove), r"/a/hls-"])
def test_without_hls_the_mp4_plays(tab, site, lost):
    """Whatever of the ladder or the engine is missing from the start."""
    tab.route(re.compile(lost), lambda route: route.fulfill(status=404))
    tab.goto(site().page)

    press_play(tab)

    runs(tab, past=1)
    assert engine_of(tab) == "mp4"
    assert tab.evaluate("document.querySelector('video').webkitAudioDecodedByteCount") > 0
    assert [each for each in tab.complaints if "404" not in each] == []
    tab.complaints.clear()


@pytest.mark.parametrize("lost", [r"v\d+/0000[2-9]\.mp4", r"a64/0000[2-9]\.mp4"])
def test_a_segment_that_is_missing_moves_it_to_the_mp4_at_the_same_place(tab, site, lost):
    """Picture or sound: the reader sees the film go on where it was, without a jump."""
    tab.add_init_script(
        "self.seen = []; const see = ({target}) => seen.push([performance.now() / 1000, target.currentTime]);"
        "addEventListener('timeupdate', see, true)"
    )
    tab.route(re.compile(lost), lambda route: route.fulfill(status=404))
    tab.goto(f"{site().page}?t=7")

    press_play(tab)

    runs(tab, past=8.5)
    assert engine_of(tab) == "mp4"
    seen = [(now, at) for now, at in tab.evaluate("seen") if at]
    assert seen[0][1] == pytest.approx(7, abs=1.5)
    assert all(-0.5 < after - at < then - now + 2 for (now, at), (then, after) in pairwise(seen))
    tab.complaints.clear()


def test_an_engine_that_never_comes_is_not_waited_for(tab, site):
    """Twelve seconds in which nothing arrives are enough."""
    tab.route(re.compile("/a/hls-"), lambda route: None)
    tab.clock.install()
    tab.goto(f"{site().page}?t=3")

    press_play(tab)

    tab.clock.run_for(11_000)
    assert engine_of(tab) == "hls"
    tab.clock.run_for(3_000)
    runs(tab, past=3.2)
    assert engine_of(tab) == "mp4"


def test_a_store_that_allows_no_foreign_origin_still_plays(tab, site):
    """In a sandboxed frame nothing may be fetched from it; a video without captions may."""
    frame = posted(tab, site(cors=False), SECRET)

    press_play(frame)

    runs(frame, past=1)
    assert engine_of(frame) == "mp4"
    tab.complaints.clear()


def test_when_nothing_plays_it_says_so(tab, site):
    """A readable message with a way out."""
    tab.route(re.compile(r"\.m3u8|\.mp4"), lambda route: route.fulfill(status=404))
    tab.goto(site().page)

    press_play(tab)

    alert = tab.get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text() == "The video cannot be played here. Download the video"
    tab.complaints.clear()


def test_a_lost_connection_is_named_and_the_film_goes_on_when_it_is_back(tab, site):
    """A reader in a cellar."""
    tab.goto(site().page)
    tab.route(re.compile(r"\.m3u8|\.mp4"), lambda route: route.abort("internetdisconnected"))
    tab.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => self.online ?? false})")

    press_play(tab)

    tab.get_by_role("status").filter(has_text="No connection").wait_for()
    tab.unroute_all()
    tab.evaluate("self.online = true; dispatchEvent(new Event('online'))")
    runs(tab, past=0.5)
    assert engine_of(tab) == "hls"
    tab.complaints.clear()


def test_what_failed_without_a_line_is_not_held_against_it(tab, site):
    """The bad news of a request may come when the line is already back."""
    held = []

    def hold(route):
        held.append(route)

    tab.goto(site().page)
    tab.route(re.compile(r"\.m3u8"), hold, times=1)
    tab.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => self.online ?? false})")
    with tab.expect_request(re.compile(r"\.m3u8")):
        press_play(tab)
    tab.get_by_role("status").filter(has_text="No connection").wait_for()

    tab.evaluate("self.online = true; dispatchEvent(new Event('online'))")
    held.pop().abort("internetdisconnected")

    runs(tab, past=0.5)
    assert engine_of(tab) == "hls"
    tab.complaints.clear()


@pytest.mark.parametrize(
    ("after", "start", "engine"),
    [
        ("?t=0m7s", 7, "hls"),
        pytest.param("#t=8", 8, "hls", marks=pytest.mark.prove),
        ("?mp4=1&start=9", 9, "mp4"),
        ("?t=-4h", 0, "hls"),
    ],
)
def test_a_link_may_name_where_to_begin(tab, site, after, start, engine):
    """And which way: `mp4=1` for a browser that trips over HLS."""
    tab.add_init_script(
        "self.seen = []; for (const each of ['seeked', 'playing', 'timeupdate'])"
        "  addEventListener(each, ({target}) => seen.push(target.currentTime), true)"
    )
    tab.goto(site().page + after)

    press_play(tab)

    runs(tab, past=start + 0.2)
    assert engine_of(tab) == engine
    # where it was sought to before it played; by an event it is known when a busy machine comes to tell it
    begun = tab.evaluate("document.querySelector('video').played.start(0)") or min(filter(None, tab.evaluate("seen")))
    assert start - 0.3 < begun < start + 1.5
