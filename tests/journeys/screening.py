"""A reader in front of a player page."""

from typing import Any


def press_play(place: Any) -> None:
    """There is one play button."""
    place.locator("button[data-action=play]").click()


def watch(place: Any, *, past: float = 1) -> None:
    """Waits until the film has run past a time in seconds, with its sound decoded."""
    seen = """(past) => {
        const video = document.querySelector('video')
        return video.currentTime > past && video.videoWidth > 0 && video.webkitAudioDecodedByteCount > 0
    }"""
    place.wait_for_function(seen, arg=past, timeout=60_000)


def engine_of(place: Any) -> str:
    """What plays it: `hls`, or `mp4`."""
    engine: str = place.evaluate("document.documentElement.dataset.engine")
    return engine
