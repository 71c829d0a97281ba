"""What is said, as both browsers hear it: every word of every cue, at its time; and the transcript as a page."""

import json
from fractions import Fraction

import pytest

from mediadesk.embed.transcript import transcript_page
from mediadesk.model.caption import Caption, Chapter, Cue
from mediadesk.model.webvtt import as_vtt, chapters_vtt, vtt
from tests.embed.site import ID, serve
from tests.embed.test_look import broken_rules
from tests.embed.test_transcript import STORY
from tests.parts import ROOT

TEXTS = (
    "Хліб & <b>мир</b>",
    "a --> b\n00:01.000 --> 00:02.000",
    "&lt; NOTE",
    "BBC: خبز",
    "{\\an8} <v Olena>",
    "x" * 900,
)
SECONDS = Fraction(31, 10)
CUES = tuple(Cue(start_ms=500 * at, end_ms=500 * at + 900, text=text) for at, text in enumerate(TEXTS))
PARTS = (Chapter(start_ms=0, title="Вулиця & <двір>"), Chapter(start_ms=1500, title="Хліб"))
TRACKS = """<!doctype html><meta charset="utf-8"><title>tracks</title><video>
<track kind="captions" src="captions.vtt"><track kind="captions" src="editor.vtt">
<track kind="chapters" src="chapters.vtt">
</video><script>for (const track of document.querySelector('video').textTracks) track.mode = 'hidden'</script>"""
LOADED = "[...document.querySelectorAll('track')].every((each) => each.readyState > 1)"
HEARD = """JSON.stringify([...document.querySelectorAll('track')].map((each) => [...each.track.cues ?? []].map((cue) =>
[cue.startTime, cue.endTime, cue.getCueAsHTML().textContent, cue.getCueAsHTML().childElementCount])))"""


@pytest.fixture
def spoken(tmp_path):
    """The texts in a store."""
    folder = tmp_path / "v" / ID
    (folder / "r/0123456789ab").mkdir(parents=True)
    said = Caption(language="ar", state="edited", cues=CUES)
    (folder / "captions.vtt").write_text(vtt(said, SECONDS))
    (folder / "editor.vtt").write_text(as_vtt(CUES))
    (folder / "chapters.vtt").write_text(chapters_vtt(PARTS, SECONDS))
    (folder / "tracks.html").write_text(TRACKS)
    (folder / "index.html").write_text("<!doctype html><title>the film</title>")
    (folder / "r/0123456789ab/transcript.ar.html").write_bytes(transcript_page(STORY, said, None))
    with serve(tmp_path) as site:
        yield f"{site.address}/v/{ID}"


def test_every_word_is_heard_as_it_was_written(reader, spoken):
    """None is markup; none lasts longer than the film. What an editor gets is the same to a browser."""
    with reader.tab() as tab:
        tab.goto(f"{spoken}/tracks.html")
        tab.wait_for(LOADED)
        captions, editors, chapters = json.loads(tab.evaluate(HEARD))

    assert [said.replace("\u200f", "") for _, _, said, _ in captions] == list(TEXTS)
    assert [said for _, _, said, _ in editors] == list(TEXTS)
    assert captions[3][2] == "\u200fBBC: خبز"
    assert [(start, said) for start, _, said, _ in chapters] == [(0, "Вулиця & <двір>"), (1.5, "Хліб")]
    assert {inside for *_, inside in captions + editors + chapters} == {0}
    assert [start for start, *_ in captions] == [cue.start_ms / 1000 for cue in CUES]
    assert max(end for _, end, *_ in captions + chapters) == float(SECONDS)


def test_a_transcript_leads_into_the_film(reader, spoken):
    """By its time; and it runs from the right, in its own style, which its policy lets through."""
    with reader.tab(width=360, height=700) as tab:
        tab.goto(f"{spoken}/r/0123456789ab/transcript.ar.html")
        look = "getComputedStyle(document.querySelector('main'))"
        assert tab.evaluate("document.dir") == "rtl"
        assert tab.evaluate(f"{look}.paddingTop") == "24px"
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        tab.click(".said a")
        tab.wait_for("document.title === 'the film'")
        assert tab.evaluate("location.search") == "?t=0"


@pytest.mark.parametrize(
    ("scheme", "forced"), [("light", "none"), pytest.param("dark", "none", marks=pytest.mark.prove), ("dark", "active")]
)
def test_axe_finds_nothing_to_complain_about_in_a_transcript(tab, spoken, scheme, forced):
    """On a telephone, and with the page's own policy in force: nothing of it is blocked, nothing else is asked for."""
    axe = ROOT / "node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("needs engine: make player")
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.emulate_media(color_scheme=scheme, forced_colors=forced)
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto(f"{spoken}/r/0123456789ab/transcript.ar.html")
    tab.evaluate(axe.read_text(encoding="utf-8"))

    assert broken_rules(tab) == []
    assert len(asked) == 1
    tab.evaluate("document.querySelector('h1 a').textContent = ''")
    assert broken_rules(tab) == ["link-name"]  # sabotage: it would have told us
