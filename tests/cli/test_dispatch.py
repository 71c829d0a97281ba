"""Putting clips together, by the command line."""

import pytest

from tests.cli.world import SLUG, done, make_clip, pictured

EVERYTHING = {
    "lead": "Shops open.",
    "dateline": "Kharkiv, 7–9 May 2022",
    "byline": "Olha K.",
    "credits": "Camera: Olha K.",
    "language": "en",
    "licence": "CC BY 4.0",
    "outlet": "Assembly",
    "first_url": "https://assembly.example/recovery",
    "series": "Mutual aid",
    "number": 3,
}


@pytest.fixture
def begun(desk):
    """A desk with an empty dispatch."""
    done("dispatch", "new", SLUG, "--title", "The recovery in Kharkiv", "--desk", desk)
    return desk


def picks(said):
    """The picks of the dispatch that was printed."""
    return said.of("dispatch")[-1]["picks"]


def test_everything_is_said_shown_changed_and_taken_away(ask, desk):
    """Each option of `new` is one of `set`; an empty text takes one away."""
    options = [word for name, value in EVERYTHING.items() for word in (f"--{name.replace('_', '-')}", str(value))]

    (new,) = ask("dispatch", "new", SLUG, "--title", "The recovery", *options, "--json").of("dispatch")

    assert {name: new[name] for name in EVERYTHING} == EVERYTHING
    assert (new["state"], new["picks"]) == ("draft", [])
    (changed,) = ask("dispatch", "set", SLUG, "--title", "Repaired", "--lead", "", "--json").of("dispatch")
    assert {name: changed[name] for name in ("title", "lead", "byline")} == {
        "title": "Repaired", "lead": None, "byline": "Olha K.",
    }  # fmt: skip
    assert ask("dispatch", "show", SLUG, "--json").of("dispatch") == [changed]
    assert ask("dispatch", "list", "--json").of("dispatch") == [changed]
    assert "Mutual aid" in ask("dispatch", "show", SLUG).out


def test_a_correction_is_told_with_its_date_and_can_be_taken_back(ask, begun):
    """Readers hear it from the next publish on."""
    assert ask("dispatch", "set", SLUG, "--correction", "", "--json").trouble["code"] == 2
    (said,) = ask("dispatch", "set", SLUG, "--correction", "It was Tuesday.", "--json").of("dispatch")

    assert [each["note"] for each in said["corrections"]] == ["It was Tuesday."]
    assert f"corrected {said['corrections'][0]['at'][:10]}: It was Tuesday." in ask("dispatch", "show", SLUG).out
    (back,) = ask("dispatch", "set", SLUG, "--correction", "", "--json").of("dispatch")
    assert back["corrections"] == []


def test_picks_are_added_moved_trimmed_and_dropped(ask, desk, begun):
    """Positions count from 1; times are rational; a beginning of the id is enough."""
    phone, drone = pictured(desk)

    ask("dispatch", "pick", SLUG, phone[:6], "--in", "0.5", "--out", "3/2", "--caption", "Bread")
    said = ask("dispatch", "pick", SLUG, drone, "--json")
    assert picks(said) == [
        {"clip": phone, "in": "1/2", "out": "3/2", "caption": "Bread"},
        {"clip": drone, "in": None, "out": None, "caption": None},
    ]
    assert [each["clip"] for each in picks(ask("dispatch", "move", SLUG, "2", "1", "--json"))] == [drone, phone]
    assert picks(ask("dispatch", "trim", SLUG, "2", "--in", "0:01", "--json"))[1]["in"] == "1/1"
    assert [each["clip"] for each in picks(ask("dispatch", "drop", SLUG, "1", "--json"))] == [phone]


def test_a_cut_that_loses_the_poster_says_so(ask, desk, begun):
    """The cut is done; what to do about the still stands below it, until it is done."""
    ask("dispatch", "pick", SLUG, pictured(desk)[0])
    assert "poster" not in ask("dispatch", "set", SLUG, "--poster", "1.5").err

    assert "its poster comes too late: the film is 1.0 s long" in ask("dispatch", "trim", SLUG, "1", "--out", "1").err
    assert "poster" not in ask("dispatch", "set", SLUG, "--poster", "").err


def test_the_film_is_rendered_once(ask, desk, begun):
    """Frame by frame from the originals; a second time it is there already."""
    for clip in pictured(desk):
        ask("dispatch", "pick", SLUG, clip, "--out", "1")

    (film,) = ask("dispatch", "render", SLUG, "--json").of("rendition")

    assert (film["dispatch"], film["clip"], film["recipe"], film["result"]) == (SLUG, None, "film", "made")
    assert (film["seconds"], film["width"], film["height"]) == (2.0, 320, 180)
    assert ask("dispatch", "render", SLUG, "--json").of("rendition")[0]["result"] == "kept"


def test_a_film_cut_elsewhere_is_attached(ask, desk, begun, tmp_path):
    """Its bytes are kept like an original; the picks stay, unused."""
    film = make_clip(tmp_path / "final cut.mov", seconds=1)

    (attached,) = ask("dispatch", "attach", SLUG, film, "--json").of("dispatch")

    assert (desk / attached["attached"]).read_bytes() == film.read_bytes()
    assert "cut elsewhere" in ask("dispatch", "show", SLUG).out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("new", SLUG, "--title", "again"), 2),
        (("new", "Bad Slug", "--title", "x"), 2),
        (("new", "other", "--title", ""), 2),
        (("new", "other", "--title", "x", "--first-url", "javascript:alert(1)"), 2),
        (("set", SLUG), 2),
        (("set", SLUG, "--title", ""), 2),
        (("show", "nothing"), 4),
        (("pick", SLUG, "ZZZZ"), 4),
        (("pick", SLUG, "{clip}", "--in", "1.5", "--out", "0.5"), 2),
        (("pick", SLUG, "{clip}", "--in", "noon"), 2),
        (("pick", SLUG, "{clip}", "--in", "99"), 2),
        (("drop", SLUG, "7"), 4),
        (("trim", SLUG, "1"), 2),
        (("render", SLUG), 5),
        (("attach", SLUG, "{card}/notes.txt"), 5),
        (("attach", SLUG, "/nowhere.mov"), 4),
    ],
)
def test_what_makes_no_sense_changes_nothing(ask, desk, begun, card, words, code):
    """Two lines, and the dispatch is as it was."""
    clip = pictured(desk)[0]
    before = ask("dispatch", "list", "--json").out

    said = ask("dispatch", *[word.format(clip=clip, card=card) for word in words])

    assert said.code == code
    assert len(said.err.splitlines()) == 2
    assert said.err.splitlines()[1].startswith("try: ")
    assert ask("dispatch", "list", "--json").out == before


def test_whoever_asks_nothing_sees_what_can_be_done(ask):
    """As the program itself does."""
    said = ask("dispatch")

    assert said.code == 0
    assert all(f"  {each} " in said.out for each in ("new", "pick", "trim", "render"))


def test_an_empty_desk_names_the_next_step(ask, desk):
    """Nobody has to look up how it goes on."""
    assert "mediadesk dispatch new" in ask("dispatch", "list").err
    assert "mediadesk dispatch pick" in ask("dispatch", "new", SLUG, "--title", "T").out
