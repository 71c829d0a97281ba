"""What an editor pastes."""

import pytest

from tests.cli.world import ADDRESS, SLUG


@pytest.mark.parametrize(
    "site", ["html", "wordpress", "wordpress-author", "ghost", "hugo", "markdown", "email", "oembed"]
)
def test_every_kind_of_site_gets_the_address(ask, live, site):
    """Also with --quiet: the snippet is the answer."""
    said = ask("embed", SLUG, "--for", site, "--quiet")

    assert said.code == 0
    assert f"{ADDRESS}/v/" in said.out
    (record,) = ask("embed", SLUG, "--for", site, "--json").of("embed")
    assert record["code"] == said.out.removesuffix("\n")


def test_the_second_outlet_names_the_first(ask, live):
    """With a link; no new publication is needed for that, and no film."""
    ask("dispatch", "set", SLUG, "--outlet", "Assembly", "--first-url", "https://assembly.example/recovery")

    assert '<a href="https://assembly.example/recovery">Assembly</a>' in ask("embed", SLUG).out


def test_it_is_the_film_that_is_online(ask, live):
    """A pick that was dropped since changes nothing in the post."""
    before = ask("embed", SLUG, "--for", "email").out
    ask("dispatch", "drop", SLUG, "2")

    assert ask("embed", SLUG, "--for", "email").out == before


def test_no_ffmpeg_is_needed(ask, live, monkeypatch):
    """An editor's machine may have none."""
    monkeypatch.setenv("MEDIADESK_FFMPEG", "/nowhere/ffmpeg")

    assert ask("embed", SLUG).code == 0


def test_without_a_public_address_the_setting_is_named(ask, live):
    """Exit 5; a post needs absolute links."""
    (live / "mediadesk.toml").write_text("")

    said = ask("embed", SLUG)

    assert said.code == 5
    assert "public_url" in said.err


def test_what_is_not_online_cannot_be_embedded(ask, live):
    """Exit 4 for a draft, and for another store."""
    ask("dispatch", "new", "draft", "--title", "Draft")

    assert ask("embed", "draft", "--json").trouble["code"] == 4
    assert ask("embed", SLUG, "--for", "myspace", "--json").trouble["code"] == 2
