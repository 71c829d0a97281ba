"""The order of a dispatch, played through as it would run, in Chromium and in Firefox."""

import json

import pytest

from tests.firefox import FIREFOX_IN_PROOF
from tests.handover.afar import VIDEO, WHOLE, card, only
from tests.handover.test_choosing import KEPT
from tests.handover.test_picking import clip, offer

pytestmark = pytest.mark.needs("ffmpeg")

OVER = "!document.querySelector('[data-notice]').hidden && !document.querySelector('.player.led')"
# what is shown, at each look
LOOK = f"""(() => {{
    window.seen = [];
    const look = () => {{
        const film = {VIDEO};
        if (film && !film.paused && !film.seeking && film.readyState > 1)
            seen.push([film.getAttribute('src'), film.currentTime]);
        requestAnimationFrame(look);
    }};
    look();
}})()"""
# the second stretch is all of a clip; the last is of the same clip as the one before
ORDER = ((1, 400, 800), (4, None, None), (2, 1200, None), (2, 0, 440))


def kept(*pieces: tuple[int, int | None, int | None]) -> str:
    """As the browser would have kept these stretches."""
    order = [{"clip": clip(number).id, "in_ms": start, "out_ms": end} for number, start, end in pieces]
    file = {"kind": "picks", "version": 1, "pack": "k3f9wq7z", "saved": "2026-11-23T10:00:00Z"}
    return json.dumps(json.dumps({**file, "clips": [], "order": order}))


def opened(tab, address: str, *pieces) -> None:
    """The page with this order in it."""
    tab.goto(address)
    tab.evaluate(f"localStorage.setItem('mediadesk-picks-k3f9wq7z', {kept(*pieces)})")
    tab.goto(address)
    tab.wait_for(WHOLE)


def stretches(tab) -> list[tuple[str, list[float]]]:
    """What was seen: of each stretch its film, and where it was at each look. A look may come late on a busy machine,
    and then the page was late as well: no second look sees what the first one should not have."""
    found: list[tuple[str, list[float]]] = []
    for film, at in tab.evaluate("window.seen"):
        if found and found[-1][0] == film and at >= found[-1][1][-1]:
            found[-1][1].append(at)
        else:
            found.append((film, [at]))
    return found


def test_it_runs_as_the_dispatch_would(reader, pack):
    """Each stretch from its first frame to its last, none of another frame; then it stops, on the last frame."""
    with reader.tab() as tab:
        opened(tab, pack(), *ORDER)
        tab.evaluate(LOOK)
        tab.press("r")
        tab.wait_for(OVER)

        seen = stretches(tab)
        assert [film for film, _ in seen] == [f"clips/{clip(number).id}.mp4" for number, _, _ in ORDER], seen
        for (_, looks), (number, start, end) in zip(seen, ORDER, strict=True):
            ends = (end or (1000 if number == 4 else 2000)) / 1000
            assert (start or 0) / 1000 <= looks[0] + 0.001
            assert all(at < ends for at in looks[:-1])
        assert tab.evaluate(f"{VIDEO}.paused")
        tab.wait_for(f"Math.abs({VIDEO}.currentTime - .42) < .011")
        assert tab.evaluate("document.querySelector('[data-notice-text]').textContent") == "That was the order: 0:03."


@FIREFOX_IN_PROOF
def test_it_tells_how_far_it_is(reader, pack):
    """Which stretch of how many, and how long it has run of how long it runs; stopped, it stays and goes on."""
    said = "document.querySelector('[data-through]').textContent"
    data = offer(*(clip(number, video=None, ms=1_600) for number in (1, 2)))
    with reader.tab() as tab:
        opened(tab, pack(data), (1, 600, None), (2, None, None))
        tab.press("e")
        tab.click("[data-act=through]")
        tab.press(" ")
        assert tab.evaluate(said) == "1 of 2 in the order, 0:00 of 0:02"
        tab.press("n")
        assert tab.evaluate(said) == "2 of 2 in the order, 0:01 of 0:02"
        tab.press("b", " ")
        tab.wait_for(OVER)

        assert tab.evaluate(said) == ""
        tab.press("Escape")
        tab.wait_for("!document.querySelector('#clip').open")
        tab.press("e", "e", "r", "Escape")
        assert tab.evaluate("document.activeElement.dataset.act") == "through"


@FIREFOX_IN_PROOF
def test_it_begins_where_the_order_has_the_focus(reader, pack):
    """And a mark that is set meanwhile counts at once."""
    with reader.tab() as tab:
        opened(tab, pack(), (1, 0, 400), (2, None, 1960), (3, 0, 200))
        tab.press("e", "ArrowDown")
        tab.evaluate(LOOK)
        tab.press("r", "k", "o", "l")
        tab.wait_for(OVER)

        films = [film for film, _ in stretches(tab)]
        assert films[-1] == f"clips/{clip(3).id}.mp4"
        assert f"clips/{clip(1).id}.mp4" not in films
        assert tab.evaluate(KEPT)["order"][1]["out_ms"] < 1960


@FIREFOX_IN_PROOF
def test_a_film_that_cannot_be_played_is_seen_in_stills(reader, pack):
    """And what has neither film nor board, for as long as it is: the rest comes after it all the same."""
    gone = clip(1, video="clips/0000000000.mp4")
    data = offer(gone, only(id=clip(2).id, still=clip(2).still, ms=500), clip(3))
    with reader.tab() as tab:
        opened(tab, pack(data), (1, 0, 1000), (2, None, None), (1, 0, 500), (3, 0, 400))
        tab.evaluate(LOOK)
        tab.press("r")
        tab.wait_for(OVER)

        assert [film for film, _ in stretches(tab)] == [f"clips/{clip(3).id}.mp4"]


@FIREFOX_IN_PROOF
def test_without_an_order_there_is_nothing_to_play(reader, pack):
    """The key shows where an order is made."""
    with reader.tab() as tab:
        tab.goto(pack())
        tab.wait_for(WHOLE)
        tab.press("r")
        assert not tab.evaluate("document.querySelector('#order').hidden")
        assert tab.evaluate("document.querySelector('[data-act=through]').hidden")
        tab.click(card(1, "[data-flag=select]"))
        assert not tab.evaluate("document.querySelector('#clip').open")
