"""What others read of a page, against what their specifications ask for: oEmbed, OpenGraph, cards, schema.org.

Rules are tables of field → what must hold, written from the specifications. The sabotages take fields away.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping

import pytest

from mediadesk.embed.page import oembed, player_page
from tests.embed.site import ID, a_page
from tests.embed.test_page import Parsed

Rule = Callable[[object], bool]
ROOT = "https://media.example.org"
PAGE = f"{ROOT}/v/{ID}/index.html"


def url(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"https://[^\s\"<>]+", value))


def ours(value: object) -> bool:
    return url(value) and str(value).startswith(f"{ROOT}/v/{ID}/")


def words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def number(value: object) -> bool:
    return str(value).isdigit() and int(str(value)) > 0


def exactly(*allowed: object) -> Rule:
    return lambda value: value in allowed


def iso_duration(value: object) -> bool:
    return bool(re.fullmatch(r"P(\d+D)?T(?=\d)(\d+H)?(\d+M)?(\d+S)?", str(value)))


# https://oembed.com 2.3.4: response parameters, and those of the type video
OEMBED: dict[str, Rule] = {
    "version": exactly("1.0"),
    "type": exactly("video"),
    "html": lambda value: isinstance(value, str) and value.count("<iframe ") == 1,
    "width": lambda value: isinstance(value, int) and value > 0,
    "height": lambda value: isinstance(value, int) and value > 0,
    "title": words,
    "provider_name": words,
    "provider_url": url,
    "thumbnail_url": ours,
    "thumbnail_width": lambda value: isinstance(value, int) and value > 0,
    "thumbnail_height": lambda value: isinstance(value, int) and value > 0,
    "cache_age": lambda value: isinstance(value, int) and value > 0,
}
# https://ogp.me: the four basic ones, what it recommends, and the parts of a video
OPEN_GRAPH: dict[str, Rule] = {
    "og:title": words,
    "og:type": exactly("video.other"),
    "og:url": exactly(PAGE),
    "og:image": ours,
    "og:description": words,
    "og:site_name": words,
    "og:video": ours,
    "og:video:type": exactly("video/mp4"),
    "og:video:width": number,
    "og:video:height": number,
}
# the player card, which Mastodon reads where it finds no oEmbed answer
CARD: dict[str, Rule] = {
    "twitter:card": exactly("player"),
    "twitter:title": words,
    "twitter:player": exactly(PAGE),
    "twitter:player:width": number,
    "twitter:player:height": number,
    "twitter:image": ours,
}
# https://schema.org/VideoObject with what Google asks for, but for uploadDate: we tell nobody our dates
FILM: dict[str, Rule] = {
    "@context": exactly("https://schema.org"),
    "@type": exactly("VideoObject"),
    "name": words,
    "description": words,
    "thumbnailUrl": lambda value: all(map(ours, value if isinstance(value, list) else [value])),
    "contentUrl": ours,
    "embedUrl": exactly(PAGE),
    "url": exactly(PAGE),
    "duration": iso_duration,
}


def broken(said: Mapping[str, object], rules: Mapping[str, Rule]) -> Iterator[str]:
    """The fields that are missing or not as the specification asks."""
    yield from (name for name, rule in rules.items() if name not in said or not rule(said[name]))


def metas(**changes) -> dict[str, object]:
    """The page's properties; one that is there twice counts as none."""
    tags = Parsed(player_page(a_page(**changes))).all("meta")
    named = [(each.get("property") or each.get("name"), each.get("content")) for each in tags]
    return {name: value for name, value in named if name and [each for each, _ in named].count(name) == 1}


def film(**changes) -> dict[str, object]:
    page = player_page(a_page(**changes)).decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


@pytest.mark.parametrize("changes", [{}, {"width": 1080, "height": 1920}, {"title": 'Скло, "вода" & <дах>'}])
def test_every_reader_of_a_page_gets_what_its_specification_asks_for(changes):
    """oEmbed, OpenGraph, the player card, schema.org: present, absolute, well-formed."""
    assert list(broken(json.loads(oembed(a_page(**changes))), OEMBED)) == []
    assert list(broken(metas(**changes), OPEN_GRAPH | CARD)) == []
    assert list(broken(film(**changes), FILM)) == []


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        (json.loads(oembed(a_page())), OEMBED),
        (metas(), OPEN_GRAPH | CARD),
        (film(), FILM),
    ],
)
def test_each_field_that_is_lost_or_spoilt_is_found(said, rules):
    """Sabotage, one field after the other."""
    for name in rules:
        assert list(broken({key: value for key, value in said.items() if key != name}, rules)) == [name]
        assert list(broken(dict(said) | {name: ""}, rules)) == [name]


def test_sizes_agree_everywhere():
    """The frame has the film's shape, the thumbnail its own."""
    said = json.loads(oembed(a_page(width=1080, height=1920)))

    assert said["width"] / said["height"] == pytest.approx(1080 / 1920, abs=0.01)
    assert said["thumbnail_width"] / said["thumbnail_height"] == pytest.approx(1080 / 1920, abs=0.01)
    assert (metas()["og:video:width"], metas()["og:video:height"]) == ("640", "360")


def test_a_bookmark_card_finds_title_text_picture_and_name():
    """What Ghost takes of a pasted address; without a lead and an outlet the title and the picture are left."""
    assert list(broken(metas(), dict.fromkeys(("og:title", "og:description", "og:image", "og:site_name"), words))) == []
    bare = metas(lead=None, outlet=None, first_url=None)
    assert list(broken(bare, dict.fromkeys(("og:title", "og:image"), words))) == []


def test_mastodon_takes_no_address_for_a_template():
    """It keeps one answer for a whole host where the discovery address holds another address (`=http…`)."""
    (link,) = [each for each in Parsed(player_page(a_page())).all("link") if "oembed" in (each.get("type") or "")]

    assert "?" not in link["href"]
    assert "=http" not in link["href"]
    assert link["href"].startswith(f"{ROOT}/v/{ID}/")


def test_our_dates_are_told_to_nobody():
    """Google's uploadDate would say when somebody was where."""
    said = player_page(a_page()).decode() + oembed(a_page()).decode()

    assert not re.search(r"(?i)upload_?date|datePublished|published_time|release_date|modified_time", said)


def test_the_page_is_its_own_canonical_address():
    (link,) = [each for each in Parsed(player_page(a_page())).all("link") if each.get("rel") == "canonical"]

    assert link["href"] == PAGE
