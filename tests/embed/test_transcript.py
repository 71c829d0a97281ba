"""The transcript: a page of words that leads back into the film."""

from dataclasses import replace

import pytest

from mediadesk.embed.transcript import style_hashes, transcript_page
from mediadesk.errors import Misasked
from mediadesk.model.caption import Caption, Cue
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.written import oddities

STORY = Dispatch(
    slug="recovery", title="Відбудова & <b>", public_id="abcdefghijklmnopqrstuvwxyz", language="uk", byline="Olha K.",
    credits="Camera: Olha K.\nEdit: D. M.", licence="CC BY 4.0", outlet="Assembly",
    first_url="https://assembly.example/recovery?a=1&b=2",
)  # fmt: skip
SAID = Caption(
    language="uk",
    state="approved",
    cues=(
        Cue(start_ms=1200, end_ms=3000, text='<script>alert("так")</script>\n& more'),
        Cue(start_ms=3_723_000, end_ms=3_724_000, text="Хліб \u202eтут"),
    ),
)


def page(spoken: str = "uk", public_url: str | None = "https://media.example.org/", **changes) -> str:
    caption = Caption(language=spoken, state="approved", cues=SAID.cues)
    story = replace(STORY, **changes)
    made = transcript_page(story, caption, public_url).decode()
    assert list(oddities("transcript.html", made.encode(), style_hashes())) == []
    return made


def test_every_paragraph_is_a_way_into_the_film():
    made = page()
    assert '<p class="said"><a href="../../index.html?t=1" dir="ltr">0:01</a> &lt;script&gt;' in made
    assert '<a href="../../index.html?t=3723" dir="ltr">1:02:03</a> Хліб тут</p>' in made
    assert "<script" not in made


def test_credits_and_the_one_address_stay_with_it():
    made = page()
    for told in ("Olha K.", "Edit: D. M.", "CC BY 4.0", "Відбудова &amp; &lt;b&gt;"):
        assert told in made
    assert '<link rel="canonical" href="https://media.example.org/v/abcdefghijklmnopqrstuvwxyz/index.html">' in made
    assert 'href="https://assembly.example/recovery?a=1&amp;b=2" rel="noopener"><bdi>Assembly</bdi>' in made
    assert '<meta name="robots" content="noindex">' in made


@pytest.mark.parametrize(
    ("language", "way", "tongue"),
    [("ar", "rtl", "ar"), ("uk", "ltr", "uk"), ("fa", "rtl", "en"), ("ar-EG", "rtl", "ar")],
)
def test_it_runs_the_way_of_its_language(language, way, tongue):
    """The words of ours in it run their own."""
    made = page(language)
    assert f'<html lang="{language}" dir="{way}">' in made
    assert f'<p class="kind" lang="{tongue}"' in made
    assert '<h1 lang="uk" dir="auto">' in made


def test_what_is_not_known_is_left_out():
    """Of a store without an address, too, and of a page for few."""
    made = page(public_url=None, byline=None, credits=None, licence=None, outlet=None, first_url=None, language=None)
    assert "canonical" not in made
    assert 'class="about"' not in made
    assert "<h1 dir" in made
    assert "assembly.example" in page(outlet=None)


def test_an_address_that_is_none_stops_it():
    with pytest.raises(Misasked):
        page(first_url="javascript:alert(1)")
