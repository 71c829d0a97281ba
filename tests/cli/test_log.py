"""Saying what clips show."""

import pytest

from tests.cli.world import pictured


def test_what_is_said_is_found(ask, desk):
    """Title, tags, flag and rating of several clips at once; a tag goes away as it came."""
    clips = pictured(desk)

    said = ask("log", *clips, "--title", "Bread queue", "--tag", "market", "--flag", "select", "--rate", "4", "--json")

    assert [record["title"] for record in said.of("clip")] == ["Bread queue", "Bread queue"]
    assert {record["id"] for record in ask("find", "bread", "--flag", "select", "--json").of("clip")} == set(clips)
    ask("log", clips[0], "--untag", "market", "--note", "before noon")
    (left,) = ask("find", "--tag", "market", "--json").of("clip")
    assert left["id"] == clips[1]
    assert ask("show", clips[0], "--json").of("clip")[0]["notes"] == ["before noon"]


def test_place_and_time_are_typed_over_what_the_file_says(ask, desk):
    """A person knows better than a tag, and the record says that it was typed."""
    (clip, _) = pictured(desk)

    ask("log", clip, "--place", "Чугуїв", "--time", "2022-05-08T14:03+03:00", "--label", "minor")

    (shown,) = ask("show", clip, "--json").of("clip")
    assert (shown["place"]["source"], shown["captured"]["source"]) == ("typed", "typed")
    assert shown["captured"]["at"] == "2022-05-08T11:03:00Z"
    assert shown["labels"] == ["minor"]
    assert ask("find", "--near", "Chuhuiv", "--from", "2022-05-08", "--json").of("clip")


@pytest.mark.parametrize(
    "words", [(), ("--time", "noon"), ("--rate", "6"), ("--flag", "good"), ("--place", "Nowherecity on Sea")]
)
def test_nothing_and_nonsense_change_nothing(ask, desk, words):
    """The clip is as it was."""
    clip = pictured(desk)[0]
    before = ask("show", clip, "--json").out

    said = ask("log", clip, *words)

    assert said.code in {2, 4}
    assert len(said.err.splitlines()) == 2
    assert ask("show", clip, "--json").out == before
