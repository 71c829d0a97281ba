"""The shortcode in a site that a real Hugo builds."""

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from mediadesk.embed.once import shortcode
from mediadesk.embed.snippets import snippet
from tests.embed.reader import press_play, runs
from tests.embed.site import a_page
from tests.embed.test_page import Parsed

pytestmark = pytest.mark.needs("hugo")


def built(folder: Path, post: str, *, file: str | None = None) -> str:
    """A post as Hugo makes it, in a site with our shortcode and nothing else."""
    for name, text in {
        "config.toml": 'baseURL = "https://blog.example/"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n',
        "layouts/_default/single.html": '<!doctype html><link rel="icon" href="data:,">{{ .Content }}',
        "layouts/_default/list.html": "",
        "layouts/shortcodes/mediadesk.html": file or shortcode(),
        "content/post.md": f"---\ntitle: A post\n---\nBefore.\n\n{post}\n\nAfter.\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    subprocess.run(["hugo", "--quiet", "--source", str(folder)], check=True, capture_output=True)
    return (folder / "public/post/index.html").read_text()


@pytest.mark.parametrize(("width", "height"), [(640, 360), (1080, 1920), (720, 720)])
def test_it_becomes_what_any_page_takes(tmp_path, width, height):
    """The frame of `--for html`, attribute for attribute, with credit and download beneath; upright and square, too."""
    page = a_page(width=width, height=height, title="Скло & <вода> 'тут'")

    shown = built(tmp_path, snippet("hugo", page))

    wanted, *beneath = snippet("html", page).splitlines()
    (given,), (frame,) = (Parsed(text.encode()).all("iframe") for text in (shown, wanted))
    assert given | {"style": None} == frame | {"style": None}
    # Hugo lets no "16/9" into a style that is not made of numbers: the ratio there is that of the frame's pixels
    assert re.sub(r"\d+/\d+", "", given["style"]) == re.sub(r"\d+/\d+", "", frame["style"])
    across, down = map(int, re.search(r"(\d+)/(\d+)", given["style"]).groups())
    assert across / down == pytest.approx(width / height, rel=0.003)
    assert all(unescape(line) in unescape(shown) for line in beneath)


def test_without_a_first_publication_no_line_is_empty(tmp_path):
    shown = built(tmp_path, snippet("hugo", a_page(outlet=None, first_url=None)))

    assert "First published" not in shown
    assert not re.search(r"<p>\s*</p>", shown)


def test_no_title_becomes_markup(tmp_path):
    """A quotation mark cannot end its parameter, a bracket cannot begin an element."""
    hostile = '"><script>alert(1)</script> {{< evil >}} \\" javascript:x'

    shown = built(tmp_path, snippet("hugo", a_page(title=hostile, outlet=hostile)))

    assert "<script" not in shown


def test_markdown_alone_would_lose_the_frame(tmp_path):
    """The sabotage: what the shortcode is for."""
    assert "<iframe" not in built(tmp_path, snippet("html", a_page()))


@pytest.mark.needs("chromium", "engine", "ffmpeg")
def test_the_film_plays_in_the_post(tab, site, tmp_path):
    """With the screen to fill, for the frame says so."""
    store = site()
    shown = built(tmp_path / "blog", snippet("hugo", a_page(public_url=store.address)))
    (store.root / "post.html").write_text(shown)
    tab.goto(f"{store.address}/post.html")
    tab.locator("iframe").scroll_into_view_if_needed()
    frame = tab.locator("iframe").element_handle().content_frame()

    press_play(frame)

    runs(frame)
    assert frame.evaluate("document.fullscreenEnabled")
    # both attributes are there for old browsers, and Chromium says which one counts
    assert [each for each in tab.complaints if "allowfullscreen" not in each] == []
    tab.complaints.clear()
