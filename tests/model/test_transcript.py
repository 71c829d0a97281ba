"""A film to read: paragraphs, and a page that holds nothing else."""

import pytest

from mediadesk.embed.transcript import style_hashes, transcript_page
from mediadesk.model.caption import Cue
from mediadesk.model.transcript import paragraphs, transcript_oddities
from mediadesk.model.written import kind_of, oddities
from tests.embed.test_transcript import SAID, STORY


def cue(start: float, end: float, text: str) -> Cue:
    return Cue(start_ms=round(start * 1000), end_ms=round(end * 1000), text=text)


def test_a_paragraph_begins_after_a_silence():
    said = [cue(1, 2, "Ми\nтут."), cue(2.5, 4, "І залишимось."), cue(6, 7, "Хліб."), cue(6.5, 8, "")]
    assert list(paragraphs(said)) == [(1000, "Ми тут. І залишимось."), (6000, "Хліб.")]
    assert list(paragraphs([])) == []


def test_who_never_stops_is_parted_at_the_end_of_a_sentence():
    """And somewhere, where no sentence ever ends: nobody reads a wall."""
    sentences = [cue(at, at + 1, f"{'слово ' * 9}кінець.") for at in range(40)]
    assert {text.endswith("кінець.") for _, text in paragraphs(sentences)} == {True}
    assert max(len(text) for _, text in paragraphs(sentences)) < 320
    endless = [cue(at, at + 1, "слово") for at in range(600)]
    assert 600 < max(len(text) for _, text in paragraphs(endless)) < 720
    assert " ".join(text for _, text in paragraphs(endless)) == " ".join(["слово"] * 600)


PAGE = transcript_page(STORY, SAID, "https://media.example.org").decode()


def test_its_kind_is_told_by_its_name():
    assert kind_of("transcript.uk.html") == kind_of("transcript.uz-Arab.html") == "transcript.html"
    assert [kind_of(each) for each in ("index.html", "transcript.html", "uk.vtt", "manifest.json")] == [
        *(".html", ".html", ".vtt", "manifest.json"),
    ]


def test_ours_is_plain():
    assert list(oddities("transcript.html", PAGE.encode(), style_hashes())) == []


@pytest.mark.parametrize(
    ("where", "put"),
    [
        ("<main>", "<main><!-- Olena -->"),
        ("<main>", '<main data-by="Olena">'),
        ("</main>", "</main>\n<p>Olena</p>"),
        ("</main>", "</main>\n<script>let olena</script>"),
        ("</title>", '</title>\n<meta name="author" content="Olena">'),
        ('href="../../index.html">', 'href="https://elsewhere.example/">'),
        ('href="../../index.html?t=1"', 'href="../../index.html?t=1&olena"'),
        ('rel="noopener"', 'rel="noopener" ping="https://elsewhere.example"'),
        ('lang="uk"', 'lang="uk" title="Olena"'),
        ("default-src 'none'", "default-src *"),
        ("</html>\n", "</html>\nOlena"),
    ],
)
def test_what_is_put_into_it_is_found(where, put):
    assert where in PAGE
    assert list(transcript_oddities(PAGE.replace(where, put, 1), style_hashes()))


def test_a_style_that_is_not_ours_is_found():
    assert list(transcript_oddities(PAGE, frozenset())) == ["a style that is not ours"]
