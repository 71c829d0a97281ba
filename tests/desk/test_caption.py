"""Captions and chapters of a dispatch: given, looked at with a cut, released by name, written out again."""

from dataclasses import replace

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.cases import case_of
from mediadesk.desk import caption as station
from mediadesk.desk import dispatch
from mediadesk.desk.backup import backup, restore
from mediadesk.desk.clear.give import give
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model import clearance
from mediadesk.model.caption import cut_of
from mediadesk.model.clearance import Unsafe
from mediadesk.model.dispatch import Pick, edit_list, with_picks
from tests.catalogue.world import shelve
from tests.model.machine import CLIPS

SLUG = "bread"
SRT = "1\n00:00:00,000 --> 00:00:00,500\nДобрий день\n\n2\n00:00:00,500 --> 00:00:01,000\n<i>хліб</i>\n"


@pytest.fixture
def catalogue(tmp_path):
    """A catalogue with a dispatch of two clips, each of 90 seconds."""
    made = Catalogue.create(tmp_path / "catalog.db")
    shelve(made, *CLIPS)
    dispatch.new(SLUG, "Bread", {}, catalogue=made)
    for clip in CLIPS[:2]:
        added = Pick(clip=clip.id)
        dispatch.edit(SLUG, lambda one, added=added: with_picks(one, [added]), catalogue=made)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path):
    """A file of captions from elsewhere."""
    path = tmp_path / "captions.srt"
    path.write_text(SRT)
    return path


@pytest.fixture
def kept(catalogue):
    """What the desk keeps: the dispatch as it is now."""
    return lambda: dispatch.get(SLUG, catalogue=catalogue)


def gate(catalogue, kept, name="captions"):
    """Why a gate fails now; None when it passes."""
    with catalogue.read() as shelves:
        case = case_of(shelves, kept(), store="web", local=False)
    return next(each.why for each in clearance.gates(case) if each.gate == name)


def test_captions_take_the_place_of_those_in_the_same_language(catalogue, file, kept):
    state, said = station.put(SLUG, "UK", file, catalogue=catalogue)
    station.put(SLUG, "ar", file, state="machine", catalogue=catalogue)
    file.write_text(SRT.replace("хліб", "мир"))
    station.put(SLUG, "uk", file, state="approved", by="kestrel", catalogue=catalogue)

    assert (state, said.left_out) == ("edited", ("tags that style text: 2",))
    assert [(each.language, each.state) for each in kept().captions] == [("ar", "machine"), ("uk", "approved")]
    assert kept().captions[1].cues[1].text == "мир"
    with catalogue.read() as shelves:
        told = [(each.who, each.why) for each in shelves.custody.of(about=[SLUG]) if each.what == "captioned"]
    assert [each[1] for each in told] == ["uk edited", "ar machine", "uk approved"]
    assert told[-1][0] == "kestrel"


def test_what_a_program_wrote_does_not_go_out_before_somebody_looked(catalogue, file, kept):
    """The file itself tells it; and no reason passes it."""
    file.write_text("WEBVTT\n\nNOTE by whisper\n\n00:00.000 --> 00:01.000\nДобрий день\n")
    state, _ = station.put(SLUG, "uk", file, catalogue=catalogue)
    assert state == "machine"
    with pytest.raises(Unsafe, match="a program wrote the uk captions"):
        give(SLUG, "kestrel", store="web", local=False, catalogue=catalogue)

    station.judge(SLUG, "uk", "edited", None, catalogue=catalogue)

    give(SLUG, "kestrel", store="web", local=False, catalogue=catalogue)
    assert gate(catalogue, kept) is None


def test_without_the_gate_it_would_go_out(catalogue, file, monkeypatch):
    """Sabotage."""
    station.put(SLUG, "uk", file, state="machine", catalogue=catalogue)
    rest = {name: fails for name, fails in clearance.GATES.items() if name != "captions"}
    monkeypatch.setattr(clearance, "GATES", rest)
    assert give(SLUG, "kestrel", store="web", local=False, catalogue=catalogue)


def test_another_cut_asks_for_another_look(catalogue, file, kept):
    station.put(SLUG, "uk", file, catalogue=catalogue)
    dispatch.edit(SLUG, lambda one: replace(one, picks=tuple(reversed(one.picks))), catalogue=catalogue)

    assert "timed for another cut" in gate(catalogue, kept)
    assert station.look(SLUG, catalogue=catalogue).captions[0].other_cut

    station.judge(SLUG, "uk", "edited", None, catalogue=catalogue)
    assert gate(catalogue, kept) is None
    assert not station.look(SLUG, catalogue=catalogue).captions[0].other_cut


def test_what_goes_on_after_the_film_is_numbered(catalogue, file, kept):
    """By the picks, before the film is made."""
    file.write_text(SRT + "\n3\n01:00:00,000 --> 01:00:01,000\nlate\n")
    station.put(SLUG, "uk", file, catalogue=catalogue)
    file.write_text("0:00 a\n1:00:00 b\n")
    station.put_chapters(SLUG, file, catalogue=catalogue)

    timed = station.look(SLUG, catalogue=catalogue)
    assert timed.captions[0].late == (3,)
    assert "chapter 2 would begin after the film" in timed.late
    why = gate(catalogue, kept)
    assert "cue 3" in why
    assert "chapter 2" in why


def test_both_kinds_are_written_as_they_were_read(catalogue, file, kept, tmp_path):
    station.put(SLUG, "uk", file, catalogue=catalogue)
    cues = kept().captions[0].cues
    for name in ("out.vtt", "out.SRT"):
        assert station.write(SLUG, "uk", tmp_path / name, catalogue=catalogue) == 2
        station.put(SLUG, "el", tmp_path / name, catalogue=catalogue)
        assert kept().captions[0].cues == cues
    file.write_text("0:00 Хліб\n0:00.5 Мир\n")
    made = station.put_chapters(SLUG, file, catalogue=catalogue)
    station.write_chapters(SLUG, tmp_path / "chapters.txt", catalogue=catalogue)
    assert station.put_chapters(SLUG, tmp_path / "chapters.txt", catalogue=catalogue) == made


def test_they_are_taken_away(catalogue, file, kept):
    station.put(SLUG, "uk", file, catalogue=catalogue)
    station.put(SLUG, "el", file, catalogue=catalogue)
    station.drop(SLUG, "uk", catalogue=catalogue)
    assert [each.language for each in kept().captions] == ["el"]
    file.write_text("0:00 a")
    station.put_chapters(SLUG, file, catalogue=catalogue)
    station.drop_chapters(SLUG, catalogue=catalogue)
    assert kept().chapters == ()
    for gone in (
        station.drop,
        lambda slug, tag, catalogue: station.judge(slug, tag, "edited", None, catalogue=catalogue),
    ):
        with pytest.raises(NotFound, match="no captions in uk") as refusal:
            gone(SLUG, "uk", catalogue=catalogue)
        assert "captions in el" in refusal.value.hint


def test_a_backup_holds_them(catalogue, file, kept, tmp_path):
    """What was taken away since comes back, its state and its cut with it."""
    station.put(SLUG, "uk", file, state="approved", by="kestrel", catalogue=catalogue)
    chapters = tmp_path / "chapters.txt"
    chapters.write_text("0:00 Хліб")
    station.put_chapters(SLUG, chapters, catalogue=catalogue)
    before = kept()
    backup(tmp_path / "backup.db", catalogue=catalogue)
    station.drop(SLUG, "uk", catalogue=catalogue)

    restore(tmp_path / "backup.db", catalogue=catalogue)

    assert kept() == before
    assert before.captions
    assert before.chapters


def test_what_cannot_be_done_changes_nothing(catalogue, file, kept, tmp_path):
    before = kept()
    (tmp_path / "big.srt").write_bytes(b"1" * (4 << 20) + b"1")
    (tmp_path / "old.srt").write_bytes(SRT.encode("windows-1251"))
    there = tmp_path / "there.srt"
    there.write_text("mine")
    for trouble, words, named in (
        (NotFound, "no file", {"file": tmp_path / "none.srt"}),
        (NotFound, "no file", {"file": tmp_path}),
        (Refused, "longer than 4 MB", {"file": tmp_path / "big.srt"}),
        (Refused, "line 3 is no UTF-8", {"file": tmp_path / "old.srt"}),
        (Misasked, "captions are never done", {"file": file, "state": "done"}),
        (Misasked, "by name", {"file": file, "state": "approved", "by": " "}),
        (Misasked, "is no encoding", {"file": file, "encoding": "klingon"}),
    ):
        with pytest.raises(trouble, match=words):
            station.put(SLUG, "uk", catalogue=catalogue, **named)
    with pytest.raises(Misasked, match="is no language"):
        station.put(SLUG, "../uk", file, catalogue=catalogue)
    assert kept() == before
    station.put(SLUG, "uk", tmp_path / "old.srt", encoding="windows-1251", catalogue=catalogue)
    assert kept().captions[0].cues[0].text == "Добрий день"
    assert kept().captions[0].film == cut_of(edit_list(kept(), CLIPS))
    for name, words in (("there.srt", "there already"), ("out.docx", "no name for captions"), ("no/x.srt", "written")):
        with pytest.raises(Misasked, match=words):
            station.write(SLUG, "uk", tmp_path / name, catalogue=catalogue)
    assert there.read_text() == "mine"
    with pytest.raises(NotFound, match="no chapters"):
        station.write_chapters(SLUG, tmp_path / "x.txt", catalogue=catalogue)
