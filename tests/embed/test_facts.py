"""What a page is made of: addresses, shapes, and texts made fit to be shown."""

from datetime import UTC, datetime

from mediadesk.embed.facts import Part, Words, said
from mediadesk.model.caption import Chapter, Correction
from tests.embed.site import ID, a_full_page, a_page


def test_who_shows_links_gets_the_card_or_else_the_poster():
    """With its size, so that nobody has to fetch it first."""
    assert a_full_page().shown() == f"https://media.example.org/v/{ID}/r/0123456789ab/og.jpg"
    assert a_full_page().card_size() == (1200, 630)
    assert a_page().shown() == f"https://media.example.org/v/{ID}/poster.jpg"
    assert a_page().card_size() == (640, 360)


def test_whatever_people_wrote_is_made_fit_to_be_shown():
    """Turned letters, line breaks within a title; a language that is no tag is not repeated."""
    at = datetime(2022, 5, 7, tzinfo=UTC)
    page = said(
        a_page(
            chapters=(Chapter(start_ms=0, title="One\n\u202etwo"), Chapter(start_ms=9, title="\u202e")),
            corrections=(Correction(at=at, note="Was\u202e wrong"),),
            parts=(Part(number=None, title="An\nother", url="x"),),
            captions=(Words(language='"><b>', vtt="x.vtt", transcript="x.html"),),
        )
    )

    assert [each.title for each in page.chapters] == ["One two", "–"]
    assert page.corrections[0].note == "Was wrong"
    assert page.parts[0].title == "An other"
    assert page.captions == ()
