"""The player page as bytes: what it says, what it lets run, how much it weighs."""

import base64
import gzip
import hashlib
import html
import json
import re
from html.parser import HTMLParser

import pytest

from mediadesk.embed.page import oembed, player_page, tombstone, tombstone_oembed
from mediadesk.errors import Misasked
from mediadesk.model.precision import SafeName
from tests.embed.site import ID, a_page

PAGE = f"https://media.example.org/v/{ID}/index.html"
HOSTILE = '</script></title></style><script>alert("x")</script><img src=x onerror=alert(1)> {{ 7*7 }} \'"`\u202e&amp;'


class Parsed(HTMLParser):
    """The tags of a page with their attributes, and the text inside each."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self._open = ""
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data):
        self.inside.append((self._open, data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def meta(self, name: str) -> str | None:
        found = [each for each in self.all("meta") if name in (each.get("name"), each.get("property"))]
        return found[0]["content"] if found else None

    def text(self, tag: str) -> list[str]:
        return [data for name, data in self.inside if name == tag]


def test_it_says_what_the_dispatch_says():
    """Title, lead, dateline, byline, credits, licence, series and the first publication stand under the film."""
    said = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", _article(player_page(a_page())))))

    for text in [
        "Part 3 of Mutual aid",
        "The recovery in Kharkiv",
        "neighbours in Saltivka clear glass",
        "Kharkiv, 7–9 May 2022",
        "Olha K. and the Assembly collective",
        "Camera: Olha K. Edit: D. M.",
        "CC BY-NC 4.0",
        "First published by Assembly",
        "Download the video (MP4, 6.4 MB)",
    ]:
        assert text in said
    assert 'href="https://assembly.example/2022/05/recovery"' in _article(player_page(a_page()))


def test_what_was_not_said_leaves_no_gap():
    """A page of a bare title has no empty label."""
    bare = a_page(
        **dict.fromkeys(["lead", "dateline", "byline", "credits", "licence", "outlet", "first_url", "series", "number"])
    )

    article = _article(player_page(bare))

    assert "<p></p>" not in article
    assert "None" not in article
    assert not [word for word in ("Credits", "Licence", "First published", "Part") if word in article]


@pytest.mark.parametrize("field", ["title", "lead", "dateline", "byline", "credits", "licence", "outlet", "series"])
def test_text_is_text_and_never_markup(field):
    """A caption that tries to end our script ends nothing: the page has the same tags as with a kind one."""
    kind = Parsed(player_page(a_page(**{field: "Kind words"})))
    hostile = player_page(a_page(**{field: HOSTILE}))

    parsed = Parsed(hostile)

    assert [tag for tag, _ in parsed.tags] == [tag for tag, _ in kind.tags]
    assert not [attrs for _, attrs in parsed.tags if "onerror" in attrs]
    assert "49" not in _article(hostile)
    assert "\u202e" not in hostile.decode()
    assert "<img src=x onerror=alert(1)> {{ 7*7 }} '\"`&amp;" in " ".join(data for _, data in parsed.inside)


def test_without_escaping_that_test_is_red(monkeypatch):
    """Sabotage: with autoescape off the hostile title becomes tags."""
    from mediadesk.embed import page

    bare = page._templates().overlay(autoescape=False)
    monkeypatch.setattr(page, "_templates", lambda: bare)

    assert len(Parsed(player_page(a_page(title=HOSTILE))).tags) > len(Parsed(player_page(a_page())).tags)


@pytest.mark.parametrize("title", ["a" * 200, "</script><!--<script>", "מבחן\u2067\u202e", "🏚️", "%s {title} {0}"])
def test_any_title_survives_the_way_into_json(title):
    """The facts for the script, JSON-LD and oEmbed are JSON that parses, whatever the title."""
    page = a_page(title=title, series=title)
    scripts = re.findall(rb'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', player_page(page), re.DOTALL)

    film, facts = (json.loads(script) for script in scripts)

    assert film["name"] == json.loads(oembed(page) or b"")["title"] == re.sub("[\u2067\u202e]", "", title)
    assert facts["words"]["of"] == "{at} of {all}"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.org", 'https://x.org/"><b>'])
@pytest.mark.parametrize("field", ["first_url", "public_url"])
def test_an_address_that_is_none_stops_the_page(field, url):
    """Only http and https are ever put into a link."""
    with pytest.raises(Misasked):
        a_page(**{field: url})


def test_only_what_we_wrote_may_run():
    """The policy names the one script and the one style by their hashes, and nothing inline escapes it."""
    page = player_page(a_page(title=HOSTILE))
    parsed = Parsed(page)
    policy = next(each["content"] for each in parsed.all("meta") if "http-equiv" in each) or ""

    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert re.findall(r"script-src 'self' '(sha256-[^']+)';", policy) == [_sha256(page, rb"<script>(.*?)</script>")]
    assert re.findall(r"style-src '(sha256-[^']+)';", policy) == [_sha256(page, rb"<style>(.*?)</style>")]
    assert "unsafe" not in policy
    assert not [attrs for _, attrs in parsed.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]


def test_a_changed_script_changes_its_hash():
    """Sabotage: one byte more and the policy would stop it."""
    page = player_page(a_page())
    changed = page.replace(b"<script>", b"<script>;")

    assert _sha256(page, rb"<script>(.*?)</script>") in html.unescape(page.decode())
    assert _sha256(changed, rb"<script>(.*?)</script>") not in html.unescape(changed.decode())


def test_it_is_small():
    """A page that is loaded with every post is a few kilobytes, also as its parts are written for people to read."""
    for language in ("en", "uk", "el", "ar"):
        page = player_page(a_page(language=language))
        assert len(page) < 40_000
        assert len(gzip.compress(page, 9, mtime=0)) < 13_500


def test_it_tells_the_engine_to_fetch_no_more_than_is_watched_soon():
    """With hls.js left alone a reader who stays for ten seconds costs the whole film: 60 MB ahead."""
    page = player_page(a_page()).decode()

    assert re.search(r"maxBufferLength: ?20,\s*maxMaxBufferLength: ?30,", page)
    assert re.search("backBufferLength: ?30", page)


def test_nothing_comes_from_anybody_else():
    """No other host in any address that a browser loads by itself; links and metadata may name one."""
    loaded = [
        attrs.get(name) or ""
        for tag, attrs in Parsed(player_page(a_page())).tags
        for name in ("src", "srcset", "poster", "data", "href")
        if tag != "a" and not (tag == "link" and attrs.get("rel") in {"canonical", "alternate"})
    ]

    assert [each for each in loaded if each] == ["data:,", "r/0123456789ab/poster.jpg", "video.mp4"]
    assert b"@import" not in player_page(a_page())
    assert b"url(http" not in player_page(a_page())


def test_without_scripts_it_is_a_page_with_a_video():
    """Native controls, nothing loaded before play, the MP4, a download link; our own controls are not there."""
    parsed = Parsed(player_page(a_page()))

    (video,) = parsed.all("video")
    assert {"controls", "playsinline"} <= video.keys()
    assert (video["preload"], video["crossorigin"]) == ("none", "anonymous")
    assert (video["poster"], video["width"], video["height"]) == ("r/0123456789ab/poster.jpg", "640", "360")
    assert parsed.all("source") == [{"src": "video.mp4", "type": "video/mp4"}]
    assert next(each["href"] for each in parsed.all("a") if "download" in each) == "video.mp4"
    assert [each for each in parsed.all("div") if each.get("class") == "bar"] == [{"class": "bar", "hidden": None}]
    assert "loading" not in video


def test_blogs_find_the_oembed_answer_early():
    """The link stands within the first 2 kB, in quotes, and its address has no query."""
    page = player_page(a_page())

    found = re.search(rb'<link rel="alternate" type="application/json\+oembed" href="([^"]+)">', page)

    assert found
    assert found.end() < 2000
    assert found[1].decode() == f"https://media.example.org/v/{ID}/oembed.json"
    assert page.index(b"<meta charset") < page.index(b"<title>") < found.start()


def test_search_engines_and_networks_are_told():
    """Canonical, OpenGraph, the player card and JSON-LD, all with absolute addresses."""
    page = player_page(a_page())
    parsed = Parsed(page)

    assert [each["href"] for each in parsed.all("link") if each["rel"] == "canonical"] == [PAGE]
    assert parsed.meta("og:title") == parsed.meta("twitter:title") == "The recovery in Kharkiv"
    assert parsed.meta("og:url") == parsed.meta("twitter:player") == PAGE
    assert parsed.meta("og:image") == f"https://media.example.org/v/{ID}/poster.jpg"
    assert parsed.meta("og:video") == f"https://media.example.org/v/{ID}/video.mp4"
    assert parsed.meta("twitter:card") == "player"
    assert parsed.meta("referrer") == "no-referrer"
    film = json.loads(re.findall(rb'ld\+json">(.*?)</script>', page)[0])
    assert (film["@type"], film["duration"], film["embedUrl"]) == ("VideoObject", "PT16S", PAGE)
    assert film["isPartOf"] == {"@type": "CreativeWorkSeries", "name": "Mutual aid"}


def test_without_a_public_address_it_keeps_to_relative_links():
    """A store that has no public_url yet: the page plays, and claims no address."""
    page = player_page(a_page(public_url=None))

    assert not [word for word in (b"og:", b"twitter:", b"canonical", b"oembed", b"ld+json") if word in page]
    assert oembed(a_page(public_url="")) is None


def test_a_prefix_within_the_store_is_part_of_every_address():
    """A bucket that is shared."""
    page = a_page(public_url="https://media.example.org/desk/")

    assert page.address() == f"https://media.example.org/desk/v/{ID}/index.html"
    assert json.loads(oembed(page) or b"")["thumbnail_url"].startswith("https://media.example.org/desk/v/")


def test_the_page_speaks_the_language_of_the_dispatch():
    """An Arabic page is mirrored; a German one plays in English and says so; a nonsense tag is not repeated."""
    arabic = player_page(a_page(language="ar-SY")).decode()
    german = player_page(a_page(language="de")).decode()

    assert '<html lang="ar-SY" dir="rtl">' in arabic
    assert ">تشغيل<" in arabic
    assert '<html lang="de" dir="ltr">' in german
    assert 'tabindex="-1" lang="en" dir="ltr">' in german
    assert '<html lang="en" dir="ltr">' in player_page(a_page(language='x" onload="y')).decode()


@pytest.mark.parametrize("language", [None, "en", "uk", "ar", "de", '"><b>'])
def test_a_tombstone_names_nothing(language):
    """It asks to be forgotten, and holds no id, title, address or script."""
    stone = tombstone(language)
    parsed = Parsed(stone)

    assert parsed.meta("robots") == "noindex, noarchive"
    assert {tag for tag, _ in parsed.tags} == {"html", "head", "meta", "title", "link", "style", "body", "main", "p"}
    assert ID.encode() not in stone
    assert b"http" not in stone.replace(b"http-equiv", b"")
    assert _sha256(stone, rb"<style>(.*?)</style>") in html.unescape(stone.decode())
    assert json.loads(tombstone_oembed()) == {"version": "1.0", "type": "link"}


def _article(page: bytes) -> str:
    return re.findall(r"<article>.*</article>", page.decode(), re.DOTALL)[0]


def _sha256(page: bytes, pattern: bytes) -> str:
    (inside,) = re.findall(pattern, page, re.DOTALL)
    return "sha256-" + base64.b64encode(hashlib.sha256(inside).digest()).decode()


KHARKIV = SafeName(
    precision="town", name="Kharkiv", region="Kharkiv Oblast", country="UA", lat=49.982, lon=36.255, radius_m=8683
)


def test_the_place_that_may_be_told_stands_beneath_the_film_and_in_the_facts_for_search_engines():
    """By its name alone: no point, not even the middle of the town, is on the page or in oEmbed."""
    page = a_page(place=KHARKIV)

    html_ = player_page(page).decode()

    assert "Filmed in" in html_
    assert ">Kharkiv, Kharkiv Oblast</span>" in html_
    (film,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html_)
    assert json.loads(film)["contentLocation"] == {
        "@type": "Place",
        "name": "Kharkiv, Kharkiv Oblast",
        "address": {"@type": "PostalAddress", "addressRegion": "Kharkiv Oblast", "addressCountry": "UA"},
    }
    assert not re.search(r"49\.98|36\.25|8683", html_)
    assert oembed(page) == oembed(a_page())


@pytest.mark.parametrize("place", [None, SafeName(precision="exact", name=None, lat=49.9, lon=36.2)])
def test_without_a_name_no_place_is_told(place):
    """Nobody decided, or there is nothing but a point: then the page is silent."""
    html_ = player_page(a_page(place=place)).decode()

    assert "Filmed in" not in html_
    assert "contentLocation" not in html_


def test_a_place_is_text_and_never_markup():
    """An own place may be called anything."""
    kind = Parsed(player_page(a_page(place=KHARKIV)))
    hostile = Parsed(player_page(a_page(place=SafeName(precision="km", name=HOSTILE, region=HOSTILE))))

    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in kind.tags]
