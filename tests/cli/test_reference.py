"""The reference is made from the commands themselves."""

from mediadesk.cli.app import VERBS
from mediadesk.cli.reference import pages


def test_every_command_has_its_page():
    """Also those within `dispatch`, `place`, `clock` and `clear`, in the order of the story."""
    headings = [line.removeprefix("## ") for page in pages() for line in page.splitlines() if line.startswith("## ")]

    inner = {
        "dispatch": (
            "new",
            "set",
            "list",
            "show",
            "pick",
            "drop",
            "move",
            "trim",
            "attach",
            "caption",
            "chapters",
            "render",
        ),
        "picks": ("import",),
        "bundle": ("export", "import"),
        "store": ("doctor",),
        "cluster": ("keys", "serve"),
        "place": ("add", "remove", "list", "show", "gpx"),
        "clock": ("set", "calibrate", "list", "forget"),
        "clear": (
            *("check", "give", "hold", "embargo", "label", "labels", "subject", "release", "lift", "list", "withdraw"),
        ),
    }
    single = [f"mediadesk {verb.name}" for verb in VERBS if verb.name not in inner]
    assert headings[0] == "mediadesk"
    assert set(headings[1:]) == {*single, *(f"mediadesk {verb} {each}" for verb in inner for each in inner[verb])}
    assert (
        headings.index("mediadesk ingest")
        < headings.index("mediadesk dispatch new")
        < headings.index("mediadesk publish")
    )


def test_a_page_says_how_it_is_typed():
    """With the name of the program, its options and an example."""
    page = next(page for page in pages() if page.startswith("\n## mediadesk dispatch trim\n"))

    assert "Usage: mediadesk dispatch trim [OPTIONS]" in page
    assert "--in" in page
    assert "Example: mediadesk dispatch trim" in page
