"""What an editor pastes."""

import pytest

from tests.cli.world import ADDRESS, SLUG


@pytest.mark.parametrize(
    "site", ["html", "wordpress", "wordpress-author", "ghost", "hugo", "markdown", "email", "oembed"]
)
def test_every_kind_of_site_gets_the_address(ask, live, site):
    """Also with --quiet: the snippet is the answer."""
    said = ask("embed", SLUG, "--for", site, "--anyway", "--quiet")

    assert (said.code, said.err) == (0, "")
    assert f"{ADDRESS}/v/" in said.out
    (record,) = ask("embed", SLUG, "--for", site, "--anyway", "--json").of("embed")
    assert record["code"] == said.out.removesuffix("\n")


@pytest.mark.parametrize("site", ["wordpress", "wordpress-author"])
def test_what_wordpress_cannot_find_is_not_handed_out(ask, live, site):
    """This machine is nobody else's: the reason and the mend, exit 5. What needs no finding is printed."""
    said = ask("embed", SLUG, "--for", site)

    assert (said.code, said.out) == (5, "")
    assert "means this machine only" in said.err
    assert f"mediadesk publish {SLUG} --to STORE" in said.err
    assert ask("embed", SLUG, "--for", "html").code == 0


def test_the_editor_is_told_how_to_paste_it(ask, live):
    """Beside the snippet, so that the snippet alone can be piped on."""
    said = ask("embed", SLUG, "--for", "wordpress", "--anyway")

    assert said.out.startswith(ADDRESS)
    assert "alone on a line of its own" in said.err
    assert "only a link" in said.err


def test_hugo_gets_its_shortcode_without_a_desk(ask, tmp_path):
    """The file is the same for everybody."""
    said = ask("--desk", tmp_path, "embed", "--for", "hugo", "--shortcode")

    assert said.code == 0
    assert '{{ .Get "src" }}' in said.out


def test_the_plugin_knows_the_stores_address(ask, live):
    """And no other; the record is the one of every snippet."""
    said = ask("embed", "--for", "wordpress", "--plugin")

    assert f"const MEDIADESK = '{ADDRESS}/';" in said.out
    assert "example.org" not in said.out
    (record,) = ask("embed", "--for", "wordpress", "--plugin", "--json").of("embed")
    assert (record["slug"], record["code"] + "\n") == (None, said.out)


@pytest.mark.parametrize(
    "words", [[], ["--for", "html", "--plugin"], ["--for", "wordpress", "--shortcode"], ["--for", "wordpress"]]
)
def test_half_a_question_is_asked_back(ask, live, words):
    """Exit 2."""
    assert ask("embed", *words, "--json").trouble["code"] == 2


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
