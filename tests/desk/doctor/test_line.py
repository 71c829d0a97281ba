"""A line of an examination: good, bad with what helps, or not known."""

from mediadesk.desk.doctor.line import Line, line, tried, unsure
from mediadesk.errors import StoreRefused


def test_no_trouble_is_good_and_needs_no_fix():
    assert line("ranges", "in pieces", "", "do this") == Line(name="ranges", what="in pieces", result="good")


def test_trouble_comes_with_what_helps():
    told = line("ranges", "in pieces", "the whole comes", "do this")
    assert (told.result, told.why, told.fix) == ("bad", "the whole comes", "do this")
    assert unsure(told, "nobody can tell").result == "unknown"


def test_what_an_attempt_raises_is_a_line_after_those_it_had():
    def attempt():
        yield line("one", "one", "", "")
        raise StoreRefused("nobody answers", hint="check the network")

    found = list(tried("two", "two", attempt))
    assert [(each.name, each.result, each.fix) for each in found] == [
        ("one", "good", None),
        ("two", "bad", "check the network"),
    ]
