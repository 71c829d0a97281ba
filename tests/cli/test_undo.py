"""Taking back the last edit of the log."""

from tests.cli.world import pictured


def test_the_last_edit_goes_whole_then_the_one_before(ask, desk):
    """One command, one step back, also when it was about several clips."""
    clips = pictured(desk)
    ask("log", *clips, "--title", "first")
    ask("log", *clips, "--title", "second")

    assert {record["title"] for record in ask("undo", "--json").of("clip")} == {"first"}
    assert {record["title"] for record in ask("undo", "--json").of("clip")} == {None}

    nothing = ask("undo", "--json")
    assert nothing.trouble["code"] == 4
