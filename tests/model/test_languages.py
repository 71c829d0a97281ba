"""Languages by their tags."""

import pytest

from mediadesk.errors import Misasked
from mediadesk.model.languages import direction, name_of, tag_of


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("uk", "uk"), (" UK ", "uk"), ("pt_br", "pt-BR"), ("UZ-arab", "uz-Arab"), ("zh-hant-tw", "zh-Hant-TW"),
     ("ckb", "ckb"), ("es-419", "es-419"), ("ca-Valencia", "ca-valencia")],
)  # fmt: skip
def test_a_tag_is_written_one_way(typed, tag):
    assert tag_of(typed) == tag
    assert tag_of(tag) == tag


@pytest.mark.parametrize("typed", ["", "u", "ukrainian", "../uk", "uk/..", "uk.vtt", "uk-", 'uk"', "українська", "u1"])
def test_what_is_no_tag_is_refused(typed):
    """It becomes the name of a file."""
    with pytest.raises(Misasked):
        tag_of(typed)


def test_no_two_tags_have_the_same_name():
    tags = ["uk", "ar", "ar-EG", "pt", "pt-BR", "tlh", "sr", "sr-Latn"]
    assert name_of("uk") == "Українська"
    assert name_of("tlh") == "tlh"
    assert len({name_of(tag) for tag in tags}) == len(tags)


@pytest.mark.parametrize(
    ("tag", "way"),
    [("ar", "rtl"), ("AR-eg", "rtl"), ("he", "rtl"), ("uk", "ltr"), (None, "ltr"), ("", "ltr"), ("uz-Arab", "rtl"),
     ("ku", "ltr"), ("ckb", "rtl"), ("ar-Latn", "ltr"), ("pa-arab", "rtl")],
)  # fmt: skip
def test_letters_run_their_way(tag, way):
    assert direction(tag) == way
