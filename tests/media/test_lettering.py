"""Words on a picture: in their own letters, or in plain ones, and never as boxes."""

import pytest
from PIL import Image, ImageDraw, ImageFont, features

from mediadesk.media import lettering

NAMES = ["Харків, Харківська область", "Їжакевичі, Ґанок", "Θεσσαλονίκη", "القاهرة", "Łódź, Işıklar"]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no font."""
    monkeypatch.setattr(lettering, "_FONTS", ("there-is-none.ttf",))


def inked(font: lettering.Font, words: str) -> Image.Image:
    paper = Image.new("L", (900, 60), 255)
    ImageDraw.Draw(paper).text((10, 30), words, fill=0, font=font, anchor="lm")
    return paper


@pytest.mark.needs("letters")
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_written_in_its_own_letters(name):
    """With a font of the system: no two letters look alike, as boxes would."""
    font, written = lettering.lettered(name, 32)

    assert written == name
    drawn = {each: bytes(inked(font, each).tobytes()) for each in set(name) - {" "}}
    assert len(set(drawn.values())) == len(drawn)


def test_plain_letters_are_the_same_everywhere():
    """Those of Pillow's own font, whatever the system has."""
    font, written = lettering.lettered("Saturday 7 May 2022, Kharkiv", 32)

    assert (font.getname(), written) == (("Aileron", "Regular"), "Saturday 7 May 2022, Kharkiv")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Łódź", "Lodz"), ("Işıklar", "Isiklar"), ("Poznań, Großpolen", "Poznan, Grosspolen"), ("Київ, Kyiv", "Kyiv")],
)
def test_without_a_font_no_box_is_printed(bare, name, shown):
    """What the font inside Pillow has not is put otherwise, or left away."""
    font, written = lettering.lettered(name, 32)

    assert written == shown
    assert lettering._writes(font, written)


def test_sabotage_a_font_without_the_letters_is_seen():
    """Pillow's own would have drawn six boxes of one kind."""
    own = ImageFont.load_default(32)

    assert not lettering._writes(own, "Харків")
    assert len({inked(own, each).tobytes() for each in "Харків"}) == 1


def test_what_is_written_from_the_right_waits_for_who_can_join_it(monkeypatch):
    """Without its shaper Pillow would write Arabic in single letters, from the wrong side."""
    monkeypatch.setattr(features, "check", lambda name: False)

    assert lettering.lettered("القاهرة, Cairo", 32)[1] == "Cairo"


def test_a_line_is_one_line():
    """No name turns the line round or breaks it."""
    assert lettering.lettered("Khar\nkiv \u202eXX\u0007", 24)[1] == "Khar kiv XX"
