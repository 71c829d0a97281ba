"""What a page tells programs: oEmbed for blogs, JSON-LD for search engines."""

import json

from mediadesk.embed.page import player_page
from mediadesk.embed.told import film_facts, oembed
from tests.embed.site import ID, a_full_page, a_page

PAGE = f"https://media.example.org/v/{ID}/index.html"


def test_the_oembed_answer_is_the_one_wordpress_takes():
    """Its filter keeps these tags and attributes, and needs an empty frame after a quotation."""
    assert json.loads(oembed(a_page(title='"Glass" & <water>')) or b"") == {
        "version": "1.0",
        "type": "video",
        "provider_name": "Assembly",
        "provider_url": "https://media.example.org/",
        "title": '"Glass" & <water>',
        "author_name": "Olha K. and the Assembly collective",
        "author_url": "https://assembly.example/2022/05/recovery",
        "width": 600,
        "height": 338,
        "thumbnail_url": f"https://media.example.org/v/{ID}/poster.jpg",
        "thumbnail_width": 640,
        "thumbnail_height": 360,
        "cache_age": 86400,
        "duration": 16,
        "html": f'<blockquote><a href="{PAGE}">&#34;Glass&#34; &amp; &lt;water&gt;</a></blockquote>'
        f'<iframe src="{PAGE}" width="100%" height="338" title="Video: &#34;Glass&#34; &amp; &lt;water&gt;"'
        ' frameborder="0" scrolling="no"></iframe>',
    }


def test_an_upright_film_gets_an_upright_frame():
    """Its longer side is 600 too, so that a post is not all film."""
    answer = json.loads(oembed(a_page(width=1080, height=1920)) or b"")

    assert (answer["width"], answer["height"]) == (338, 600)
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (540, 960)


def test_a_page_for_few_answers_nobody():
    """No oEmbed, no card, no facts for search engines, no address of its own, and a word that it may not be indexed."""
    page = player_page(a_full_page(private=True)).decode()
    told = ("og:", "twitter:", "canonical", "oembed", "ld+json", "media.example.org")

    assert oembed(a_page(private=True)) is None
    assert not [word for word in told if word in page]
    assert all(word in player_page(a_full_page()).decode() for word in told)
    assert '<meta name="robots" content="noindex, noarchive">' in page


def test_search_engines_hear_of_captions_and_chapters():
    """Where what is said can be fetched, and where each part begins and ends; no date, as nobody said one."""
    film = film_facts(a_full_page())

    assert film is not None
    told = json.loads(json.dumps(film))
    assert told["caption"][2] == {
        "@type": "MediaObject",
        "contentUrl": f"https://media.example.org/v/{ID}/r/0123456789ab/cc/ar.vtt",
        "encodingFormat": "text/vtt",
        "inLanguage": "ar",
    }
    assert [(each["startOffset"], each["endOffset"], each["url"]) for each in told["hasPart"]] == [
        (0, 5, f"{PAGE}?t=0"),
        (5, 10, f"{PAGE}?t=5"),
        (10, 16, f"{PAGE}?t=10"),
    ]
    assert film["image"] == f"https://media.example.org/v/{ID}/r/0123456789ab/og.jpg"
    assert film["license"] == "https://creativecommons.org/licenses/by-nc/4.0/"
    assert not [key for key in film if "date" in key.lower()]


def test_what_there_is_not_is_not_told():
    """A page without any of it has no empty key."""
    film = film_facts(a_page(licence=None))

    assert film is not None
    assert not {"caption", "hasPart", "image", "license", "copyrightNotice"} & film.keys()
    assert all(value not in (None, [], "") for value in film.values())
