"""All that is known of one clip."""

from tests.cli.world import SLUG, pictured


def test_a_clip_is_shown_by_the_beginning_of_its_id(ask, desk):
    """In either case of letters; each fact with where it comes from."""
    clip = pictured(desk)[0]

    said = ask("show", clip[:4].lower())

    assert said.code == 0
    assert f"{clip}  IMG_0042.MOV" in said.out
    assert "49.9935,36.2304" in said.out
    assert "quicktime:location" in said.out
    assert "Apple iPhone 12" in said.out


def test_what_was_made_of_it_is_shown_too(ask, live):
    """Each rendition with its path."""
    said = ask("show", pictured(live)[0], "--json")

    assert [record["recipe"] for record in said.of("rendition")] == ["poster", "proxy", "storyboard", "thumbnail"]
    assert all((live / record["path"]).exists() for record in said.of("rendition"))
    (clip,) = said.of("clip")
    assert {record["source"] for record in said.of("rendition")} == {clip["sha256"]}
    assert all(len(record["sha256"]) == 64 and record["proofs"] for record in said.of("rendition"))
    people = ask("show", clip["id"]).out
    assert "proved: picture and sound" in people
    assert f"made of {clip['sha256'][:12]}…" in people


def test_what_was_made_for_a_dispatch_is_shown_with_it(ask, live):
    """Its film, and everything of the film."""
    said = ask("dispatch", "show", SLUG, "--json").of("rendition")

    assert {"film", "ladder", "small"} <= {record["recipe"] for record in said}
    assert {record["dispatch"] for record in said} == {SLUG}
    (film,) = [record for record in said if record["recipe"] == "film"]
    assert {record["source"] for record in said if record["recipe"] != "film"} == {film["sha256"]}


def test_a_stranger_and_a_crowd(ask, desk):
    """An id that no clip has is not found; a beginning that several have asks for more letters."""
    assert ask("show", "ZZZZZZZZZZ", "--json").trouble["code"] == 4
    assert ask("show", "", "--json").trouble["code"] in {2, 4}


def test_who_did_what_to_it_is_shown_too(ask, desk):
    """Where its copies came to be, and what was said over its facts: by whom, and never the place."""
    clip = pictured(desk)[0]
    assert ask("log", clip, "--place", "50.0,36.3", "--label", "do-not-publish").code == 0

    said = ask("show", clip, "--json").of("custody")
    assert [(each["what"], each["about"], each["why"]) for each in said] == [
        ("ingested", "desk", None),
        ("edited", clip, "place"),
        ("labelled", clip, "do-not-publish"),
    ]
    assert "ingested, desk" in ask("show", clip).out
