"""docs/player.png: the demo's player page as a reader sees it, a few seconds into the film.

    python -m scripts.picture DESK docs/player.png

DESK is a desk that `mediadesk demo` has made. Needs Chromium, and Playwright of the extra `test`.
"""

import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from mediadesk.cli.serving import server
from tests.parts import chromium

WIDTH, HEIGHT = 1200, 850  # CSS pixels
SECONDS = 2.5  # into the film
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(desk: Path, picture: Path) -> None:
    """Serves the desk's folder store, plays its first page, and keeps what is seen."""
    root = desk / "assets/public"
    page = next(root.glob("v/*/index.html")).relative_to(root)
    running = server(root, 0)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        window = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        window.goto(f"http://127.0.0.1:{running.server_address[1]}/{page}")
        window.click("button[data-action=play]")
        window.wait_for_function(f"() => document.querySelector('video').currentTime > {SECONDS}")
        window.click("button[data-action=play]")  # paused, it shows its controls
        window.wait_for_timeout(500)
        window.screenshot(path=picture)
        browser.close()
    running.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
