"""What a verb says, to people and to programs."""

import json

import pytest

from mediadesk.cli.output import Output
from mediadesk.events import Began, Ended, Moved, Said

STEP = {"kind": "ingested", "name": "Харків.mov"}
MOVES = [Began("copy", 10, "bytes"), *(Moved("copy", done, 10) for done in range(11)), Ended("copy")]


def say(out):
    """One of everything."""
    out.record(STEP, "added")
    out.answer({"kind": "clip"}, "the clip")
    out.line("in all: 1")
    out.note("by the way")


@pytest.mark.parametrize(
    ("how", "out", "err"),
    [
        ({}, ["added", "the clip", "in all: 1"], ["by the way"]),
        ({"quiet": True}, ["the clip"], []),
        (
            {"json": True},
            ['{"kind": "ingested", "name": "Харків.mov"}', '{"kind": "clip"}'],
            ['{"kind": "note", "text": "by the way"}'],
        ),
        ({"json": True, "quiet": True}, ['{"kind": "ingested", "name": "Харків.mov"}', '{"kind": "clip"}'], []),
    ],
)
def test_who_hears_what(capsys, how, out, err):
    """Results on stdout, asides on stderr; quiet leaves the answers, JSON leaves the records."""
    say(Output(**{"json": False, "quiet": False} | how))

    said = capsys.readouterr()
    assert said.out.splitlines() == out
    assert said.err.splitlines() == err


def test_a_warning_says_what_to_do_and_is_a_record_for_programs(capsys):
    """Code 0: the run goes on. With --quiet it is not said."""
    Output(json=False, quiet=False).warn("anyone can read it", "encrypt it")
    Output(json=True, quiet=False).warn("anyone can read it", "encrypt it")
    Output(json=False, quiet=True).warn("anyone can read it", "encrypt it")

    words, record = capsys.readouterr().err.split("\n{")
    assert words == "warning: anyone can read it\ntry: encrypt it"
    assert json.loads("{" + record) == {"kind": "trouble", "code": 0, "what": "anyone can read it", "try": "encrypt it"}


def test_progress_is_sparse_where_there_is_no_terminal(capsys, monkeypatch):
    """A log file gets a line now and then, not one for each block; what is said gets through at once."""
    monkeypatch.setattr("mediadesk.cli.output._SPARSE_SECONDS", 0.0)
    often = Output(json=False, quiet=False)
    with often.progress() as report:
        for event in MOVES:
            report(event)
    assert "copy: 50 %" in capsys.readouterr().err

    monkeypatch.setattr("mediadesk.cli.output._SPARSE_SECONDS", 60.0)
    with often.progress() as report:
        for event in [*MOVES, Said("one line")]:
            report(event)
    assert capsys.readouterr().err == "one line\n"


def test_each_task_is_heard_now_and_then(capsys, monkeypatch):
    """Not only the one that moves most often: a clip and the whole of them both tell how long they still take."""
    now = iter(range(0, 1000, 2))
    monkeypatch.setattr("mediadesk.cli.output.time.monotonic", lambda: next(now))
    with Output(json=False, quiet=False).progress() as report:
        for done in range(1, 20):
            report(Moved("7QK2 proxy", done, 20))
            report(Moved("derive", done, 40))

    lines = capsys.readouterr().err.splitlines()
    assert {line.partition(":")[0] for line in lines} == {"7QK2 proxy", "derive"}
    assert lines[-1] == "derive: 48 %, 84 s left"


def test_progress_as_records(capsys, monkeypatch):
    """One object a line on stderr."""
    monkeypatch.setattr("mediadesk.cli.output._JSON_SECONDS", 0.0)
    with Output(json=True, quiet=False).progress() as report:
        for event in MOVES:
            report(event)

    records = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert records[-1] == {"kind": "progress", "task": "copy", "done": 10, "total": 10, "seconds_left": None}


@pytest.mark.parametrize("json_too", [False, True])
def test_quiet_means_no_progress(capsys, monkeypatch, json_too):
    """Not even as records."""
    monkeypatch.setattr("mediadesk.cli.output._JSON_SECONDS", 0.0)
    with Output(json=json_too, quiet=True).progress() as report:
        for event in [*MOVES, Said("one line")]:
            report(event)

    assert capsys.readouterr().err == ""
