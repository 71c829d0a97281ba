"""How captions and chapters are told."""

from mediadesk.cli.caption_words import caption_lines, caption_record, chapter_line
from mediadesk.desk.caption import Looked
from mediadesk.model.caption import Caption, Chapter, Cue

CUES = tuple(Cue(start_ms=at * 1000, end_ms=at * 1000 + 1500, text="a") for at in range(1, 64))


def looked(*cues: Cue, late=(), other_cut=False):
    return Looked(caption=Caption(language="ar", state="edited", cues=cues), late=late, other_cut=other_cut)


def test_captions_on_a_line():
    assert list(caption_lines("bread", looked(*CUES))) == ["captions  ar  العربية, edited: 63 cues, 0:01 to 1:04"]
    assert list(caption_lines("bread", looked(CUES[0]))) == ["captions  ar  العربية, edited: 1 cue, 0:01 to 0:02"]
    assert list(caption_lines("bread", looked())) == ["captions  ar  العربية, edited: 0 cues"]


def test_what_is_wrong_is_told_below():
    told = list(caption_lines("bread", looked(*CUES, late=tuple(range(50, 64)), other_cut=True)))
    assert told[1] == "          after the end of the film: 50, 51, 52, 53, 54, 55, 56, 57, 58 …"
    assert told[2].endswith("then mediadesk dispatch caption bread --lang ar --state edited")


def test_a_record_holds_seconds_and_no_words():
    """What is said is long, and lies in a file for who asks for it."""
    record = caption_record("bread", looked(*CUES, late=(63,)))
    assert (record["from"], record["to"], record["late"]) == (1.0, 64.5, [63])
    assert caption_record("bread", looked())["from"] is None


def test_a_chapter_on_a_line():
    assert chapter_line(2, Chapter(start_ms=64_000, title="Хліб")) == "chapter   2. 1:04 Хліб"
