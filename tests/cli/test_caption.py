"""Captions and chapters, by the command line."""

import pytest

from tests.cli.world import SLUG, done, pictured

SRT = "1\n00:00:00,000 --> 00:00:00,500\n<i>Добрий</i> день\n\n2\n00:00:00,500 --> 00:00:01,000\nхліб\n"


@pytest.fixture
def begun(desk):
    """A desk with a dispatch of one clip."""
    done("dispatch", "new", SLUG, "--title", "The recovery in Kharkiv", "--desk", desk)
    done("dispatch", "pick", SLUG, pictured(desk)[0], "--desk", desk)
    return desk


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "captions.srt"
    path.write_text(SRT)
    return path


def caption(**changes):
    """The record of the captions in Ukrainian."""
    said = {"kind": "caption", "dispatch": SLUG, "language": "uk", "state": "edited", "cues": 2, "from": 0.0, "to": 1.0}
    return said | {"late": [], "other_cut": False} | changes


def test_captions_are_given_looked_at_and_shown(ask, desk, begun, file):
    said = ask("dispatch", "caption", SLUG, file, "--lang", "uk", "--json")
    assert said.of("caption") == [caption()]
    assert "tags that style text: 2" in said.err
    assert "--state machine" in said.err

    judged = ask("dispatch", "caption", SLUG, "--lang", "uk", "--state", "approved", "--by", "kestrel", "--json")
    assert judged.of("caption") == [caption(state="approved")]
    shown = ask("dispatch", "show", SLUG, "--json")
    assert shown.of("caption") == [caption(state="approved")]
    assert [each["why"] for each in shown.of("custody") if each["what"] == "captioned"] == ["uk edited", "uk approved"]
    assert "captions  uk  Українська, approved: 2 cues, 0:00 to 0:01\n" in ask("dispatch", "show", SLUG).out


def test_what_a_program_wrote_is_told_and_kept_back(ask, desk, begun, file):
    file.write_text("WEBVTT\n\nNOTE whisper\n\n00:00.000 --> 00:01.000\nДобрий день\n")
    assert "so they are `machine`" in ask("dispatch", "caption", SLUG, file, "--lang", "uk").err

    (gate,) = [each for each in ask("clear", "check", SLUG, "--json").of("gate") if each["gate"] == "captions"]
    assert gate["result"] == "failed"
    assert "--lang uk --state edited" in gate["why"]


def test_chapters_are_given_written_and_taken_away(ask, desk, begun, file, tmp_path):
    file.write_text("0:00 Вулиця\n0:01 Хліб\n")
    made = ask("dispatch", "chapters", SLUG, file, "--json").of("chapter")
    assert made == [
        {"kind": "chapter", "dispatch": SLUG, "number": 1, "from": 0.0, "title": "Вулиця"},
        {"kind": "chapter", "dispatch": SLUG, "number": 2, "from": 1.0, "title": "Хліб"},
    ]
    assert ask("dispatch", "show", SLUG, "--json").of("chapter") == made
    assert ask("dispatch", "chapters", SLUG, "--to", tmp_path / "out.txt").out == "2 chapters written to out.txt\n"
    assert (tmp_path / "out.txt").read_text() == "0:00:00.000 Вулиця\n0:00:01.000 Хліб\n"
    assert ask("dispatch", "chapters", SLUG, "--drop", "--json").of("chapter") == []


def test_captions_are_written_out_and_taken_away(ask, desk, begun, file, tmp_path):
    ask("dispatch", "caption", SLUG, file, "--lang", "uk")
    written = ask("dispatch", "caption", SLUG, "--lang", "uk", "--to", tmp_path / "out.srt", "--json")
    assert written.records == [{"kind": "done", "verb": "dispatch caption", "path": str(tmp_path / "out.srt")}]
    assert (tmp_path / "out.srt").read_text() == SRT.replace("<i>", "").replace("</i>", "")
    assert ask("dispatch", "caption", SLUG, "--lang", "uk", "--drop", "--json").of("caption") == []


@pytest.mark.parametrize(
    "words",
    [
        ("caption", SLUG),
        ("caption", SLUG, "--lang", "uk"),
        ("caption", SLUG, "--lang", "uk", "--drop", "--to", "x.srt"),
        ("chapters", SLUG),
        ("chapters", SLUG, "--drop", "--to", "x.txt"),
    ],
)
def test_one_thing_is_asked_for_at_a_time(ask, desk, begun, words):
    assert ask("dispatch", *words, "--json").trouble["code"] == 2
