"""The film in Chromium and in Firefox: what readers have, whatever goes wrong on its way."""

import json
import time
from itertools import pairwise

import pytest

from tests.embed.reader import SECRET, WORDPRESS, asked, playlists_of
from tests.embed.site import ID, SECONDS
from tests.embed.watching import ENGINE, PLAY, VIDEO, longest_stop
from tests.firefox import started

pytestmark = pytest.mark.needs("engine", "ffmpeg")

SEEK = "document.querySelector('.seek')"


def at(second: float) -> str:
    return f"{VIDEO}.currentTime > {second}"


def test_it_plays_by_hls_with_sound(reader, site, film):
    """Picture and sound of the ladder; nothing but the engine and segments is asked for, by nobody but the page."""
    store = site(playlists=playlists_of(film))
    with reader.tab() as tab:
        tab.goto(f"{store.page}?t=3")
        assert len(asked(store)) == 2

        tab.click(PLAY)
        tab.wait_for(at(4.3))  # on into the next segment

        assert tab.evaluate(ENGINE) == "hls"
        assert tab.evaluate(f"{VIDEO}.webkitAudioDecodedByteCount ?? {VIDEO}.mozHasAudio")
    assert not [path for path in asked(store) if path.endswith(("video.mp4", ".m3u8", ".ico"))]
    assert {json.loads(line)[1] for line in store.asked} == {None}


@pytest.mark.prove
@pytest.mark.parametrize(
    ("lost", "status", "engine"),
    [
        (r"v\d+/0000[2-9]\.mp4", 404, "mp4"),
        (r"a64/0000[2-9]\.mp4", 404, "mp4"),
        (r"master\.m3u8", 403, "mp4"),
        (r"a64/list\.m3u8", 403, "mp4"),
        (r"/a/hls-", 404, "mp4"),
        (r"v360/", 404, "hls"),
        (r"video\.mp4", 404, "hls"),
    ],
)
def test_whatever_is_missing_it_goes_on(reader, site, lost, status, engine):
    """At the same place, with hardly a stop: nowhere more than five seconds without a moving picture."""
    store = site()
    store.lost[lost] = status
    with reader.tab() as tab:
        tab.goto(store.page)
        tab.evaluate(f"(self.seen = [], setInterval(() => seen.push([performance.now(), {VIDEO}.currentTime]), 100))")
        tab.click(PLAY)
        tab.wait_for(at(SECONDS - 2), 60)

        assert tab.evaluate(ENGINE) == engine
        seen = [(now / 1000, time_) for now, time_ in tab.evaluate("seen") if time_ > 0.5]
    assert longest_stop(seen) < 5
    assert all(-0.5 < after - before < 1.5 for (_, before), (_, after) in pairwise(seen))


@pytest.mark.prove
def test_without_cors_in_a_sandbox_the_mp4_plays(reader, site):
    """The frame has no origin, the store allows none: without captions it plays all the same."""
    store = site(cors=False)
    with reader.tab() as tab:
        frame = posted(tab, store)
        frame.click(PLAY)
        frame.wait_for(at(1))

        assert frame.evaluate("self.origin") == "null"
        assert frame.evaluate(ENGINE) == "mp4"


@pytest.mark.prove
def test_in_a_sandbox_it_plays_by_hls(reader, site, film):
    """As WordPress shows it."""
    store = site(playlists=playlists_of(film))
    with reader.tab() as tab:
        frame = posted(tab, store)
        frame.click(PLAY)
        frame.wait_for(at(5))

        assert frame.evaluate(ENGINE) == "hls"
        assert tab.evaluate("heard.some((each) => each.message === 'height')")


@pytest.mark.prove
def test_three_films_in_one_post_play_beside_each_other(reader, site, film):
    """Each in a frame that knows nothing of the others."""
    store = site(playlists=playlists_of(film))
    post = WORDPRESS.replace("{id}", ID).replace("{after}", SECRET)
    (store.root / "post.html").write_text(post + post[post.index("<iframe") :] * 2)
    with reader.tab() as tab:
        tab.goto(f"{store.address}/post.html")
        frames = [tab.frame(number) for number in range(3)]
        for frame in frames:
            frame.click(PLAY)
        for frame in frames:
            frame.wait_for(at(1))

        assert [frame.evaluate(ENGINE) for frame in frames] == ["hls"] * 3


@pytest.mark.prove
@pytest.mark.needs("firefox")
def test_without_scripts_the_mp4_plays(site, tmp_path):
    """Firefox with JavaScript off, as in Tor Browser at its safest: nothing before the press, then the one file."""
    store = site()
    with started(tmp_path, **{"javascript.enabled": False}) as browser, browser.tab(width=800, height=700) as tab:
        tab.goto(store.page)
        assert not [path for path in asked(store) if path.endswith(".mp4")]

        tab.press_at(400, 225)

        end = time.monotonic() + 60
        while time.monotonic() < end and not [path for path in asked(store) if path.endswith("video.mp4")]:
            time.sleep(0.1)
    assert {path.split("/")[-1] for path in asked(store)} == {"index.html", "poster.jpg", "video.mp4"}


@pytest.mark.prove
def test_a_line_that_breaks_is_named_and_the_film_goes_on(reader, site, film):
    """Mid-play, for longer than what was fetched ahead lasts; then it is back."""
    store = site(playlists=playlists_of(film))
    store.wire.slow(megabits=0.3)
    with reader.tab() as tab:
        tab.goto(store.page)
        tab.click(PLAY)
        tab.wait_for(at(1))
        tab.offline(off=True)
        tab.wait_for("document.querySelector('.busy').textContent.startsWith('No connection')", 40)
        stopped = tab.evaluate(f"{VIDEO}.currentTime")
        time.sleep(3)

        tab.offline(off=False)
        tab.wait_for(at(stopped + 2), 40)

        assert tab.evaluate(f"{VIDEO}.currentTime") < stopped + 5
        assert tab.evaluate(ENGINE) == "hls"


@pytest.mark.prove
def test_when_nothing_plays_it_says_so_with_a_way_out(reader, site):
    """An alert, readable, with the download."""
    store = site()
    store.lost[r"\.m3u8|\.mp4"] = 404
    with reader.tab() as tab:
        tab.goto(store.page)
        tab.click(PLAY)
        tab.wait_for("document.querySelector('[role=alert]').checkVisibility()", 40)

        assert tab.evaluate("document.querySelector('[role=alert]').textContent").startswith(
            "The video cannot be played"
        )
        assert tab.evaluate("document.querySelector('[role=alert] a').href").endswith("video.mp4")


@pytest.mark.prove
@pytest.mark.parametrize(
    ("after", "start", "engine"),
    [("?t=7", 7, "hls"), ("?t=0m7s", 7, "hls"), ("#t=8", 8, "hls"), ("?start=9&mp4=1", 9, "mp4"), ("?t=99", 0, "hls")],
)
def test_a_link_names_where_to_begin(reader, site, after, start, engine):
    """In minutes and seconds or in seconds, and which way."""
    with reader.tab() as tab:
        tab.goto(site().page + after)
        tab.evaluate("(addEventListener('playing', ({target}) => (self.began ??= target.currentTime), true), 0)")
        tab.click(PLAY)
        tab.wait_for(at(start + 0.2))

        assert tab.evaluate(ENGINE) == engine
        assert start - 0.3 < tab.evaluate("began") < start + 1.5  # the clock runs on until a busy browser says so


@pytest.mark.prove
def test_muted_it_may_begin_by_itself_and_again(reader, site):
    """`autoplay=1&muted=1&loop=1`: as somebody sets it below an article."""
    with reader.tab() as tab:
        tab.goto(f"{site().page}?autoplay=1&muted=1&loop=1&t=14")
        tab.wait_for(at(14.5))
        tab.wait_for(f"{VIDEO}.currentTime < 5 && {VIDEO}.currentTime > 0.5 && !{VIDEO}.paused")

        assert tab.evaluate(f"{VIDEO}.muted")


@pytest.mark.prove
def test_with_sound_it_never_begins_by_itself(reader, site):
    """The browser forbids it: the button waits for a finger."""
    with reader.tab() as tab:
        tab.goto(f"{site().page}?autoplay=1")
        tab.wait_for("document.documentElement.classList.contains('still')")

        assert tab.evaluate(f"{VIDEO}.paused")
        tab.click(PLAY)
        tab.wait_for(at(0.5))


@pytest.mark.prove
def test_a_jump_to_the_middle_lands_there(reader, site):
    """Half a second at most beside it."""
    with reader.tab() as tab:
        tab.goto(site().page)
        tab.click(PLAY)
        tab.wait_for(at(0.5))
        tab.evaluate(f"({SEEK}.value = {SECONDS // 2}, {SEEK}.dispatchEvent(new Event('change')))")
        tab.wait_for(f"!{VIDEO}.seeking && {VIDEO}.currentTime >= 7.5")

        assert tab.evaluate(f"{VIDEO}.currentTime") == pytest.approx(SECONDS / 2, abs=0.7)


def posted(tab, store):
    """The page in a post of a blog that trusts nobody: the frame that holds it."""
    (store.root / "post.html").write_text(WORDPRESS.replace("{id}", ID).replace("{after}", SECRET))
    tab.goto(f"{store.address}/post.html")
    return tab.frame()
