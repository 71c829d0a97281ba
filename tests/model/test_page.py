"""The page: ours is plain, and whatever somebody puts into it is found."""

import pytest

from mediadesk.embed.page import own_hashes, player_page, tombstone
from mediadesk.model.page import html_oddities
from mediadesk.model.written import playlist_oddities
from tests.embed.site import a_full_page, a_page

PAGE = player_page(a_page()).decode()
MASTER = "r/0123456789ab/hls/master.m3u8"


def odd(text: str) -> list[str]:
    return list(html_oddities(text, own_hashes(), playlist_oddities))


@pytest.mark.parametrize("language", ["en", "uk", "ar", "de", None])
def test_ours_is_plain_in_every_language(language):
    """With an address and without, with every text and with none; also what is left of a withdrawn one."""
    assert odd(player_page(a_page(language=language)).decode()) == []
    assert odd(player_page(a_page(language=language, public_url=None)).decode()) == []
    assert odd(tombstone(language).decode()) == []
    assert odd(player_page(a_full_page(language=language)).decode()) == []
    assert odd(player_page(a_full_page(language=language, private=True)).decode()) == []


def test_a_title_may_say_anything_in_words():
    """Markup in it is escaped, an address in it is a word."""
    title = 'https://example.org <script> & "x" --> see http://example.org/v/'
    assert odd(player_page(a_page(title=title, lead=title)).decode()) == []


@pytest.mark.parametrize(
    "put",
    [
        "<!-- KOFI -->",
        "<?php KOFI ?>",
        "<![CDATA[KOFI]]>",
        "<!entity x>",
        "<form></form>",
        "<iframe src=x></iframe>",
        "<img src=x.jpg>",
        '<time datetime="2022-05-20T09:12:44Z">x</time>',
        '<track src="https://elsewhere.example/x.vtt">',
        "<track src=x.vtt id=x kofi>",
        '<a rel="license noopener" href="https://elsewhere.example/by/4.0/">x</a>',
        '<source src="//elsewhere.example/x.mp4">',
        '<textarea name="kofi"></textarea>',
        "<object data=x></object>",
        "<p onclick=x>",
        "<p style=x>",
        "<p ping=x>",
        '<p class="a" class="b">',
        "<script>let kofi = 1</script>",
        "<script type=module>x</script>",
        "<style>p {}</style>",
        '<script type="application/json">{"kofi": 1}</script>',
        '<script type="application/ld+json">{"author": {"email": "kofi"}}</script>',
        '<script type="application/ld+json">kofi</script>',
        '<meta name="generator" content="KOFI">',
        '<meta name="author" content="KOFI">',
        '<meta http-equiv="refresh" content="0">',
        '<link rel="preload" href="x.js">',
        '<link rel="icon" href="https://elsewhere.example/x.png">',
        '<a href="https://elsewhere.example/">x</a>',
        '<a href="//elsewhere.example/">x</a>',
        '<a href="mailto:kofi@example.org">x</a>',
        '<video poster="https://elsewhere.example/x.jpg"></video>',
        '<meta property="og:image" content="https://elsewhere.example/x.jpg">',
    ],
)
def test_whatever_is_put_into_it_is_found(put):
    """At the end of its head, and at the end of its body."""
    assert odd(PAGE.replace("</head>", f"{put}</head>"))
    assert odd(PAGE.replace("</body>", f"{put}</body>"))


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://elsewhere.example/v234.m3u8", "#EXTM3U\n"),
        ("../../x/v234.m3u8", "#EXTM3U\n"),
        (MASTER, "KOFI"),
        (MASTER, "#EXTM3U\n# KOFI\n"),
        (MASTER, "#EXTM3U\n#EXT-X-PROGRAM-DATE-TIME:2026-11-23T01:02:03Z\n"),
        (MASTER, "#EXTM3U\n#EXTINF:4.000000,\nhttps://elsewhere.example/00000.mp4\n#EXT-X-ENDLIST\n"),
        (MASTER, "#EXTM3U\n#EXTINF:4.000000,KOFI\n00000.mp4\n#EXT-X-ENDLIST\n"),
    ],
)
def test_a_playlist_in_it_is_read_as_a_playlist(address, text):
    """What it carries packed has no more room than what lies beside it."""
    assert odd(player_page(a_page(playlists={MASTER: "#EXTM3U\n"})).decode()) == []
    assert odd(player_page(a_page(playlists={address: text})).decode())


def test_what_is_no_packed_playlist_is_found():
    """A list is as good a hiding place as an object."""
    assert odd(PAGE.replace('"playlists":[]', '"playlists":["KOFI"]')) == ["playlists that no page of ours has"]


def test_sabotage_without_its_hashes_its_own_program_is_foreign():
    assert list(html_oddities(PAGE, frozenset(), playlist_oddities)) == ["a program or a style that is not ours"]
