"""Captions in HLS, read by a reader that owes us nothing."""

from fractions import Fraction

from mediadesk.model import subtitled as room
from mediadesk.model.playlist import master
from mediadesk.model.subtitled import subtitle_playlist, subtitled
from mediadesk.model.written import oddities
from tests.model.test_playlist import SOUND, variant
from tests.referee import complaints

LANGUAGES = ["ar", "el", "tlh", "uk", "uz-Arab"]
PLAIN = master([variant(234, 150_000), variant(720, 2_000_000)], SOUND)


def test_a_master_names_each_language_once_and_every_rung_knows_of_them():
    made = subtitled(PLAIN, LANGUAGES)

    assert made.count("#EXT-X-MEDIA:TYPE=SUBTITLES") == len(LANGUAGES)
    assert (
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="words",NAME="Українська",LANGUAGE="uk",DEFAULT=NO,AUTOSELECT=YES,'
        'URI="sub-uk.m3u8"\n'
    ) in made
    streams = [line for line in made.split("\n") if line.startswith("#EXT-X-STREAM-INF")]
    assert all(',SUBTITLES="words",CLOSED-CAPTIONS=NONE' in line for line in streams)
    assert len(streams) == PLAIN.count("#EXT-X-STREAM-INF")
    assert "FORCED" not in made


def test_without_captions_it_is_the_same():
    assert subtitled(PLAIN, []) == PLAIN


def test_another_reader_takes_them_and_the_leak_scan_knows_them():
    for text in (
        subtitled(PLAIN, LANGUAGES),
        subtitled(master([variant(234, 150_000)], None), ["uk"]),
        subtitle_playlist("../cc/uk.vtt", Fraction(25, 2)),
        subtitle_playlist("../cc/uk.vtt", 0.2),
    ):
        assert list(oddities(".m3u8", text.encode(), frozenset())) == []
        assert complaints([text]) == [""]


def test_a_name_that_says_something_else_is_found():
    """Only what a language calls itself may stand there."""
    for was, put in (("Українська", "Olena"), ('LANGUAGE="uk"', 'LANGUAGE="uk-olena1"'), ("sub-uk", "sub-olena")):
        odd = subtitled(PLAIN, ["uk"]).replace(was, put)
        assert list(oddities(".m3u8", odd.encode(), frozenset())) == ["a line that no playlist of ours has"]


def test_two_languages_of_one_name_are_refused_by_the_other_reader(monkeypatch):
    """Sabotage: the names are what keeps them apart."""
    monkeypatch.setattr(room, "name_of", lambda _: "Captions")
    (complaint,) = complaints([subtitled(PLAIN, LANGUAGES)])
    assert complaint
