"""What a page says, and what is only how it is made."""

import re

import pytest

from mediadesk.embed.page import oembed, player_page, tombstone
from mediadesk.model.leak import Secrets, text_findings
from mediadesk.model.markup import said_by
from tests.embed.site import a_page

SECRET = "kestrel"


@pytest.mark.parametrize("alias", ["max", "top", "map", "set", "left", "star", "red", "min", "bar"])
def test_the_page_of_any_film_names_nobody(alias):
    """A style sheet says max-width: a finding that nobody can override would stop every film of Max."""
    pages = [player_page(a_page()), tombstone("en"), oembed(a_page()) or b""]
    secrets = Secrets(people=frozenset({alias}), machine=frozenset({alias}))

    assert [text_findings(page, "v/x/index.html", secrets) for page in pages] == [[], [], []]


@pytest.mark.parametrize("name", ["download.mp4", "Player.mp4", "start.mp4", "cursor.mov", "border.avi"])
def test_a_clip_with_an_everyday_name_may_be_shown(name):
    """Nobody renames an original, so its name must not stand on every page."""
    secrets = Secrets(names=frozenset({name.encode()}))

    assert text_findings(player_page(a_page()), "v/x/index.html", secrets) == []


@pytest.mark.parametrize(
    "field",
    ["title", "lead", "dateline", "byline", "credits", "licence", "outlet", "series", "mp4", "poster", "master"],
)
def test_whatever_a_person_can_write_is_read(field):
    """Each text of a dispatch, each address on the page."""
    page = player_page(a_page(**{field: f"by {SECRET}.mp4"}))

    assert text_findings(page, "v/x/index.html", Secrets(people=frozenset({SECRET})))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>kestrel</p>",
        "<!-- kestrel -->",
        '<meta content="kestrel">',
        '<a href="https://x.org/kestrel">x</a>',
        '<script type="application/json">{"a": "kestrel"}</script>',
        "<p>kestre&#108;</p>",
        "<style>p {}</style><p>kestrel",
    ],
)
def test_words_are_read_wherever_they_stand(markup):
    assert SECRET in said_by(f"<!DOCTYPE html><title>x</title>{markup}")


def test_what_is_no_page_is_read_as_it_is():
    assert said_by("<style>kestrel</style>") == "<style>kestrel</style>"


def test_style_and_program_are_all_that_is_left_out():
    """The sabotage would be a page whose words stand in them; ours are the same for every dispatch."""
    pages = [player_page(a_page()), player_page(a_page(title="Another", seconds=99, lead="x"))]
    programs = [re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page.decode(), re.DOTALL) for page in pages]

    assert len(programs[0]) == 2
    assert programs[0] == programs[1]
