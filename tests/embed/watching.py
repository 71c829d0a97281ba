"""A reader with a watch: when the first picture comes, how long the film stands still, how wide it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

PLAY = "button[data-action=play]"
VIDEO = "document.querySelector('video')"
ENGINE = "document.documentElement.dataset.engine"
_WATCH = f"""(() => {{
  const video = {VIDEO}
  self.watched = {{rows: []}}
  addEventListener('pointerdown', () => (watched.pressed ??= performance.now()), true)
  video.requestVideoFrameCallback(() => (watched.first = performance.now()))
  setInterval(() => {{
    const {{buffered}} = video
    const ahead = buffered.length ? buffered.end(buffered.length - 1) - video.currentTime : 0
    watched.rows.push([performance.now(), video.currentTime, video.videoWidth, ahead])
  }}, 100)
  return true
}})()"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What somebody saw of a film, in seconds on their own clock since they pressed."""

    first: float  # when the first picture came
    stood: float  # in all, after the first picture
    longest: float  # without a moving picture, after the first one
    at: float  # where in the film it ended
    ahead: float  # fetched beyond that, in seconds of film
    widths: tuple[int, ...]  # of the picture, as they came
    engine: str


def watch(tab: Any, url: str, seconds: float, *, warm: bool = False) -> Seen:
    """Open a page, press play, look for so long. `warm`: the pointer rested on it until the engine was there."""
    tab.goto(url)
    tab.evaluate(_WATCH)
    if warm:
        tab.hover(PLAY)
        tab.wait_for("Boolean(self.Hls)", 30)
    tab.click(PLAY)
    tab.wait_for(f"performance.now() - watched.pressed > {seconds * 1000}", seconds + 30)
    told = tab.evaluate("watched")
    rows = [(now / 1000, at, width, ahead) for now, at, width, ahead in told["rows"] if at > 0]
    begun, (end, at, _, ahead) = told["first"] / 1000, rows[-1]
    moved = [(now, at) for now, at, _, _ in rows]
    return Seen(
        first=begun - told["pressed"] / 1000,
        stood=max(0.0, end - begun - (at - rows[0][1])),
        longest=longest_stop(moved),
        at=at,
        ahead=ahead,
        widths=tuple(dict.fromkeys(width for _, _, width, _ in rows if width)),
        engine=tab.evaluate(ENGINE),
    )


def longest_stop(moved: Sequence[tuple[float, float]]) -> float:
    """Seconds on the clock during which the film stood still, at the longest: from (clock, position) pairs."""
    longest, since = 0.0, moved[0][0]
    for (_, before), (now, after) in pairwise(moved):
        if after > before:
            since = now
        longest = max(longest, now - since)
    return longest
