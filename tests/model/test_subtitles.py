"""SubRip and WebVTT from elsewhere: every word stays, nothing else does; what cannot be read is named by its line."""

import random

import pytest

from mediadesk.errors import Refused
from mediadesk.model import subtitles as read
from mediadesk.model.caption import Cue
from mediadesk.model.decoded import decoded
from mediadesk.model.subtitles import plain_lines, subtitles

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Two weeks</i> after the shelling
people bring <font color="#ffff00">bread</font>.

2
00:00:03,500 --> 00:00:05,000 X1:40 X2:600 Y1:20 Y2:50
{\\an8}«Ми тут» &amp; залишимось <3

3
00:01:02,25 --> 1:02:03,000
- Is it far? <laughs>
- 2022
"""
VTT = """WEBVTT - made by hand
Kind: captions
Language: uk

STYLE
::cue { color: yellow }

REGION
id:low
width:40%

NOTE the baker has agreed

first
00:01.000 --> 00:03.500 align:start position:10% line:0
<v Olena K>Добрий <c.loud>день</c> &lt;b&gt;</v>

00:02.000 --> 00:04.000
<00:02.100>Слово <00:02.500><c>за</c> словом
"""


def said(text: str) -> list[tuple[int, int, str]]:
    return [(cue.start_ms, cue.end_ms, cue.text) for cue in subtitles(text).cues]


def test_subrip_as_programs_write_it():
    """Tags, places and entities are no text; a heart and a laugh are."""
    assert said(SRT) == [
        (1000, 3500, "Two weeks after the shelling\npeople bring bread."),
        (3500, 5000, "«Ми тут» & залишимось <3"),
        (62_250, 3_723_000, "- Is it far? <laughs>\n- 2022"),
    ]
    assert subtitles(SRT).left_out == ("tags that style text: 4", "places in the picture: 2")


def test_webvtt_as_programs_write_it():
    """Of a voice the words stay, not who speaks; notes, styles, regions and settings are counted and told."""
    assert said(VTT) == [(1000, 3500, "Добрий день <b>"), (2000, 4000, "Слово за словом")]
    left = subtitles(VTT).left_out
    assert left == (
        "who speaks, in voice tags <v …>: 1 (write a name into the text if readers are to see it)",
        "tags that style text: 6",
        "times of single words: 2",
        "places in the picture: 1",
        "notes, which no reader sees: 1",
        "blocks of styles and regions: 2",
        "names of cues: 1",
        "lines of the head: 3",
    )
    assert not any("Olena" in each or "baker" in each for each in left)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:01.5 --> 00:02\nno hours", [(1500, 2000, "no hours")]),
        ("7\n٠٠:٠٠:٠١,٠٠٠ --> ٠٠:٠٠:٠٢,٠٠٠\nأرقام", [(1000, 2000, "أرقام")]),
        ("\n\n1\n0:0:1,0-->0:0:2,0\nnarrow\n\n\n\n", [(1000, 2000, "narrow")]),
        (
            "1\n00:01,0 --> 00:02,0\nfirst\n\nstill first\n2\n00:03,0 --> 00:04,0\nsecond",
            [(1000, 2000, "first\nstill first"), (3000, 4000, "second")],
        ),
        ("00:01,0 --> 00:02,0\n2022\n00:03,0 --> 00:04,0\n1984", [(1000, 2000, "2022"), (3000, 4000, "1984")]),
        ("1\n00:01,0 --> 00:02,0\n\n2\n00:03,0 --> 00:04,0\nx\n\n3\n", [(3000, 4000, "x")]),
        (
            "1\n00:05,0 --> 00:06,0\nlate\n\n2\n00:01,0 --> 00:09,0\nearly",
            [(1000, 9000, "early"), (5000, 6000, "late")],
        ),
        ("1\n00:01,0 --> 00:02,0\nthis --> that\nto 10:30 → 11:00", [(1000, 2000, "this --> that\nto 10:30 → 11:00")]),
        ("WEBVTT\n\n00:01.0 --> 00:02.0\na<br>b", [(1000, 2000, "a\nb")]),
        ("1\n00:01,0 --> 00:02,0\na < b and c > d, <b , <em>so</em>", [(1000, 2000, "a < b and c > d, <b , so")]),
        ("1\n00:01,0 --> 00:02,0\n\u202egnp.exe\u202c\u200f!", [(1000, 2000, "gnp.exe\u200f!")]),
        ("1\n00:01,0 --> 00:02,0\n&#8207;&eacute;&nope;&#x202e;", [(1000, 2000, "\u200fé&nope;")]),
    ],
)
def test_what_players_take_is_taken(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no cue"),
        ("WEBVTT", "no cue"),
        ("1\n00:01,0 --> 00:02,0\n<i></i>\n", "no cue"),
        ("hello\n1\n00:01,0 --> 00:02,0\nx", "line 1: this belongs to no cue"),
        ("1\n00:02,0 --> 00:01,0\nx", "line 2: a cue ends before it begins"),
        ("1\n00:61,0 --> 01:02,0\nx", "line 2: there is a time of more than 59"),
        ("1\n900:00:00,0 --> 901:00:00,0\nx", "line 2: there is a time after a hundred hours"),
        ("1\n00:01,0 --> 00:0x,0\nx", "line 2: these are no times"),
        ("1\n00:00:01,0 –> 00:00:02,0\nx\n", "line 2: these are no times"),
        ("1\n00:00:01:12 --> 00:00:02:13\nx", "line 2: these are no times"),
        (f"1\n00:01,0 --> 00:02,0\n{'x' * 2001}", "line 2: a cue has more than 2000 letters"),
        ("WEBVTT\n00:01.0 --> 00:02.0\nx", "line 2: a cue begins in the head"),
        ("WEBVTT\n\n00:01.0 --> 00:02.0\nx\n\nlost words", "line 6: this belongs to no cue"),
        ("WEBVTT\n\n00:01.0 --> 00:02.0\nx\n00:03.0 --> 00:04.0\ny", "line 5: a cue begins within another one"),
        ("WEBVTT\n\n00:01.0 --> 00:02.0\nthis --> that", "line 4: these are no times"),
        ("WEBVTT\n\nNOTE out\n00:01.0 --> 00:02.0\nx", "line 4: there is a time in a note"),
        ("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:01.0 --> 00:02.0\nx", "piece of a stream"),
    ],
)
def test_what_would_be_lost_or_shown_at_another_time_is_refused(text, told):
    with pytest.raises(Refused, match=told) as refusal:
        subtitles(text)
    assert refusal.value.hint


@pytest.mark.parametrize("head", ["", "WEBVTT\n\n"])
def test_a_cue_of_no_length_keeps_its_words(head):
    """No player shows one: it is shown for a second, and whoever gave the file is told."""
    read = subtitles(f"{head}00:01.0 --> 00:01.0\nНі!\n\n00:05.0 --> 00:06.0\nx\n\n00:07.0 --> 00:07.0\n")
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in read.cues] == [(1000, 2000, "Ні!"), (5000, 6000, "x")]
    assert read.lengthened == 1
    assert any("cues without a word: 1" in each for each in read.left_out)


def test_more_cues_than_anybody_reads_are_refused(monkeypatch):
    monkeypatch.setattr(read, "MOST_CUES", 3)
    cues = [f"{number}\n00:0{number},0 --> 00:09,9\nword\n" for number in range(1, 5)]
    assert len(said("\n".join(cues[:3]))) == 3
    with pytest.raises(Refused, match="line 14: there are more than 3 cues"):
        subtitles("\n".join(cues))


def test_what_a_program_has_written_is_seen():
    """By its own word, or by the times of single words; by hand it has neither."""
    by_name = "WEBVTT\n\nNOTE made by whisper.cpp\n\n00:01.0 --> 00:02.0\nx"
    assert subtitles(VTT).by_machine
    assert subtitles(by_name).by_machine
    assert not subtitles(SRT).by_machine
    assert subtitles("1\n00:05,0 --> 00:06,0\nb\n\n2\n00:01,0 --> 00:02,0\na").moved == 1


def test_without_the_list_of_tags_markup_would_be_text(monkeypatch):
    """Sabotage: the words of a voice tag would go out."""
    assert plain_lines(["<v Olena>Так"]) == "Так"
    monkeypatch.setattr(read, "_TAG", read.re.compile("(?!)"))
    assert "Olena" in plain_lines(["<v Olena>Так"])


def mutated(chance: random.Random) -> bytes:
    """One of the two with a few bytes changed, doubled, cut or put elsewhere, in some encoding."""
    data = bytearray(chance.choice([SRT, VTT]).encode(chance.choice(["utf-8", "utf-8", "utf-16", "utf-8-sig"])))
    for _ in range(chance.randrange(1, 9)):
        at, length = chance.randrange(len(data)), chance.randrange(1, 40)
        piece = bytes(data[at : at + length])
        put = chance.choice([b"", piece * 3, chance.randbytes(length), b"\n\n", b"-->", b"<v ", b"&#", b"\xef\xbb\xbf"])
        data[at : at + length] = put
        data = data or bytearray(b"1")
    return bytes(data)


def taken(data: bytes) -> tuple[Cue, ...]:
    """The cues of a file; none where it is refused."""
    try:
        return subtitles(decoded(data)).cues
    except Refused:
        return ()


def hurt(seeds: range) -> int:
    """How many of them are refused. Whatever is taken has words, times in their order, and no controls."""
    refused = 0
    for seed in seeds:
        data = mutated(random.Random(seed))
        cues = taken(data)
        refused += not cues
        assert all(0 <= cue.start_ms < cue.end_ms and cue.text.strip() for cue in cues)
        assert [cue.start_ms for cue in cues] == sorted(cue.start_ms for cue in cues)
        assert not any(char < " " and char != "\n" for cue in cues for char in cue.text)
    return refused


def test_hostile_files_are_read_or_refused():
    assert 50 < hurt(range(400)) < 390


@pytest.mark.prove
def test_ten_thousand_hostile_files_are_read_or_refused():
    assert hurt(range(10_000)) > 1_000


@pytest.mark.parametrize("piece", ["<", "<v ", "&", "{\\", "-->", "1:1", "0:0:0,0 --> ", " ", "\n", "<b", "0", "\t-"])
def test_no_text_takes_longer_than_it_is_long(piece):
    """A megabyte of each is read or refused at once."""
    text = f"1\n00:01,0 --> 00:02,0\n{piece * (400_000 // len(piece))}"
    with pytest.raises(Refused):
        subtitles(text)
