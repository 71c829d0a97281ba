"""What is picked goes along as an excerpt a stretch; what cannot is told, and the others go on."""

from dataclasses import replace
from fractions import Fraction

from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.desk.bundle import Missed, Piece, cut, wanted
from mediadesk.model.clip import Facts
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.excerpt import Excerpt, Stretch
from mediadesk.model.whereabouts import Away
from tests.catalogue.world import a_clip

SOUND = a_clip("sound", facts=Facts(container="mov"))


def a_dispatch(*picks: Pick) -> Dispatch:
    return Dispatch(slug="bread", title="T", public_id="p" * 26, picks=picks)


def test_each_stretch_of_a_clip_is_cut_once_with_its_handles_and_its_hash(market, tmp_path, programs):
    clip, path = market
    times = [(Fraction(3), Fraction(7, 2)), (Fraction(4), Fraction(5)), (Fraction(1, 2), Fraction(1))]
    picks = [Pick(clip=clip.id, in_point=begin, out_point=end) for begin, end in times]
    asked = wanted(a_dispatch(*picks, Pick(clip=SOUND.id)), [clip, SOUND], Fraction(1, 2))
    assert [(one.id, each.begin, each.end) for one, each in asked] == [
        (clip.id, 0, Fraction(3, 2)),
        (clip.id, Fraction(5, 2), Fraction(11, 2)),
    ]

    made = list(cut(asked, {clip.id: (path,)}, tmp_path, programs=programs, assets=Assets(tmp_path)))

    assert [type(each) for each in made] == [Piece, Piece]
    for each, begins in zip(made, (0, 2), strict=True):
        assert each.enclosed.begins == begins
        assert each.enclosed.sha256 == hash_file(each.path).sha256
        assert each.enclosed.size_bytes == each.path.stat().st_size
        assert each.enclosed.name == f"{clip.id}-{each.enclosed.sha256[:16]}.mov"
        assert "at the same times" in each.proofs


def test_what_is_away_is_told_and_what_lies_here_as_an_excerpt_goes_on(market, tmp_path, programs):
    clip, path = market
    asked = [(clip, Stretch(begin=Fraction(3), end=Fraction(4)))]
    whole = Excerpt(
        clip=clip.id, begins=Fraction(2), seconds=Fraction(3), sha256="ab" * 32, size_bytes=path.stat().st_size,
        path="market.mp4", facts=replace(clip.facts),
    )  # fmt: skip
    away = {clip.id: Away(drives=("T7",))}

    missed = list(cut(asked, away, tmp_path, programs=programs, assets=Assets(tmp_path)))
    passed = list(cut(asked, away, tmp_path, programs=programs, assets=Assets(tmp_path), here=[whole]))

    assert [(type(each), each.why) for each in missed] == [(Missed, "its original is on T7, which is not plugged in")]
    assert [(each.enclosed.begins, each.path) for each in passed] == [(2, path)]


def test_what_cannot_be_cut_is_told_and_the_others_go_on(market, tmp_path, programs):
    clip, path = market
    broken = replace(clip, id=SOUND.id)
    (tmp_path / "broken.mp4").write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    asked = [(each, Stretch(begin=Fraction(3), end=Fraction(4))) for each in (broken, clip)]
    paths = {broken.id: (tmp_path / "broken.mp4",), clip.id: (path,)}

    made = list(cut(asked, paths, tmp_path, programs=programs, assets=Assets(tmp_path)))

    assert [type(each) for each in made] == [Missed, Piece]
    assert made[0].why
